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


def exists(exchange: Exchange, kind: str, name: str) -> bool:
    """Whether there is such a source; device states are not checked."""
    if kind == "channel":
        return name in exchange.channels
    if kind == "bridge":
        return name in exchange.bridges
    if kind == "endpoint":
        tech, _, resource = name.partition("/")
        return tech == "PJSIP" and (not resource or resource in exchange.settings.endpoints)
    return True
