"""Channel variables and the builtin ones. A name with brackets is a dialplan function."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from aricli.sandbox import functions
from aricli.sandbox.events import ASTERISK_ID

if TYPE_CHECKING:
    from aricli.sandbox.channels import Channel
    from aricli.sandbox.exchange import Exchange

_FUNCTION = re.compile(r"(\w+)\((.*)\)$", re.DOTALL)
_PART = re.compile(
    r"(?P<name>(?:[^:(]|\([^)]*\))*):(?:(?P<offset>-?\d+)(?::(?P<length>-?\d+))?)?.*", re.DOTALL
)
_REFERENCE = re.compile(r"\$\{([^${}]*)\}")


def read(channel: Channel, name: str) -> str | None:
    """The value of a variable or function; None when unset. Raises NoSuchFunction."""
    match = _FUNCTION.match(name)
    if match is not None:
        return functions.read(channel, match[1], match[2])
    builtin = _BUILTIN.get(name)
    if builtin is not None:
        return builtin(channel)
    value = channel.variable(name)
    return read_global(channel.exchange, name) or None if value is None else value


def write(channel: Channel, name: str, given: str | None, report: bool = False) -> None:
    """Set a variable (None: remove it), or write a function, which may have no effect."""
    match = _FUNCTION.match(name)
    if match is not None:
        functions.write(channel, match[1], match[2], given or "")
    elif given is None:
        channel.unset_variable(name)
    elif name:
        channel.set_variable(name, given, report)


def read_global(exchange: Exchange, name: str) -> str:
    """A global variable, or one of the builtin ones; empty when unset."""
    builtin = {
        "EPOCH": str(int(exchange.clock.time())),
        "ENTITYID": ASTERISK_ID,
        "ASTSPOOLDIR": "/var/spool/asterisk",
        "ASTETCDIR": "/etc/asterisk",
    }
    return builtin.get(name) or exchange.globals.get(name, "")


def write_global(exchange: Exchange, name: str, value: str) -> None:
    """Set a global variable; of the functions only GLOBAL has an effect without a channel."""
    match = _FUNCTION.match(name)
    if match is None or match[1] == "GLOBAL":
        exchange.set_global(name if match is None else match[2], value)


def expand(channel: Channel, text: str) -> str:
    """Replace each ${name}, or ${name:offset:length}, by its value, inner ones first."""

    def value(match: re.Match[str]) -> str:
        part = _PART.fullmatch(match[1])
        try:
            whole = read(channel, part["name"] if part else match[1]) or ""
        except functions.NoSuchFunction:
            return ""
        return _part(whole, part["offset"], part["length"]) if part else whole

    for _ in range(8):
        text, count = _REFERENCE.subn(value, text)
        if not count:
            break
    return text


def _part(text: str, offset: str | None, length: str | None) -> str:
    """So many characters from there on; negative numbers count from the end."""
    rest = text[max(int(offset or 0), -len(text)) :]
    return rest if length is None else rest[: int(length)]


_BUILTIN: dict[str, Callable[[Channel], str]] = {
    "EXTEN": lambda channel: channel.place.exten,
    "CONTEXT": lambda channel: channel.place.context,
    "PRIORITY": lambda channel: str(channel.place.priority),
    "CHANNEL": lambda channel: channel.name,
    "UNIQUEID": lambda channel: channel.id,
    "HANGUPCAUSE": lambda channel: str(channel.cause),
    "EPOCH": lambda channel: str(int(channel.exchange.clock.time())),
    "CALLINGPRES": lambda channel: "0",
}
