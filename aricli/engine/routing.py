"""Which channels an event is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_CHANNEL_FIELDS = frozenset(
    {
        "channel",
        "peer",
        "caller",
        "forwarded",
        "replace_channel",
        "transferee",
        "transfer_target",
        "transferer_first_leg",
        "transferer_second_leg",
    }
)
_TARGET_FIELDS = ("playback", "recording")
_NO_BRIDGE: Mapping[str, Any] = {}
_BESIDE_A_CHANNEL = (_CHANNEL_FIELDS | {*_TARGET_FIELDS, "bridge"}) - {"channel"}


def is_of_its_channel_alone(raw: Mapping[str, Any]) -> bool:
    """Whether no other field than ``channel`` names a channel: so it is with nearly all events."""
    return _BESIDE_A_CHANNEL.isdisjoint(raw)


def channel_ids(raw: Mapping[str, Any], members: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """The ids of the channels that an event is about, by whatever field, each once.

    Args:
        raw: The event.
        members: The channels by bridge: a playback or recording on a bridge is about these.
    """
    kind, id = _target(raw)
    if kind == "bridge":
        return members.get(id, ())
    if kind == "channel":
        return (id,)
    found: dict[str, None] = {}
    for field, value in raw.items():
        if field in _CHANNEL_FIELDS and isinstance(value, dict) and "id" in value:
            found[value["id"]] = None
    found.update(dict.fromkeys(raw.get("bridge", _NO_BRIDGE).get("channels", ())))
    return tuple(found)


def _target(raw: Mapping[str, Any]) -> tuple[str, str]:
    """What a playback or recording is on, ``channel`` or ``bridge``, and its id; else nothing."""
    for field in _TARGET_FIELDS:
        if thing := raw.get(field):
            kind, _, id = thing.get("target_uri", "").partition(":")
            return kind, id
    return "", ""
