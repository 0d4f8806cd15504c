"""Applications: who listens, to what, and which events each of them is sent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable
from typing import Any, Protocol

from aricli.sandbox.clock import Clock
from aricli.sandbox.events import Event, delivered, event

Topic = tuple[str, str]
DEVICE = "deviceState"
_COUNTED = ("channel", "bridge", "endpoint")
KINDS = (*_COUNTED, DEVICE)
_HEARD_WHOLE = ("channel", "bridge", DEVICE)
"""Who is subscribed to all endpoints hears of these, but nothing of their channels."""
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
    """One application: its socket, its subscriptions, its filter.

    Subscriptions are counted, but for those to devices: ``devices`` are the ones it has.
    """

    def __init__(self, name: str, devices: dict[str, None]) -> None:
        self.name = name
        self.session: Session | None = None
        self.allowed: list[Any] = []
        self.disallowed: list[Any] = []
        self._counted: dict[str, Counter[str]] = {kind: Counter() for kind in _COUNTED}
        self._devices = devices

    @property
    def needed(self) -> bool:
        """False once it has no socket, and no subscription that outlives that."""
        return self.session is not None or any(self._counted.values())

    def subscribe(self, kind: str, name: str) -> None:
        """One more reason to receive the events of a source; an empty name means all."""
        if self.is_subscribed(kind, ""):
            return
        if kind == DEVICE:
            self._devices[name or _ALL_TOPICS[kind]] = None
        else:
            self._counted[kind][name or _ALL_TOPICS[kind]] += 1

    def unsubscribe(self, kind: str, name: str) -> None:
        """One reason less."""
        if kind == DEVICE:
            self._devices.pop(name or _ALL_TOPICS[kind], None)
        elif self._counted[kind][name] <= 1:  # also 0: it may have come in while all were
            del self._counted[kind][name]
        else:
            self._counted[kind][name] -= 1

    def forget(self, kind: str, name: str) -> None:
        """Drop a channel or bridge whatever the count, because it has gone."""
        del self._counted[kind][name]

    def is_subscribed(self, kind: str, name: str) -> bool:
        """Whether a source is subscribed; an empty name means all."""
        if kind == DEVICE:
            return name in self._devices or _ALL_TOPICS[kind] in self._devices
        return (name or _ALL_TOPICS[kind]) in self._counted[kind]

    def copies(self, topics: Iterable[Topic]) -> int:
        """How often an event published on these topics reaches this application."""
        return sum(
            (name in self._names(kind)) + (kind in _HEARD_WHOLE and self.is_subscribed(kind, ""))
            for kind, name in topics
        )

    def disconnected(self) -> None:
        """The socket has closed: what was subscribed whole is no more."""
        self.session = None
        for kind in KINDS:
            if self.is_subscribed(kind, ""):
                self.unsubscribe(kind, _ALL_TOPICS[kind])

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
        return {
            "name": self.name,
            "channel_ids": sorted(self._counted["channel"]),
            "bridge_ids": sorted(self._counted["bridge"]),
            "endpoint_ids": sorted(self._counted["endpoint"]),
            "device_names": _in_buckets(self._devices),
            "events_allowed": self.allowed,
            "events_disallowed": self.disallowed,
        }

    def _names(self, kind: str) -> Container[str]:
        return self._devices if kind == DEVICE else self._counted[kind]


class Applications:
    """Every application the exchange knows."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._by_name: dict[str, Application] = {}
        # Asterisk keeps these apart: they outlive the application, and wait for its return.
        self._devices: defaultdict[str, dict[str, None]] = defaultdict(dict)

    def list(self) -> list[Application]:
        """All applications, by name."""
        return [self._by_name[name] for name in sorted(self._by_name)]

    def get(self, name: str) -> Application | None:
        """The application of this name, connected or not."""
        return self._by_name.get(name)

    def active(self, name: str) -> Application | None:
        """The application of this name, if somebody is connected as it."""
        app = self._by_name.get(name)
        return app if app is not None and app.session is not None else None

    def connect(self, name: str, session: Session, *, subscribe_all: bool) -> Application:
        """Make a socket the application's; a socket that had it is told so and falls silent."""
        app = self._by_name.get(name)
        if app is None:
            app = self._by_name[name] = Application(name, self._devices[name])
            for kind in KINDS if subscribe_all else ():
                app.subscribe(kind, "")
        if app.session is not None:
            app.replaced(self._clock.time())
        app.session = session
        self.prune()
        return app

    def disconnect(self, session: Session) -> None:
        """A socket has closed; applications that went to another socket stay with that."""
        for app in self.list():
            if app.session is session:
                app.disconnected()
        self.prune()

    def prune(self) -> None:
        """Forget the applications nobody needs any more; Asterisk does it now and then."""
        self._by_name = {name: app for name, app in self._by_name.items() if app.needed}

    def gone(self, kind: str, name: str) -> None:
        """A channel or bridge no longer exists."""
        for app in self.list():
            app.forget(kind, name)

    def publish(self, body: Event, *topics: Topic) -> None:
        """Send an event to everybody subscribed to one of the topics."""
        for app in list(self._by_name.values()):
            for _ in range(app.copies(topics)):
                app.send(body)


def _in_buckets(devices: Iterable[str]) -> list[str]:
    """Devices in the order in which Asterisk finds them in a hash table of 37 buckets."""

    def bucket(name: str) -> int:
        hashed = 5381
        for byte in name.encode("utf-8", "replace"):
            hashed = (hashed * 33 ^ byte) & 0xFFFFFFFF
        return (hashed & 0x7FFFFFFF) % 37

    return sorted(devices, key=bucket)
