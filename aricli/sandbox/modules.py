"""The modules a real Asterisk has: by name, whether they run, and whether they can be reloaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aricli.sandbox.operations import lines


@dataclass
class Module:
    """One module; loading and unloading changes nothing else in the sandbox.

    One that has ``declined`` lacks its configuration: it is there, but does not run.
    """

    name: str
    support_level: str
    use_count: int
    reloads: bool
    declined: bool
    loaded: bool = True

    def to_json(self) -> dict[str, Any]:
        """The Module model."""
        return {
            "name": self.name,
            "description": f"{self.name.removesuffix('.so')}, simulated",
            "use_count": self.use_count,
            "status": "Not Running" if self.declined else "Running",
            "support_level": self.support_level,
        }


def modules() -> dict[str, Module]:
    """A fresh set of all modules."""
    found = {}
    for line in lines("modules.txt"):
        name, level, use_count, *traits = line.split(" ")
        reloads, declined = "reloads" in traits, "declined" in traits
        found[name] = Module(name, level, int(use_count), reloads, declined)
    return found
