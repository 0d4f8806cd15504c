"""/channels: what is done to a channel that is there."""

from __future__ import annotations

import re

from aricli.sandbox import causes, functions, variables
from aricli.sandbox.channels import Channel
from aricli.sandbox.dialing import Dialing
from aricli.sandbox.reply import NO_CONTENT, Deadly, Refusal, Reply
from aricli.sandbox.request import Request, atoi
from aricli.sandbox.resources.originate import Originating
from aricli.sandbox.resources.sounding import Sounding

_PROGRESS_STATES = (
    "channel_progress",
    "channel_answered",
    "channel_unavailable",
    "channel_declined",
)


class Channels(Originating, Sounding):
    """Channels, in an application or not."""

    async def list(self, request: Request) -> Reply:
        return Reply(200, [channel.to_json() for channel in self._exchange.channels.values()])

    async def get(self, request: Request) -> Reply:
        return Reply(200, self._channel(request).to_json())

    async def hangup(self, request: Request) -> Reply:
        channel = self._channel(request)
        channel.soft_hangup(_cause(request))
        return NO_CONTENT

    async def answer(self, request: Request) -> Reply:
        control = self._ready(request)

        async def answer() -> None:
            if control.channel.hung_up:
                raise Refusal(500, "Failed to answer channel")
            control.channel.answer()

        await control.execute(answer)
        return NO_CONTENT

    async def get_channel_var(self, request: Request) -> Reply:
        name = request.params.text("variable")
        if not name:
            raise Refusal(400, "Variable name is required")
        return Reply(200, {"value": _value(self._any_channel(request), name)})

    async def set_channel_var(self, request: Request) -> Reply:
        name, value = request.params.text("variable"), request.params.text("value")
        if not name:
            raise Refusal(400, "Variable name is required")
        control = self._control(request)
        report = request.params.flag("report_events")

        async def write() -> None:
            variables.write(control.channel, name, value, report)

        await control.execute(write)
        return NO_CONTENT

    async def get_channel_vars(self, request: Request) -> Reply:
        names = [name.strip() for name in request.params.texts("variables")]
        if not names:
            raise Refusal(400, "At least one variable name is required")
        channel = self._any_channel(request)
        return Reply(200, {"variables": {name: _value(channel, name) for name in names}})

    async def set_channel_vars(self, request: Request) -> Reply:
        given = request.params.required_variables()
        self._any_channel(request)
        control = self._control(request)

        async def write() -> None:
            for name, value, report in given:
                variables.write(control.channel, name, value, report)

        await control.execute(write)
        return NO_CONTENT

    async def continue_in_dialplan(self, request: Request) -> Reply:
        control, params = self._ready(request), request.params
        place = control.channel.place
        context, exten = params.text("context"), params.text("extension")
        priority = params.integer("priority")
        label = params.text("label")
        goal = (context, exten or "s") if context else (place.context, exten or place.exten)
        if label:
            number = re.match(r"\s*[+-]?\d", label)
            found = atoi(label) if number else self._exchange.dialplan.label(*goal, label)
            if found is None:
                raise Refusal(404, "Requested label can not be found")
            if found == 0:
                raise Refusal(400, "Requested priority is illegal")
            priority = found
        elif not priority:
            priority = 1 if context or exten else place.priority + 1

        async def leave() -> None:
            control.leave(*goal, priority if priority > 0 else place.priority)

        control.submit(leave)
        return NO_CONTENT

    async def move(self, request: Request) -> Reply:
        control = self._control(request)
        name, args = request.params.text("app"), request.params.text("appArgs")
        if name is None:
            raise Deadly("moving a channel without an application")
        # Here quotation marks and brackets mean nothing.
        arguments = [each for each in (args or "").split(",") if each]

        async def move() -> None:
            control.move(name, arguments)

        control.submit(move)
        return NO_CONTENT

    async def redirect(self, request: Request) -> Reply:
        control = self._ready(request)
        endpoint = request.params.text("endpoint")
        if not endpoint:
            raise Refusal(400, "Required parameter 'endpoint' not provided.", "Not Found")
        tech, slash, resource = endpoint.partition("/")
        if not tech or not slash:
            raise Refusal(422, f"Endpoint parameter '{endpoint}' does not contain tech/resource")
        if not resource:
            raise Refusal(422, f"No resource provided in endpoint parameter '{endpoint}'")
        own = control.channel.technology
        if tech.lower() != own.lower():
            raise Refusal(
                422,
                f"Endpoint technology '{tech}' does not match channel technology '{own}'",
            )
        if own == "PJSIP" and resource in self._exchange.settings.endpoints:
            raise Deadly("redirecting a call to an endpoint that has no contact")

        async def transfer() -> None:
            control.channel.leg.transfer(control.channel, resource)

        control.submit(transfer)
        return NO_CONTENT

    async def dial(self, request: Request) -> Reply:
        control = self._control(request)
        channel = control.channel
        if channel.state not in ("Down", "Rsrved"):
            raise Refusal(409, "Channel is not in the 'Down' state")
        timeout = request.params.integer("timeout")

        if channel.dialed:
            raise Deadly("dialing a channel that is being dialed")

        async def dial() -> None:
            self._dial(channel, timeout)

        channel.dialed = True
        control.submit(dial)
        return NO_CONTENT

    async def rtpstatistics(self, request: Request) -> Reply:
        channel = self._channel(request)
        if channel.technology == "UnicastRTP":
            raise Refusal(404, "RTP info not found")
        if channel.technology != "PJSIP":
            raise Refusal(403, "Unsupported channel type")
        return Reply(200, _rtp_statistics(channel))

    async def transfer_progress(self, request: Request) -> Reply:
        """Only a channel that a SIP REFER has transferred into the application tells anybody."""
        self._control(request)
        states = request.params.text("states")
        if not states:
            raise Refusal(400, "states must not be empty")
        if states.lower() not in _PROGRESS_STATES:
            raise Refusal(400, "Invalid states value")
        return NO_CONTENT

    def _dial(self, channel: Channel, timeout: int) -> None:
        if not self._exchange.has_extension(channel):
            channel.cause = causes.NORMAL
            channel.drop()
            return
        self._exchange.hand_over(channel)
        Dialing(
            channel,
            channel.dialstring,
            later_dialstring="",
            tells_the_end=False,
            timeout=timeout if timeout > 0 else None,
            on_timeout=lambda: channel.soft_hangup(causes.NO_ANSWER),
        )
        self._exchange.start_local(channel)


