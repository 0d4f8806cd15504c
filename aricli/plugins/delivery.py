"""Delivery: events on their way to a sink that may be slow, or away for a while."""

from __future__ import annotations

import dataclasses
import json
import random
import threading
import time
from collections.abc import Callable, Collection, Sequence

from aricli.engine.intake import Message
from aricli.engine.observers import Onlooker
from aricli.engine.resync import Gap
from aricli.hookspecs import Sink
from aricli.plugins.waiting import Waiting

ROOM = 16 * 1024 * 1024
"""Bytes of events that may wait for a sink; the oldest are dropped to make room."""
BATCH = 500
"""Events that a sink is given at once, at most."""
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 15.0
"""Seconds: pauses between attempts double from the first to the longest, each drawn by chance."""


class Delivery(Onlooker):
    """Delivers the events of a run to a sink, from a thread of its own.

    Args:
        name: What the sink is called in messages.
        sink: Where to.
        tell: Is told how it goes.
        types: The types of events to deliver, none for all.
    """

    def __init__(
        self, name: str, sink: Sink, tell: Callable[[str], None], types: Collection[str] = ()
    ) -> None:
        self._name = name
        self._sink = sink
        self._tell = tell
        self._types = types
        self._waiting: Waiting[bytes] = Waiting(ROOM)
        self._ending = threading.Event()
        self._deadline = 0.0
        self._in_hand = 0
        self._thread = threading.Thread(target=self._run, name=f"sink {name}", daemon=True)
        self._thread.start()

    def events(self, messages: Sequence[Message]) -> None:
        """Take events in."""
        for message, raw in messages:
            if not self._types or raw["type"] in self._types:
                line = message.replace(b"\n", b" ")
                self._put(line)

    def gap(self, gap: Gap) -> None:
        """Take in what a gap came to, as a line among the events."""
        line = {"type": "AricliGap", **dataclasses.asdict(gap)}
        self._put(json.dumps(line, separators=(",", ":")).encode())

    def _put(self, line: bytes) -> None:
        dropped = self._waiting.dropped
        self._waiting.put(line, len(line))
        if dropped == 0 and self._waiting.dropped:
            self._tell(f"{self._name} takes events too slowly: the oldest are dropped")

    def close(self, deadline: float) -> None:
        """Take no more events, and try to deliver the rest until then on the monotonic clock."""
        self._deadline = deadline
        self._waiting.close()
        self._ending.set()

    def wait(self) -> None:
        """Once closed, wait for the rest to be delivered, and tell what could not be."""
        self._thread.join(max(0.0, self._deadline - time.monotonic()))
        lost = self._waiting.dropped + self._in_hand + len(self._waiting)
        if lost:
            self._tell(f"{self._name}: {lost} events could not be delivered")

    def _run(self) -> None:
        while batch := self._waiting.take(BATCH):
            self._in_hand = len(batch)
            if not self._delivered(batch):
                return
            self._in_hand = 0
        self._attempt(self._sink.close)

    def _delivered(self, batch: list[bytes]) -> bool:
        """Deliver a batch, however many attempts it takes; False if time is up."""
        pause = FIRST_PAUSE
        failed = False
        while error := self._attempt(lambda: self._sink.write(batch)):
            if self._time_is_up():
                return False
            if not failed:
                self._tell(f"{self._name} does not take events: {error}; trying again")
            failed = True
            if self._ending.wait(random.uniform(pause / 2, pause)):
                if self._time_is_up():
                    return False
                time.sleep(FIRST_PAUSE)
            pause = min(2 * pause, LONGEST_PAUSE)
        if failed:
            self._tell(f"{self._name} takes events again")
        return True

    def _time_is_up(self) -> bool:
        return self._ending.is_set() and time.monotonic() > self._deadline

    def _attempt(self, action: Callable[[], None]) -> Exception | None:
        try:
            action()
        except Exception as error:  # a sink may raise anything
            return error
        return None
