"""The simulated exchange: everything that exists in it, and how channels come and go."""

from __future__ import annotations

import logging
import random
import uuid
from collections import Counter, UserDict
from typing import Any, TypeVar

from aricli.sandbox import events, pbx
from aricli.sandbox.applications import Applications
from aricli.sandbox.bridges import Bridge
from aricli.sandbox.callerid import Party
from aricli.sandbox.channels import Channel, HungUp, Place, bare_name, endpoint_topics
from aricli.sandbox.clock import Clock
from aricli.sandbox.dialplan import Dialplan
from aricli.sandbox.fibers import Fiber, Pause
from aricli.sandbox.legs import LocalLeg
from aricli.sandbox.lines import Lines
from aricli.sandbox.playbacks import Playback
from aricli.sandbox.recordings import Shelf
from aricli.sandbox.request import split_list
from aricli.sandbox.settings import Settings
from aricli.sandbox.stasis import Control, stasis

log = logging.getLogger("aricli.sandbox")
DIGIT_MS = 100


T = TypeVar("T")


class Caseless(UserDict[str, T]):
    """A dictionary for which "A" and "a" are the same, as channel ids are to Asterisk."""

    def __getitem__(self, key: str) -> T:
        return super().__getitem__(key.lower())

    def __setitem__(self, key: str, value: T) -> None:
        super().__setitem__(key.lower(), value)

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key.lower())

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and super().__contains__(key.lower())


