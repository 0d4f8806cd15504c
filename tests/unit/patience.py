"""Waiting in tests for what nobody tells of."""

from __future__ import annotations

import time
from collections.abc import Callable


def eventually(true: Callable[[], bool], patience: float = 10.0) -> bool:
    """Whether something comes true in a while."""
    deadline = time.monotonic() + patience
    while not true() and time.monotonic() < deadline:
        time.sleep(0.01)
    return true()
