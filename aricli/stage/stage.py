"""The stage itself, and the calls that are made on it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from aricli.engine.behaviour import Behaviour, check_behaviour
from aricli.errors import InvalidRequest
from aricli.plugins import Plugins
from aricli.sandbox import Call, Sandbox, Settings
from aricli.sandbox.callers import Caller, Observer
from aricli.stage.app import App

__tracebackhide__ = True
"""A test that fails shows its own lines and the handler's, not those in between."""


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
        self._raised = False

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
        self.rest(dial=False)
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
        self._waiting.append((number, lambda: made.begin(dtmf, hangup_after)))
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
                self._raised = True
                raise app.errors.pop(0)

    def hang_up(self) -> None:
        """Let all callers hang up, and everything come to rest, unless a handler has raised."""
        for caller in self._callers:
            self.do(caller.hang_up)
        if not self._raised:
            self.rest()
            self.check()

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
        wanted = {step.data.split(",")[0] for step in steps if step.app.lower() == "stasis"}
        return not wanted or not wanted.isdisjoint(app.name for app in self.apps)


def _found(name: str) -> type[Behaviour]:
    plugins = Plugins().load()
    try:
        return plugins.behaviour(name)
    except InvalidRequest:
        if plugins.failures:
            raise plugins.failures[0].error from None
        raise
