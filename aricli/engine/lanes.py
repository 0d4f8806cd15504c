"""Lanes: the work of one call in order, one piece at a time; all calls at once.

A lane costs no thread while it has nothing to do. Lanes with work share a pool of threads. The pool
grows when its threads are blocked, say in an `answer` that waits behind a playback, so that a call
that blocks delays nobody but itself.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import Protocol

from aricli.engine.scheduling import push_others_aside

CORE_THREADS = 18
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


class Keeper(Protocol):
    """What has a thread for as long as it takes."""

    def run(self) -> None:
        """Do it; it must not raise."""


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
            try:
                self._work.get_nowait()()
            except BaseException:  # its lane and its thread go on nevertheless
                _tell_of_exception()
        else:
            self._lanes.schedule(self)
            return
        self._running.release()
        # Work put between the last look and the release found the lane running.
        if not self._work.empty() and self._running.acquire(blocking=False):
            self._lanes.schedule(self)


def _tell_of_exception() -> None:
    threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), threading.current_thread())))


class Lanes:
    """The pool of threads behind all lanes."""

    def __init__(self) -> None:
        self._ready: SimpleQueue[Lane | Keeper | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._settled = threading.Condition(self._lock)
        self._settling = 0
        self._threads: set[threading.Thread] = set()
        self._watching = False
        self._closed = False
        self._pending = 0
        self._started = 0
        self._kept = 0
        self._gatherer = 0
        self._gathered: deque[Lane] = deque()
        self._aside = 0

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
        return self._pending + self._aside

    @property
    def _for_lanes(self) -> int:
        """How many threads there are for lanes that are not put aside."""
        return len(self._threads) - self._kept

    def open(self) -> None:
        """Have threads ready: to start one takes longer than most handlers."""
        with self._lock:
            while self._for_lanes < CORE_THREADS:
                self._grow()

    def schedule(self, *lanes: Lane) -> None:
        """Run lanes that have work on the next free threads."""
        with self._lock:
            if self._gatherer == threading.get_ident():
                self._aside += len(lanes)
                self._gathered.extend(lanes)
                return
            self._pending += len(lanes)
            self._staff()
        for lane in lanes:
            self._ready.put(lane)

    def gather(self) -> None:
        """From now on, what this thread schedules is for itself: see `next_gathered`."""
        self._gatherer = threading.get_ident()

    @property
    def ready(self) -> int:
        """How many lanes wait for a thread of the pool."""
        return self._ready.qsize()

    @property
    def gathered(self) -> int:
        """How many lanes were gathered and not run yet."""
        return len(self._gathered)

    def next_gathered(self) -> Lane | None:
        """The next lane for the thread that gathers to run; it tells with `done_gathered`."""
        try:
            return self._gathered.popleft() if self._gathered else None
        except IndexError:  # another thread has just let them go
            return None

    def done_gathered(self) -> None:
        """A lane that was gathered had its turn."""
        with self._lock:
            self._aside -= 1
            if self._settling:
                self._settled.notify_all()

    def let_go(self) -> None:
        """Gather no more; what is there goes to the next free threads."""
        with self._lock:
            self._gatherer = 0
            rest: list[Lane] = []
            while lane := self.next_gathered():
                rest.append(lane)
            self._aside -= len(rest)
            self._pending += len(rest)
            if rest:
                self._staff()
        for lane in rest:
            self._ready.put(lane)

    def keep(self, keeper: Keeper) -> None:
        """Give something a thread, at once, for as long as it takes."""
        with self._lock:
            nobody_is_free = self._missing() >= 0
            self._kept += 1
            if nobody_is_free:
                self._grow(keeper)
                return
        self._ready.put(keeper)

    def others_go_on(self, resting: int) -> bool:
        """Whether what is ready gets a thread while so many lanes wait for answers."""
        return self.ready > 0 and self._for_lanes > resting

    def settle(self, timeout: float | None = None) -> bool:
        """Wait until no lane has anything to do; False if that takes longer than `timeout`."""
        with self._settled:
            self._settling += 1
            try:
                return self._settled.wait_for(lambda: self.pending == 0, timeout)
            finally:
                self._settling -= 1

    def close(self) -> None:
        """Let running work end and take no more."""
        with self._lock:
            self._closed = True
            threads = list(self._threads)
        for _ in threads:
            self._ready.put(None)
        end = time.monotonic() + _LEAVE
        for thread in threads:
            if thread is not threading.current_thread():
                thread.join(max(0.0, end - time.monotonic()))

    def _staff(self) -> None:
        """See to it that there are threads for what is to be done."""
        while self._missing() > 0 and self._for_lanes < CORE_THREADS and not self._closed:
            self._grow()
        if not self._watching and self._missing() > 0:
            self._watching = True
            threading.Thread(target=self._watch, name="lanes-watch", daemon=True).start()

    def _grow(self, keeper: Keeper | None = None) -> None:
        if keeper is None and (self._closed or len(self._threads) >= MAX_THREADS):
            return
        thread = threading.Thread(target=self._serve, args=(keeper,), name="lane", daemon=True)
        self._threads.add(thread)
        thread.start()

    def _serve(self, first: Keeper | None) -> None:
        push_others_aside(False)
        needed = True
        work: Lane | Keeper | None = first or self._ready.get()
        while work:
            if isinstance(work, Lane):
                self._started += 1
                work.run()
                needed = self._done()
            else:
                push_others_aside(True)
                work.run()
                push_others_aside(False)
                needed = self._no_longer_kept()
            work = self._ready.get() if needed else None

    def _done(self) -> bool:
        """A lane had its turn; whether its thread is needed any more."""
        with self._lock:
            self._pending -= 1
            if self._settling:
                self._settled.notify_all()
            return self._is_needed()

    def _no_longer_kept(self) -> bool:
        with self._lock:
            self._kept -= 1
            return self._is_needed()

    def _is_needed(self) -> bool:
        """Whether the current thread is needed any more; else it is none of the pool."""
        needed = -self._missing() <= CORE_THREADS
        if not needed:
            self._threads.discard(threading.current_thread())
        return needed

    def _watch(self) -> None:
        """Add threads for as long as lanes are ready and none of them gets its turn."""
        idle = stalled = 0
        while self._watches_on(idle):
            started, cpu = self._started, time.process_time()
            time.sleep(_LOOK)
            waiting = self.ready
            idle = 0 if waiting else idle + 1
            stalled = stalled + 1 if waiting and self._started == started else 0
            busy = time.process_time() - cpu > _LOOK / 2
            if stalled >= (_STALLED_BUSY if busy else _STALLED):
                stalled = 0
                with self._lock:
                    for _ in range(min(self._missing(), _MORE)):
                        self._grow()

    def _missing(self) -> int:
        """How many lanes there are more than threads for them; negative if threads are free."""
        return self._pending - self._for_lanes

    def _watches_on(self, idle: int) -> bool:
        with self._lock:
            if self._closed or (idle >= 10 and self._missing() <= 0):
                self._watching = False
            return self._watching
