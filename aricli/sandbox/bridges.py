"""Bridges: who is in them, and what is played into, recorded from and shown in them."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from aricli.sandbox import events
from aricli.sandbox.channels import Channel, Place
from aricli.sandbox.clock import iso
from aricli.sandbox.fibers import Fiber
from aricli.sandbox.playbacks import Playback

if TYPE_CHECKING:
    from aricli.sandbox.exchange import Exchange
    from aricli.sandbox.recordings import LiveRecording
    from aricli.sandbox.stasis import Control


class Bridge:
    """One bridge that an application made."""

    def __init__(self, exchange: Exchange, id: str, attributes: list[str], name: str) -> None:
        self.exchange = exchange
        self.id = id
        self.name = name
        self.holding = "holding" in attributes
        self.video_mode = _video_mode(attributes)
        self.sfu = self.video_mode == "sfu"
        self.created = exchange.clock.time()
        self.video_source: str | None = None
        self.variables: dict[str, str] = {}
        self._reported: set[str] = set()
        self._untold: set[str] = set()
        self._video_freed = False
        self.members: list[Control] = []
        self._keeping: set[Control] = set()
        self.music: str | None = None
        self._helpers: list[str] = []
        self._crowded = False
        self._announcer = _Announcer(self)
        self._recorders: dict[LiveRecording, Channel] = {}

    @staticmethod
    def possible(attributes: list[str]) -> bool:
        """Whether there are bridges of this ``type``: they either mix or hold."""
        mixes = "mixing" in attributes or _video_mode(attributes) == "sfu"
        return ("holding" in attributes) != mixes

    @property
    def technology(self) -> str:
        """How it mixes, which depends on how many there are."""
        if self.holding:
            return "holding_bridge"
        return "softmix" if self.sfu or self._crowded else "simple_bridge"

    def to_json(self) -> dict[str, Any]:
        """The Bridge model."""
        body: dict[str, Any] = {
            "id": self.id,
            "technology": self.technology,
            "bridge_type": "holding" if self.holding else "mixing",
            "bridge_class": "stasis",
            "creator": "Stasis",
            "name": self.name,
            "channels": sorted(control.channel.id for control in self.members),
            "creationtime": iso(self.created),
            "video_mode": self.video_mode,
        }
        if self.video_source is not None:
            body["video_source_id"] = self.video_source
        if self._reported:
            body["bridgevars"] = {n: v for n, v in self.variables.items() if n in self._reported}
        return body

    def publish(self, kind: str, /, **fields: Any) -> None:
        """Send an event about this bridge: the bridge, then the event's own fields."""
        body = events.event(self.exchange.clock.time(), kind, bridge=self.to_json(), **fields)
        self.exchange.applications.publish(body, ("bridge", self.id))

    def set_variable(self, name: str, value: str, report: bool) -> None:
        """Set a variable; ``report`` puts it into the bridge in all later events."""
        self.variables[name] = value
        self._reported |= self._untold
        self._untold.clear()
        (self._reported.add if report else self._reported.discard)(name)

    def as_made(self) -> dict[str, Any]:
        """The Bridge model as its maker gets it.

        The variables it was made with are told again only after something else has changed.
        """
        body = self.to_json()
        self._untold, self._reported = self._reported, set()
        return body

    def join(
        self,
        control: Control,
        *,
        absorbs: bool = False,
        announces: bool = False,
        introduces: bool = True,
    ) -> None:
        """Let a channel in, out of the bridge it is in if need be.

        Its keys are for its application alone if it ``absorbs`` them, or holds and does not
        announce. A second one ``introduces`` both: each learns whom it is connected to.
        """
        if control.bridge is not None:
            control.bridge.leave(control)
        control.bridge = self
        if absorbs or (self.holding and not announces):
            self._keeping.add(control)
        # Once to hear of this, and once more by the channel, which finds itself in a bridge.
        for _ in range(2):
            control.app.subscribe("bridge", self.id)
        self.members.append(control)
        freed = self._catch_up()
        self.publish("ChannelEnteredBridge", channel=control.channel.to_json())
        self._tell_freed(freed)
        self._tell_peers()
        self.sound()
        if introduces:
            self._introduce()

    def leave(self, control: Control) -> None:
        """Let a channel out; one that hangs up leaves its application subscribed to the bridge."""
        self._take_out(control)
        for _ in range(1 if control.channel.hung_up else 2):
            control.app.unsubscribe("bridge", self.id)

    def destroy(self) -> None:
        """Let everybody out and end."""
        self._announcer.end()
        for recorder in self._recorders.values():
            recorder.soft_hangup(0)
        for control in list(self.members):
            self.leave(control)
        self.publish("BridgeDestroyed")
        self.exchange.bridge_gone(self)

    def show(self, source: str) -> None:
        """Fix whose video is shown."""
        old, self.video_source = self.video_source, source
        self._video_freed = False
        if old == source:
            return
        self.video_mode = "single"
        fields = {} if old is None else {"old_video_source_id": old}
        self.publish("BridgeVideoSourceChanged", **fields)

    def free_video(self) -> None:
        """Leave it to the bridge whose video is shown; that is told when somebody comes or goes."""
        self._video_freed = self.video_source is not None

    def pass_on(self, digit: str, milliseconds: int, origin: Channel) -> None:
        """A member has pressed a key: the far ends of all others get it, unless it keeps it."""
        if origin.control in self._keeping:
            return
        for control in self.members:
            if control.channel is not origin:
                control.channel.leg.dtmf(digit, milliseconds)

    def play(self, playback: Playback) -> None:
        """Play something, behind what is playing, even if nobody is there to hear it."""
        self._announcer.submit(playback)

    def record(self, recording: LiveRecording) -> None:
        """Record what is heard: only a bridge that mixes several makes sound of their silence."""
        recorder = self.hidden_channel("Recorder/ARI")
        self._recorders[recording] = recorder

        async def record() -> None:
            self.helper_joins(recorder.name)
            await recording.run(recorder, lambda: self._crowded)
            del self._recorders[recording]
            self.helper_leaves(recorder.name)

        Fiber(self.exchange.clock, record(), self.exchange.fiber_done).start_soon()

    def start_music(self, musicclass: str) -> None:
        """Music on hold for everybody in the bridge."""
        if self.music is None:
            name = f"Announcer/ARI_MOH-{self.exchange.next_number('Announcer'):08x};2"
            self.music = name
            self.helper_joins(name)
            self.sound()

    def stop_music(self) -> bool:
        """End the music; False when there was none."""
        if self.music is None:
            return False
        self.helper_leaves(self.music)
        self.music = None
        self.sound()
        return True

    def sound(self) -> None:
        """What is played here, or no longer, goes out to all members."""
        for control in self.members:
            control.channel.sound("bridge", self.music is not None or self._announcer.playing)

    def helper_joins(self, name: str) -> None:
        """A channel of the exchange's own comes in: members see its name, applications do not."""
        self._helpers.append(name)
        self._tell_peers()

    def helper_leaves(self, name: str) -> None:
        """A channel of the exchange's own goes."""
        self._helpers.remove(name)
        self._tell_peers()

    def hidden_channel(self, prefix: str) -> Channel:
        """A channel of the exchange's own, which no application sees."""
        name = f"{prefix}-{self.exchange.next_number('Announcer'):08x};2"
        return Channel(self.exchange, name, name, "Up", Place())

    def _take_out(self, control: Control) -> None:
        self.members.remove(control)
        self._keeping.discard(control)
        control.bridge = None
        control.channel.sound("bridge", False)
        control.channel.unset_variable("BRIDGEPEER")
        control.channel.unset_variable("BRIDGEPVTCALLID")
        self._tell_freed(self._catch_up())
        self.publish("ChannelLeftBridge", channel=control.channel.to_json())
        if not self.members:
            self._announcer.end()
        if len(self.members) == 1 and not self._helpers:
            self._crowded = False
        else:
            self._tell_peers()
        self._introduce()

    def _catch_up(self) -> str | None:
        """Somebody comes or goes: that shows what has changed before. Returns whose video was."""
        freed = self.video_source if self._video_freed else None
        self._reported |= self._untold
        self._untold.clear()
        if freed is not None:
            self._video_freed, self.video_source, self.video_mode = False, None, "talker"
        return freed

    def _tell_freed(self, source: str | None) -> None:
        if source is not None:
            self.publish("BridgeVideoSourceChanged", old_video_source_id=source)

    def _introduce(self) -> None:
        """Two who are alone in a bridge are told who the other is, if they do not know."""
        if self.holding or len(self.members) != 2 or self._helpers:
            return
        one, other = [control.channel for control in self.members]
        for channel, peer in ((one, other), (other, one)):
            if channel.connected.to_json() != peer.caller.to_json():
                channel.connected = peer.caller.twin()
                channel.publish("ChannelConnectedLine")

    def _tell_peers(self) -> None:
        """Whoever came or went, the others are told; only then is the way of mixing chosen."""
        names = [control.channel.name for control in self.members] + self._helpers
        self._crowded = len(names) > 2
        for recording in self._recorders:
            recording.listen_again()
        if self.holding or len(names) < 2:
            return
        for control in self.members:
            peers = [name for name in reversed(names) if name != control.channel.name]
            control.channel.set_variable("BRIDGEPEER", ",".join(peers))
            others = [each.channel for each in self.members if each is not control]
            call_id = others[0].protocol_id if len(names) == 2 and others else ""
            if call_id:
                control.channel.set_variable("BRIDGEPVTCALLID", call_id)
            else:
                control.channel.unset_variable("BRIDGEPVTCALLID")


def _video_mode(attributes: list[str]) -> str:
    """Whose video is shown: the last word on it counts."""
    named = [each for each in attributes if each in {"video_sfu", "video_single"}]
    return named[-1].removeprefix("video_") if named else "talker"


class _Announcer:
    """Plays a bridge's playbacks one after another."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._queue: deque[Playback] = deque()
        self._channel: Channel | None = None

    def submit(self, playback: Playback) -> None:
        self._queue.append(playback)
        if self._channel is None:
            self._channel = self._bridge.hidden_channel("Announcer/ARI")
            exchange = self._bridge.exchange
            Fiber(exchange.clock, self._run(self._channel), exchange.fiber_done).start_soon()

    @property
    def playing(self) -> bool:
        return self._channel is not None

    def end(self) -> None:
        if self._channel is not None:
            self._channel.soft_hangup(0)

    async def _run(self, channel: Channel) -> None:
        self._bridge.helper_joins(channel.name)
        self._bridge.sound()
        while self._queue:
            await self._queue.popleft().play(channel)
        self._channel = None
        self._bridge.sound()
        self._bridge.helper_leaves(channel.name)
