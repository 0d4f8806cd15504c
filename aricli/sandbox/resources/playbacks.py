"""/playbacks"""

from __future__ import annotations

from aricli.sandbox.exchange import Exchange
from aricli.sandbox.playbacks import OPERATIONS, Playback
from aricli.sandbox.reply import NO_CONTENT, Refusal, Reply
from aricli.sandbox.request import Request


class Playbacks:
    """Playbacks in progress or in a queue."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def get(self, request: Request) -> Reply:
        return Reply(200, self._playback(request).to_json())

    async def stop(self, request: Request) -> Reply:
        self._playback(request).stop()
        return NO_CONTENT

    async def control(self, request: Request) -> Reply:
        operation = request.params.text("operation")
        if operation is None:
            raise Refusal(400, "Missing operation")
        if operation not in OPERATIONS:
            raise Refusal(400, f"Invalid operation {operation}")
        self._playback(request).control(operation)
        return NO_CONTENT

    def _playback(self, request: Request) -> Playback:
        playbacks = self._exchange.playbacks.get(request["playbackId"])
        if not playbacks:
            raise Refusal(404, "Playback not found")
        return playbacks[0]
