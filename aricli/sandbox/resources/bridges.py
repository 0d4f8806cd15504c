"""/bridges"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import quote

from aricli.sandbox.bridges import Bridge
from aricli.sandbox.exchange import Exchange
from aricli.sandbox.recordings import CODECS
from aricli.sandbox.reply import NO_CONTENT, AllocationFailed, Deadly, Refusal, Reply
from aricli.sandbox.request import Assignment, Request
from aricli.sandbox.resources.media import new_playback, new_recording
from aricli.sandbox.stasis import Command, Control

_LIMITS = ("maxDurationSeconds", "maxSilenceSeconds")


class Bridges:
    """Bridges that applications make."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def list(self, request: Request) -> Reply:
        return Reply(200, [bridge.to_json() for bridge in self._exchange.bridges.values()])

    async def create(self, request: Request) -> Reply:
        id = request.params.text("bridgeId")
        hint = f". Possible duplicate bridge id '{id or '(null)'}'"
        return self._create(request, id, hint, request.params.all_as_variables)

    async def create_with_id(self, request: Request) -> Reply:
        return self._create(request, request["bridgeId"], "", request.params.variables)

    async def get(self, request: Request) -> Reply:
        bridge = self._exchange.bridges.get(request["bridgeId"])
        if bridge is None:
            raise Refusal(404, "Bridge not found")
        return Reply(200, bridge.to_json())

    async def destroy(self, request: Request) -> Reply:
        self._bridge(request).destroy()
        return NO_CONTENT

    async def add_channel(self, request: Request) -> Reply:
        bridge, controls = self._bridge_and_controls(request)
        for control in controls:
            if self._exchange.recordings.records(control.channel.id):
                raise Refusal(409, f"Channel {control.channel.id} currently recording")
            await control.execute(self._joining(bridge, control, request))
        return NO_CONTENT

    async def remove_channel(self, request: Request) -> Reply:
        bridge, controls = self._bridge_and_controls(request)
        if any(control.bridge is not bridge for control in controls):
            raise Refusal(422, "Channel not in this bridge")
        for control in controls:
            if control.bridge is bridge:
                bridge.leave(control)
        return NO_CONTENT

    async def set_video_source(self, request: Request) -> Reply:
        bridge = self._bridge(request)
        control = self._control(request["channelId"])
        if control.bridge is not bridge:
            raise Refusal(422, "Channel not in this bridge")
        bridge.show(control.channel.id)
        return NO_CONTENT

    async def clear_video_source(self, request: Request) -> Reply:
        self._bridge(request).free_video()
        return NO_CONTENT

    async def start_moh(self, request: Request) -> Reply:
        self._bridge(request).start_music(request.params.text("mohClass") or "default")
        return NO_CONTENT

    async def stop_moh(self, request: Request) -> Reply:
        if not self._bridge(request).stop_music():
            raise Refusal(409, "Bridge isn't playing music")
        return NO_CONTENT

    async def play(self, request: Request) -> Reply:
        return self._play(request, request.params.text("playbackId"))

    async def play_with_id(self, request: Request) -> Reply:
        return self._play(request, request["playbackId"])

    async def record(self, request: Request) -> Reply:
        bridge = self._bridge(request)
        if request.params.text("format") is None:
            raise Deadly("recording a bridge without a format")
        recorder_format = request.params.text("recorder_format")
        if recorder_format and recorder_format not in CODECS:
            raise Refusal(422, "specified recorder_format is unknown on this system")
        if any(request.params.integer(name) < 0 for name in _LIMITS):
            raise Refusal(500, "Error parsing request")
        recording = new_recording(self._exchange, request, ("bridge", bridge.id))
        reply = Reply(201, recording.to_json(), headers=_at(f"/recordings/live/{recording.name}"))
        bridge.record(recording)
        return reply

    async def get_bridge_var(self, request: Request) -> Reply:
        name = request.params.text("variable")
        if not name:
            raise Refusal(400, "Variable name is required")
        return Reply(200, {"value": self._value(self._bridge(request), name)})

    async def set_bridge_var(self, request: Request) -> Reply:
        name = request.params.text("variable")
        if name is None:
            raise Deadly("setting a variable of a bridge without its name")
        if not name:
            raise Refusal(400, "Variable name is required")
        bridge = self._bridge(request)
        value = request.params.text("value") or ""
        bridge.set_variable(name, value, request.params.flag("report_events"))
        return NO_CONTENT

    async def get_bridge_vars(self, request: Request) -> Reply:
        names = [name.strip() for name in request.params.texts("variables")]
        if not names:
            raise Refusal(400, "At least one variable name is required")
        bridge = self._exchange.bridges.get(request["bridgeId"])
        if bridge is None:
            raise Refusal(404, "Provided bridge was not found", "Bridge Not Found")
        found = {name: self._named_value(bridge, name) for name in names}
        return Reply(200, {"variables": found})

    async def set_bridge_vars(self, request: Request) -> Reply:
        given = request.params.required_variables()
        bridge = self._exchange.bridges.get(request["bridgeId"])
        if bridge is None:
            raise Refusal(404, "Provided bridge was not found", "Bridge Not Found")
        for name, value, report in given:
            bridge.set_variable(name, value, report)
        return NO_CONTENT

    def _create(
        self, request: Request, id: str | None, hint: str, given: Callable[[], Sequence[Assignment]]
    ) -> Reply:
        if id and id in self._exchange.bridges:
            raise Refusal(409, f"Bridge with id '{id}' already exists")
        attributes = list(map(str.strip, (request.params.text("type") or "mixing").split(",")))
        if not Bridge.possible(attributes):
            raise Refusal(500, f"Unable to create bridge{hint}", "Internal Error")
        name = request.params.text("name") or ""
        bridge = Bridge(self._exchange, id or self._exchange.new_uuid(), attributes, name)
        self._exchange.bridges[bridge.id] = bridge
        try:
            for variable, value, report in given():
                bridge.set_variable(variable, value, report)
        finally:
            bridge.publish("BridgeCreated")
        return Reply(200, bridge.as_made())

    def _play(self, request: Request, id: str | None) -> Reply:
        bridge = self._bridge(request)
        announcer_format = request.params.text("announcer_format")
        if announcer_format and announcer_format not in CODECS:
            raise Refusal(422, "specified announcer_format is unknown on this system")
        try:
            playback = new_playback(self._exchange, request, id, ("bridge", bridge.id), "en")
        except Refusal:
            raise AllocationFailed from None
        reply = Reply(201, playback.to_json(), headers=_at(f"/playbacks/{playback.id}"))
        bridge.play(playback)
        return reply

    def _bridge(self, request: Request) -> Bridge:
        bridge = self._exchange.bridges.get(request["bridgeId"])
        if bridge is None:
            raise Refusal(404, "Bridge not found", "Not found")
        return bridge

    def _control(self, channel_id: str) -> Control:
        channel = self._exchange.channels.get(channel_id)
        if channel is None:
            raise Refusal(400, "Channel not found")
        if channel.control is None:
            raise Refusal(422, "Channel not in Stasis application")
        return channel.control

    def _bridge_and_controls(self, request: Request) -> tuple[Bridge, Sequence[Control]]:
        bridge = self._bridge(request)
        ids = [id for id in request.params.strings("channel") if id]
        if not ids:
            raise Refusal(400, "Missing parameter channel")
        return bridge, [self._control(id) for id in ids]

    @staticmethod
    def _joining(bridge: Bridge, control: Control, request: Request) -> Command:
        absorbs = request.params.flag("absorbDTMF")
        announces = request.params.text("role") == "announcer"
        introduces = not request.params.flag("inhibitConnectedLineUpdates")

        async def join() -> None:
            bridge.join(control, absorbs=absorbs, announces=announces, introduces=introduces)

        return join

    def _named_value(self, bridge: Bridge, name: str) -> str:
        if not name:
            raise Refusal(400, "Variable names are required")
        return self._value(bridge, name, "Variable Not Found")

    @staticmethod
    def _value(bridge: Bridge, name: str, reason: str = "") -> str:
        value = bridge.variables.get(name)
        if not value:
            raise Refusal(404, "Provided variable was not found", reason)
        return value


def _at(path: str) -> dict[str, str]:
    return {"Location": f"/ari{quote(path)}"}
