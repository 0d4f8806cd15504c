"""An event on one line for a person."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from typing import Any

from aricli.cli.columns import cell, subject
from aricli.cli.terminal import CYAN, DIM, GREEN, RED, YELLOW, coloured, styled
from aricli.cli.text import padded, visible

_DETAILS: dict[str, tuple[str, ...]] = {
    "ApplicationMoveFailed": ("to {destination}", "args {args}"),
    "ApplicationRegistered": ("{application}",),
    "ApplicationReplaced": ("{application}",),
    "ApplicationUnregistered": ("{application}",),
    "BridgeAttendedTransfer": (
        "{result}",
        "by {transferer_first_leg.name}",
        "to {transfer_target.name}",
        "to bridge {destination_bridge}",
        "to application {destination_application}",
    ),
    "BridgeBlindTransfer": ("to {exten}@{context}", "{result}"),
    "BridgeMerged": ("from {bridge_from.id}",),
    "BridgeVideoSourceChanged": ("from {old_video_source_id}", "to {bridge.video_source_id}"),
    "CallBroadcast": ("{caller}", "to {called}"),
    "CallClaimed": ("by {winner_app}",),
    "ChannelCallerId": ("{caller_presentation_txt}",),
    "ChannelConnectedLine": ("to {channel.connected.name}", "{channel.connected.number}"),
    "ChannelCreated": ("id {channel.id}",),
    "ChannelDestroyed": ("cause {cause}", "{cause_txt}"),
    "ChannelDialplan": ("{dialplan_app}", "{dialplan_app_data}"),
    "ChannelDtmfReceived": ("digit {digit}", "{duration_ms} ms"),
    "ChannelEnteredBridge": ("bridge {bridge.id}", "{bridge.name}"),
    "ChannelHangupRequest": ("tech_cause {tech_cause}",),
    "ChannelHold": ("music {musicclass}",),
    "ChannelLeftBridge": ("bridge {bridge.id}", "{bridge.name}"),
    "ChannelTalkingFinished": ("{duration} ms",),
    "ChannelTransfer": (
        "{state}",
        "to {refer_to.requested_destination.destination}",
        "by {referred_by.source_channel.name}",
    ),
    "ChannelUserevent": ("{eventname}", "{userevent}"),
    "ChannelVarset": ("{variable}={value}",),
    "ContactStatusChange": ("{contact_info.contact_status}", "{contact_info.uri}"),
    "Dial": ("{dialstatus}", "{dialstring}", "by {caller.name}", "forwarded to {forward}"),
    "PeerStatusChange": ("{peer.peer_status}", "{peer.address}"),
    "PlaybackContinuing": ("on {playback.target_uri}", "next {playback.next_media_uri}"),
    "PlaybackFinished": ("on {playback.target_uri}",),
    "PlaybackStarted": ("on {playback.target_uri}",),
    "RESTResponse": ("{status_code} {reason_phrase}", "{uri}"),
    "RecordingFailed": ("of {recording.target_uri}", "{recording.cause}"),
    "RecordingFinished": ("of {recording.target_uri}", "{recording.duration} s"),
    "RecordingStarted": ("of {recording.target_uri}",),
    "StasisStart": ("id {channel.id}", "args {args}"),
    "TextMessageReceived": ("{message.from}", "to {message.to}", "{message.body}"),
}
"""What matters of each type of event, with fields in braces; what lacks a field is left out."""

_COLOURS = {
    "StasisStart": GREEN,
    "StasisEnd": RED,
    "ChannelDestroyed": RED,
    "ChannelHangupRequest": RED,
    "PlaybackFinished": CYAN,
    "PlaybackStarted": CYAN,
    "RecordingFailed": RED,
    "RecordingFinished": CYAN,
    "RecordingStarted": CYAN,
    "ChannelDtmfReceived": YELLOW,
    "ChannelUserevent": YELLOW,
}


def event_line(raw: Mapping[str, Any]) -> str:
    """An event on one line: time, type, what it is about and in which state, what matters."""
    kind, thing = subject(raw)
    type = str(raw["type"])
    caller = str(cell(kind, thing, "caller")) if kind == "Channel" else ""
    details = [caller, *(_detail(each, raw) for each in _DETAILS.get(type, ()))]
    time, type_cell = visible(str(raw.get("timestamp", ""))[11:23]), f"{visible(type):<22}"
    if coloured(sys.stdout):
        time = styled(time, DIM)
        type_cell = styled(type_cell, _COLOURS[type]) if type in _COLOURS else type_cell
    title = padded(visible(_title(kind, thing)), 28)
    state = f"{visible(str(thing.get('state', ''))):<9}"
    return "  ".join([time, type_cell, title, state, *map(visible, filter(None, details))]).rstrip()


def _title(kind: str, thing: Mapping[str, Any]) -> str:
    if kind == "Endpoint":
        return str(cell(kind, thing, "endpoint"))
    return str(thing.get("media_uri") or thing.get("name") or thing.get("id") or "")


def _detail(template: str, raw: Mapping[str, Any]) -> str:
    """The template with its fields filled in, empty if one of them is missing or empty."""
    values = [_value(raw, path) for path in re.findall(r"{([^}]+)}", template)]
    if not values[0] or None in values:
        return ""
    texts = iter(values)
    return re.sub(r"{[^}]+}", lambda match: str(next(texts)), template)


def _value(raw: Any, path: str) -> str | None:
    for part in path.split("."):
        raw = raw.get(part) if isinstance(raw, Mapping) else None
    if isinstance(raw, list):
        return " ".join(map(str, raw))
    if isinstance(raw, Mapping):
        return json.dumps({k: v for k, v in raw.items() if k != "eventname"}, ensure_ascii=False)
    return raw if raw is None else str(raw)
