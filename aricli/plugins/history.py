"""The plugins seen before, so that one that an upgrade of aricli took away is missed."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from aricli.plugins.installed import Installed


class Seen(NamedTuple):
    """A plugin seen before: its name, and the requirement that installs it again."""

    name: str
    requirement: str


def location(environ: Mapping[str, str]) -> Path:
    """The file: ``aricli/plugins.json`` below ``XDG_STATE_HOME``, or else ``~/.local/state``."""
    home = environ.get("XDG_STATE_HOME", "")
    if not os.path.isabs(home):
        home = environ.get("LOCALAPPDATA", "") if sys.platform == "win32" else ""
    return Path(home or Path("~/.local/state").expanduser(), "aricli", "plugins.json")


class History:
    """What was seen where aricli is installed. A file that cannot be used is none.

    Args:
        file: Where it is kept.
        prefix: The environment that aricli is installed in.
    """

    def __init__(self, file: Path, prefix: str = sys.prefix) -> None:
        self._file = file
        self._prefix = prefix

    def missing(self, found: Iterable[Installed]) -> list[Seen]:
        """Take note of the plugins there are; those seen before that are not."""
        seen = self._read().get(self._prefix, {})
        there = {each.name: each.requirement for each in found if each.foreign}
        if not there.items() <= seen.items():
            self._write({**seen, **there})
        return [Seen(*each) for each in seen.items() if each[0] not in there]

    def forget(self, name: str) -> bool:
        """Miss a plugin no longer; False if it was not seen."""
        seen = self._read().get(self._prefix, {})
        if name not in seen:
            return False
        del seen[name]
        self._write(seen)
        return True

    def _read(self) -> dict[str, dict[str, str]]:
        try:
            data = json.loads(self._file.read_text("utf-8"))
            return {prefix: dict(seen) for prefix, seen in data.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def _write(self, seen: dict[str, str]) -> None:
        """Replace what is kept of this environment; environments that are gone are left out."""
        data: dict[str, Any] = {
            prefix: each for prefix, each in self._read().items() if os.path.isdir(prefix)
        }
        data[self._prefix] = seen
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, beside = tempfile.mkstemp(dir=self._file.parent)
            with open(handle, "w", encoding="utf-8") as file:
                json.dump(data, file, indent=1)
            os.replace(beside, self._file)
        except OSError:
            return
