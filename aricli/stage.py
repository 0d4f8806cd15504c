"""The stage: a sandbox that runs behaviours on itself, in real or in virtual time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aricli.ari.client import Ari, Transport
from aricli.ari.request import Request, Response
from aricli.ari.server import Server
from aricli.engine.behaviour import Behaviour, check_behaviour
from aricli.engine.call import Call as EngineCall
from aricli.engine.intake import Message
from aricli.engine.resync import Gap
from aricli.engine.run import Options, Run
from aricli.engine.timers import VirtualClock
from aricli.errors import AppReplaced, AriError, Disconnected, InvalidRequest
from aricli.plugins import Plugins
from aricli.sandbox import Call, Sandbox, Settings
from aricli.sandbox.callers import Caller, Observer
from aricli.sandbox.server import start_caller

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
        self._clock = VirtualClock(start=stage.time) if stage.settings.virtual_time else None
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
        engine.ari = Ari(_Noted(engine.ari.transport, self.requests))

    def start(self) -> None:
        """Connect, and begin."""
        self._run.start()

    def close(self) -> None:
        """Give its calls away, and stop."""
        self._run.close()

    def next_due(self) -> float | None:
        """Seconds of virtual time until the next timer."""
        due = self._clock.next_due if self._clock else None
        return None if due is None or self._clock is None else due - self._clock.now()

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


class _Ears:
    """Hears and sees for an application."""

    def __init__(self, app: App) -> None:
        self._app = app

    def said(self, kind: type[Behaviour], text: str) -> None:
        self._app.said.append(text)
        self._app.told(text)

    def failed(self, call: EngineCall, what: str, error: Exception) -> None:
        self._app.errors.append(error)

    def set_aside(self, kind: type[Behaviour]) -> None:
        pass

    def events(self, messages: Sequence[Message]) -> None:
        for _, raw in messages:
            self._app.events.append(raw)
            self._app.shown(raw)

    def odd(self, message: bytes) -> None:
        pass

    def replaced(self, app: str) -> None:
        self._app.lost_to_another()

    def lost(self, error: Disconnected) -> None:
        pass

    def trouble(self, error: AriError) -> None:
        pass

    def gap(self, gap: Gap) -> None:
        pass


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


class StageCall(Call):
    """A simulated caller's call. In virtual time, to look at it lets everything come to rest."""

    def __init__(self, stage: Stage, caller: Caller, changed: threading.Condition) -> None:
        super().__init__(stage, caller, changed)
        self._stage = stage

    @property
    def saw(self) -> list[str]:
        """What the caller saw so far: "183 Session Progress", "200 OK", "BYE", ..."""
        self._stage.rest()
        return super().saw

    @property
    def ended(self) -> bool:
        """Whether the call is over."""
        self._stage.rest()
        return super().ended

    def hangup(self) -> None:
        """Hang up as the caller: BYE, or CANCEL before the answer."""
        self._stage.rest()
        super().hangup()
        self._stage.rest()

    def dtmf(self, digits: str) -> None:
        """Press keys, one each 0.2 s."""
        self._stage.rest()
        super().dtmf(digits)

    def wait(self, what: str | None = None, timeout: float = 10.0) -> bool:
        """Wait until the caller has seen ``what``, or (None) until the call ends.

        In virtual time it is that which passes. Returns False when it has not happened in time.
        """
        if not self._stage.settings.virtual_time:
            return super().wait(what, timeout)
        return self._stage.advance(
            timeout, lambda: self.ended if what is None else what in self.saw
        )


class Stage(Sandbox):
    """A sandbox that runs behaviours on itself.

        with Stage(Settings(virtual_time=True)) as stage:
            stage.run("channel-tones")
            call = stage.call("1000")
            stage.advance(9)

    In virtual time everything has come to rest when a method returns, and what a handler raised
    is raised here. A call to an application that nobody runs yet waits for it, until time passes.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__(settings)
        self.apps: list[App] = []
        self._waiting: list[tuple[str, Callable[[], None]]] = []
        self._callers: list[Caller] = []

    def run(
        self,
        behaviour: type[Behaviour] | str,
        *,
        app: str | None = None,
        number: str | None = None,
        told: Callable[[str], None] = lambda text: None,
        shown: Callable[[Mapping[str, Any]], None] = lambda event: None,
    ) -> App:
        """Run a behaviour.

        Args:
            behaviour: Its class, or the name of one that a plugin offers.
            app: The application, by default the behaviour's own. It is called by that name.
            number: A number that leads to it too.
            told: Is told what the behaviour says, as it says it.
            shown: Is shown the events, as they come.
        """
        kind = _found(behaviour) if isinstance(behaviour, str) else check_behaviour(behaviour)
        running = App(self, app or kind.app, kind, told, shown)
        for extension in filter(None, (running.name, number)):
            self.route(extension, running.name)
        running.start()
        self.apps.append(running)
        self.companions.append(running)
        self._dial(self._has_somebody)
        self.rest()
        return running

    def call(
        self,
        number: str,
        caller: str = "alice",
        *,
        dtmf: str = "",
        hangup_after: float | None = None,
        observer: Observer = lambda what: None,
    ) -> StageCall:
        """Call a number, or an application by its name, from a simulated telephone."""
        made = self._telephone(number, caller, observer)
        self._callers.append(made)
        self._waiting.append((number, lambda: start_caller(made, dtmf, hangup_after)))
        self._dial(self._has_somebody)
        self.rest(dial=False)
        return StageCall(self, made, self._changed)

    def fault(self, text: str) -> None:
        """Cause a fault, and let clients recover: see `Sandbox.fault`."""
        self.rest()
        super().fault(text)
        self.rest()

    def rest(self, *, dial: bool = True) -> None:
        """In virtual time: wait until everything has come to rest.

        Raises:
            Exception: What a handler raised.
        """
        if self.settings.virtual_time:
            if dial:
                self._dial(lambda number: True)
            super().quiesce()
            self.check()

    def quiesce(self) -> None:
        """As `rest`; every step of `advance` ends with it."""
        self.rest()

    def check(self) -> None:
        """Raise what a handler raised, if one did."""
        for app in self.apps:
            if app.errors:
                raise app.errors.pop(0)

    def stop(self) -> None:
        """Let all callers hang up, and stop everything."""
        for caller in self._callers:
            self.do(caller.hang_up)
        for app in self.apps:
            app.close()
        super().stop()

    @property
    def settle(self) -> float:
        """Seconds of real time to leave to clients that cannot be asked whether they are done."""
        strangers = len(self.server.sockets) > len(self.apps)
        return 0.02 if strangers else 0.001

    def _dial(self, ready: Callable[[str], bool]) -> None:
        waiting, self._waiting = self._waiting, []
        for number, dial in waiting:
            if ready(number):
                self.do(dial)
            else:
                self._waiting.append((number, dial))

    def _has_somebody(self, number: str) -> bool:
        """Whether a number leads to an application that is there, or to none at all."""
        extension = self.server.exchange.dialplan.extension("default", number)
        steps = extension.steps.values() if extension else ()
        wanted = {step.data.split(",")[0] for step in steps if step.app == "Stasis"}
        return not wanted or not wanted.isdisjoint(app.name for app in self.apps)


def _found(name: str) -> type[Behaviour]:
    plugins = Plugins().load()
    try:
        return plugins.behaviour(name)
    except InvalidRequest:
        if plugins.failures:
            raise plugins.failures[0].error from None
        raise
