"""A progress bar on stderr, where that is a terminal."""

from __future__ import annotations

import sys
import time

from aricli.cli.terminal import width
from aricli.cli.text import columns, cut, padded, visible

_PAUSE = 0.1
"""Seconds between two drawings."""
_BAR = 20


class Progress:
    """Shows how much of something has come; use as a context manager.

    Args:
        label: What is coming.
        size: Bytes to come, ``None`` if not known.
    """

    def __init__(self, label: str, size: int | None) -> None:
        self._label = visible(label)
        self._size = size
        self._width = width(sys.stderr)
        self._next = 0.0
        self.done = 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._next:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def add(self, count: int) -> None:
        """Count bytes that have come."""
        self.done += count
        now = time.monotonic()
        if self._width is not None and now >= self._next:
            self._next = now + _PAUSE
            sys.stderr.write("\r" + self._line(self._width))
            sys.stderr.flush()

    def _line(self, width: int) -> str:
        shown = size(self.done)
        if self._size:
            filled = min(_BAR, _BAR * self.done // self._size)
            shown = f"[{'=' * filled:{_BAR}}] {shown} of {size(self._size)}"
        left = max(width - columns(shown) - 3, 1)
        return f"{padded(cut(self._label, left), left)}  {shown}"


def size(count: int) -> str:
    """A number of bytes for a person, as ``1.4 MB``."""
    if count < 1000:
        return f"{count} bytes"
    amount, units = count / 1000, iter(("kB", "MB", "GB"))
    unit = next(units)
    while amount >= 999.95 and unit != "GB":
        amount, unit = amount / 1000, next(units)
    return f"{amount:.1f} {unit}"
