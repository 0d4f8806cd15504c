"""/applications"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aricli.sandbox.applications import Application, Topic
from aricli.sandbox.exchange import Exchange
from aricli.sandbox.reply import Refusal, Reply
from aricli.sandbox.request import Request
from aricli.sandbox.resources.sources import exists, parse


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
        app, sources = self._app_and_sources(request)
        for kind, name in sources:
            if name and not exists(self._exchange, kind, name):
                raise Refusal(422, "Event source does not exist")
        for kind, name in sources:
            app.subscribe(kind, name)
        return Reply(200, app.to_json())

    async def unsubscribe(self, request: Request) -> Reply:
        app, sources = self._app_and_sources(request)
        for kind, name in sources:
            if not app.is_subscribed(kind, name):
                raise Refusal(422, "Event source was not subscribed to")
            if not name:
                raise Refusal(501, "Method not implemented")
        for kind, name in sources:
            app.unsubscribe(kind, name)
        self._exchange.applications.prune()
        return Reply(200, app.to_json())

    async def filter(self, request: Request) -> Reply:
        app, body = self._app(request), request.params.body
        if request.params.has_body and not isinstance(request.params.json, dict):
            raise Refusal(400, "Invalid format definition")
        lists = {key: body[key] for key in ("allowed", "disallowed") if key in body}
        if not all(_is_filter(value) for value in lists.values()):
            raise Refusal(400, "Invalid format definition")
        if not body:
            lists = {"allowed": [], "disallowed": []}
        for key, value in lists.items():
            setattr(app, key, value)
        return Reply(200, app.to_json())

    def _app(self, request: Request) -> Application:
        app = self._exchange.applications.get(request["applicationName"])
        if app is None:
            raise Refusal(404, "Application not found")
        return app

    def _app_and_sources(self, request: Request) -> tuple[Application, Sequence[Topic]]:
        uris = request.params.strings("eventSource")
        if not uris:
            raise Refusal(400, "Missing parameter eventSource")
        app = self._app(request)
        return app, [parse(uri) for uri in uris]


def _is_filter(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(entry, dict) and isinstance(entry.get("type"), str) for entry in value
    )
