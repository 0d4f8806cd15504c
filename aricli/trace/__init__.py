"""Draws a session as a ladder: caller, Asterisk and application, who told whom what and when."""
