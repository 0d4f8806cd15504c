"""Signals that end a command with everything put in order."""

from __future__ import annotations

import contextlib
import math
import queue
import signal
import time
from typing import NoReturn

import typer

_NAP = 0.5
"""Seconds within which a signal is noticed at the latest."""


def end_at(*numbers: signal.Signals) -> None:
    """Let these signals end the command in order; a second one ends it at once."""
    for number in numbers:
        signal.signal(number, _end)


def _end(number: int, frame: object) -> NoReturn:
    signal.signal(number, signal.SIG_DFL)
    raise typer.Exit(128 + number)


def wait_for(word: queue.SimpleQueue[None], seconds: float = math.inf) -> None:
    """Wait until a word comes or so many seconds are over, and notice signals meanwhile.

    A signal that comes as a wait begins goes unnoticed until that wait ends, so none is long; and
    in an Event its handler could raise where the Event's own lock is never let go.
    """
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        with contextlib.suppress(queue.Empty):
            word.get(timeout=min(left, _NAP))
            return
