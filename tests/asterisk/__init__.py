"""Tests of the installed command against a real Asterisk, with real calls."""
