"""The plugins that are installed, looked up without importing any."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import NamedTuple

GROUP = "aricli"
"""The entry point group in which a distribution names its plugin modules."""
OWN = "aricli"
"""The distribution that aricli itself is, with plugins of its own."""


class Installed(NamedTuple):
    """A plugin as its distribution names it.

    Attributes:
        name: The name of its entry point.
        entry: What imports it.
        distribution: The distribution that brings it, empty if that cannot be told.
        version: The distribution's version.
    """

    name: str
    entry: EntryPoint
    distribution: str
    version: str

    @property
    def foreign(self) -> bool:
        """Whether it is not aricli's own."""
        return self.distribution != OWN

    @property
    def requirement(self) -> str:
        """What installs it again, as a line of a requirements file has it."""
        from aricli.plugins.origin import requirement

        return requirement(self.entry.dist) if self.entry.dist else self.distribution


def installed() -> Sequence[Installed]:
    """The plugins that are installed, by name."""
    found = (
        Installed(
            entry.name,
            entry,
            entry.dist.name if entry.dist else "",
            entry.dist.version if entry.dist else "",
        )
        for entry in entry_points(group=GROUP)
    )
    return sorted(found, key=lambda each: each.name)
