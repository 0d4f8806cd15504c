"""Which channels an event is about."""

from __future__ import annotations

from collections.abc import Mapping
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
_TARGET_FIELDS = frozenset({"playback", "recording"})
_BESIDE_A_CHANNEL = (_CHANNEL_FIELDS | _TARGET_FIELDS | {"bridge"}) - {"channel"}


def is_of_its_channel_alone(raw: Mapping[str, Any]) -> bool:
    """Whether no other field than ``channel`` names a channel: so it is with nearly all events."""
    return _BESIDE_A_CHANNEL.isdisjoint(raw)


def channel_ids(raw: Mapping[str, Any]) -> list[str]:
    """The ids of the channels that an event names, by whatever field, each once.

    A playback or recording on a bridge is about the bridge's members, which the event does not
    name; see `bridge_id`.
    """
    found: dict[str, None] = {}
    for field, value in raw.items():
        if field in _CHANNEL_FIELDS:
            if isinstance(value, dict) and "id" in value:
                found[value["id"]] = None
        elif field in _TARGET_FIELDS:
            target = value.get("target_uri", "")
            if target.startswith("channel:"):
                found[target.removeprefix("channel:")] = None
        elif field == "bridge":
            found.update(dict.fromkeys(value.get("channels", ())))
    return list(found)


def bridge_id(raw: Mapping[str, Any]) -> str | None:
    """The bridge whose playback or recording an event is about."""
    for field in _TARGET_FIELDS:
        target = raw.get(field, {}).get("target_uri", "")
        if target.startswith("bridge:"):
            return str(target.removeprefix("bridge:"))
    return None
