"""Which channels an event is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_CHANNEL_FIELDS = (
    "channel",
    "peer",
    "caller",
    "forwarded",
    "replace_channel",
    "transferee",
    "transfer_target",
    "transferer_first_leg",
    "transferer_second_leg",
)
_OF_PLAYBACKS = {"PlaybackStarted", "PlaybackContinuing", "PlaybackFinished"}
_TARGET_FIELDS = ("playback", "recording")


def channel_ids(raw: Mapping[str, Any]) -> list[str]:
    """The ids of the channels that an event names, by whatever field, each once.

    A playback or recording on a bridge is about the bridge's members, which the event does not
    name; see `bridge_id`.
    """
    channel = raw.get("channel")
    if channel is not None and "bridge" not in raw:
        return [channel["id"]]
    if raw.get("type") in _OF_PLAYBACKS:
        target = raw["playback"].get("target_uri", "")
        return [target.removeprefix("channel:")] if target.startswith("channel:") else []
    found: dict[str, None] = {}
    for field in _CHANNEL_FIELDS:
        named = raw.get(field)
        if isinstance(named, dict) and "id" in named:
            found[named["id"]] = None
    for field in _TARGET_FIELDS:
        target = raw.get(field, {}).get("target_uri", "")
        if target.startswith("channel:"):
            found[target.removeprefix("channel:")] = None
    for member in raw.get("bridge", {}).get("channels", ()):
        found[member] = None
    return list(found)


def bridge_id(raw: Mapping[str, Any]) -> str | None:
    """The bridge whose playback or recording an event is about."""
    for field in _TARGET_FIELDS:
        target = raw.get(field, {}).get("target_uri", "")
        if target.startswith("bridge:"):
            return str(target.removeprefix("bridge:"))
    return None