class Exchange:
    """All state of a simulated Asterisk, on one clock. Not thread-safe: use it from one thread."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock: Clock = clock
        self.log = log
        self.random = random.Random(settings.seed)
        self.started = clock.time()
        self.dialplan = Dialplan(settings.dialplan)
        self.applications = Applications(clock)
        self.dialplan.has_app = lambda name: self.applications.get(name) is not None
        self.channels: Caseless[Channel] = Caseless()
        self.bridges: dict[str, Bridge] = {}
        self.playbacks: dict[str, list[Playback]] = {}
        self.recordings = Shelf()
        self.globals = dict(self.dialplan.globals)
        self.device_states: dict[str, str] = {}
        self.lines = Lines(self.set_device_state)
        self.resources_missing = set(settings.modules_missing)
        self.endpoints = dict.fromkeys(settings.endpoints)
        self.mailboxes: dict[str, tuple[int, int]] = {}
        self._numbers: Counter[str] = Counter()

    def next_number(self, series: str) -> int:
        """Count within a series, from 0."""
        self._numbers[series] += 1
        return self._numbers[series] - 1

    def new_channel_id(self) -> str:
        """An id as Asterisk makes them: start-up second, a point, a running number."""
        return f"{int(self.clock.time())}.{self.next_number('channel')}"

    @staticmethod
    def new_uuid() -> str:
        """An id for a playback or bridge that was given none."""
        return str(uuid.uuid4())

    def add_channel(self, channel: Channel) -> Channel:
        """Make a channel known."""
        self.channels[channel.id] = channel
        self._tell_endpoint(channel.leg.endpoint)
        channel.publish("ChannelCreated")
        return channel

    def endpoint(self, resource: str) -> dict[str, Any]:
        """The model of an endpoint, which has no contact."""
        name = f"PJSIP/{resource}"
        ids = [each.id for each in self.channels.values() if each.leg.endpoint == name]
        return {"technology": "PJSIP", "resource": resource, "state": "offline", "channel_ids": ids}

    def _tell_endpoint(self, name: str | None) -> None:
        """An endpoint has a channel more or less."""
        if name is not None:
            model = self.endpoint(name.removeprefix("PJSIP/"))
            body = events.event(self.clock.time(), "EndpointStateChange", endpoint=model)
            self.applications.publish(body, *endpoint_topics(name))

    def channel_gone(self, channel: Channel) -> None:
        """A channel has been destroyed: what hung on it goes too."""
        if self.channels.get(channel.id) is channel:
            del self.channels[channel.id]
            self._tell_endpoint(channel.leg.endpoint)
        self.applications.gone("channel", channel.id)
        for snoop in channel.snoops:
            snoop.drop()

    def bridge_gone(self, bridge: Bridge) -> None:
        """A bridge has been destroyed."""
        del self.bridges[bridge.id]
        # What was played and recorded there ends first, and its events still arrive.
        self.clock.call_soon(lambda: self.applications.gone("bridge", bridge.id))

    def add_playback(self, playback: Playback) -> Playback:
        """Make a playback known; several may share an id, the oldest answers to it."""
        self.playbacks.setdefault(playback.id, []).append(playback)
        return playback

    def playback_gone(self, playback: Playback) -> None:
        """A playback is over."""
        namesakes = self.playbacks[playback.id]
        namesakes.remove(playback)
        if not namesakes:
            del self.playbacks[playback.id]

    def set_global(self, name: str, value: str) -> None:
        """Set a global variable."""
        self.globals[bare_name(name)] = value
        self._publish_to_all(events.variable_set(self.clock.time(), name, value, None))

    def set_device_state(self, name: str, state: str) -> None:
        """Change a device's state and tell who is subscribed to it."""
        device = {"name": name, "state": state}
        body = events.event(self.clock.time(), "DeviceStateChanged", device_state=device)
        self.applications.publish(body, ("deviceState", name))

    def heard(self, channel: Channel) -> None:
        """What comes in from a channel's far end is no longer what it was."""
        channel.heard()
        for recording in list(self.recordings.live.values()):
            if recording.target == ("channel", channel.id):
                recording.listen_again()

    def receive_dtmf(self, channel: Channel, digit: str, milliseconds: int = DIGIT_MS) -> None:
        """A channel's far end has pressed a key."""
        if channel.destroyed:
            return
        channel.publish("ChannelDtmfReceived", digit=digit, duration_ms=milliseconds)
        if channel.control is not None and channel.control.bridge is not None:
            channel.control.bridge.pass_on(digit, milliseconds, channel)
        for recording in list(self.recordings.live.values()):
            if recording.target == ("channel", channel.id):
                recording.digit(digit)

    def local_pair(
        self, id: str, other_id: str, exten: str, context: str
    ) -> tuple[Channel, Channel]:
        """Make the two halves of a Local channel; nothing runs yet."""
        stem = f"Local/{exten}@{context}-{self.next_number('Local'):08x}"
        first = Channel(self, id, f"{stem};1", "Down", Place(context, exten))
        second = Channel(self, other_id, f"{stem};2", "Ring", Place(context, exten))
        first.leg, second.leg = LocalLeg(second), LocalLeg(first)
        second.linkedid = first.id
        first.outgoing = True
        self.add_channel(first)
        self.add_channel(second)
        return first, second

    def local_state(self, address: str) -> str:
        """The state of the device that the Local channels to EXTEN@CONTEXT are."""
        exten, _, context = address.partition("@")
        if self.dialplan.step(context or "default", exten, 1) is None:
            return "INVALID"
        names = (channel.name for channel in self.channels.values())
        stem = f"Local/{address}-"
        return "INUSE" if any(name.startswith(stem) for name in names) else "NOT_INUSE"

    def local_in_use(self, half: Channel) -> None:
        """A half of a Local channel has another state, and so its device is heard of."""
        self.clock.call_soon(lambda: self._tell_local(half, "INUSE"))

    def local_half_gone(self, other: Channel) -> None:
        """One half of a Local channel has gone; the pair has when both have."""
        if self.channels.get(other.id) is not other:
            for _ in range(2):
                self._tell_local(other, "NOT_INUSE")

    def _tell_local(self, half: Channel, state: str) -> None:
        self.set_device_state(half.name.rpartition("-")[0], state)

    def local_half_ended(self, other: Channel, cause: int) -> None:
        """One half of a Local channel has gone, so the other must go."""
        if other.place.app_name or other.control is not None or other.dialing is not None:
            other.hung_up_by_peer(cause)
        else:
            other.cause = cause
            other.destroy()

    def start_dialplan(self, channel: Channel) -> bool:
        """Let a channel run the dialplan from its place; False when nothing is there."""
        if self.dialplan.step(*channel.place.cep) is None:
            return False
        Fiber(self.clock, self._run_dialplan(channel), self.fiber_done).start_soon()
        return True

    async def _run_dialplan(self, channel: Channel) -> None:
        await pbx.run(channel)
        channel.pbx_ended()
        await pbx.run_at_hangup(channel)
        channel.destroy()

    def fiber_done(self, fiber: Fiber[None]) -> None:
        """Log what must not happen."""
        if fiber.error is not None:
            log.error("a channel of the sandbox failed", exc_info=fiber.error)

    def has_extension(self, channel: Channel) -> bool:
        """Whether the dialplan has the extension a Local channel calls."""
        return self.dialplan.step(*channel.place.cep) is not None

    def start_local(self, channel: Channel) -> None:
        """Ring the far half of a Local channel: it enters the dialplan."""
        self.start_dialplan(_far_half(channel))

    @staticmethod
    def hand_over(channel: Channel) -> None:
        """Tell the far half of a Local channel what it takes over when it is called."""
        other = _far_half(channel)
        other.language = channel.language
        for name, value in reversed(channel.variables.items()):
            other.set_variable(name, value)
        other.caller, other.connected = channel.connected.twin(), channel.caller.twin()
        if other.caller != Party():
            other.publish_caller_id()
        if other.connected != Party():
            other.publish("ChannelConnectedLine")

    def run_outgoing(
        self,
        channel: Channel,
        app: str,
        args: str,
        answered: Pause | None,
        goal: tuple[str, str, int] | None = None,
    ) -> None:
        """Run an outgoing channel: once answered it is in ``app``, or goes to ``goal``."""
        coroutine = self._run_outgoing(channel, app, args, answered, goal)
        Fiber(self.clock, coroutine, self.fiber_done).start_soon()

    async def _run_outgoing(
        self,
        channel: Channel,
        app: str,
        args: str,
        answered: Pause | None,
        goal: tuple[str, str, int] | None,
    ) -> None:
        before = channel.place.app_name, channel.place.app_data
        try:
            if answered is not None:
                await channel.wait(answered)
            if goal is not None:
                channel.place.context, channel.place.exten, channel.place.priority = goal
                await pbx.run(channel)
                channel.pbx_ended()
            else:
                await self._in_application(channel, app, args)
        except HungUp:
            pass
        channel.place.app_name, channel.place.app_data = before
        channel.destroy()

    async def _in_application(self, channel: Channel, app: str, args: str) -> None:
        channel.enter("Stasis", f"{app},{args}" if args else app)
        if await stasis(channel, app, split_list(args) if args else []) and channel.outgoing:
            await pbx.run(channel)
            with channel.as_told():
                channel.set_variable("STASISSTATUS", "SUCCESS")

    def control(self, channel_id: str) -> Control | None:
        """The control of a channel that is in an application."""
        channel = self.channels.get(channel_id)
        return None if channel is None else channel.control

    def _publish_to_all(self, body: events.Event) -> None:
        for app in self.applications.list():
            if app.is_subscribed("channel", ""):
                app.send(body)


def _far_half(channel: Channel) -> Channel:
    assert isinstance(channel.leg, LocalLeg)
    return channel.leg.other
