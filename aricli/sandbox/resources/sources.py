"""Event source URIs: channel:ID, bridge:ID, endpoint:TECH/RESOURCE, deviceState:NAME."""

from __future__ import annotations

from aricli.sandbox.applications import KINDS, Topic
from aricli.sandbox.exchange import Exchange
from aricli.sandbox.reply import Refusal


def parse(uri: str, kinds: tuple[str, ...] = KINDS) -> Topic:
    """Kind and name of a source. Raises Refusal: 400."""
    kind, colon, name = uri.partition(":")
    if not colon or kind not in kinds:
        raise Refusal(400, "Invalid event source URI scheme")
    return kind, name


def find(exchange: Exchange, kind: str, name: str) -> str | None:
    """The id of a source, None where there is no such source; devices are not checked.

    A channel is also found by its name.
    """
    if kind == "channel":
        channel = exchange.channels.get(name)
        channels = exchange.channels.values()
        named = (each.id for each in channels if each.name.lower() == name.lower())
        return next(named, None) if channel is None else channel.id
    if kind == "bridge":
        return name if name in exchange.bridges else None
    if kind == "endpoint":
        tech, slash, resource = name.partition("/")
        known = resource in exchange.endpoints if slash else not resource
        return name if tech == "PJSIP" and known else None
    return name
