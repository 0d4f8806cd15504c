"""Applications: who listens, to what, and which events each of them is sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Protocol

from aricli.sandbox.clock import Clock
from aricli.sandbox.events import Event, delivered, event

Topic = tuple[str, str]
KINDS = ("channel", "bridge", "endpoint", "deviceState")
_ALL_TOPICS = {
    "channel": "__AST_CHANNEL_ALL_TOPIC",
    "bridge": "__AST_BRIDGE_ALL_TOPIC",
    "endpoint": "__AST_ENDPOINT_ALL_TOPIC",
    "deviceState": "__AST_DEVICE_STATE_ALL_TOPIC",
}


class Session(Protocol):
    """What an application's events are sent to: an open WebSocket."""

    def send(self, message: Event) -> None:
        """Send one message."""


class Application:
    """One application: its socket, its subscriptions, its filter."""

    def __init__(self, name: str, subscribe_all: bool) -> None:
        self.name = name
        self.session: Session | None = None
        self.subscribe_all = subscribe_all
        self.allowed: list[Any] = []
        self.disallowed: list[Any] = []
        self._subscribed: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}

    @property
    def needed(self) -> bool:
        """False once it has no socket, and no subscription to a single thing outlives that."""
        outliving = (
            name
            for kind in ("channel", "bridge", "endpoint")
            for name in self._subscribed[kind]
            if name != _ALL_TOPICS[kind]
        )
        return self.session is not None or any(outliving)

    def subscribe(self, kind: str, name: str) -> None:
        """Count one more reason to receive the events of a source; an empty name means all."""
        if not self.subscribe_all and not self.is_subscribed(kind, ""):
            self._subscribed[kind][name or _ALL_TOPICS[kind]] += 1

    def unsubscribe(self, kind: str, name: str) -> None:
        """Count one reason less."""
        counter = self._subscribed[kind]
        if counter[name] <= 1:  # also 0: it may have come in while all were subscribed
            del counter[name]
        else:
            counter[name] -= 1

    def forget(self, kind: str, name: str) -> None:
        """Drop a source whatever the count, because it has gone or a request says so."""
        del self._subscribed[kind][name]

    def is_subscribed(self, kind: str, name: str) -> bool:
        """Whether a source is subscribed; an empty name means all."""
        return (name or _ALL_TOPICS[kind]) in self._subscribed[kind]

    def copies(self, topics: Iterable[Topic]) -> int:
        """How often an event published on these topics reaches this application."""
        if self.subscribe_all:
            return 1
        return sum(
            (name in self._subscribed[kind]) + (_ALL_TOPICS[kind] in self._subscribed[kind])
            for kind, name in topics
        )

    def wants(self, kind: str) -> bool:
        """Whether the filter lets an event type through."""
        if any(entry["type"] == kind for entry in self.disallowed):
            return False
        return not self.allowed or any(entry["type"] == kind for entry in self.allowed)

    def send(self, body: Event) -> None:
        """Deliver an event, if somebody listens and the filter lets it through."""
        if self.session is not None and self.wants(body["type"]):
            self.session.send(delivered(body, self.name))

    def replaced(self, now: float) -> None:
        """Tell the socket that another one has the application now."""
        body = event(now, "ApplicationReplaced", application=self.name)
        if self.session is not None and self.wants(body["type"]):
            self.session.send(body)

    def to_json(self) -> Event:
        """The Application model."""
        names = {
            kind: [_ALL_TOPICS[kind]]
            if self.subscribe_all
            else sorted(self._subscribed[kind], key=str.lower)
            for kind in KINDS
        }
        return {
            "name": self.name,
            "channel_ids": names["channel"],
            "bridge_ids": names["bridge"],
            "endpoint_ids": names["endpoint"],
            "device_names": names["deviceState"],
            "events_allowed": self.allowed,
            "events_disallowed": self.disallowed,
        }


class Applications:
    """Every application the exchange knows."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._by_name: dict[str, Application] = {}

    def list(self) -> list[Application]:
        """All applications."""
        return list(self._by_name.values())

    def get(self, name: str) -> Application | None:
        """The application of this name, connected or not."""
        return self._by_name.get(name)

    def active(self, name: str) -> Application | None:
        """The application of this name, if somebody is connected as it."""
        app = self._by_name.get(name)
        return app if app is not None and app.session is not None else None

    def connect(self, name: str, session: Session, subscribe_all: bool) -> Application:
        """Make a socket the application's; a socket that had it is told so and falls silent."""
        app = self._by_name.setdefault(name, Application(name, subscribe_all))
        if app.session is not None:
            app.replaced(self._clock.time())
        app.session = session
        return app

    def disconnect(self, session: Session) -> None:
        """A socket has closed; applications that went to another socket stay with that."""
        for app in self.list():
            if app.session is session:
                app.session = None
        self.prune()

    def prune(self) -> None:
        """Forget the applications nobody needs any more."""
        self._by_name = {name: app for name, app in self._by_name.items() if app.needed}

    def gone(self, kind: str, name: str) -> None:
        """A channel or bridge no longer exists."""
        for app in self.list():
            app.forget(kind, name)
        self.prune()

    def publish(self, body: Event, *topics: Topic) -> None:
        """Send an event to everybody subscribed to one of the topics."""
        for app in self.list():
            for _ in range(app.copies(topics)):
                app.send(body)
