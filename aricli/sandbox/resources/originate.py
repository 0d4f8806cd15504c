"""/channels: how channels are made: originate, create, snoop, externalMedia."""

from __future__ import annotations

import re
from typing import NoReturn

from aricli.sandbox import variables
from aricli.sandbox.callerid import parse_caller_id
from aricli.sandbox.channels import Channel, HungUp, Place
from aricli.sandbox.dialing import Dialing
from aricli.sandbox.exchange import Exchange
from aricli.sandbox.fibers import Pause
from aricli.sandbox.legs import Leg, Overheard
from aricli.sandbox.media import CODECS
from aricli.sandbox.reply import AllocationFailed, NotSimulated, Refusal, Reply
from aricli.sandbox.request import Request, split_list
from aricli.sandbox.resources.finding import Finding

OUTGOING = ("AppDial2", "(Outgoing Line)")
MAX_ID = 149
RING_SECONDS = 30
_CALLABLE = ("UnicastRTP", "MulticastRTP", "WebSocket", "AudioSocket", "Announcer", "Recorder")
"""Technologies that a real Asterisk calls."""
_INTERNAL = "An internal error prevented this request from being handled"
_DIRECTIONS = ("none", "both", "out", "in")


class Originating(Finding):
    """The part of /channels that makes channels."""

    async def originate(self, request: Request) -> Reply:
        return self._originate(request, request.params.text("channelId"))

    async def originate_with_id(self, request: Request) -> Reply:
        return self._originate(request, request["channelId"])

    async def create(self, request: Request) -> Reply:
        params = request.params
        pair = self._pair(request, params.text("channelId"), trust_originator=True)
        channel = pair[0]
        app, args = params.text("app") or "", params.text("appArgs") or ""
        given = params.variables()
        self._subscribe(app, (channel,))
        for name, value, _ in given:
            variables.write(channel, name, value)
        reply = Reply(200, channel.to_json())
        # What events shall report is there from the next one on.
        channel.reported |= {name: value for name, value, report in given if report}
        self._exchange.run_outgoing(channel, app, args, None)
        return reply

    async def snoop_channel(self, request: Request) -> Reply:
        return self._snoop(request, request.params.text("snoopId"))

    async def snoop_channel_with_id(self, request: Request) -> Reply:
        return self._snoop(request, request["snoopId"])

    async def external_media(self, request: Request) -> Reply:
        params = request.params
        _check_external_media(request)
        app, host = params.text("app") or "", params.text("external_host") or ""
        data = params.text("data") or ""
        exchange = self._exchange
        id = params.text("channelId") or exchange.new_channel_id()
        websocket = params.text("transport") == "websocket"
        host = host if not websocket else "INCOMING"
        address = f"0x7f61{exchange.next_number('external'):08x}"
        name = f"WebSocket/{host}/{address}" if websocket else f"UnicastRTP/{host}-{address}"
        if id in exchange.channels or len(id) > MAX_ID:
            raise Refusal(500, _INTERNAL)
        channel = Channel(exchange, id, name, "Down", Place())
        channel.outgoing = True
        exchange.add_channel(channel)
        given = _websocket_variables(exchange) if websocket else _rtp_variables(exchange)
        for key, value in given.items():
            channel.set_variable(key, value)
        channel.enter(*OUTGOING)
        for key, value, report in params.variables():
            channel.set_variable(key, value, report)
        reply = Reply(
            200, channel.to_json() | {"channelvars": dict(reversed(channel.variables.items()))}
        )
        reported, channel.reported = channel.reported, {}
        self._subscribe(app, (channel,))
        dialstring = host if websocket else f"{host}/c({params.text('format')})"
        answered = Pause(exchange.clock)
        exchange.run_outgoing(channel, app, data, answered)

        def connect() -> None:
            dialing = Dialing(
                channel,
                dialstring,
                later_dialstring=dialstring,
                timeout=None,
                on_answer=answered.go,
            )
            channel.reported = reported
            if not websocket:
                dialing.answered()

        exchange.clock.call_soon(connect)
        return reply

    def _originate(self, request: Request, id: str | None) -> Reply:
        params, exchange = request.params, self._exchange
        if not params.text("endpoint"):
            raise Refusal(400, "Endpoint must be specified")
        app, exten = params.text("app"), params.text("extension")
        if not app and not exten:
            raise Refusal(400, "Application or extension must be specified")
        given = params.variables()
        goal = self._goal(request) if not app else None
        first, second = self._pair(request, id, trust_originator=False)
        for name, value, report in given:
            variables.write(first, name, value, report)
        caller_id = params.text("callerId")
        if caller_id:
            first.caller.name, first.caller.number = parse_caller_id(caller_id)
            first.connected = first.caller.twin()
            first.caller.other["ani"] = first.caller.number
        first.enter(*OUTGOING)
        # The values that events shall report are there from the second event on.
        reported, first.reported = first.reported, {}
        reply = Reply(200, first.to_json())
        self._subscribe(app or "", (first, second))
        exchange.clock.call_soon(lambda: self._start(request, first, second, goal, reported))
        return reply

    def _start(
        self,
        request: Request,
        first: Channel,
        second: Channel,
        goal: tuple[str, str, int] | None,
        reported: dict[str, str],
    ) -> None:
        exchange, params = self._exchange, request.params
        if not exchange.has_extension(first):
            second.leg = first.leg = Leg()
            second.destroy()
            first.destroy()
            return
        exchange.hand_over(first)
        answered = Pause(exchange.clock)
        seconds = params.integer("timeout", RING_SECONDS)
        Dialing(
            first,
            first.dialstring,
            later_dialstring=first.dialstring,
            timeout=seconds if seconds > 0 else None,
            on_answer=answered.go,
            on_failure=lambda: answered.fail(HungUp()),
            on_timeout=lambda: answered.fail(HungUp()),
        )
        first.reported = reported
        args = params.text("appArgs") or ""
        app = params.text("app") or ""
        exchange.run_outgoing(first, app, args, answered, goal)
        exchange.start_local(first)

    def _goal(self, request: Request) -> tuple[str, str, int]:
        """Where an answered channel goes in the dialplan. Raises Refusal: 404."""
        params = request.params
        context, exten = params.text("context") or "default", params.text("extension") or "s"
        label = params.text("label")
        if not label:
            return context, exten, max(params.integer("priority"), 1)
        priority = self._exchange.dialplan.label(context, exten, label)
        if priority is None:
            raise Refusal(404, "Requested label can not be found")
        return context, exten, priority

    def _pair(
        self, request: Request, id: str | None, *, trust_originator: bool
    ) -> tuple[Channel, Channel]:
        """A fresh Local channel. Raises Refusal: 400, 409, 500."""
        params, exchange = request.params, self._exchange
        endpoint = params.text("endpoint")
        if not endpoint:
            raise Refusal(400, "Endpoint must be specified")
        tech, slash, resource = endpoint.partition("/")
        if not tech or not slash or not resource:
            raise Refusal(400, "Invalid endpoint specified")
        other = params.text("otherChannelId")
        self._check_ids(id, other)
        self._check_formats(request)
        if not trust_originator:
            self._check_originator(request)
        if tech.lower() != "local":
            self._refuse(tech, resource)
        exten, _, context = resource.partition("@")
        context = context.split("/")[0] or "default"
        first_id = id or exchange.new_channel_id()
        second_id = other or (f"{id};2" if id else exchange.new_channel_id())
        first, second = exchange.local_pair(first_id, second_id, exten or "s", context)
        first.dialstring = resource
        originator = exchange.channels.get(params.text("originator") or "")
        if originator is not None:
            first.linkedid = second.linkedid = originator.linkedid
        return first, second

    def _refuse(self, tech: str, resource: str) -> NoReturn:
        """Say no to an endpoint that is not Local. Raises Refusal: 500, 501."""
        name, _, address = resource.partition("/")
        if tech.upper() == "PJSIP" and address and name in self._exchange.settings.endpoints:
            raise NotSimulated("calling a SIP address")
        if tech in _CALLABLE:
            raise NotSimulated(f"calling {tech}")
        raise AllocationFailed

    def _check_ids(self, id: str | None, other: str | None) -> None:
        for chosen in (id, other):
            if chosen and len(chosen) > MAX_ID:
                raise Refusal(400, f"Uniqueid length exceeds maximum of {MAX_ID}")
        if id and id == other:
            raise Refusal(409, "Channel with given unique ID already exists")
        for chosen in (id, other):
            if chosen:
                self._check_free(chosen)

    def _check_free(self, id: str) -> None:
        if id in self._exchange.channels:
            raise Refusal(409, "Channel with given unique ID already exists")

    def _check_originator(self, request: Request) -> None:
        originator = request.params.text("originator")
        if originator and originator not in self._exchange.channels:
            raise Refusal(400, "Provided originator channel was not found")

    @staticmethod
    def _check_formats(request: Request) -> None:
        formats = request.params.text("formats")
        if formats and request.params.text("originator"):
            raise Refusal(400, "Originator and formats can't both be specified")
        for form in split_list(formats) if formats else []:
            if form not in CODECS:
                raise Refusal(400, f"Provided format ({form}) was not found")

    def _subscribe(self, app: str, channels: tuple[Channel, ...]) -> None:
        found = self._exchange.applications.get(app)
        if found is not None:
            for channel in channels:
                found.subscribe("channel", channel.id)

    def _snoop(self, request: Request, id: str | None) -> Reply:
        params, exchange = request.params, self._exchange
        _check_snoop(request)
        target = exchange.channels.get(request["channelId"])
        if target is None:
            raise Refusal(404, "Provided channel was not found", "Channel Not Found")
        if id and id in exchange.channels:
            raise Refusal(500, "Snoop channel could not be created", "Internal error")
        name = f"Snoop/{target.id}-{exchange.next_number('Snoop'):08x}"
        channel = Channel(exchange, id or exchange.new_channel_id(), name, "Up", Place())
        target.snoops.append(channel)
        channel.leg = Overheard()
        exchange.add_channel(channel)
        app, args = params.text("app") or "", params.text("appArgs") or ""
        reply = Reply(200, channel.to_json())
        exchange.run_outgoing(channel, app, args, None)
        return reply


