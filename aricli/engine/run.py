"""A run: everything that answers some applications, put together, connected, and taken down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from aricli.ari.client import Ari, Transport
from aricli.ari.direct import DirectHttp
from aricli.ari.server import Server
from aricli.ari.socket_rest import SocketRest
from aricli.ari.stream import EventStream
from aricli.engine.behaviour import Behaviour
from aricli.engine.engine import Audience, Engine
from aricli.engine.intake import Intake, Observer
from aricli.engine.lanes import Lanes
from aricli.engine.listener import Listener
from aricli.engine.loop import Loop
from aricli.engine.observers import together
from aricli.engine.recording import RecordedEvents, RecordedRequests, Recorder
from aricli.engine.resync import Resync
from aricli.engine.statistics import Statistics
from aricli.engine.subscriptions import Noting, Subscriptions
from aricli.engine.timers import Clock
from aricli.engine.transport import Way, Ways


class Options(NamedTuple):
    """How a run is done.

    Attributes:
        subscribe_all: Receive the events of everything on the server. Asterisk 22.10.1 can hang
            for good when such a client disconnects while device states change.
        ping: Seconds of silence before the server is pinged, and again before the link is dead.
        retries: Attempts in a row to connect again, ``None`` for ever.
        transport: How requests travel.
        recorder: Writes a recording of it.
        statistics: Counts what happens.
        clock: What timers go by, the machine's clock if not given.
    """

    subscribe_all: bool = False
    ping: float = 7.0
    retries: int | None = None
    transport: Way = "auto"
    recorder: Recorder | None = None
    statistics: Statistics | None = None
    clock: Clock | None = None


class Run:
    """Holds applications, runs their behaviours, and shows observers what happens.

    Args:
        server: Where.
        apps: The applications to hold.
        behaviours: Which behaviour answers which of them.
        audience: Hears what behaviours say and what fails in them.
        observers: See all events.
        options: How.
    """

    def __init__(
        self,
        server: Server,
        apps: Sequence[str],
        behaviours: Mapping[str, type[Behaviour]],
        audience: Audience,
        observers: Sequence[Observer],
        options: Options | None = None,
    ) -> None:
        options = options or Options()
        self._recorder = options.recorder
        self._has_behaviours = bool(behaviours)
        loop = Loop(Lanes())
        self._http = DirectHttp(server, loop.wait_to_read)
        socket = SocketRest(self._post, server.timeout, loop.wait)
        self._ways = Ways(self._http, socket, options.transport)
        subscriptions = Subscriptions(apps)
        sending: Transport = self._ways
        if options.statistics:
            sending = options.statistics.timed(sending)
            observers = [*observers, options.statistics]
        self.ari = Ari.over(Noting(sending, subscriptions))
        observer = together(observers)
        for_behaviours = self.ari
        if self._recorder:
            # Only what behaviours ask for is recorded, so that a replay can answer it.
            observer = RecordedEvents(observer, self._recorder)
            requests = RecordedRequests(sending, self._recorder)
            for_behaviours = Ari.over(Noting(requests, subscriptions))
        self.engine = Engine(for_behaviours, behaviours, audience, options.clock, loop)
        self._resync = Resync(self.engine, apps, subscriptions)
        self.intake = Intake(self.ari, self.engine, observer, self._resync, self._ways)

        def stream() -> EventStream:
            return EventStream(server, apps, subscribe_all=options.subscribe_all, ping=options.ping)

        self.listener = Listener(stream, self.intake, loop, options.retries)

    def start(self) -> str:
        """Connect and begin; the server's version.

        Raises:
            AriError: If the connection does not come about.
        """
        self.listener.start()
        if self._has_behaviours:
            self.engine.lanes.open()
        version = self._resync.begin(self.ari)
        self._ways.version(version)
        return version

    def close(self, grace: float = 0.0) -> None:
        """Stop taking calls, give those there are away after so many seconds, and let go."""
        self.intake.close()
        self.listener.close()
        self._ways.lost()
        self.engine.close(grace)
        if self._recorder:
            self._recorder.close()
        self._http.close()

    def _post(self, text: bytes) -> None:
        self.listener.post(text)
