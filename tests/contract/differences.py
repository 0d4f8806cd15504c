"""Where the sandbox is known to differ from Asterisk: case and reason."""

from __future__ import annotations

DIFFERENCES: dict[str, str] = {}
"""Test name (as pytest shows it, without the server) to the reason it fails on the sandbox."""
