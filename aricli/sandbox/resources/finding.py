"""The channel a request is about, and whether it may be asked that."""

from __future__ import annotations

from aricli.sandbox.channels import UNANSWERED_OUTBOUND, Channel
from aricli.sandbox.exchange import Exchange
from aricli.sandbox.reply import Refusal
from aricli.sandbox.request import Request
from aricli.sandbox.stasis import Control


class Finding:
    """What finds channels. All of it raises Refusal."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def _channel(self, request: Request) -> Channel:
        channel = self._exchange.channels.get(request["channelId"])
        if channel is None:
            raise Refusal(404, "Channel not found")
        return channel

    def _any_channel(self, request: Request) -> Channel:
        channel = self._exchange.channels.get(request["channelId"])
        if channel is None:
            raise Refusal(404, "Provided channel was not found", "Channel Not Found")
        return channel

    def _control(self, request: Request) -> Control:
        control = self._channel(request).control
        if control is None:
            raise Refusal(409, "Channel not in Stasis application")
        return control

    def _ready(self, request: Request) -> Control:
        control = self._control(request)
        if control.channel.state in UNANSWERED_OUTBOUND:
            raise Refusal(412, "Channel in invalid state")
        return control
