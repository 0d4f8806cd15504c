"""/endpoints"""

from __future__ import annotations

import re
from typing import Any

from aricli.sandbox.exchange import Exchange
from aricli.sandbox.reply import Refusal, Reply
from aricli.sandbox.request import Request

ACCEPTED = Reply(202)


class Endpoints:
    """PJSIP endpoints; messages to them are accepted and reach nobody."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def list(self, request: Request) -> Reply:
        return Reply(200, self._all())

    async def list_by_tech(self, request: Request) -> Reply:
        tech = request["tech"]
        if tech.upper() != "PJSIP":
            raise Refusal(404, f"No Endpoints found - invalid tech {tech}")
        return Reply(200, self._all())

    async def get(self, request: Request) -> Reply:
        return Reply(200, self._to_json(self._known(request["tech"], request["resource"])))

    async def send_message(self, request: Request) -> Reply:
        self._check_uri(request)
        return ACCEPTED

    async def refer(self, request: Request) -> Reply:
        self._check_uri(request)
        return ACCEPTED

    async def send_message_to_endpoint(self, request: Request) -> Reply:
        self._known(request["tech"], request["resource"])
        return ACCEPTED

    async def refer_to_endpoint(self, request: Request) -> Reply:
        self._known(request["tech"], request["resource"])
        return ACCEPTED

    def _check_uri(self, request: Request) -> None:
        to = request.params.text("to")
        if not to:
            raise Refusal(400, "To must be specified")
        tech, _, resource = to.partition(":")
        if tech.lower() != "pjsip":
            raise Refusal(404, "Endpoint not found")
        if not re.match(r"sips?:", resource):
            self._known(tech, resource)

    def _known(self, tech: str, resource: str) -> str:
        if tech.upper() != "PJSIP" or resource not in self._exchange.settings.endpoints:
            raise Refusal(404, "Endpoint not found")
        return resource

    def _all(self) -> "list[dict[str, Any]]":
        return [self._to_json(resource) for resource in self._exchange.settings.endpoints]

    def _to_json(self, resource: str) -> dict[str, Any]:
        name = f"PJSIP/{resource}"
        channels = self._exchange.channels.values()
        ids = [channel.id for channel in channels if channel.leg.endpoint == name]
        return {"technology": "PJSIP", "resource": resource, "state": "offline", "channel_ids": ids}
