"""Text from callers and servers on its way to a terminal."""

from __future__ import annotations

import re
import sys
import unicodedata

_CONTROLS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ud800-\udfff]"
)


def visible(text: str) -> str:
    """The text with control characters and direction overrides spelt out, as in ``\\x1b``."""
    return _CONTROLS.sub(lambda match: _escaped(match.group()), text)


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def tell(text: str, *more: str) -> None:
    """Say something on stderr, beside the data on stdout, and more in lines of its own."""
    lines = [f"aricli: {visible(text)}", *(f"  {visible(each)}" for each in more)]
    # One write: batches report from several threads.
    sys.stderr.write("\n".join(lines) + "\n")
    sys.stderr.flush()


def columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def padded(text: str, width: int) -> str:
    """The text with spaces behind it, so many columns wide."""
    return text + " " * (width - columns(text))


def cut_inside(text: str, width: int) -> str:
    """The text in so many columns at most, with ``…`` before its last quarter where it is cut."""
    if columns(text) <= width:
        return text
    first = cut(text, width - width // 4)
    last = text
    while last and columns(last) > width - columns(first):
        last = last[1:]
    return first + last


def cut(text: str, width: int) -> str:
    """The text in so many columns at most, with ``…`` where it is cut."""
    if columns(text) <= width:
        return text
    kept = ""
    left = width - 1
    for character in text:
        left -= _columns(character)
        if left < 0:
            break
        kept += character
    return kept + "…"
