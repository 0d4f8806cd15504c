"""The loop: one thread waits for the server and for timers, and does what they bring.

To wake another thread costs several times what most handlers do, so the loop runs them itself, and
while one of them waits for an answer it goes on reading. A handler that keeps it for longer is left
to its thread: another goes on with the loop.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Container

from aricli.engine.lanes import Lanes
from aricli.engine.rounds import NEVER, Rounds, Source
from aricli.engine.timers import Timer

_LOOK = 0.02
"""Seconds between looks whether the loop is in a handler."""
_KEPT = 0.01
"""Seconds after which it is kept if it is in the same one still."""
_LULL = 50
"""Looks without any handler after which nobody looks until there is one."""
_SPELL = 0.005
"""Seconds of handlers after which the loop reads on and leaves the rest to other threads."""
_SLOW = 0.001
"""Seconds of each of them, on average, that tell that they waited for something."""
_ANSWER = 0.05
"""Seconds that the loop waits in a handler for an answer before another thread goes on with it."""
_MOMENT = 0.001
"""Seconds that other handlers wait for one that waits for an answer."""
_FEW = 3
"""Handlers that wait so; if they are more, none does."""
_TOGETHER = 0.002
"""Seconds within which another handler sends what one has to send, or it does so itself."""
_WARY = 1.0
"""Seconds for which handlers run on other threads after some that took their time."""
_WARIER = 10.0
"""The same after one that kept the loop."""
_LEAVE = 1.0
"""Seconds at the end for the loop to notice that it is over."""

_IsEnough = Callable[[Container[int]], bool]
"""Tells from what could be read in a round."""


class Loop:
    """The machine's clock and whoever waits for the server, on one thread of the pool.

    Args:
        lanes: The pool, which runs what the loop does not.
    """

    def __init__(self, lanes: Lanes) -> None:
        self.lanes = lanes
        self._rounds: Rounds | None = None
        self._holder = 0
        self._changing = threading.Lock()
        self._in_handlers = 0
        self._handlers_since = 0.0
        self._spells = 0
        self._wary_until = 0.0
        self._watched = False
        self._work_begins = threading.Event()
        self._closed = False
        self._ended = threading.Event()

    def now(self) -> float:
        """Seconds of the monotonic clock."""
        return time.monotonic()

    def after(self, seconds: float, action: Callable[[], None]) -> Timer:
        """Do something once, after so many seconds, on the loop's thread."""
        timer = Timer(time.monotonic() + seconds, action)
        if rounds := self._rounds or self._begin():
            rounds.add(timer)
        return timer

    def attend(self, source: Source | None) -> None:
        """Wait for this from now on, and for what was given before no longer."""
        if rounds := self._rounds or (source and self._begin()):
            rounds.attend(source)

    def wait(self, arrived: threading.Lock, timeout: float, unanswered: int) -> bool:
        """Wait until an answer that this loop reads releases a lock; False if it does not in time.

        In a handler that the loop runs the loop goes on meanwhile. What was to be sent is sent;
        many handlers send together.

        Args:
            arrived: The lock.
            timeout: Seconds.
            unanswered: How many answers are waited for, with this one.
        """
        until = time.monotonic() + timeout
        if rounds := self._leave_handlers():
            rounds.flush()
            there = self._go_on(rounds, lambda _: arrived.acquire(False), min(timeout, _ANSWER))
            self._return_to_handlers(there)
            if there:
                return True
        elif self.lanes.others_go_on(unanswered) and arrived.acquire(timeout=_TOGETHER):
            return True
        if self._rounds:
            self._rounds.flush()
        return arrived.acquire(timeout=max(0.0, until - time.monotonic()))

    def wait_to_read(self, connection: socket.socket) -> None:
        """The same until there is something to read on a connection, or nothing for a while."""
        if rounds := self._leave_handlers():
            place = connection.fileno()
            added = rounds.wait_for(place)
            try:
                there = self._go_on(rounds, lambda ready: place in ready, _ANSWER)
            finally:
                if added:
                    rounds.wait_no_longer_for(place)
            self._return_to_handlers(there)

    def run(self) -> None:
        """Go round until it is over, or a handler keeps this thread; called by the pool."""
        self._holder = threading.get_ident()
        assert self._rounds
        while not self._closed:
            if self.lanes.ready or time.monotonic() < self._wary_until:
                self.lanes.let_go()
            else:
                self.lanes.gather()
            self._rounds.go(NEVER)
            if self.lanes.gathered and not self._run_handlers():
                return
        self.lanes.let_go()
        self._rounds.close()
        self._ended.set()

    def close(self) -> None:
        """End it; pending timers are forgotten."""
        with self._changing:
            self._closed = True
        self._work_begins.set()
        if self._rounds:
            self._rounds.wake()
            if self._holder != threading.get_ident():
                self._relieve(self._spells)
                self._ended.wait(_LEAVE)

    def _begin(self) -> Rounds | None:
        with self._changing:
            if self._rounds is None and not self._closed:
                self._rounds = Rounds()
                self.lanes.keep(self)
                threading.Thread(target=self._watch, name="loop-watch", daemon=True).start()
            return self._rounds

    def _run_handlers(self) -> bool:
        """Run what was gathered; whether this thread has the loop still."""
        me = self._holder
        self._enter_handlers()
        count = 0
        while lane := self.lanes.next_gathered():
            lane.run()
            self.lanes.done_gathered()
            count += 1
            if self._in_handlers != me:
                return False
            now = time.monotonic()
            if now - self._handlers_since > _SPELL:
                self._end_spell(now, count)
        return self._leave_handlers() is not None

    def _end_spell(self, now: float, count: int) -> None:
        self.lanes.let_go()
        if now - self._handlers_since > _SLOW * count:
            self._wary_until = max(self._wary_until, now + _WARY)

    def _enter_handlers(self) -> None:
        self._handlers_since = time.monotonic()
        self._spells += 1
        self._in_handlers = self._holder
        if not self._watched:
            self._work_begins.set()

    def _leave_handlers(self) -> Rounds | None:
        """The rounds, if this thread has the loop and was in a handler; it is no more."""
        me = threading.get_ident()
        if self._in_handlers != me:
            return None
        with self._changing:
            if self._in_handlers != me:
                return None
            self._in_handlers = 0
        return self._rounds

    def _go_on(self, rounds: Rounds, is_enough: _IsEnough, seconds: float) -> bool:
        """Go round while a handler waits; False if so many seconds are not enough.

        Others that could run wait too: for few, a moment is less than to wake threads for them.
        """
        now = time.monotonic()
        moment, until = now + _MOMENT, now + seconds
        while now < until:
            others = self.lanes.gathered
            if others and (now >= moment or others > _FEW):
                self.lanes.let_go()
                others = 0
            if is_enough(rounds.go(moment if others else until)):
                return True
            now = time.monotonic()
        return False

    def _return_to_handlers(self, in_time: bool) -> None:
        """Go on with the handler that had to wait; if it has to wait on, without the loop."""
        self._enter_handlers()
        if not in_time:
            self._relieve(self._spells)

    def _relieve(self, spell: int) -> None:
        """Let another thread go on with the loop, if it is still in the same handler."""
        with self._changing:
            if not self._in_handlers or self._spells != spell:
                return
            self._in_handlers = self._holder = 0
        self.lanes.let_go()
        self.lanes.keep(self)

    def _watch(self) -> None:
        """Look whether a handler keeps the loop, for as long as it runs any."""
        lull = 0
        self._watched = True
        while not self._closed:
            spell = self._spells
            time.sleep(_LOOK)
            lull = lull + 1 if self._spells == spell else 0
            if self._in_handlers:
                self._look_again(self._spells)
            elif lull > _LULL:
                self._work_begins.clear()
                self._watched = False
                # One that began just before nobody looked any more is not to be missed.
                if self._spells == spell and not self._closed:
                    self._work_begins.wait()
                self._watched = True
                lull = 0

    def _look_again(self, spell: int) -> None:
        time.sleep(_KEPT)
        if self._in_handlers and self._spells == spell:
            self._wary_until = time.monotonic() + _WARIER
            self._relieve(spell)
