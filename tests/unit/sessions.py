"""Recordings made up for tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Record = dict[str, Any]


def channel(id: str, state: str, name: str = "PJSIP/alice-00000001", caller: str = "alice") -> Any:
    """A channel as it stands in events."""
    return {
        "id": id,
        "name": name,
        "state": state,
        "caller": {"name": "", "number": caller},
        "dialplan": {"app_name": "Stasis"},
    }


def event(t: float, type: str, *, app: str = "ivr", **fields: Any) -> Record:
    """An event."""
    raw = {"type": type, "application": app, **fields}
    return {"t": t, "kind": "event", "app": app, "event": raw}


def playback(t: float, type: str, target: str, state: str = "playing", id: str = "pb") -> Record:
    """An event of a playback."""
    thing = {"id": id, "media_uri": "sound:hello", "target_uri": target, "state": state}
    return event(t, type, playback=thing)


def request(
    t: float, method: str, path: str, status: int | None = 204, resp: str = "", **params: str
) -> Record:
    """A request that was answered, or with status ``None`` was not."""
    return {
        **{"t": t, "kind": "rest", "method": method, "path": path, "params": params, "body": None},
        **{"status": status, "reason": "", "ctype": None, "resp": resp},
    }


def call(id: str, t: float = 0.0, **details: str) -> list[Record]:
    """A call that is answered, hears something, and is hung up by the application."""
    return [
        event(t, "StasisStart", args=[], channel=channel(id, "Ring", **details)),
        request(t + 0.1, "POST", f"/channels/{id}/answer"),
        event(t + 0.2, "ChannelStateChange", channel=channel(id, "Up", **details)),
        request(t + 0.3, "POST", f"/channels/{id}/play/pb-{id}", 201, media="sound:hello"),
        playback(t + 0.4, "PlaybackStarted", f"channel:{id}", id=f"pb-{id}"),
        playback(t + 2.4, "PlaybackFinished", f"channel:{id}", "done", id=f"pb-{id}"),
        request(t + 2.5, "DELETE", f"/channels/{id}"),
        event(
            t + 2.6,
            "ChannelHangupRequest",
            channel=channel(id, "Up", **details),
            cause=32,
            soft=True,
        ),
        event(t + 2.7, "StasisEnd", channel=channel(id, "Up", **details)),
    ]


def lines(*records: Record) -> str:
    """Records as the text of a recording."""
    return "".join(json.dumps(each) + "\n" for each in records)


def write(path: Path, *records: Record) -> Path:
    """Write a recording."""
    path.write_text(lines(*records))
    return path
