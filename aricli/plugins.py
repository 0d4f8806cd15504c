"""Plugins: found through entry points, loaded late, and set aside when they do not work."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint, entry_points
from typing import Any, NamedTuple

import pluggy

from aricli import hookspecs
from aricli.engine.behaviour import Behaviour, check_behaviour
from aricli.errors import InvalidRequest, PluginError

GROUP = "aricli"
"""The entry point group in which a distribution names its plugin modules."""


class Offer(NamedTuple):
    """A behaviour that a plugin offers for an application."""

    name: str
    app: str
    kind: type[Behaviour]
    plugin: str


class Failure(NamedTuple):
    """A plugin that was set aside, and why."""

    plugin: str
    error: Exception


class Plugins:
    """The plugins that are installed.

    Attributes:
        behaviours: What they offer, first come first served.
        failures: Those that were set aside.
    """

    def __init__(self) -> None:
        self._manager = pluggy.PluginManager("aricli")
        self._manager.add_hookspecs(hookspecs)
        self.behaviours: list[Offer] = []
        self.failures: list[Failure] = []

    def load(self) -> Plugins:
        """Import every installed plugin and take in what it registers."""
        for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
            self._isolated(entry.name, functools.partial(self._import, entry))
        return self

    def _isolated(self, plugin: str, action: Callable[[], None]) -> None:
        """Do something with a plugin; if it fails, set the plugin aside."""
        try:
            action()
        except Exception as error:  # a plugin may raise anything
            self._discard(plugin)
            self.failures.append(Failure(plugin, error))

    def _discard(self, plugin: str) -> None:
        if self._manager.has_plugin(plugin):
            self._manager.unregister(name=plugin)
        self.behaviours = [offer for offer in self.behaviours if offer.plugin != plugin]

    def _import(self, entry: EntryPoint) -> None:
        self._add(entry.name, entry.load())

    def _add(self, name: str, module: Any) -> None:
        _check_hooks(name, module)
        self._manager.register(module, name)

        def register(behaviour: type[Behaviour], *, app: str | None = None) -> None:
            self._offer(name, check_behaviour(behaviour), app)

        others = [each for each in self._manager.get_plugins() if each is not module]
        self._manager.subset_hook_caller("register_behaviours", others)(register=register)

    def _offer(self, plugin: str, kind: type[Behaviour], app: str | None) -> None:
        offer = Offer(kind.__name__.lower(), app or kind.app, kind, plugin)
        for other in self.behaviours:
            if other.app == offer.app:
                raise PluginError(f"{other.plugin} answers for {other.app} already")
        self.behaviours.append(offer)

    def behaviour(self, name: str) -> type[Behaviour]:
        """The behaviour of this name, which is its class name in any case or its application.

        Raises:
            InvalidRequest: If no plugin offers it, naming those that are offered.
        """
        for offer in self.behaviours:
            if name.lower() == offer.name or name == offer.app:
                return offer.kind
        known = ", ".join(sorted(offer.name for offer in self.behaviours)) or "none"
        raise InvalidRequest(f"no plugin offers a behaviour {name!r}", f"there are: {known}")

    def behaviours_for(self, apps: list[str]) -> dict[str, type[Behaviour]]:
        """The behaviours of these applications, as far as there are any."""
        return {offer.app: offer.kind for offer in self.behaviours if offer.app in apps}


def _check_hooks(name: str, module: Any) -> None:
    for hook in _marked(module):
        if not hasattr(hookspecs, hook):
            known = [
                each for each in vars(hookspecs) if hasattr(getattr(hookspecs, each), "aricli_spec")
            ]
            near = difflib.get_close_matches(hook, known, n=1)
            raise PluginError(
                f"{name} implements {hook}, which is no hook",
                f"did you mean {near[0]}?" if near else f"hooks: {', '.join(known)}",
            )


def _marked(module: Any) -> Iterator[str]:
    """Names of the functions of a module that are marked with ``@hookimpl``."""
    for name, member in vars(module).items():
        if getattr(member, "aricli_impl", None):
            yield name
