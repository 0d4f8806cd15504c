"""The intake: what is done with messages as they are read, also around a gap."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import orjson

from aricli.ari.client import Ari
from aricli.engine.engine import Engine
from aricli.engine.resync import Gap, Resync
from aricli.engine.transport import Ways
from aricli.errors import AriError, Disconnected

_PAUSE = 1.0
"""Seconds before the server is asked again what was missed."""

_TELL_EVERY = 10.0
"""Seconds between words on events that are dropped."""

_FOR_US = (b"RESTResponse", b"ApplicationReplaced")
"""Types of messages that are not only for whoever watches."""

Message = tuple[bytes, dict[str, Any]]


class Observer(Protocol):
    """Who sees all events, whether a behaviour answers them or not. Called by one thread."""

    def events(self, messages: Sequence[Message]) -> None:
        """Events, as they came and as data."""

    def odd(self, message: bytes) -> None:
        """A message that is no event."""

    def replaced(self, app: str) -> None:
        """Another client took an application over."""

    def lost(self, error: Disconnected) -> None:
        """The connection is lost."""

    def trouble(self, error: AriError) -> None:
        """The server does not tell what was missed; it is asked again."""

    def gap(self, gap: Gap) -> None:
        """Events flow again after a gap, or some had to be dropped."""


class Intake:
    """Decodes messages, shows them to the observer and gives them to the engine.

    After a reconnection what comes is held back until the resync has told what was missed.

    Args:
        ari: A client for the resync.
        engine: Who runs the behaviours.
        observer: Who sees everything.
        resync: Finds out what was missed.
        ways: Takes the answers to requests that went over the WebSocket.

    Attributes:
        unread: Takes events as lines of JSON where nobody needs them as data.
    """

    def __init__(
        self, ari: Ari, engine: Engine, observer: Observer, resync: Resync, ways: Ways
    ) -> None:
        self._ari = ari
        self._ways = ways
        self._engine = engine
        self._observer = observer
        self._resync = resync
        self._lock = threading.Lock()
        self._held: list[Message] | None = None
        self._told: Counter[str] = Counter()
        self._tell_at = 0.0
        self._resyncs = 0
        self._closed = threading.Event()
        self.unread: Callable[[Sequence[bytes]], None] | None = None

    @property
    def behind(self) -> bool:
        """Whether the connection is lost, or what was missed is not found out yet."""
        with self._lock:
            return self._held is not None

    def received(self, messages: Sequence[bytes]) -> None:
        """Take messages as they came."""
        if self.unread and self._held is None:
            lines = b"\n".join(messages)
            if _need_no_look(lines, len(messages)):
                self.unread([lines])
                return
        events: list[Message] = []
        for message in messages:
            try:
                raw = orjson.loads(message)
                kind = raw["type"]
            except (ValueError, TypeError, KeyError):  # no JSON, no object, or none with a type
                kind = None
            if kind == "RESTResponse":
                self._ways.answered(raw)
            elif type(kind) is str:
                events.append((message, raw))
            else:
                self._observer.odd(message)
        if not events:
            return
        with self._lock:
            if self._held is None:
                self._pass_on(events)
            else:
                self._held += events
                self._held = self._engine.backlog.thinned(self._held)

    def lost(self, error: Disconnected) -> None:
        """The connection is lost."""
        self._ways.lost()
        with self._lock:
            self._observer.lost(error)
            self._held = []

    def back(self, seconds: float) -> None:
        """Connected again: find out what was missed, on a thread of its own."""
        self._resyncs += 1
        threading.Thread(
            target=self._catch_up, args=(seconds, self._resyncs), name="resync", daemon=True
        ).start()

    def _catch_up(self, seconds: float, number: int) -> None:
        found = self._found_out(seconds, number)
        with self._lock:
            if found is None or number != self._resyncs or self._held is None:
                return
            gap, missed = found
            gap.dropped = self._dropped()
            self._observer.gap(gap)
            for raw in missed:
                self._pass_on([(json.dumps(raw).encode(), raw)])
            held, self._held = self._held, None
            self._pass_on(held)

    def _found_out(self, seconds: float, number: int) -> tuple[Gap, list[dict[str, Any]]] | None:
        """What the resync says, asked until it does; None if the connection was lost again."""
        while number == self._resyncs and not self._closed.is_set():
            try:
                return self._resync.after(self._ari, seconds)
            except AriError as error:
                self._observer.trouble(error)
                self._closed.wait(_PAUSE)
        return None

    def close(self) -> None:
        """Stop asking, and tell of what was dropped and not told yet."""
        self._closed.set()
        with self._lock:
            self._tell_dropped()

    def _pass_on(self, messages: Sequence[Message]) -> None:
        self._observer.events(messages)
        for message, raw in messages:
            try:
                self._engine.take(raw)
            except (KeyError, TypeError, AttributeError):
                self._observer.odd(message)
            if raw["type"] == "ApplicationReplaced":
                self._observer.replaced(str(raw.get("application", "")))
        self._engine.go_on()
        if self._engine.backlog.dropped and time.monotonic() > self._tell_at:
            self._tell_dropped()

    def _tell_dropped(self) -> None:
        if dropped := self._dropped():
            self._tell_at = time.monotonic() + _TELL_EVERY
            self._observer.gap(Gap(0.0, dropped=dropped))

    def _dropped(self) -> dict[str, int]:
        """The events dropped since the last time, by type."""
        since = Counter(self._engine.backlog.dropped)
        self._told, told = since.copy(), self._told
        return dict(since - told)


def _need_no_look(lines: bytes, count: int) -> bool:
    """Whether these lines are all events, as far as can be told without reading them."""
    return (
        lines.isascii()
        and lines.startswith(b"{")
        and lines.endswith(b"}")
        and lines.count(b"\n") == lines.count(b"}\n{") == count - 1
        and not any(type in lines for type in _FOR_US)
    )
