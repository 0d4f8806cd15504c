"""What stands on an arrow: an event or a request in a few words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from aricli.ari.event import INFERRED

_DETAILS: dict[str, tuple[str, ...]] = {
    "ApplicationMoveFailed": ("destination",),
    "BridgeAttendedTransfer": ("result",),
    "BridgeBlindTransfer": ("exten", "result"),
    "BridgeCreated": ("bridge.id",),
    "BridgeDestroyed": ("bridge.id",),
    "BridgeMerged": ("bridge.id",),
    "CallClaimed": ("winner_app",),
    "ChannelConnectedLine": ("channel.connected.number",),
    "ChannelCreated": ("channel.state",),
    "ChannelDestroyed": ("cause", "cause_txt"),
    "ChannelDialplan": ("dialplan_app", "dialplan_app_data"),
    "ChannelDtmfReceived": ("digit",),
    "ChannelEnteredBridge": ("bridge.id",),
    "ChannelHangupRequest": ("cause",),
    "ChannelHold": ("musicclass",),
    "ChannelLeftBridge": ("bridge.id",),
    "ChannelStateChange": ("channel.state",),
    "ChannelTalkingFinished": ("duration",),
    "ChannelUserevent": ("eventname",),
    "ChannelVarset": ("variable", "value"),
    "ContactStatusChange": ("endpoint.resource", "contact_info.contact_status"),
    "DeviceStateChanged": ("device_state.name", "device_state.state"),
    "Dial": ("dialstatus", "dialstring"),
    "EndpointStateChange": ("endpoint.resource", "endpoint.state"),
    "PeerStatusChange": ("endpoint.resource", "peer.peer_status"),
    "PlaybackContinuing": ("playback.media_uri",),
    "PlaybackFinished": ("playback.media_uri", "playback.state"),
    "PlaybackStarted": ("playback.media_uri",),
    "RecordingFailed": ("recording.name", "recording.cause"),
    "RecordingFinished": ("recording.name",),
    "RecordingStarted": ("recording.name",),
    "StasisStart": ("channel.state", "args"),
    "TextMessageReceived": ("message.from",),
}
"""The fields that are shown of an event beside its type."""

_THINGS = {"channels": "channel", "bridges": "bridge", "playbacks": "playback"}
"""Resources whose ids say nothing to a reader; the calls are numbered instead."""


def event_label(raw: Mapping[str, Any]) -> str:
    """An event in a few words: ``StasisStart Ring``."""
    kind = str(raw.get("type", ""))
    details = [field(raw, path) for path in _DETAILS.get(kind, ())]
    inferred = ["(inferred)"] if INFERRED in raw else []
    return " ".join([kind, *filter(None, details), *inferred])


def request_label(record: Mapping[str, Any]) -> str:
    """A request in a few words: ``POST play tone:ring``, ``DELETE channel``."""
    words = [str(record.get("method", "")), _short(str(record.get("path", "")))]
    return " ".join([*words, *_values(record.get("params")), *_values(record.get("body"))])


def _short(path: str) -> str:
    """A path without ids: ``/channels/17/play/8`` is ``play``, ``/bridges/3`` is ``bridge``."""
    resource, *rest = [unquote(each) for each in path.strip("/").split("/")]
    if resource not in _THINGS or not rest:
        return path
    verb = rest[1] if len(rest) > 1 else ""
    return (
        verb
        if resource == "channels" and verb
        else "/".join(filter(None, (_THINGS[resource], verb)))
    )


def _values(given: Any) -> list[str]:
    if not isinstance(given, Mapping):
        return [_text(given)] if given else []
    return [
        _text(value) if name in {"media", "endpoint"} else f"{name}={_text(value)}"
        for name, value in given.items()
    ]


def field(raw: Any, path: str) -> str:
    """A field by its dotted path as text, empty if there is none."""
    for part in path.split("."):
        raw = raw.get(part) if isinstance(raw, Mapping) else None
    return _text(raw)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ",".join(map(_text, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
