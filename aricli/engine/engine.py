"""The engine: gives each call its behaviour and each event to its call."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from aricli.ari.client import Ari
from aricli.ari.events import parse
from aricli.ari.handles import Channel
from aricli.engine.backlog import Backlog
from aricli.engine.behaviour import Behaviour, handlers, has_scripts
from aricli.engine.call import NOTED, Call
from aricli.engine.lanes import Lane, Lanes
from aricli.engine.loop import Loop
from aricli.engine.routing import channel_ids, is_of_its_channel_alone
from aricli.engine.timers import Clock
from aricli.engine.transport import GoneIsDone
from aricli.errors import AriError, ConnectError, NotFound, TimedOut, WrongState

FAILURES_ALLOWED = 10
"""Calls in a row that a behaviour may fail before it is set aside."""


class Audience(Protocol):
    """Who hears what behaviours say and what goes wrong in them. Called from any thread."""

    def said(self, kind: type[Behaviour], text: str) -> None:
        """A behaviour said a line."""

    def failed(self, call: Call, what: str, error: Exception) -> None:
        """A handler raised."""

    def set_aside(self, kind: type[Behaviour]) -> None:
        """A behaviour failed too often; its calls go back to the dialplan from now on."""


class Engine:
    """Runs behaviours on events.

    Args:
        ari: The client that behaviours use.
        behaviours: The behaviour class of each application.
        audience: Who hears what is said and what fails.
        clock: What timers go by, the loop if not given.
        loop: Runs handlers and keeps the time.
    """

    def __init__(
        self,
        ari: Ari,
        behaviours: Mapping[str, type[Behaviour]],
        audience: Audience,
        clock: Clock | None = None,
        loop: Loop | None = None,
    ) -> None:
        self.ari = Ari.over(GoneIsDone(ari.transport))
        self.audience = audience
        self.loop = loop or Loop(Lanes())
        self.lanes = self.loop.lanes
        self.clock = clock or self.loop
        self.backlog = Backlog()
        self._behaviours = behaviours
        self._calls: dict[str, Call] = {}
        self._members: dict[str, list[str]] = {}
        self._wanted = {app: _wanted(kind) for app, kind in behaviours.items()}
        self._failed: Counter[type[Behaviour]] = Counter()
        self._ready: list[Lane] = []

    @property
    def calls(self) -> list[Call]:
        """The calls that are going on."""
        return [call for id, call in self._calls.items() if id == call.id]

    def deliver(self, raw: Mapping[str, Any]) -> None:
        """Give an event to the calls it is about; called by the loop alone."""
        self.take(raw)
        self.go_on()

    def take(self, raw: Mapping[str, Any]) -> None:
        """Lay an event before the calls it is about, who look at it at `go_on`.

        Events that were read together go on together: to wake a thread costs more than most of
        what handlers do.
        """
        kind = raw["type"]
        app = raw.get("application", "")
        if kind == "StasisStart" and app in self._behaviours:
            self._start(raw, app)
            return
        for call in self._about(raw):
            if call.app != app:
                continue
            if kind in NOTED:
                call.note(raw)
            if kind == "StasisEnd" and raw["channel"]["id"] == call.id:
                del self._calls[call.id]
                self._put(call, raw)
            elif call.wanted is None or kind in call.wanted:
                self._put(call, raw)

    def go_on(self) -> None:
        """Let the calls get at what was laid before them."""
        ready, self._ready = self._ready, []
        if ready:
            self.lanes.schedule(*ready)

    def _put(self, call: Call, raw: Mapping[str, Any]) -> None:
        if call.lane.add(self.backlog.add(call, parse(raw, self.ari))):
            self._ready.append(call.lane)

    def _start(self, raw: Mapping[str, Any], app: str) -> None:
        channel = Channel(raw["channel"], self.ari)
        kind = self._behaviours[app]
        if self._failed[kind] >= FAILURES_ALLOWED:
            self.lanes.lane().put(lambda: hand_back(channel, kind))
            return
        # An adopted channel that enters the application has its behaviour already.
        id = raw["channel"]["id"]
        call = self._calls.get(id)
        if call is None:
            call = self._calls[id] = Call(self, kind, channel, app, self._wanted[app])
        self._put(call, raw)

    def _about(self, raw: Mapping[str, Any]) -> Iterable[Call]:
        """The calls an event is about, each once."""
        channel = raw.get("channel")
        own = self._calls.get(channel["id"]) if channel else None
        if channel and own and own.id == channel["id"]:
            own.channel.raw = channel
        if channel and is_of_its_channel_alone(raw):
            return (own,) if own else ()
        about = map(self._calls.get, self._channels(raw))
        return {call: None for call in about if call}

    def _channels(self, raw: Mapping[str, Any]) -> Iterable[str]:
        bridge = raw.get("bridge")
        if bridge:
            self._members[bridge["id"]] = bridge["channels"]
            if raw["type"] == "BridgeDestroyed":
                del self._members[bridge["id"]]
        return channel_ids(raw, self._members)

    def bridges(self, members: Mapping[str, list[str]]) -> None:
        """Take over which channels are in which bridge."""
        self._members = dict(members)

    def adopt(self, call: Call, channel_id: str) -> None:
        """Route a channel's events to a call."""
        call.adopted += (channel_id,)
        self._calls[channel_id] = call

    def ended(self, call: Call, well: bool) -> None:
        """A call is over: let go of what it adopted."""
        for channel_id in call.adopted:
            self._calls.pop(channel_id, None)
        if well:
            self._failed[call.kind] = 0

    def failed(self, call: Call, what: str, error: Exception) -> None:
        """A handler raised. That its own channel is gone is the end of a call, not an error."""
        if _is_gone(error, call.channel):
            return
        self.audience.failed(call, what, error)
        if call.failures == 0 and not isinstance(error, (ConnectError, TimedOut)):
            self._failed[call.kind] += 1
            if self._failed[call.kind] == FAILURES_ALLOWED:
                self.audience.set_aside(call.kind)
        call.failures += 1
        if call.kind.hang_up_on_error:
            with contextlib.suppress(AriError):
                call.channel.hangup()

    def close(self, grace: float = 0.0) -> None:
        """Let what runs finish for so many seconds, then give the calls away and stop.

        Calls go back to the dialplan, are hung up or left, as their behaviour's ``at_shutdown``
        says.
        """
        self.lanes.settle(grace)
        self.clock.close()
        self.loop.close()
        for call in self.calls:
            if not hand_back(call.channel, call.kind):
                break  # to ask for each of many calls in vain would take too long
        self.lanes.close()


def _wanted(kind: type[Behaviour]) -> set[str] | None:
    """The event types a behaviour has use for, None for all: a generator may wait for any."""
    return None if has_scripts(kind) else {*handlers(kind), "StasisEnd"}


def hand_back(channel: Channel, kind: type[Behaviour]) -> bool:
    """Give a call away that the behaviour will not go on with; False if nobody answers."""
    try:
        if kind.at_shutdown == "continue":
            channel.continue_in_dialplan()
        elif kind.at_shutdown == "hangup":
            channel.hangup()
    except (ConnectError, TimedOut):
        return False
    except AriError:
        pass  # it has gone
    return True


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
