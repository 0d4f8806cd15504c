"""Rounds: waiting for the server and for timers at once, and seeing to what is there."""

from __future__ import annotations

import contextlib
import math
import socket
import threading
import time
from collections.abc import Container
from typing import Final, Protocol

from aricli.ari.poll import READABLE, new_poll
from aricli.engine.timers import Heap, Timer

NEVER: Final = math.inf
_AWAKE: Final = -math.inf
_NOWHERE: Final = -1


class Source(Protocol):
    """What is waited for besides timers."""

    def fileno(self) -> int:
        """What to wait for until there is something to read."""

    def look(self) -> None:
        """There is something to read; called by the thread that goes round."""

    def flush(self) -> None:
        """Send what is to be sent."""


class Rounds:
    """Timers and a source. One thread at a time goes round; any may set timers."""

    def __init__(self) -> None:
        self._timers = Heap()
        self._lock = threading.Lock()
        self._attended: tuple[Source | None, int] = (None, _NOWHERE)
        self._registered = _NOWHERE
        self._asleep_until = _AWAKE
        self._poll = new_poll()
        self._waker, self._woken = socket.socketpair()
        self._waker.setblocking(False)
        self._woken.setblocking(False)
        self._bell = self._woken.fileno()
        self._poll.register(self._bell, READABLE)

    def add(self, timer: Timer) -> None:
        """Fire a timer when it is due."""
        with self._lock:
            self._timers.push(timer)
        if timer.due < self._asleep_until:
            self.wake()

    def attend(self, source: Source | None) -> None:
        """Wait for this from now on, and for what was given before no longer."""
        self._attended = (source, source.fileno() if source else _NOWHERE)
        self.wake()

    def flush(self) -> None:
        """Send what the source has to send."""
        source, _ = self._attended
        if source:
            source.flush()

    def wake(self) -> None:
        """End the wait of the thread that goes round."""
        with contextlib.suppress(OSError):  # it is over, or has been woken often enough
            self._waker.send(b"\0")

    def wait_for(self, place: int) -> bool:
        """Have rounds end when there is something to read here too; False if they do anyway."""
        # That is so when the source has just been closed, and its number given away.
        if place == self._registered:
            return False
        self._poll.register(place, READABLE)
        return True

    def wait_no_longer_for(self, place: int) -> None:
        """Do not any more; only after `wait_for` said True."""
        self._poll.unregister(place)

    def go(self, until: float) -> Container[int]:
        """Wait until there is something to read or to do, and do it; what could be read."""
        attended = source, place = self._attended
        if place != self._registered:
            self._register(place)
        # Who sets a timer that is not seen here sees this.
        self._asleep_until = NEVER
        timer_due = self._timers.next_due
        due = self._asleep_until = timer_due if timer_due < until else until
        wait = None if due == NEVER else math.ceil(max(0.0, 1000 * (due - time.monotonic())))
        ready = dict(self._poll.poll(wait))
        self._asleep_until = _AWAKE
        if ready:
            if self._bell in ready:
                self._quieten()
            if place in ready and source and attended is self._attended:
                source.look()
        if timer_due < NEVER:
            now = time.monotonic()
            if now >= timer_due:
                self._fire(now)
        return ready

    def _quieten(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._woken.recv(4096)

    def _register(self, place: int) -> None:
        if self._registered != _NOWHERE:
            self._poll.unregister(self._registered)
        if place != _NOWHERE:
            self._poll.register(place, READABLE)
        self._registered = place

    def _fire(self, now: float) -> None:
        with self._lock:
            timers = self._timers.pop_due(now)
        for timer in timers:
            timer.fire()

    def close(self) -> None:
        """Let go; called when nobody goes round any more."""
        self._waker.close()
        self._woken.close()