def _check_snoop(request: Request) -> None:
    spy = request.params.text("spy") or "none"
    whisper = request.params.text("whisper") or "none"
    for name, direction in (("spy", spy), ("whisper", whisper)):
        if direction not in _DIRECTIONS:
            raise Refusal(400, f"Invalid direction specified for {name}")
    if spy == whisper == "none":
        raise Refusal(400, "Direction must be specified for at least spy or whisper")
    if not request.params.text("app"):
        raise Refusal(400, "Application name is required")


def _check_external_media(request: Request) -> None:
    params = request.params
    host = params.text("external_host")
    encapsulation = params.text("encapsulation") or "rtp"
    transport = params.text("transport") or "udp"
    server = params.text("connection_type") == "server"
    websocket = transport == "websocket"
    if not params.text("app"):
        raise Refusal(400, "app cannot be empty")
    if not host and not (websocket and server):
        raise Refusal(400, "external_host is required for all but websocket server connections")
    if not websocket and (host or "").count(":") != 1:
        message = "external_host must be <host>:<port> for all transports other than websocket"
        raise Refusal(400, message)
    if encapsulation == "rtp" and transport != "udp":
        raise Refusal(400, "transport must be 'udp' for rtp encapsulation")
    if encapsulation == "audiosocket" and transport != "tcp":
        raise Refusal(400, "transport must be 'tcp' for audiosocket encapsulation")
    if server and not websocket:
        message = "'server' connection_type can only be used with the websocket transport"
        raise Refusal(400, message)
    form, direction = params.text("format"), params.text("direction")
    if not form:
        raise Refusal(400, "format cannot be empty")
    if direction and direction not in ("both", "in", "out"):
        raise Refusal(400, "Invalid direction specified")
    if (
        encapsulation not in ("rtp", "audiosocket", "none")
        or (encapsulation == "none") != websocket
    ):
        raise Refusal(501, "The encapsulation and/or transport is not supported")
    if websocket and not server:
        raise Refusal(400, "external_host must be a valid websocket_client connection id.")
    address = websocket or re.fullmatch(r"[^:]+:\d*", host or "")
    if form not in CODECS or not address:
        raise Refusal(500, _INTERNAL)
    if encapsulation == "audiosocket":
        if not params.text("data"):
            raise Refusal(400, "data can not be empty")
        raise NotSimulated("audiosocket")


def _rtp_variables(exchange: Exchange) -> dict[str, str]:
    port = 10000 + 2 * exchange.next_number("rtp port")
    return {"UNICASTRTP_LOCAL_ADDRESS": "127.0.0.1", "UNICASTRTP_LOCAL_PORT": str(port)}


def _websocket_variables(exchange: Exchange) -> dict[str, str]:
    return {
        "MEDIA_WEBSOCKET_OPTIMAL_FRAME_SIZE": "160",
        "MEDIA_WEBSOCKET_CONNECTION_ID": exchange.new_uuid(),
    }
