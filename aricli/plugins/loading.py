"""Loading: each plugin is imported and asked what it offers; what fails is set aside."""

from __future__ import annotations

import difflib
import functools
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import pluggy

from aricli import hookspecs
from aricli.engine.behaviour import Behaviour, check_behaviour
from aricli.errors import AriError, InvalidRequest, PluginError
from aricli.plugins.installed import Installed, installed
from aricli.plugins.offers import Offers
from aricli.plugins.validity import check

if TYPE_CHECKING:
    from aricli.hookspecs import Output, Sink


@dataclass
class Plugin:
    """A plugin that was loaded, or was to be.

    Attributes:
        name: What it is called.
        module: The module that it is.
        distribution: The distribution that brings it, empty if that is not known.
        version: The distribution's version.
        hooks: The hooks that it implements.
        milliseconds: How long the import took.
        error: Why it was set aside, ``None`` if it was not.
    """

    name: str
    module: str = ""
    distribution: str = ""
    version: str = ""
    hooks: tuple[str, ...] = ()
    milliseconds: float = 0.0
    error: Exception | None = None


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

    def __str__(self) -> str:
        return f"plugin {self.plugin} is set aside: {reason(self.error)}"


def reason(error: Exception) -> str:
    """An error in a line: what happened, and what to do about it where that is known."""
    if not isinstance(error, AriError):
        return f"{type(error).__name__}: {error}"
    return f"{error} ({error.hint})" if error.hint else str(error)


class Plugins:
    """Plugins, and what they offer.

    Args:
        taken: Names that are aricli's own: its commands under ``command``, its output formats
            under ``output``.

    Attributes:
        loaded: Each plugin, those that were set aside too.
        commands: The commands they offer.
        outputs: The output formats they offer.
        sinks: The places they can deliver events to, by scheme.
    """

    def __init__(self, taken: Mapping[str, Collection[str]] | None = None) -> None:
        self._manager = pluggy.PluginManager("aricli")
        self._manager.add_hookspecs(hookspecs)
        taken = taken or {}
        self.loaded: list[Plugin] = []
        self._answers: Offers[type[Behaviour]] = Offers("behaviour for")
        self.commands: Offers[Any] = Offers("command", taken.get("command", ()))
        self.outputs: Offers[Callable[[], Output]] = Offers("output", taken.get("output", ()))
        self.sinks: Offers[Callable[[str], Sink]] = Offers("sink")

    def load(
        self,
        wanted: Callable[[Installed], bool] = lambda each: True,
        only: Collection[str] | None = None,
    ) -> Plugins:
        """Import plugins that are installed, and take in what they register.

        Args:
            wanted: Which ones.
            only: Names of those to load at most, ``None`` for all.
        """
        found = installed()
        for each in found:
            if wanted(each) and (only is None or each.name in only):
                plugin = Plugin(each.name, each.entry.value, each.distribution, each.version)
                self.add(plugin, each.entry.load)
        for name in sorted(set(only or ()) - {each.name for each in found}):
            self.loaded.append(Plugin(name, error=PluginError(f"{name} is not installed")))
        return self

    def add(self, plugin: Plugin, load: Callable[[], Any]) -> Plugin:
        """Take in a plugin; if that fails, it is set aside.

        Args:
            plugin: What is known of it; the rest is filled in.
            load: Imports its module.
        """
        self.loaded.append(plugin)
        try:
            begun = time.perf_counter()
            try:
                module = load()
            finally:
                plugin.milliseconds = (time.perf_counter() - begun) * 1000
            plugin.hooks = check(plugin.name, module)
            self._check_new(plugin.name, module)
            self._register(plugin.name, module)
        except Exception as error:  # a plugin may raise anything
            plugin.error = error
        except SystemExit as error:
            plugin.error = PluginError(f"{plugin.name} exits ({error.code}) on import")
        return plugin

    def _check_new(self, name: str, module: Any) -> None:
        if self._manager.has_plugin(name):
            raise PluginError(f"there is another plugin called {name}", "uninstall one of them")
        if self._manager.is_registered(module):
            raise PluginError(f"{self._manager.get_name(module)} is the same module")

    def _register(self, name: str, module: Any) -> None:
        self._manager.register(module, name)
        try:
            self._ask(name)
        except BaseException:
            self._manager.unregister(name=name)
            for offers in (self._answers, self.commands, self.outputs, self.sinks):
                offers.withdraw(name)
            raise

    def _ask(self, name: str) -> None:
        """Ask a plugin what it offers."""

        def behaviour(behaviour: type[Behaviour], *, app: str | None = None) -> None:
            kind = check_behaviour(behaviour)
            self._answers.add(name, app or kind.app, kind)

        self.hook(name, "register_behaviours")(register=behaviour)
        for hook, offers in (
            ("register_commands", self.commands),
            ("register_outputs", self.outputs),
            ("register_sinks", self.sinks),
        ):
            self.hook(name, hook)(register=functools.partial(offers.add_named, name))

    def hook(self, plugin: str, hook: str) -> Callable[..., Any]:
        """What calls a hook of one plugin alone, with the hook's arguments by their names."""
        module = self._manager.get_plugin(plugin)
        others = [each for each in self._manager.get_plugins() if each is not module]
        return self._manager.subset_hook_caller(hook, others)

    @property
    def failures(self) -> list[Failure]:
        """Those that were set aside."""
        return [Failure(each.name, each.error) for each in self.loaded if each.error]

    @property
    def behaviours(self) -> list[Offer]:
        """The behaviours they offer."""
        return [
            Offer(kind.__name__.lower(), app, kind, plugin)
            for app, plugin, kind in self._answers.values()
        ]

    def behaviour(self, name: str) -> type[Behaviour]:
        """The behaviour of this name, which is its class name in any case or its application.

        Raises:
            InvalidRequest: If no plugin offers it, naming those that are offered.
        """
        for offer in self.behaviours:
            if name.lower() == offer.name or name == offer.app:
                return offer.kind
        known = sorted({each for offer in self.behaviours for each in (offer.name, offer.app)})
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        hint += f"there are: {', '.join(known) or 'none'}"
        raise InvalidRequest(f"no plugin offers a behaviour {name!r}", hint)

    def behaviours_for(self, apps: list[str]) -> dict[str, type[Behaviour]]:
        """The behaviours of these applications, as far as there are any."""
        return {offer.app: offer.kind for offer in self.behaviours if offer.app in apps}
