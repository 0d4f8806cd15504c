"""The modules a real Asterisk has: by name, whether they run, and whether they can be reloaded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from aricli.sandbox.operations import lines


@dataclass
class Module:
    """One module; only those of ARI's resources are missed when they are unloaded.

    One that has ``declined`` lacks its configuration: it is there, but does not run.
    """

    name: str
    support_level: str
    use_count: int
    reloads: bool
    declined: bool
    loaded: bool = True

    @property
    def resource(self) -> str:
        """The resource of ARI that a module is for, if its name says one."""
        stem = self.name.removeprefix("res_ari_").removesuffix(".so")
        return re.sub("_(.)", lambda match: match[1].upper(), stem)

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
