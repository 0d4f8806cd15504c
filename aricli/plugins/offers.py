"""What plugins offer, by name; the first that offers something has it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Generic, NamedTuple, TypeVar

from aricli.errors import PluginError

T = TypeVar("T")
_NAME = re.compile("[a-z][a-z0-9-]*")


class Offered(NamedTuple, Generic[T]):
    """Something that a plugin offers under a name."""

    name: str
    plugin: str
    value: T


class Offers(dict[str, Offered[T]]):
    """What plugins offer of one kind.

    Args:
        kind: What it is called in messages.
        taken: Names that no plugin may use: they are aricli's own.
    """

    def __init__(self, kind: str, taken: Collection[str] = ()) -> None:
        super().__init__()
        self._kind = kind
        self._taken = taken

    def add(self, plugin: str, name: str, value: T) -> None:
        """Add an offer.

        Raises:
            PluginError: If the name is aricli's own or another plugin's.
        """
        if name in self._taken:
            raise PluginError(f"the {self._kind} {name} is aricli's own", "choose another name")
        if name in self:
            raise PluginError(f"{self[name].plugin} offers the {self._kind} {name} already")
        self[name] = Offered(name, plugin, value)

    def add_named(self, plugin: str, name: str, value: T) -> None:
        """Add an offer whose name is typed in a command line.

        Raises:
            PluginError: If it cannot be, or `value` cannot be called.
        """
        if not (isinstance(name, str) and _NAME.fullmatch(name)):
            raise PluginError(
                f"{name!r} cannot be the name of a {self._kind}",
                "use small letters, digits and dashes",
            )
        if not callable(value):
            raise PluginError(f"{value!r} cannot be a {self._kind}: it cannot be called")
        self.add(plugin, name, value)

    def withdraw(self, plugin: str) -> None:
        """Remove what a plugin offers."""
        for name in self.of(plugin):
            del self[name]

    def of(self, plugin: str) -> list[str]:
        """The names of what a plugin offers."""
        return [each.name for each in self.values() if each.plugin == plugin]
