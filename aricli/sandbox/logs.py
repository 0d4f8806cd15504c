"""The channels of the log: the configured ones, and those that requests have added."""

from __future__ import annotations

import re
from collections.abc import Sequence

LEVELS = (
    *("DEBUG", "TRACE", "NOTICE", "WARNING", "ERROR", "VERBOSE", "DTMF"),
    *("CC", "FAX", "PJSIP_HISTORY", "SECURITY"),
)
CONSOLE = ""
DIRECTORY = "/var/log/asterisk"
_CONFIGURED = {
    f"{DIRECTORY}/messages.log": "NOTICE WARNING ERROR ",
    CONSOLE: "NOTICE WARNING ERROR VERBOSE ",
}
_FACILITIES = frozenset(
    {
        *("user", "kern", "mail", "daemon", "auth", "security", "authpriv", "syslog", "ftp"),
        *("lpr", "news", "uucp", "cron"),
        *(f"local{number}" for number in range(8)),
    }
)


class BadFacility(ValueError):
    """The system's log has no such part."""


class Logs:
    """All channels. What requests have added is lost when any channel is rotated."""

    def __init__(self) -> None:
        self._added: dict[str, str] = {}

    def to_json(self) -> Sequence[dict[str, str]]:
        """The LogChannel models, the newest first."""
        listed = [*reversed(self._added.items()), *_CONFIGURED.items()]
        return [
            {"channel": path, "type": _kind(path), "status": "Enabled", "configuration": levels}
            for path, levels in listed
        ]

    def add(self, name: str, configuration: str) -> bool:
        """Add a channel; False when there is one already. Raises BadFacility."""
        path = _path(name)
        if path in self._added or path in _CONFIGURED:
            return False
        if _kind(path) == "Syslog":
            _, dot, facility = path.partition(".")
            if dot and facility not in _FACILITIES:
                raise BadFacility(facility)
        self._added[path] = _levels(configuration)
        return True

    def remove(self, name: str) -> bool:
        """Remove a channel that a request has added; False when there is none."""
        return self._added.pop(_path(name), None) is not None

    def rotate(self, name: str) -> bool:
        """Begin a new file; False when there is none of this name."""
        path = _path(name)
        found = _kind(path) == "File" and (path in self._added or path in _CONFIGURED)
        self._added.clear()
        return found


def _path(name: str) -> str:
    if name.lower() == "console":
        return CONSOLE
    return name if name.startswith("/") or _kind(name) == "Syslog" else f"{DIRECTORY}/{name}"


def _kind(path: str) -> str:
    if path == CONSOLE:
        return "Console"
    return "Syslog" if path.lower().startswith("syslog") else "File"


def _levels(configuration: str) -> str:
    """The known levels, in Asterisk's order; a format in brackets before them is left out."""
    words = re.sub(r".*\[[^\]]*\]", "", configuration).upper().split(",")
    wanted = {"VERBOSE" if word.startswith("VERBOSE(") else word for word in map(str.strip, words)}
    return "".join(f"{level} " for level in LEVELS if level in wanted or "*" in wanted)