def _cause(request: Request) -> int:
    reason, code = request.params.text("reason"), request.params.text("reason_code")
    if reason and code:
        raise Refusal(400, "The reason and reason_code can't both be specified")
    if code:
        if re.match(r"\s*[+-]?\d", code) is None:
            message = "Invalid reason for hangup reason code provided"
            raise Refusal(400, message, "Invalid Reason Code")
        return atoi(code)
    if reason and reason not in causes.REASONS:
        raise Refusal(400, "Invalid reason for hangup reason provided", "Invalid Reason")
    return causes.REASONS[reason] if reason else causes.NORMAL


def _value(channel: Channel, name: str) -> str:
    if not name:
        raise Refusal(400, "Variable names are required")
    try:
        value = variables.read(channel, name)
    except functions.NoSuchFunction:
        message = "Unable to read provided function"
        raise Refusal(500, message, "Error With Function") from None
    if value is None:
        raise Refusal(404, "Provided variable was not found", "Variable Not Found")
    return value


_STATISTICS = [
    "txjitter",
    "rxjitter",
    "remote_maxjitter",
    "remote_minjitter",
    "remote_normdevjitter",
    "remote_stdevjitter",
    "local_maxjitter",
    "local_minjitter",
    "local_normdevjitter",
    "local_stdevjitter",
]


def _rtp_statistics(channel: Channel) -> dict[str, object]:
    packets = int((channel.exchange.clock.time() - channel.created) * 50)
    body: dict[str, object] = {"channel_uniqueid": channel.id, "txcount": packets}
    body |= {"rxcount": packets} | dict.fromkeys(_STATISTICS, 0.0)
    body |= {"txploss": 0, "rxploss": 0, "rtt": 0.0, "local_ssrc": 1965669648, "remote_ssrc": 0}
    return body | {"txoctetcount": packets * 160, "rxoctetcount": packets * 160}
