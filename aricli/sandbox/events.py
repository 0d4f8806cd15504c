"""The bodies of events, with ARI's own order of keys. ``application`` is added on delivery."""

from __future__ import annotations

from typing import Any

from aricli.sandbox.clock import iso

ASTERISK_ID = "02:00:5e:00:53:01"
Event = dict[str, Any]


def event(now: float, kind: str, /, **fields: Any) -> Event:
    """An event of the usual shape: type, timestamp, its own fields, asterisk_id."""
    return {"type": kind, "timestamp": iso(now), **fields, "asterisk_id": ASTERISK_ID}


def variable_set(now: float, name: str, value: str, channel: Event | None) -> Event:
    """ChannelVarset; without a channel the variable is global."""
    fields = {} if channel is None else {"channel": channel}
    return {"variable": name, "value": value, **event(now, "ChannelVarset", **fields)}


def hangup_request(now: float, channel: Event, given: Event) -> Event:
    """ChannelHangupRequest; a caller who hangs up gives neither cause nor soft."""
    return {**given, **event(now, "ChannelHangupRequest", channel=channel)}


def delivered(body: Event, application: str) -> Event:
    """The event as one application receives it."""
    if body["type"] == "DeviceStateChanged":
        return {"type": body["type"], "application": application, **body}
    return {**body, "application": application}
