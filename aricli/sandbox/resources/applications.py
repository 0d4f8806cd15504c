"""/applications"""

from __future__ import annotations

from typing import Any

from aricli.sandbox.applications import DEVICE, Application
from aricli.sandbox.exchange import Exchange
from aricli.sandbox.reply import Refusal, Reply
from aricli.sandbox.request import Request
from aricli.sandbox.resources.sources import find, parse


class Applications:
    """What applications are subscribed to."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def list(self, request: Request) -> Reply:
        apps = self._exchange.applications.list()
        return Reply(200, [app.to_json() for app in apps])

    async def get(self, request: Request) -> Reply:
        return Reply(200, self._app(request).to_json())

    async def subscribe(self, request: Request) -> Reply:
        app = self._app_of_sources(request)
        for uri in request.params.texts("eventSource"):
            kind, name = parse(uri)
            found = find(self._exchange, kind, name) if name else ""
            if found is None:
                raise Refusal(422, "Event source does not exist")
            app.subscribe(kind, found)
        return Reply(200, app.to_json())

    async def unsubscribe(self, request: Request) -> Reply:
        app = self._app_of_sources(request)
        for uri in request.params.texts("eventSource"):
            kind, name = parse(uri)
            if not app.is_subscribed(kind, name):
                raise Refusal(422, "Event source was not subscribed to")
            if not name and kind != DEVICE:
                # Asterisk leaves the status open, which HTTP and WebSocket take differently.
                if request.over_websocket:
                    return Reply(200)
                raise Refusal(501, "Method not implemented")
            app.unsubscribe(kind, name)
        return Reply(200, app.to_json())

    async def filter(self, request: Request) -> Reply:
        app, body, given = self._app(request), request.params.body, request.params.json
        if isinstance(given, list):  # Asterisk takes it for both
            body = {"disallowed": given, "allowed": given}
        lists = {key: body[key] for key in ("disallowed", "allowed") if key in body}
        if not body:
            lists = {"disallowed": [], "allowed": []}
        for key, value in lists.items():
            if not _is_filter(value):
                raise Refusal(400, "Invalid format definition")
            setattr(app, key, value)
        return Reply(200, app.to_json())

    def _app(self, request: Request) -> Application:
        app = self._exchange.applications.get(request["applicationName"])
        if app is None:
            raise Refusal(404, "Application not found")
        return app

    def _app_of_sources(self, request: Request) -> Application:
        if not request.params.items("eventSource"):
            raise Refusal(400, "Missing parameter eventSource")
        return self._app(request)


def _is_filter(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(entry, dict) and isinstance(entry.get("type"), str) and entry["type"]
        for entry in value
    )
