"""Time as the simulated exchange sees it, real or virtual; all delays in the sandbox are its."""

from __future__ import annotations

import heapq
import itertools
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

Callback = Callable[[], None]
AT_ONCE = 1e-6
"""Seconds: sums that ought to be the same moment may differ by less, for want of digits."""


class Closable(Protocol):
    """A fiber, as far as the clock knows it."""

    def close(self) -> None:
        """Give up."""


class Timer:
    """A callback that is due at ``when``; ``cancel()`` forgets it."""

    __slots__ = ("callback", "when")

    def __init__(self, when: float, callback: Callback) -> None:
        self.when = when
        self.callback: Callback | None = callback

    def cancel(self) -> None:
        """Make sure the callback does not run any more."""
        self.callback = None


class Clock:
    """One heap of timers. Real time passes by itself, ``speed`` times as fast as outside; virtual
    time passes only when it is moved.
    """

    def __init__(self, *, virtual: bool = False, speed: float = 1.0) -> None:
        self.virtual = virtual
        self.speed = speed
        self.woken: Callback = lambda: None
        self._epoch = time.time()
        self._origin = time.monotonic()
        self._moved = 0.0
        self._soon: deque[Callback] = deque()
        self._timers: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()
        self._running = False
        self.fibers: set[Closable] = set()

    def close_fibers(self) -> None:
        """Give up everything that waits for its time."""
        for fiber in list(self.fibers):
            fiber.close()
        self._soon.clear()
        self._timers.clear()

    def time(self) -> float:
        """Seconds since 1970."""
        if self.virtual:
            return self._epoch + self._moved
        return self._epoch + (time.monotonic() - self._origin) * self.speed

    def call_soon(self, callback: Callback) -> None:
        """Run a callback in the present turn, or start one."""
        self._soon.append(callback)
        if not self._running:
            self.woken()

    def call_later(self, seconds: float, callback: Callback) -> Timer:
        """Run a callback once so many seconds have passed."""
        timer = Timer(self.time() + max(0.0, seconds), callback)
        heapq.heappush(self._timers, (timer.when, next(self._order), timer))
        if not self._running:
            self.woken()
        return timer

    def next_due(self) -> float | None:
        """When the next timer is due, None if there is none."""
        while self._timers and self._timers[0][2].callback is None:
            heapq.heappop(self._timers)
        return self._timers[0][0] if self._timers else None

    def run(self) -> None:
        """Do everything that is due by now, in order."""
        if self._running:
            return
        self._running = True
        try:
            while True:
                while self._soon:
                    self._soon.popleft()()
                due = self.next_due()
                if due is None or due > self.time():
                    return
                timer = heapq.heappop(self._timers)[2]
                if timer.callback is not None:
                    timer.callback()
        finally:
            self._running = False

    def move(self, until: float) -> None:
        """Let virtual time stand at ``until``, and do what is due by then."""
        self._moved = max(self._moved, until - self._epoch)
        self.run()


def iso(seconds: float) -> str:
    """A point in time as ARI writes it: 2026-11-23T09:11:09.511+0000."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+0000"
