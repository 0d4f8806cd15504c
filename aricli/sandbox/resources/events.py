"""/events"""

from __future__ import annotations

from typing import Any

from aricli.sandbox import events
from aricli.sandbox.exchange import Exchange
from aricli.sandbox.reply import NO_CONTENT, Refusal, Reply
from aricli.sandbox.request import Request
from aricli.sandbox.resources.endpoints import endpoint
from aricli.sandbox.resources.sources import parse

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
        app_name = params.text("application")
        if not app_name:
            raise Refusal(400, "Missing parameter application")
        app = self._exchange.applications.get(app_name)
        if app is None:
            raise Refusal(404, "Application not found")
        found: dict[str, Any] = {}
        for uri in params.texts("source"):
            kind, name = parse(uri, SOURCES)
            subject = self._to_json(kind, name)
            if subject is None:
                raise Refusal(422, "Event source was not found")
            found[kind] = subject
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

    def _to_json(self, kind: str, name: str) -> dict[str, Any] | None:
        if kind == "channel":
            channel = self._exchange.channels.get(name)
            return None if channel is None else channel.to_json()
        if kind == "bridge":
            bridge = self._exchange.bridges.get(name)
            return None if bridge is None else bridge.to_json()
        tech, _, resource = name.partition("/")
        return endpoint(self._exchange, tech, resource)
