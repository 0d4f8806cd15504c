"""The runner: behaviours at work on a server, everything connected in order and taken down in order."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from aricli.ari.client import Ari, Transport
from aricli.ari.rest import Rest
from aricli.ari.server import Server
from aricli.ari.socket_rest import SocketRest
from aricli.ari.stream import EventStream
from aricli.engine.behaviour import Behaviour
from aricli.engine.engine import Audience, Engine
from aricli.engine.intake import Intake, Observer
from aricli.engine.listener import Listener
from aricli.engine.resync import Resync
from aricli.engine.subscriptions import Noting, Subscriptions
from aricli.engine.timers import Clock
from aricli.engine.transport import Way, Ways


class Onlooker(Audience, Observer, Protocol):
    """Who hears the behaviours and sees all events."""


class Runner:
    """Holds applications and runs their behaviours.

    Args:
        server: Where and as whom.
        apps: The applications to hold.
        behaviours: The behaviour class of each application that has one.
        onlooker: Who hears the behaviours and sees all events.
        through: Wraps the transport that the behaviours' requests take.
        clock: What timers go by, the machine's clock if not given.
        way: Which way requests go.
        subscribe_all: Receive the events of all channels, bridges, endpoints and devices too.
        ping: Seconds of silence after which the server is pinged.
        retries: Attempts to connect again in a row before giving up; ``None`` for ever.

    Attributes:
        ari: A client for the server.
        engine: Runs the behaviours.
        intake: Feeds the engine.
        listener: Reads the events.
    """

    def __init__(
        self,
        server: Server,
        apps: Sequence[str],
        behaviours: Mapping[str, type[Behaviour]],
        onlooker: Onlooker,
        *,
        through: Callable[[Transport], Transport] = lambda transport: transport,
        clock: Clock | None = None,
        way: Way = "auto",
        subscribe_all: bool = False,
        ping: float = 7.0,
        retries: int | None = None,
    ) -> None:
        stream = functools.partial(
            EventStream, server, apps, subscribe_all=subscribe_all, ping=ping
        )
        self._ways = Ways(Rest(server), SocketRest(self._send, server.timeout), way)
        subscriptions = Subscriptions(apps)
        noting = Noting(self._ways, subscriptions)
        self.ari = Ari(noting)
        self.engine = Engine(Ari(through(noting)), behaviours, onlooker, clock)
        self._resync = Resync(self.engine, apps, subscriptions)
        self.intake = Intake(self.ari, self.engine, onlooker, self._resync, self._ways)
        self.listener = Listener(stream, self.intake, retries)

    def _send(self, text: str) -> None:
        self.listener.send(text)

    def start(self) -> str:
        """Connect, and begin; the server's version.

        Raises:
            AriError: If the first connection does not come about.
        """
        self.listener.start()
        version = self._resync.begin(self.ari)
        self._ways.version(version)
        return version

    def close(self, grace: float = 0.0) -> None:
        """Stop reading, let what runs finish for so many seconds, and give the calls away."""
        self.intake.close()
        self.listener.close()
        self.engine.close(grace)
        self.ari.close()
