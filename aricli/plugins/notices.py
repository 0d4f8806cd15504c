"""Notices: plugins hear what happens, each on a thread of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from aricli.ari.client import Ari
from aricli.ari.events import parse
from aricli.engine.intake import Message
from aricli.engine.observers import Onlooker
from aricli.engine.resync import Gap
from aricli.errors import Disconnected
from aricli.plugins.loading import Plugins
from aricli.plugins.validity import NOTICES
from aricli.plugins.waiting import Waiting

ROOM = 10_000
"""Notices that may wait for a plugin."""
FAILURES_ALLOWED = 10
"""Times in a row that a plugin may fail before it hears no more. More are counted, not told."""

Make = Callable[[], dict[str, Any]]
"""Makes the arguments of a notice, on the thread of who hears it."""


class Ears(Protocol):
    """Who is told what goes wrong with plugins. Called from any thread."""

    def plugin_failed(self, plugin: str, hook: str, error: Exception) -> None:
        """A hook of a plugin raised."""

    def tell(self, text: str) -> None:
        """Something to be said about a plugin."""


class Hearer:
    """A plugin that hears what happens.

    Args:
        name: The plugin's.
        hooks: What calls each of its hooks.
        ears: Who is told what goes wrong.
    """

    def __init__(self, name: str, hooks: dict[str, Callable[..., Any]], ears: Ears) -> None:
        self._name = name
        self._hooks = hooks
        self._ears = ears
        self._waiting: Waiting[tuple[str, Make]] = Waiting(ROOM)
        self._in_a_row = 0
        self._failures = 0
        self._deadline = 0.0
        self._thread = threading.Thread(target=self._run, name=f"plugin {name}", daemon=True)
        self._thread.start()

    def hear(self, hook: str, make: Make) -> None:
        """Let the plugin hear something, if it has this hook."""
        if hook in self._hooks:
            self._waiting.put((hook, make))

    def close(self, deadline: float) -> None:
        """Let the plugin hear the rest until then on the monotonic clock, and nothing more."""
        self._deadline = deadline
        self._waiting.close()

    def wait(self) -> None:
        """Once closed, wait until the plugin heard the rest, and tell what it missed."""
        self._thread.join(max(0.0, self._deadline - time.monotonic()))
        missed = self._waiting.dropped + len(self._waiting)
        if missed:
            self._ears.tell(f"plugin {self._name} was too slow and missed {missed} notices")
        if self._failures > FAILURES_ALLOWED:
            self._ears.tell(f"plugin {self._name} failed {self._failures} times")

    def _run(self) -> None:
        while notices := self._waiting.take(1):
            hook, make = notices[0]
            if self._in_a_row < FAILURES_ALLOWED:
                self._call(hook, make)

    def _call(self, hook: str, make: Make) -> None:
        try:
            self._hooks[hook](**make())
            self._in_a_row = 0
        except Exception as error:  # a plugin may raise anything
            self._failures += 1
            self._in_a_row += 1
            if self._failures <= FAILURES_ALLOWED:
                self._ears.plugin_failed(self._name, hook, error)
            if self._in_a_row == FAILURES_ALLOWED:
                self._ears.tell(f"plugin {self._name} failed too often and hears no more")


class Notices(Onlooker):
    """Lets plugins hear what happens in a run.

    Args:
        plugins: Who may hear; those without a hook for it are left alone.
        apps: The applications that are held.
        ears: Who is told what goes wrong.

    Attributes:
        ari: The client that plugins are given; to be set before the run begins.
        hearers: The plugins that hear.
    """

    ari: Ari

    def __init__(self, plugins: Plugins, apps: Sequence[str], ears: Ears) -> None:
        self._apps = list(apps)
        self._lock = threading.Lock()
        self._connected = False
        self.hearers = [
            Hearer(each.name, {hook: plugins.hook(each.name, hook) for hook in heard}, ears)
            for each in plugins.loaded
            if not each.error and (heard := [hook for hook in NOTICES if hook in each.hooks])
        ]

    def begin(self) -> None:
        """The connection stands. Said of itself by the first event, should that come earlier."""
        with self._lock:
            if not self._connected:
                self._connected = True
                self._tell("connected", lambda: {"ari": self.ari, "apps": self._apps})

    def events(self, messages: Sequence[Message]) -> None:
        """Tell of events."""
        self.begin()
        for _, raw in messages:
            self._tell("event", partial(self._event, raw))

    def _event(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        return {"event": parse(raw, self.ari)}

    def lost(self, error: Disconnected) -> None:
        """Tell that the connection is lost."""
        self.end(error)

    def gap(self, gap: Gap) -> None:
        """Tell that the connection stands again, and what was missed."""
        self.begin()
        self._tell("gap", lambda: {"gap": gap})

    def end(self, error: Disconnected | None = None) -> None:
        """Tell that the run is over, or the connection lost."""
        with self._lock:
            if self._connected:
                self._connected = False
                self._tell("disconnected", lambda: {"error": error})

    def _tell(self, hook: str, make: Make) -> None:
        for each in self.hearers:
            each.hear(hook, make)
