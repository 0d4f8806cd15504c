"""What a generator handler yields: it waits without a thread, and gets the answer back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from aricli.ari.events import Event, PlaybackFinished
from aricli.ari.handles import Finished, Playback
from aricli.errors import NotFound

if TYPE_CHECKING:
    from aricli.engine.call import Call

T = TypeVar("T")

_LOOK = 2.0
"""Seconds between looks at a playback: some media end without an event (FACTS 0.1)."""


class Wait(Generic[T]):
    """Something a handler waits for.

    Attributes:
        result: What came, ``None`` when the time ran out.
        over: Whether the waiting is over.
    """

    def __init__(self, timeout: float | None = None) -> None:
        self.timeout = timeout
        self.result: T | None = None
        self.over = False
        self._begun = False

    def begin(self, call: Call, resume: Callable[[], None]) -> None:
        """Start to wait, once; `resume` is called in the call's lane when it may be over."""
        if not self._begun:
            self._begun = True
            self._arm(call, resume)

    def _arm(self, call: Call, resume: Callable[[], None]) -> None:
        if self.timeout is not None:
            call.after(self.timeout, lambda: self._expire(resume))

    def offer(self, event: Event) -> None:
        """Look at an event of the call: is it what we wait for?"""

    def finish(self, result: T | None) -> None:
        """The waiting is over."""
        if not self.over:
            self.result, self.over = result, True

    def _expire(self, resume: Callable[[], None]) -> None:
        if not self.over:
            self.finish(None)
            resume()


class EventWait(Wait[Event]):
    """Waits for an event of a type; the result is the event."""

    def __init__(self, type: str, timeout: float | None, where: Callable[[Any], bool]) -> None:
        super().__init__(timeout)
        self._type = type
        self._where = where

    def offer(self, event: Event) -> None:
        """Finish with the first event of the type that fits."""
        if not self.over and event.type == self._type and self._where(event):
            self.finish(event)


class DigitsWait(Wait[str]):
    """Collects DTMF; the result is what was pressed, perhaps less than asked for.

    Digits that were pressed before the wait began count. The time runs anew from each digit.
    """

    def __init__(self, count: int, timeout: float | None, terminators: str) -> None:
        super().__init__(timeout)
        self._count = count
        self._terminators = terminators
        self._pressed = ""
        self._call: Call | None = None
        self._resume: Callable[[], None] = lambda: None

    def _arm(self, call: Call, resume: Callable[[], None]) -> None:
        self._call, self._resume = call, resume
        while call.typed_ahead and not self.over:
            self._press(call.typed_ahead.pop(0))
        self._restart_time()

    def offer(self, event: Event) -> None:
        """Take a digit as it is pressed."""
        if self._call and self._call.typed_ahead and not self.over:
            self._press(self._call.typed_ahead.pop(0))
            self._restart_time()

    def _press(self, digit: str) -> None:
        if digit in self._terminators:
            self.finish(self._pressed)
            return
        self._pressed += digit
        if len(self._pressed) == self._count:
            self.finish(self._pressed)

    def _restart_time(self) -> None:
        if self.timeout is not None and self._call and not self.over:
            pressed = self._pressed
            self._call.after(self.timeout, lambda: self._silent_since(pressed))

    def _silent_since(self, pressed: str) -> None:
        if not self.over and pressed == self._pressed:
            self.finish(self._pressed)
            self._resume()


class PlaybackWait(Wait[Playback]):
    """Waits for the end of a playback; the result is the playback with its last state.

    A playback that Asterisk forgets without a PlaybackFinished has the state ``failed``.
    """

    def __init__(self, finished: Finished) -> None:
        super().__init__(finished.timeout)
        self._playback = finished.playback
        self._missed = False

    def _arm(self, call: Call, resume: Callable[[], None]) -> None:
        super()._arm(call, resume)
        ended = call.ended_playbacks.get(self._playback.id)
        if ended:
            self.finish(ended)
        else:
            call.after(_LOOK, lambda: self._look(call, resume))

    def offer(self, event: Event) -> None:
        """Finish with the playback's own PlaybackFinished."""
        if isinstance(event, PlaybackFinished) and event.playback.id == self._playback.id:
            self.finish(event.playback)

    def _look(self, call: Call, resume: Callable[[], None]) -> None:
        if self.over:
            return
        if self._missed:
            self.finish(Playback({**self._playback.raw, "state": "failed"}, self._playback._ari))
            resume()
            return
        try:
            self._playback.get()
        except NotFound:
            # Its last event may be on its way: one more round.
            self._missed = True
        call.after(_LOOK, lambda: self._look(call, resume))


class FirstWait(Wait[Wait[Any]]):
    """Waits for several things; the result is the wait that was over first."""

    def __init__(self, *waits: Wait[Any] | Finished) -> None:
        super().__init__()
        self._waits = [as_wait(each) for each in waits]

    def _arm(self, call: Call, resume: Callable[[], None]) -> None:
        def check() -> None:
            self._check()
            resume()

        for each in self._waits:
            each.begin(call, check)
            self._check()
            if self.over:
                break

    def offer(self, event: Event) -> None:
        """Show the event to each until one is over."""
        for each in self._waits:
            each.offer(event)
            self._check()
            if self.over:
                break

    def _check(self) -> None:
        done = next((each for each in self._waits if each.over), None)
        if done:
            self.finish(done)


def as_wait(thing: object) -> Wait[Any]:
    """What a handler yielded, as a wait.

    Raises:
        TypeError: If it is nothing that can be waited for.
    """
    if isinstance(thing, Finished):
        return PlaybackWait(thing)
    if isinstance(thing, Wait):
        return thing
    raise TypeError(
        f"a handler yielded {thing!r}; it can wait for self.sleep(), self.event(),"
        " self.digits(), self.first() and playback.finished()"
    )
