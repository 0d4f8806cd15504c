"""Stand-ins for engine tests: a server that says yes, and an audience that remembers."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

from aricli import Ari, Behaviour
from aricli.ari.request import Request, Response
from aricli.engine.call import Call
from aricli.engine.engine import Engine
from aricli.engine.timers import VirtualClock


class Yes:
    """A transport on which every request works, unless `answer` says otherwise."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        self.answer: Callable[[Request], Response | None] = lambda request: None

    def send(self, request: Request) -> Response:
        self.requests.append(f"{request.method} {request.target}")
        return self.answer(request) or self._yes(request)

    def _yes(self, request: Request) -> Response:
        parts = request.path.split("/")
        if request.method == "GET":
            return Response(200, "OK", json.dumps(_channel(parts[2])).encode(), {})
        if "play" in parts:
            playback = {
                "id": parts[-1],
                "media_uri": request.query.get("media", ""),
                "target_uri": f"{parts[1].removesuffix('s')}:{parts[2]}",
                "state": "queued",
            }
            return Response(201, "Created", json.dumps(playback).encode(), {})
        return Response(204, "No Content", b"", {})

    def close(self) -> None:
        """Nothing to close."""


def refusal(status: int, words: str) -> Response:
    """An error response of ARI."""
    return Response(status, "Error", json.dumps({"message": words}).encode(), {})


class Memory:
    """An audience that remembers."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.failures: list[str] = []
        self.aside: list[type[Behaviour]] = []
        self._lock = threading.Lock()

    def said(self, kind: type[Behaviour], text: str) -> None:
        with self._lock:
            self.lines.append(text)

    def failed(self, call: Call, what: str, error: Exception) -> None:
        self.failures.append(f"{call.channel.id} {what}: {error}")

    def set_aside(self, kind: type[Behaviour]) -> None:
        self.aside.append(kind)


class Bench:
    """An engine with one behaviour, a virtual clock and calls made of events."""

    def __init__(self, kind: type[Behaviour], app: str = "app") -> None:
        self.app = app
        self.server = Yes()
        self.audience = Memory()
        self.clock = VirtualClock()
        self.engine = Engine(Ari.over(self.server), {app: kind}, self.audience, self.clock)
        self.clock.settle = lambda: self._settle()

    def _settle(self) -> None:
        assert self.engine.lanes.settle(30), "a handler does not end"

    def event(self, type: str, channel: str = "c1", **fields: Any) -> None:
        """An event about a channel reaches the application."""
        self.engine.deliver(
            {"type": type, "application": self.app, "channel": _channel(channel), **fields}
        )
        self._settle()

    def playback(self, type: str, id: str, state: str, channel: str = "c1") -> None:
        """An event of a playback on a channel."""
        target = f"channel:{channel}"
        playback = {"id": id, "target_uri": target, "state": state, "media_uri": "x:y"}
        self.engine.deliver({"type": type, "application": self.app, "playback": playback})
        self._settle()

    def enter(self, channel: str = "c1") -> None:
        """A channel enters the application."""
        self.event("StasisStart", channel, args=[])

    def leave(self, channel: str = "c1") -> None:
        """A channel leaves the application."""
        self.event("StasisEnd", channel)

    def press(self, digits: str, channel: str = "c1") -> None:
        """The caller presses keys."""
        for digit in digits:
            self.event("ChannelDtmfReceived", channel, digit=digit, duration_ms=100)

    @property
    def said(self) -> list[str]:
        """What the behaviour said."""
        return self.audience.lines

    def close(self) -> None:
        """Stop the engine."""
        self.engine.close()


def _channel(id: str) -> dict[str, Any]:
    return {"id": id, "name": f"PJSIP/{id}", "state": "Ring", "dialplan": {"app_name": "Stasis"}}
