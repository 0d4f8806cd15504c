"""The configuration file: where it is, what may stand in it, who may read it."""

from __future__ import annotations

import math
import os
import shlex
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from aricli.errors import ConfigError

KINDS: dict[str, type] = {
    "url": str,
    "username": str,
    "password": str,
    "password_command": str,
    "keyring": bool,
    "timeout": float,
    "ca_cert": str,
    "insecure": bool,
    "proxy": str,
    "app": str,
}
"""The keys of a profile and the type of each."""
PASSWORD_SOURCES = ("password", "password_command", "keyring")
"""The keys that say where the password is. A profile has one of them."""

_EDIT = "put it right with:  aricli config edit"
_KIND_NAMES = {str: "a string", bool: "true or false", float: "a number of seconds above 0"}


class File(NamedTuple):
    """What a configuration file holds.

    Attributes:
        path: Where it is.
        default: The profile to use when none is named.
        profiles: The keys of each profile. `ca_cert` is relative to the file's directory.
    """

    path: str
    default: str | None
    profiles: Mapping[str, Mapping[str, Any]]

    def __repr__(self) -> str:
        return f"File({self.path!r}, {self.default!r}, {list(self.profiles)})"


def location(environ: Mapping[str, str]) -> str:
    """The path of the configuration file, whether it exists or not.

    It is ``aricli/config.toml`` below ``XDG_CONFIG_HOME``, or else below ``%APPDATA%`` on Windows
    and ``~/.config`` anywhere else.
    """
    home = environ.get("XDG_CONFIG_HOME", "")
    if not os.path.isabs(home):
        home = environ.get("APPDATA", "") if sys.platform == "win32" else ""
    home = home or os.path.join(os.path.expanduser("~"), ".config")
    return os.path.join(home, "aricli", "config.toml")


def read(path: str) -> File:
    """Read a configuration file; one that does not exist is empty.

    Raises:
        ConfigError: If it cannot be read, is not TOML, has a key that is not known or a value of
            the wrong type, or holds a password and can be read by others.
    """
    text, mode = contents(path)
    if not text:
        return File(path, None, {})
    data = parsed(text, path)
    for fault in (*faults(data), *unknown_keys(data)):
        raise ConfigError(f"{path}: {fault}", _EDIT)
    exposed = exposure(data, mode)
    if exposed:
        raise ConfigError(f"{path} {exposed}", f"chmod 600 {shlex.quote(path)}")
    profiles = data.get("profiles", {})
    for section in profiles.values():
        if "ca_cert" in section:
            beside = os.path.expanduser(section["ca_cert"])
            section["ca_cert"] = os.path.join(os.path.dirname(path), beside)
    return File(path, data.get("default"), profiles)


def contents(path: str) -> tuple[str, int]:
    """The text of the file, empty if there is none, and its mode.

    Raises:
        ConfigError: If it cannot be read.
    """
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8-sig"), os.fstat(file.fileno()).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return "", 0
    except OSError as error:
        raise ConfigError(
            f"cannot read {path}: {error.strerror}", "it has to be a file that you can read"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 text: {error}", _EDIT) from None


def parsed(text: str, path: str) -> dict[str, Any]:
    """The text as data.

    Raises:
        ConfigError: If it is not TOML, with the line.
    """
    import tomllib

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{path} is not TOML: {error}", _EDIT) from None


def faults(data: Mapping[str, Any]) -> Iterator[str]:
    """What makes the file unusable. No value is ever shown: it may be a password."""
    if not isinstance(data.get("default", ""), str):
        yield "default must be a string, the name of a profile"
    profiles = data.get("profiles", {})
    if not isinstance(profiles, dict):
        yield "profiles must be a table:  [profiles.NAME]"
        return
    for name, section in profiles.items():
        if not isinstance(section, dict):
            yield f"profiles.{name} must be a table:  [profiles.{name}]"
            continue
        for key, kind in KINDS.items():
            if key in section and not _fits(section[key], kind):
                yield f"{key} in [profiles.{name}] must be {_KIND_NAMES[kind]}"
        given = [key for key in PASSWORD_SOURCES if section.get(key)]
        if len(given) > 1:
            yield f"[profiles.{name}] has both {given[0]} and {given[1]}; keep one"


def unknown_keys(data: Mapping[str, Any]) -> Iterator[str]:
    """Keys that mean nothing here; a misspelt one could send a password to the wrong server."""
    yield from _unknown("", data, ("default", "profiles"))
    profiles = data.get("profiles", {})
    for name, section in profiles.items() if isinstance(profiles, dict) else ():
        if isinstance(section, dict):
            yield from _unknown(f" in [profiles.{name}]", section, KINDS)


def _unknown(where: str, section: Mapping[str, Any], known: Iterable[str]) -> Iterator[str]:
    for key in section:
        if key not in known:
            import difflib

            near = difflib.get_close_matches(key, known, 1, 0.5)
            meant = f"did you mean {near[0]}?" if near else f"known are: {', '.join(known)}"
            yield f"unknown key {key}{where}; {meant}"


def _fits(value: object, kind: type) -> bool:
    if kind is float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return 0 < value < math.inf
    return isinstance(value, kind)


def exposure(data: Mapping[str, Any], mode: int) -> str:
    """Whom the file's mode lets at a password, or at the command that prints one; empty if none."""
    sections = data.get("profiles", {}).values()
    if os.name == "nt":
        return ""
    if any(section.get("password") for section in sections) and stat.S_IMODE(mode) & 0o077:
        return f"holds a password and is open to others (mode {stat.S_IMODE(mode):o})"
    if any(section.get("password_command") for section in sections) and mode & 0o022:
        return f"holds a command to run and others can write it (mode {stat.S_IMODE(mode):o})"
    return ""
