"""The engine: gives each call its behaviour and each event to its call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from aricli.ari.client import Ari, Transport
from aricli.ari.events import parse
from aricli.ari.handles import Channel
from aricli.ari.request import Request, Response
from aricli.engine.behaviour import Behaviour, handlers, has_scripts
from aricli.engine.call import Call
from aricli.engine.lanes import Lanes
from aricli.engine.timers import Clock, RealClock
from aricli.errors import AriError, NotFound, WrongState


class Audience(Protocol):
    """Who hears what behaviours say and what goes wrong in them. Called from any thread."""

    def said(self, kind: type[Behaviour], text: str) -> None:
        """A behaviour said a line."""

    def failed(self, call: Call, what: str, error: Exception) -> None:
        """A handler raised; the call goes on."""


class Engine:
    """Runs behaviours on events.

    Args:
        ari: The client behaviours use.
        behaviours: The behaviour class of each application.
        audience: Who hears what is said and what fails.
        clock: What timers go by.
    """

    def __init__(
        self,
        ari: Ari,
        behaviours: Mapping[str, type[Behaviour]],
        audience: Audience,
        clock: Clock | None = None,
    ) -> None:
        self.ari = Ari(_GoneIsDone(ari.transport))
        self.audience = audience
        self.lanes = Lanes()
        self.clock = clock or RealClock()
        self._behaviours = behaviours
        self._calls: dict[str, Call] = {}
        self._wanted = {
            app: None if has_scripts(kind) else {*handlers(kind), "ChannelDtmfReceived"}
            for app, kind in behaviours.items()
        }

    @property
    def calls(self) -> int:
        """Calls that are going on."""
        return len(self._calls)

    def deliver(self, raw: Mapping[str, Any]) -> None:
        """Give an event to the call it is about; called by the reading thread alone."""
        kind = raw.get("type")
        app = raw.get("application", "")
        if kind == "StasisStart" and app in self._behaviours:
            self._start(raw, app)
            return
        for call in self._about(raw):
            if call.app != app:
                continue
            if kind == "StasisEnd" and raw["channel"]["id"] == call.channel.id:
                del self._calls[call.channel.id]
                call.put_end(parse(raw, self.ari))
                continue
            wanted = self._wanted[app]
            if wanted is None or kind in wanted:
                call.put(parse(raw, self.ari))

    def _start(self, raw: Mapping[str, Any], app: str) -> None:
        channel = Channel(raw["channel"], self.ari)
        if channel.id in self._calls:
            # An adopted channel has its own behaviour's events already.
            self._calls[channel.id].put(parse(raw, self.ari))
            return
        call = self._calls[channel.id] = Call(self, self._behaviours[app], channel, app)
        call.put(parse(raw, self.ari))

    def _about(self, raw: Mapping[str, Any]) -> list[Call]:
        """The calls an event is about, each once."""
        found: dict[int, Call] = {}
        for channel_id in _channel_ids(raw):
            call = self._calls.get(channel_id)
            if call:
                found[id(call)] = call
                if channel_id == call.channel.id and "channel" in raw:
                    call.channel.raw = raw["channel"]
        return list(found.values())

    def adopt(self, call: Call, channel_id: str) -> None:
        """Route a channel's events to a call."""
        call.adopted.add(channel_id)
        self._calls[channel_id] = call

    def forget(self, call: Call) -> None:
        """A call is over: let go of what it adopted."""
        for channel_id in call.adopted:
            self._calls.pop(channel_id, None)

    def failed(self, call: Call, what: str, error: Exception) -> None:
        """A handler raised. That its own channel is gone is the end of a call, not an error."""
        if not _is_gone(error, call.channel):
            self.audience.failed(call, what, error)

    def close(self) -> None:
        """Stop timers and lanes."""
        self.clock.close()
        self.lanes.close()


class _GoneIsDone:
    """A transport for behaviours: ending what has just ended by itself is success (FACTS 0.5)."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def send(self, request: Request) -> Response:
        response = self._transport.send(request)
        if request.method == "DELETE" and response.status == 404 and _ends(request.path):
            return Response(204, "No Content", b"", {})
        return response

    def close(self) -> None:
        self._transport.close()


def _ends(path: str) -> bool:
    """Whether a DELETE of this path hangs up a channel or stops a playback."""
    return path.count("/") == 2 and path.startswith(("/channels/", "/playbacks/"))


def _is_gone(error: Exception, channel: Channel) -> bool:
    """Whether a request failed because its call has ended."""
    if not isinstance(error, (NotFound, WrongState)):
        return False
    if not error.path.startswith(("/channels/", "/playbacks/")):
        return False
    try:
        dialplan = channel.get().dialplan
    except AriError:
        return True
    return isinstance(error, WrongState) and dialplan.app_name != "Stasis"


def _channel_ids(raw: Mapping[str, Any]) -> Iterator[str]:
    """The channels an event names, by whatever field."""
    for field in ("channel", "peer", "caller", "replace_channel"):
        named = raw.get(field)
        if isinstance(named, dict) and "id" in named:
            yield named["id"]
    for field in ("playback", "recording"):
        target = raw.get(field, {}).get("target_uri", "")
        if target.startswith("channel:"):
            yield target.removeprefix("channel:")
    yield from raw.get("bridge", {}).get("channels", ())
