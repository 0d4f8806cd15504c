"""Channel variables, the builtin ones, and the few dialplan functions the sandbox knows."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from aricli.sandbox.events import ASTERISK_ID

if TYPE_CHECKING:
    from aricli.sandbox.channels import Channel, Party
    from aricli.sandbox.exchange import Exchange

_FUNCTION = re.compile(r"([A-Z_0-9]+)\((.*)\)$", re.DOTALL)
_REFERENCE = re.compile(r"\$\{([^${}]*)\}")


class NoSuchFunction(Exception):
    """A function that does not exist here, or cannot be read."""


def read(channel: Channel, name: str) -> str | None:
    """The value of a variable or function; None when unset. Raises NoSuchFunction."""
    match = _FUNCTION.match(name)
    if match is not None:
        return _read_function(channel, match[1], match[2])
    builtin = _BUILTIN.get(name)
    if builtin is not None:
        return builtin(channel)
    value = channel.variables.get(name)
    return channel.exchange.globals.get(name) if value is None else value


def write(channel: Channel, name: str, given: str | None, report: bool = False) -> None:
    """Set a variable (None: remove it), or write a function, which may have no effect."""
    match, value = _FUNCTION.match(name), given or ""
    if match is None:
        # One or two underscores make a variable that channels called from here inherit.
        name = re.sub("^__?", "", name)
        if given is not None or channel.variables.get(name):
            channel.set_variable(name, value, report)
        if given is None:
            channel.variables.pop(name, None)
    elif match[1] == "GLOBAL":
        channel.exchange.set_global(match[2], value)
    elif match[1] == "CALLERID":
        _write_party(channel.caller, match[2], value)
        channel.publish(
            "ChannelCallerId",
            caller_presentation=0,
            caller_presentation_txt="Presentation Allowed, Not Screened",
        )
    elif match[1] == "CONNECTEDLINE":
        _write_party(channel.connected, match[2], value)
    elif match[1] == "CHANNEL" and match[2] in ("language", "accountcode", "musicclass"):
        setattr(channel, match[2], value)


def read_global(exchange: Exchange, name: str) -> str:
    """A global variable, or one of the builtin ones; empty when unset."""
    builtin = {
        "EPOCH": str(int(exchange.clock.time())),
        "ENTITYID": ASTERISK_ID,
        "ASTSPOOLDIR": "/var/spool/asterisk",
        "ASTETCDIR": "/etc/asterisk",
    }
    return builtin.get(name) or exchange.globals.get(name, "")


def expand(channel: Channel, text: str) -> str:
    """Replace each ${name} by its value, inner ones first."""

    def value(match: re.Match[str]) -> str:
        try:
            return read(channel, match[1]) or ""
        except NoSuchFunction:
            return ""

    for _ in range(8):
        text, count = _REFERENCE.subn(value, text)
        if not count:
            break
    return text


def _read_function(channel: Channel, function: str, argument: str) -> str:
    if function == "CALLERID":
        return _read_party(channel.caller, argument)
    if function == "CONNECTEDLINE":
        return _read_party(channel.connected, argument)
    if function == "CHANNEL" and argument in _CHANNEL:
        return _CHANNEL[argument](channel)
    if function == "GLOBAL":
        return channel.exchange.globals.get(argument, "")
    if function == "LEN":
        return str(len(argument))
    raise NoSuchFunction(function)


def _read_party(party: Party, item: str) -> str:
    if item == "all":
        return f'"{party.name}" <{party.number}>'
    if item in ("num", "number", "ani"):
        return party.number
    if item == "name":
        return party.name
    if item in ("num-pres", "pres", "name-pres"):
        return "allowed_not_screened"
    return ""


def _write_party(party: Party, item: str, value: str) -> None:
    if item in ("num", "number"):
        party.number = value
    elif item == "name":
        party.name = value
    elif item == "all":
        party.name, party.number = parse_caller_id(value)


def parse_caller_id(text: str) -> tuple[str, str]:
    """Name and number of ``alice <100>``; a lone number has no name."""
    match = re.match(r'\s*"?([^"<]*?)"?\s*<([^>]*)>\s*$', text)
    if match is not None:
        return match[1], match[2]
    text = text.strip()
    if re.fullmatch(r"[0-9*#+]*", text):
        return "", text
    return text.strip('"'), ""


_CHANNEL: dict[str, Callable[[Channel], str]] = {
    "name": lambda channel: channel.name,
    "state": lambda channel: channel.state,
    "language": lambda channel: channel.language,
    "accountcode": lambda channel: channel.accountcode,
    "musicclass": lambda channel: channel.musicclass,
    "channeltype": lambda channel: channel.technology,
    "context": lambda channel: channel.place.context,
    "exten": lambda channel: channel.place.exten,
    "uniqueid": lambda channel: channel.id,
    "linkedid": lambda channel: channel.id,
    "audioreadformat": lambda channel: "slin",
    "audiowriteformat": lambda channel: "slin",
    "audionativeformat": lambda channel: "(slin)",
    "hangupsource": lambda channel: "",
    "callgroup": lambda channel: "",
    "pickupgroup": lambda channel: "",
    "parkinglot": lambda channel: "",
}

_BUILTIN: dict[str, Callable[[Channel], str]] = {
    "EXTEN": lambda channel: channel.place.exten,
    "CONTEXT": lambda channel: channel.place.context,
    "PRIORITY": lambda channel: str(channel.place.priority),
    "CHANNEL": lambda channel: channel.name,
    "UNIQUEID": lambda channel: channel.id,
    "HANGUPCAUSE": lambda channel: str(channel.cause),
    "EPOCH": lambda channel: str(int(channel.exchange.clock.time())),
    "CALLINGPRES": lambda channel: "0",
    "LANGUAGE": lambda channel: channel.language,
}
