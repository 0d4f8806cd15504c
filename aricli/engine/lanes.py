"""Lanes: the work of one call in order, one piece at a time; all calls at once.

A lane costs no thread while it has nothing to do. Lanes with work share a pool of threads. The pool
grows when its threads are blocked, say in an `answer` that waits behind a playback, so that a call
that blocks delays nobody but itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

CORE_THREADS = 8
"""Threads that are kept free; more come only while these are blocked."""
MAX_THREADS = 1024
"""Blocked calls beyond this number wait for each other."""
_LOOK = 0.01
"""Seconds between looks whether lanes get their turn."""
_STALLED = 3
"""Looks without progress after which the pool takes its threads for blocked."""
_STALLED_BUSY = 10
"""The same while they rather wait for the processor than for anybody."""
_MORE = 32
"""Threads that come at once."""
_LEAVE = 1.0
"""Seconds at the end for all threads together to notice that it is over."""
_TURN = 64
"""Pieces of work after which a lane lets others have its thread."""


class Lane:
    """The work of one call. Pieces run in the order they were put, never two at once."""

    __slots__ = ("_lanes", "_running", "_work")

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes
        # A deque would do, but takes 760 bytes even when it is empty, as most are.
        self._work: SimpleQueue[Callable[[], object]] = SimpleQueue()
        self._running = threading.Lock()

    def put(self, work: Callable[[], object]) -> None:
        """Do this after everything that was put before. The work must not raise."""
        if self.add(work):
            self._lanes.schedule(self)

    def add(self, work: Callable[[], object]) -> bool:
        """Put work and say whether the lane has to be scheduled for it.

        Who puts much work into many lanes schedules them together when all of it is there: waking
        threads for each piece costs more than most pieces.
        """
        self._work.put(work)
        return self._running.acquire(blocking=False)

    def run(self) -> None:
        """Do what there is to do; called by a thread of the pool that owns the lane."""
        for _ in range(_TURN):
            if self._work.empty():
                break
            self._work.get_nowait()()
        if not self._work.empty():
            self._lanes.schedule(self)
            return
        self._running.release()
        # Work put between the last look and the release found the lane running.
        if not self._work.empty() and self._running.acquire(blocking=False):
            self._lanes.schedule(self)


class Lanes:
    """The pool of threads behind all lanes."""

    def __init__(self) -> None:
        self._ready: SimpleQueue[Lane | None] = SimpleQueue()
        self._changed = threading.Condition()
        self._threads: set[threading.Thread] = set()
        self._watching = False
        self._closed = False
        self._pending = 0
        self._started = 0

    def lane(self) -> Lane:
        """A new lane."""
        return Lane(self)

    @property
    def threads(self) -> int:
        """How many threads there are now."""
        return len(self._threads)

    @property
    def pending(self) -> int:
        """How many lanes have something to do, or are blocked in doing it."""
        return self._pending

    def schedule(self, *lanes: Lane) -> None:
        """Run lanes that have work on the next free threads."""
        with self._changed:
            self._pending += len(lanes)
            while len(self._threads) < min(CORE_THREADS, self._pending) and not self._closed:
                self._grow()
            if not self._watching and self._pending > len(self._threads):
                self._watching = True
                threading.Thread(target=self._watch, name="lanes-watch", daemon=True).start()
        for lane in lanes:
            self._ready.put(lane)

    def settle(self, timeout: float | None = None) -> bool:
        """Wait until no lane has anything to do; False if that takes longer than `timeout`."""
        with self._changed:
            return self._changed.wait_for(lambda: self._pending == 0, timeout)

    def close(self) -> None:
        """Let running work end and take no more."""
        with self._changed:
            self._closed = True
            threads = list(self._threads)
        for _ in threads:
            self._ready.put(None)
        end = time.monotonic() + _LEAVE
        for thread in threads:
            if thread is not threading.current_thread():
                thread.join(max(0.0, end - time.monotonic()))

    def _grow(self) -> None:
        if self._closed or len(self._threads) >= MAX_THREADS:
            return
        thread = threading.Thread(target=self._serve, name="lane", daemon=True)
        self._threads.add(thread)
        thread.start()

    def _serve(self) -> None:
        needed = True
        while needed and (lane := self._ready.get()):
            self._started += 1
            try:
                lane.run()
            finally:
                needed = self._done()

    def _done(self) -> bool:
        """A lane had its turn; whether its thread is needed any more."""
        with self._changed:
            self._pending -= 1
            if not self._pending:
                self._changed.notify_all()
            needed = len(self._threads) - self._pending <= CORE_THREADS
            if not needed:
                self._threads.discard(threading.current_thread())
            return needed

    def _watch(self) -> None:
        """Add threads for as long as lanes are ready and none of them gets its turn."""
        idle = stalled = 0
        while self._watches_on(idle):
            started, cpu = self._started, time.process_time()
            time.sleep(_LOOK)
            waiting = self._ready.qsize()
            idle = 0 if waiting else idle + 1
            stalled = stalled + 1 if waiting and self._started == started else 0
            busy = time.process_time() - cpu > _LOOK / 2
            if stalled >= (_STALLED_BUSY if busy else _STALLED):
                stalled = 0
                with self._changed:
                    for _ in range(min(self._pending - len(self._threads), _MORE)):
                        self._grow()

    def _watches_on(self, idle: int) -> bool:
        with self._changed:
            if self._closed or (idle >= 10 and self._pending <= len(self._threads)):
                self._watching = False
            return self._watching
