"""Waiting that notices signals."""

from __future__ import annotations

import contextlib
import math
import queue
import time

_NAP = 0.5
"""Seconds within which a signal is noticed at the latest."""


def wait_for(word: queue.SimpleQueue[None], timeout: float | None = None) -> bool:
    """Wait until a word comes; False if none does in so many seconds.

    A signal that comes as a wait begins goes unnoticed until that wait ends, so none is long; and
    in an Event its handler could raise where the Event's own lock is never let go.
    """
    deadline = math.inf if timeout is None else time.monotonic() + timeout
    while (left := deadline - time.monotonic()) > 0:
        with contextlib.suppress(queue.Empty):
            word.get(timeout=min(left, _NAP))
            return True
    return False
