"""Replay: a recording's events for behaviours of today, and what they now ask for instead."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Literal, NamedTuple

from aricli.ari.client import Ari
from aricli.engine.answers import Answers, Asked, Recorded
from aricli.engine.behaviour import Behaviour
from aricli.engine.engine import Audience, Engine
from aricli.engine.recorded import read_session
from aricli.engine.timers import VirtualClock
from aricli.errors import PluginError

_PATIENCE = 30.0
"""Seconds of real time a handler has to come to its end."""
_LOOK = 0.001


class Line(NamedTuple):
    """A request of a call.

    Attributes:
        change: ``-`` for one that was recorded and is not made now, ``+`` for one that is made now
            and was not recorded, a space for one that is as it was.
        t: Seconds into the recording.
        text: The request, with the ids of the recording.
    """

    change: Literal["-", "+", " "]
    t: float
    text: str


class Comparison(NamedTuple):
    """The requests of a call, then and now.

    Attributes:
        about: The id of its channel, or the path of what the requests are about.
        lines: The requests in order.
    """

    about: str
    lines: list[Line]

    @property
    def same(self) -> bool:
        """Whether nothing has changed."""
        return all(line.change == " " for line in self.lines)


class Replay:
    """Feeds the events of a recording to behaviours, in the recording's own time.

    Args:
        path: The recording.
        behaviours: Which behaviour answers which application.
        audience: Hears what behaviours say and what fails in them.
        pace: Waits for so many seconds of the recording; not at all if not given.

    Raises:
        InvalidRequest: If the file cannot be read, or is no recording.
    """

    def __init__(
        self,
        path: str | Path,
        behaviours: Mapping[str, type[Behaviour]],
        audience: Audience,
        pace: Callable[[float], None] = lambda seconds: None,
    ) -> None:
        self._path = path
        self._behaviours = behaviours
        self._pace = pace
        self._clock = VirtualClock(settle=self._rest)
        self._answers = Answers(read_session(path), self._clock.now)
        self._engine = Engine(Ari.over(self._answers), behaviours, audience, self._clock)
        self._entered: dict[str, float] = {}
        self._strangers: set[str] = set()

    @property
    def calls(self) -> int:
        """How many calls there were for the behaviours."""
        return len(self._entered)

    def run(self) -> None:
        """Play the recording from beginning to end.

        Raises:
            PluginError: If a handler does not come to an end.
        """
        last = 0.0
        try:
            for record in read_session(self._path):
                last = max(last, float(record.get("t", 0)))
                if record.get("kind") == "event":
                    self._event(last, record["event"])
            self._turn_to(last)
        finally:
            self._answers.release(float("inf"))
            self._clock.close()
            self._engine.lanes.close()

    def compare(self) -> list[Comparison]:
        """The requests of each call, then and now, in the order of the calls."""
        recorded = [each for each in self._answers.recorded if self._counts(each)]
        asked = self._answers.asked
        times = [(each.t, each.about) for each in recorded]
        times += [(each.t, each.about) for each in asked]
        abouts = dict.fromkeys(about for _, about in sorted(times))
        return [
            Comparison(
                about,
                list(
                    _lines(
                        [each for each in recorded if each.about == about],
                        [each for each in asked if each.about == about],
                    )
                ),
            )
            for about in abouts
        ]

    def _event(self, t: float, raw: Mapping[str, Any]) -> None:
        app = raw.get("application", "")
        entering = raw["type"] == "StasisStart"
        if app in self._behaviours:
            if entering:
                self._entered.setdefault(raw["channel"]["id"], t)
            self._turn_to(t)
            self._engine.deliver(self._answers.event(raw))
            self._rest()
        elif entering:
            self._strangers.add(app)

    def _counts(self, recorded: Recorded) -> bool:
        """Whether a recorded request was the behaviours': of their calls, or of nobody else."""
        if recorded.used or recorded.about in self._entered:
            return recorded.used or not recorded.reads
        begun = min(self._entered.values(), default=float("inf"))
        return not (recorded.reads or self._strangers) and recorded.t >= begun

    def _turn_to(self, t: float) -> None:
        while (due := self._next_due()) is not None and due <= t:
            self._step_to(due)
        self._step_to(t)

    def _next_due(self) -> float | None:
        dues = (self._clock.next_due, self._answers.next_due)
        return min((due for due in dues if due is not None), default=None)

    def _step_to(self, t: float) -> None:
        self._pace(max(0.0, t - self._clock.now()))
        self._clock.turn(t)
        self._answers.release(t)
        self._rest()

    def _rest(self) -> None:
        """Wait until all handlers have ended, or wait for the time of an answer."""
        since = time.monotonic()
        lanes = self._engine.lanes
        while lanes.pending > self._answers.blocked:
            lanes.settle(_LOOK)
            if time.monotonic() - since > _PATIENCE:
                raise PluginError(f"a handler has not ended in {_PATIENCE:g} s")


def _lines(recorded: list[Recorded], asked: list[Asked]) -> Iterator[Line]:
    """What a comparison of requests then and now comes to, line by line."""
    then, now = [each.text for each in recorded], [each.text for each in asked]
    for what, a, b, c, d in SequenceMatcher(a=then, b=now, autojunk=False).get_opcodes():
        if what == "equal":
            yield from (Line(" ", each.t, each.text) for each in recorded[a:b])
        else:
            yield from (Line("-", each.t, each.text) for each in recorded[a:b])
            yield from (Line("+", each.t, each.text) for each in asked[c:d])
