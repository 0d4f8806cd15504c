"""Watching: events about some things, on an application of our own that nobody else loses."""

from __future__ import annotations

import contextlib
import json
import queue
import re
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from aricli.ari.chance import new_id
from aricli.ari.event import Event
from aricli.ari.stream import EventStream
from aricli.errors import AriError, Disconnected, NotFound

if TYPE_CHECKING:
    from aricli.ari.client import Ari
    from aricli.ari.handle import Handle
    from aricli.ari.server import Server

E = TypeVar("E", bound=Event)

_KEPT = 1000
"""Events that nobody has waited for yet: the older ones are forgotten."""

EVERYTHING = ("channel:", "bridge:", "endpoint:")
"""All but device states: Asterisk 22.10.1 can hang for good when a client of these disconnects."""


class Watch:
    """Receives the events about some channels, bridges, endpoints or devices.

    Use as a context manager, and send the request whose events matter inside: the watch is armed
    by then. It holds an application of its own, so it works beside whichever application a
    channel is in.

    Args:
        server: Where the events come from.
        ari: A client for it.
        sources: Event sources such as ``channel:1795425058.17``; one that does not exist is
            passed over, for the request that follows will say so. An empty id, ``channel:``,
            stands for all of a kind.
        types: Event types to receive, all if not given; narrow it when watching all of a kind.

    Attributes:
        app: The application's name, for channels that are to enter it.
        ari: The client.
    """

    def __init__(self, server: Server, ari: Ari, *sources: str, types: Sequence[str] = ()) -> None:
        self.app = f"aricli-{new_id()}"
        self.ari = ari
        self._sources = sources
        self._types = types
        self._stream = EventStream(server, [self.app])
        self._passed_over: deque[Event] = deque(maxlen=_KEPT)
        self._events: queue.SimpleQueue[Mapping[str, Any] | Exception] = queue.SimpleQueue()

    def __enter__(self) -> Watch:
        self._stream.connect()
        threading.Thread(target=self._read, name="watch", daemon=True).start()
        if self._types:
            self.ari.applications.filter(self.app, allowed=self._types)
        for source in self._sources:
            with contextlib.suppress(NotFound):
                self.ari.applications.subscribe(self.app, source)
        return self

    def __exit__(self, *exception: object) -> None:
        for source in self._sources:
            with contextlib.suppress(AriError):
                self.ari.applications.unsubscribe(self.app, _as_listed(source))
        self._stream.close()

    def wait(self, kind: type[E], about: Handle | None = None, timeout: float | None = None) -> E:
        """Wait for an event, which may have come already; each is returned once.

        Args:
            kind: A class of `aricli.events`, e.g. ``events.StasisStart``.
            about: The channel, playback, ... that it has to be about; any if not given.
            timeout: Seconds to wait, ``None`` for as long as it takes.

        Raises:
            TimedOut: If there was none within so many seconds.
            PlaybackFailed: If it is about a playback that is gone, and the event did not come.
            RecordingFailed: The same, about a live recording.
            CallFailed: The same, about a channel.
            Disconnected: If the connection ended.
        """
        from aricli.ari.events import parse
        from aricli.ari.outcomes import awaited

        for event in self._passed_over:
            if isinstance(event, kind) and _is_about(event, about):
                self._passed_over.remove(event)
                return event

        def found(raw: Mapping[str, Any]) -> E | None:
            event = parse(raw, self.ari)
            if isinstance(event, kind) and _is_about(event, about):
                return event
            self._passed_over.append(event)
            return None

        return awaited(self, found, kind.__name__, about, timeout)

    def next(self, timeout: float | None) -> Mapping[str, Any] | None:
        """The next event, ``None`` if there is none within so many seconds.

        Raises:
            Disconnected: If the connection ended.
        """
        try:
            event = self._events.get(timeout=timeout if timeout is None else max(0.0, timeout))
        except queue.Empty:
            return None
        if isinstance(event, Exception):
            raise event
        return event

    def _read(self) -> None:
        try:
            while True:
                for message in self._stream.read():
                    self._events.put(json.loads(message))
        except (Disconnected, ValueError) as error:
            self._events.put(error)


def _is_about(event: Event, thing: Handle | None) -> bool:
    return thing is None or any(getattr(event, field, None) == thing for field in event.raw)


def _as_listed(source: str) -> str:
    """A source as the application lists it, which is how to unsubscribe from all of a kind.

    Asterisk 16 keeps an application without a client for as long as it is subscribed to anything.
    """
    kind, _, name = source.partition(":")
    words = re.sub("(?=[A-Z])", "_", kind).upper()
    return source if name else f"{source}__AST_{words}_ALL_TOPIC"
