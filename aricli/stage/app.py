"""An application on a stage: connected as under ``aricli listen``, and watched."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from aricli.ari.client import Ari, Transport
from aricli.ari.request import Request, Response
from aricli.ari.server import Server
from aricli.engine.behaviour import Behaviour
from aricli.engine.call import Call
from aricli.engine.intake import Message
from aricli.engine.observers import Onlooker
from aricli.engine.run import Options, Run
from aricli.engine.timers import VirtualClock
from aricli.errors import AppReplaced

if TYPE_CHECKING:
    from aricli.stage.stage import Stage

_PATIENCE = 30.0
"""Seconds of real time a handler has to come to its end, or to a request that waits."""
_PING = 1.0
"""Seconds: a dead link is found in twice that."""


class App:
    """An application at work on a stage, and what came of it.

    Args:
        stage: Where.
        name: The application.
        kind: The behaviour that answers for it.
        told: Is told what the behaviour says, as it says it.
        shown: Is shown the events, as they come.

    Attributes:
        said: What the behaviour said, line by line.
        events: The events that came, as data.
        requests: The requests that the behaviour made.
        errors: What its handlers raised and nobody was told of yet.
        replaced: Whether another client took the application over.
    """

    def __init__(
        self,
        stage: Stage,
        name: str,
        kind: type[Behaviour],
        told: Callable[[str], None],
        shown: Callable[[Mapping[str, Any]], None],
    ) -> None:
        self.name = name
        self.told = told
        self.shown = shown
        self.said: list[str] = []
        self.events: list[dict[str, Any]] = []
        self.requests: list[Request] = []
        self.errors: list[Exception] = []
        self.replaced = False
        self._stage = stage
        self._clock = _Clock(stage) if stage.settings.virtual_time else None
        self._rested = time.monotonic()
        user = stage.settings.users[0]
        ears = _Ears(self)
        self._run = Run(
            Server(stage.url, user.name, user.password, timeout=2 * _PATIENCE),
            [name],
            {name: kind},
            ears,
            [ears],
            Options(ping=_PING, clock=self._clock),
        )
        engine = self._run.engine
        engine.ari = Ari.over(_Noted(engine.ari.transport, self.requests))

    def start(self) -> None:
        """Connect, and begin."""
        self._run.start()

    def close(self) -> None:
        """Give its calls away, and stop."""
        self._run.close()

    def next_due(self) -> float | None:
        """Seconds of virtual time until the next timer."""
        due = self._clock.next_due if self._clock else None
        return None if due is None or self._clock is None else due - self._stage.time

    def advance(self, seconds: float) -> None:
        """Let virtual time pass; timers that are due go off."""
        if self._clock:
            self._clock.advance(seconds)

    def idle(self) -> bool:
        """Whether all handlers have ended, or wait for answers that only time will bring.

        Raises:
            TimeoutError: If that is not so for a long time.
        """
        blocked = self._stage.server.held
        if self._run.engine.lanes.pending <= blocked and (self.replaced or self._connected()):
            self._rested = time.monotonic()
            return True
        if time.monotonic() - self._rested > _PATIENCE:
            raise TimeoutError(f"a handler of {self.name} has not ended in {_PATIENCE:g} s")
        return False

    def _connected(self) -> bool:
        sockets = list(self._stage.server.sockets)
        there = any(self.name in socket.apps for socket in sockets if not socket.half_open)
        return there and not self._run.intake.behind

    def lost_to_another(self) -> None:
        """Another client has the application now: what there was to see has been seen."""
        self.replaced = True
        self._run.listener.stop(AppReplaced(f"another client took {self.name} over"))


class _Clock(VirtualClock):
    """Timers by the time of a stage, which is the same for a handler and for its server."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(start=stage.time)
        self._stage = stage

    def now(self) -> float:
        return self._stage.time


class _Ears(Onlooker):
    """Hears and sees for an application."""

    def __init__(self, app: App) -> None:
        self._app = app

    def said(self, kind: type[Behaviour], text: str) -> None:
        self._app.said.append(text)
        self._app.told(text)

    def failed(self, call: Call, what: str, error: Exception) -> None:
        self._app.errors.append(error)

    def set_aside(self, kind: type[Behaviour]) -> None:
        """What it failed in has been raised."""

    def events(self, messages: Sequence[Message]) -> None:
        for _, raw in messages:
            self._app.events.append(raw)
            self._app.shown(raw)

    def replaced(self, app: str) -> None:
        self._app.lost_to_another()


class _Noted:
    """A transport that notes what goes through it."""

    def __init__(self, transport: Transport, requests: list[Request]) -> None:
        self._transport = transport
        self._requests = requests

    def send(self, request: Request) -> Response:
        self._requests.append(request)
        return self._transport.send(request)

    def close(self) -> None:
        self._transport.close()
