"""/events"""

from __future__ import annotations

from typing import Any

from aricli.sandbox import events
from aricli.sandbox.exchange import Exchange
from aricli.sandbox.reply import NO_CONTENT, Refusal, Reply
from aricli.sandbox.request import Request
from aricli.sandbox.resources.sources import exists, parse

SOURCES = ("channel", "bridge", "endpoint")


class Events:
    """Events of one's own. The event WebSocket itself is opened by the HTTP server."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def event_websocket(self, request: Request) -> Reply:
        message = "Can't upgrade to websocket from a websocket"
        raise Refusal(400, message, "Bad request")

    async def user_event(self, request: Request) -> Reply:
        params = request.params
        name = params.text("application")
        if not name:
            raise Refusal(400, "Missing parameter application")
        app = self._exchange.applications.get(name)
        if app is None:
            raise Refusal(404, "Application not found")
        found: dict[str, Any] = {}
        for uri in params.strings("source"):
            kind, source = parse(uri, SOURCES)
            whole_technology = kind == "endpoint" and "/" not in source
            if whole_technology or not exists(self._exchange, kind, source):
                raise Refusal(422, "Event source was not found")
            found[kind] = self._to_json(kind, source)
        sources = {kind: found[kind] for kind in SOURCES if kind in found}
        variables = params.body.get("variables", {})
        if not isinstance(variables, dict):
            raise Refusal(500, "Error processing request")
        body = events.event(
            self._exchange.clock.time(),
            "ChannelUserevent",
            eventname=request["eventName"],
            userevent={**variables, "eventname": request["eventName"]},
            **sources,
        )
        self._exchange.clock.call_soon(lambda: app.send(body))
        return NO_CONTENT

    async def claim_channel(self, request: Request) -> Reply:
        for name in ("channelId", "application"):
            if not request.params.text(name):
                raise Refusal(400, f"{name} parameter is required")
        raise Refusal(404, "Channel not found or not in broadcast state")

    def _to_json(self, kind: str, name: str) -> dict[str, Any]:
        if kind == "channel":
            return self._exchange.channels[name].to_json()
        if kind == "bridge":
            return self._exchange.bridges[name].to_json()
        tech, _, resource = name.partition("/")
        return {"technology": tech, "resource": resource, "state": "offline", "channel_ids": []}
