"""Timers: one heap for any number of them, and a clock that tests can turn."""

from __future__ import annotations

import heapq
import itertools
import math
import threading
from collections.abc import Callable
from typing import Protocol


class Timer:
    """Something that will be done once; `cancel` it and it will not be."""

    __slots__ = ("_action", "due")

    def __init__(self, due: float, action: Callable[[], None]) -> None:
        self.due = due
        self._action: Callable[[], None] | None = action

    @property
    def pending(self) -> bool:
        """Whether it is neither done nor cancelled."""
        return self._action is not None

    def cancel(self) -> None:
        """Do not do it. Harmless when it is done already."""
        self._action = None

    def fire(self) -> None:
        """Do it now, unless it was cancelled or is done."""
        action, self._action = self._action, None
        if action:
            action()


class Clock(Protocol):
    """Tells the time and does things later."""

    def now(self) -> float:
        """Seconds, from an arbitrary start."""

    def after(self, seconds: float, action: Callable[[], None]) -> Timer:
        """Do something once, after so many seconds. The action must not block."""

    def close(self) -> None:
        """Do nothing more."""


class Heap:
    """Timers by due time, those of the same time in the order made.

    Attributes:
        next_due: When the next timer is due, infinity if there is none.
    """

    def __init__(self) -> None:
        self._timers: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()
        self.next_due = math.inf

    def push(self, timer: Timer) -> None:
        """Keep a timer."""
        heapq.heappush(self._timers, (timer.due, next(self._order), timer))
        self.next_due = self._timers[0][0]

    def pop_due(self, now: float) -> list[Timer]:
        """Take out the timers that are due by now, in order."""
        due = []
        while self.next_due <= now:
            due.append(heapq.heappop(self._timers)[2])
            self.next_due = self._timers[0][0] if self._timers else math.inf
        return due


class VirtualClock:
    """A clock that stands still until `advance` turns it.

    Args:
        settle: Called after each timer that fires, to wait until what it began has come to rest.
        start: What it shows at first, in seconds.
    """

    def __init__(self, settle: Callable[[], None] = lambda: None, start: float = 0.0) -> None:
        self._heap = Heap()
        self._now = start
        self._lock = threading.Lock()
        self.settle = settle

    def now(self) -> float:
        """Seconds it has been turned to."""
        return self._now

    @property
    def next_due(self) -> float | None:
        """When the next timer is due, None if there is none."""
        with self._lock:
            due = self._heap.next_due
        return None if due == math.inf else due

    def after(self, seconds: float, action: Callable[[], None]) -> Timer:
        """Do something once, when the clock has been turned so far."""
        timer = Timer(self.now() + seconds, action)
        with self._lock:
            self._heap.push(timer)
        return timer

    def advance(self, seconds: float) -> None:
        """Turn the clock, doing what falls due in order."""
        self.turn(self._now + seconds)

    def turn(self, until: float) -> None:
        """Turn the clock to a time, doing what falls due in order."""
        self.settle()
        while timers := self._next_due(until):
            self._now = max(self._now, timers[0].due)
            for timer in timers:
                timer.fire()
                self.settle()
        self._now = max(self._now, until)

    def _next_due(self, until: float) -> list[Timer]:
        """The timers that are due at the next time of any, if that is by then."""
        with self._lock:
            return self._heap.pop_due(min(until, self._heap.next_due))

    def close(self) -> None:
        """Nothing to stop."""
