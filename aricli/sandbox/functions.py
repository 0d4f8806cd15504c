"""Dialplan functions: what ``CHANNEL(state)`` reads, and what writing one does."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from aricli.sandbox import tones
from aricli.sandbox.callerid import Party, parse_caller_id
from aricli.sandbox.operations import lines
from aricli.sandbox.reply import NotSimulated

if TYPE_CHECKING:
    from aricli.sandbox.channels import Channel

Text = Callable[[str], str]


class NoSuchFunction(Exception):
    """A function that does not exist, or cannot be read here."""


def read(channel: Channel, function: str, argument: str) -> str:
    """The value of a function. Raises NoSuchFunction; NotSimulated where Asterisk has a value."""
    if function in _PARTIES:
        return _read_party(_PARTIES[function](channel), argument, function == "CALLERID")
    if function == "CHANNEL":
        return _read_channel(channel, argument.lower())
    if function == "GLOBAL":
        return channel.exchange.globals.get(argument, "")
    if function == "CHANNELS":
        return " ".join(sorted(known.name for known in channel.exchange.channels.values()))
    if function in _TEXT:
        return _TEXT[function](argument)
    _refuse(function)
    raise NoSuchFunction(function)


def write(channel: Channel, function: str, argument: str, value: str) -> None:
    """Write a function; one that does not exist, or cannot be written, has no effect."""
    if function == "GLOBAL":
        channel.exchange.set_global(argument, value)
    elif function == "CALLERID":
        _write_party(channel.caller, argument, value)
        channel.publish_caller_id()
    elif function == "CONNECTEDLINE":
        _write_party(channel.connected, argument, value)
        channel.publish("ChannelConnectedLine")
    elif function == "CHANNEL":
        _write_channel(channel, argument.lower(), value)
    elif function not in _TEXT:
        _refuse(function)


def _refuse(function: str) -> None:
    if function in lines("functions.txt"):
        raise NotSimulated(f"the dialplan function {function}")


_PARTIES: dict[str, Callable[[Channel], Party]] = {
    "CALLERID": lambda channel: channel.caller,
    "CONNECTEDLINE": lambda channel: channel.connected,
}


def _read_party(party: Party, item: str, caller: bool) -> str:
    item = item.strip().lower()
    if item == "all":
        return f'"{party.name}" <{party.number}>'
    if item in ("num", "number"):
        return party.number
    if item == "name":
        return party.name
    if item in ("num-pres", "pres", "name-pres"):
        return "allowed_not_screened"
    if item == "name-charset":
        return "iso8859-1"
    return party.other.get(item, "") if caller else ""


def _write_party(party: Party, item: str, value: str) -> None:
    item = item.strip().lower()
    if item in ("num", "number"):
        party.number = value
    elif item == "name":
        party.name = value
    elif item == "all":
        party.name, party.number = parse_caller_id(value)
    elif item in ("ani", "dnid", "rdnis"):
        party.other[item] = value


def _read_channel(channel: Channel, item: str) -> str:
    if item == "tonezone" and not channel.tonezone:
        raise NoSuchFunction(item)
    if item in _CHANNEL:
        return _CHANNEL[item](channel)
    raise NoSuchFunction(item)


def _write_channel(channel: Channel, item: str, value: str) -> None:
    if item == "tonezone" and value not in tones.zones():
        return
    if item in _WRITABLE:
        setattr(channel, item, value)
        if item != "accountcode":
            channel.leg.share(item, value)


def _audio_format(channel: Channel) -> str:
    return "ulaw" if channel.technology in ("PJSIP", "UnicastRTP") else "slin192"


def _nothing(channel: Channel) -> str:
    return ""


_CHANNEL: dict[str, Callable[[Channel], str]] = {
    "name": lambda channel: channel.name,
    "state": lambda channel: channel.state,
    "language": lambda channel: channel.language,
    "accountcode": lambda channel: channel.accountcode,
    "musicclass": lambda channel: channel.musicclass,
    "tonezone": lambda channel: channel.tonezone,
    "userfield": lambda channel: channel.userfield,
    "parkinglot": lambda channel: channel.parkinglot,
    "channeltype": lambda channel: channel.technology,
    "context": lambda channel: channel.place.context,
    "exten": lambda channel: channel.place.exten,
    "appname": lambda channel: channel.place.app_name,
    "appdata": lambda channel: channel.place.app_data,
    "uniqueid": lambda channel: channel.id,
    "linkedid": lambda channel: channel.linkedid,
    "audioreadformat": _audio_format,
    "audiowriteformat": _audio_format,
    "audionativeformat": lambda channel: f"({_audio_format(channel)})",
    "videonativeformat": lambda channel: "(nothing)",
    "transfercapability": lambda channel: "SPEECH",
    "amaflags": lambda channel: "3",
    "checkhangup": lambda channel: str(int(channel.hung_up)),
    "max_forwards": lambda channel: "20",
    "hangupsource": _nothing,
    "peeraccount": _nothing,
    "callgroup": _nothing,
    "pickupgroup": _nothing,
    "after_bridge_goto": _nothing,
    "secure_bridge_media": _nothing,
    "dtmf_features": _nothing,
    "tenantid": _nothing,
    "callid": _nothing,
}
_WRITABLE = ("language", "accountcode", "musicclass", "tonezone", "userfield", "parkinglot")
_TEXT: dict[str, Text] = {
    "LEN": lambda text: str(len(text.encode())),
    "TOUPPER": str.upper,
    "TOLOWER": str.lower,
    "TRIM": str.strip,
    "EVAL": lambda text: text,
    "PASSTHRU": lambda text: text,
    "QUOTE": lambda text: '"' + re.sub(r'(["\\])', r"\\\1", text) + '"',
    "ISNULL": lambda text: str(int(not text)),
    "EXISTS": lambda text: str(int(bool(text))),
    "MD5": lambda text: hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(),
    "SHA1": lambda text: hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest(),
    "BASE64_ENCODE": lambda text: base64.b64encode(text.encode()).decode(),
    "URIENCODE": lambda text: quote(text, safe=""),
    "URIDECODE": unquote,
}
