"""The backlog: events that wait for their turn, bounded, with a count of what was dropped."""

from __future__ import annotations

import itertools
from collections import Counter, deque
from typing import TYPE_CHECKING, Any

from aricli.ari.events import Event

if TYPE_CHECKING:
    from aricli.engine.call import Call

LIMIT = 100_000
"""Events that may wait; at about 2 KB each that is 200 MB."""
MINOR = {
    "ChannelVarset",
    "ChannelDialplan",
    "ChannelCallerId",
    "ChannelConnectedLine",
    "ChannelTalkingStarted",
    "ChannelTalkingFinished",
}
"""Event types that are dropped first."""
VITAL = {"StasisStart", "StasisEnd"}
"""Event types that are never dropped: without them a call has no beginning or no end."""

_Held = tuple[bytes, dict[str, Any]]


class Waiting:
    """An event in the lane of its call. Dropping it leaves the place empty."""

    __slots__ = ("_backlog", "_call", "event")

    def __init__(self, backlog: Backlog, call: Call, event: Event) -> None:
        self._backlog = backlog
        self._call = call
        self.event: Event | None = event

    def __call__(self) -> None:
        """The event's turn has come."""
        event, self.event = self.event, None
        if event is not None:
            self._backlog.done()
            self._call.handle(event)


class Backlog:
    """Counts what waits, and drops the least needed when it is too much.

    `add` is called by the loop alone, `done` by any.

    Attributes:
        dropped: Events dropped so far, by type.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self.dropped: Counter[str] = Counter()
        self._limit = limit
        self._added = 0
        self._finished = itertools.count(1)
        self._last_finished = 0
        self._minor: deque[Waiting] = deque()
        self._major: deque[Waiting] = deque()

    def __len__(self) -> int:
        return self._added - self._last_finished

    def add(self, call: Call, event: Event) -> Waiting:
        """A place for an event in the lane of its call."""
        waiting = Waiting(self, call, event)
        self._added += 1
        if event.type not in VITAL:
            places = self._minor if event.type in MINOR else self._major
            # Those at the front whose turn has come are forgotten.
            while places and places[0].event is None:
                places.popleft()
            places.append(waiting)
        if self._added - self._last_finished > self._limit:
            self._drop_one()
        return waiting

    def done(self) -> None:
        """An event is out of the backlog."""
        self._last_finished = next(self._finished)

    def _drop_one(self) -> None:
        for places in (self._minor, self._major):
            while places:
                waiting = places.popleft()
                event, waiting.event = waiting.event, None
                if event is not None:
                    self.dropped[event.type] += 1
                    self.done()
                    return

    def thinned(self, held: list[_Held]) -> list[_Held]:
        """What is kept of events that are held back, when they are more than may wait."""
        surplus = len(held) - self._limit
        if surplus <= 0:
            return held
        surplus += self._limit // 10  # so that this is not done for each event
        for kinds in (MINOR, {raw["type"] for _, raw in held} - VITAL):
            kept = []
            for each in held:
                type = each[1]["type"]
                if surplus > 0 and type in kinds:
                    self.dropped[type] += 1
                    surplus -= 1
                else:
                    kept.append(each)
            held = kept
        return held
