"""Channels for a test to act on: Local calls into the application ``bench``, without aricli."""

from __future__ import annotations

import base64
import json
import threading
import uuid
from typing import Any
from urllib.parse import quote

import websocket

from tests.asterisk.server import Asterisk

PATIENCE = 20.0
Event = dict[str, Any]


class Bench:
    """Holds the application ``bench`` on a plain WebSocket and remembers its events."""

    def __init__(self, asterisk: Asterisk, app: str = "bench") -> None:
        """Register `app` and begin to read."""
        self._asterisk = asterisk
        self._app = app
        login = base64.b64encode(f"{asterisk.username}:{asterisk.password}".encode()).decode()
        url = f"{asterisk.url.replace('http', 'ws', 1)}/ari/events?app={app}"
        self._socket = websocket.create_connection(url, header=[f"Authorization: Basic {login}"])
        self._events: list[Event] = []
        self._known: set[str] = set()
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def channel(self) -> str:
        """The id of a new, answered channel in the application; its ``;2`` is in the dialplan."""
        channel_id = self.call("2000")
        self.wait_for("StasisStart", channel_id)
        return channel_id

    def ringing(self) -> str:
        """The id of a new channel in the application that nobody has answered."""
        channel_id = f"{self.call('1002')};2"
        self.wait_for("StasisStart", channel_id)
        return channel_id

    def call(self, extension: str) -> str:
        """Call an extension; return the id of the caller's side, whose ``;2`` is the callee's."""
        channel_id = f"{self._app}-{uuid.uuid4()}"
        answer = self._asterisk.ari(
            "POST",
            f"/channels/{channel_id}",
            endpoint=f"Local/{extension}@default",
            app=self._app,
            callerId="alice <100>",
        )
        answer.raise_for_status()
        return channel_id

    def next_call(self) -> str:
        """Wait for a channel that this method has not yet returned to enter; return its id."""

        def entered() -> list[str]:
            starts = [e for e in self._events if e["type"] == "StasisStart"]
            return [e["channel"]["id"] for e in starts if e["channel"]["id"] not in self._known]

        with self._changed:
            assert self._changed.wait_for(entered, PATIENCE), "nobody called"
            channel_id = entered()[0]
        self._known.add(channel_id)
        return channel_id

    def wait_for(self, type: str, about: str) -> Event:
        """Wait for an event of `type` about a channel or playback id; return it."""

        def found() -> Event | None:
            return next((e for e in self._events if e["type"] == type and about in _ids(e)), None)

        with self._changed:
            self._changed.wait_for(found, PATIENCE)
            event = found()
        assert event, f"no {type} about {about} within {PATIENCE} s"
        return event

    def events(self, about: str) -> list[str]:
        """The types of all events so far about a channel or playback id, in order."""
        with self._changed:
            return [event["type"] for event in self._events if about in _ids(event)]

    def playback_events(self) -> list[Event]:
        """All events so far about playbacks, in order."""
        with self._changed:
            return [event for event in self._events if "playback" in event]

    def state(self, channel_id: str) -> str | None:
        """The channel's state now, such as ``Up``; None when it is gone."""
        answer = self._asterisk.ari("GET", f"/channels/{quote(channel_id, safe='')}")
        return str(answer.json()["state"]) if answer.ok else None

    def close(self) -> None:
        """Hang up what is left and let the application go."""
        for channel in self._asterisk.ari("GET", "/channels").json():
            self._asterisk.ari("DELETE", f"/channels/{quote(channel['id'], safe='')}")
        self._socket.close()
        self._reader.join(PATIENCE)

    def _read(self) -> None:
        while True:
            try:
                event = json.loads(self._socket.recv())
            except (OSError, ValueError, websocket.WebSocketException):
                return
            with self._changed:
                self._events.append(event)
                self._changed.notify_all()


def _ids(event: Event) -> set[str]:
    return {event[name]["id"] for name in ("channel", "playback") if name in event}
