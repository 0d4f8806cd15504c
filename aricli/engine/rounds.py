"""Rounds: waiting for the server and for timers at once, and seeing to what is there."""

from __future__ import annotations

import contextlib
import math
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Protocol

from aricli.ari.network import Selector
from aricli.engine.timers import Heap, Timer

_NOWHERE = -1


class Source(Protocol):
    """What is waited for besides timers."""

    def fileno(self) -> int:
        """What to wait for until there is something to read."""

    @property
    def due(self) -> float:
        """The time of `time.monotonic` at which to look even though there is nothing to read."""

    def look(self, readable: bool) -> None:
        """There is something to read, or it is time; called by the thread that goes round."""

    def flush(self) -> None:
        """Send what is to be sent."""


class Rounds:
    """Timers and a source. One thread at a time goes round; any may set timers."""

    def __init__(self) -> None:
        self._timers = Heap()
        self._lock = threading.Lock()
        self._source: Source | None = None
        self._place = self._registered = _NOWHERE
        self._asleep_until = -math.inf
        self._selector = Selector()
        self._waker, self._woken = socket.socketpair()
        self._waker.setblocking(False)
        self._woken.setblocking(False)
        self._bell = self._woken.fileno()
        self._selector.register(self._bell, selectors.EVENT_READ)

    def add(self, timer: Timer) -> None:
        """Fire a timer when it is due."""
        with self._lock:
            self._timers.push(timer)
            sleeps_too_long = timer.due < self._asleep_until
        if sleeps_too_long:
            self.wake()

    def attend(self, source: Source | None) -> None:
        """Wait for this from now on, and for what was given before no longer."""
        with self._lock:
            self._source = source
            self._place = source.fileno() if source else _NOWHERE
        self.wake()

    def flush(self) -> None:
        """Send what the source has to send."""
        source = self._source
        if source:
            source.flush()

    def wake(self) -> None:
        """End the wait of the thread that goes round."""
        with contextlib.suppress(OSError):  # it is over, or has been woken often enough
            self._waker.send(b"\0")

    @contextlib.contextmanager
    def waiting_for(self, connection: socket.socket) -> Iterator[Callable[[list[int]], bool]]:
        """Have rounds end when there is something to read here; tells from a round whether so."""
        place = connection.fileno()
        if place == self._registered:  # the source has just been closed, and its number given away
            yield lambda ready: place in ready
            return
        self._selector.register(place, selectors.EVENT_READ)
        try:
            yield lambda ready: place in ready
        finally:
            self._selector.unregister(place)

    def go(self, until: float) -> list[int]:
        """Wait until there is something to read or to do, and do it; what could be read."""
        with self._lock:
            source, place = self._source, self._place
            timer_due = self._timers.next_due
            due = min(until, timer_due, source.due if source else math.inf)
            self._asleep_until = due
        if place != self._registered:
            self._register(place)
        timeout = None if due == math.inf else max(0.0, due - time.monotonic())
        ready = [key.fd for key, _ in self._selector.select(timeout)]
        self._asleep_until = -math.inf
        now = time.monotonic()
        if self._bell in ready:
            self._quieten()
        if source and source is self._source and (place in ready or now >= source.due):
            source.look(place in ready)
        if now >= timer_due:
            self._fire(now)
        return ready

    def _quieten(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._woken.recv(4096)

    def _register(self, place: int) -> None:
        if self._registered != _NOWHERE:
            self._selector.unregister(self._registered)
        if place != _NOWHERE:
            self._selector.register(place, selectors.EVENT_READ)
        self._registered = place

    def _fire(self, now: float) -> None:
        while True:
            with self._lock:
                timer = self._timers.pop_due(now)
            if not timer:
                return
            timer.fire()

    def close(self) -> None:
        """Let go; called when nobody goes round any more."""
        self._selector.close()
        self._waker.close()
        self._woken.close()
