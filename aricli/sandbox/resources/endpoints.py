"""/endpoints"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aricli.sandbox.exchange import Exchange
from aricli.sandbox.reply import Refusal, Reply
from aricli.sandbox.request import Request

_UNREACHABLE = Refusal(404, "Endpoint not found")


class Endpoints:
    """PJSIP endpoints; without a contact, no message can reach them."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def list(self, request: Request) -> Reply:
        return Reply(200, self._all())

    async def list_by_tech(self, request: Request) -> Reply:
        tech = request["tech"]
        if tech != "PJSIP":
            raise Refusal(404, f"No Endpoints found - invalid tech {tech}")
        return Reply(200, self._all())

    async def get(self, request: Request) -> Reply:
        return Reply(200, self._to_json(self._known(request["tech"], request["resource"])))

    async def send_message(self, request: Request) -> Reply:
        if not request.params.text("to"):
            raise Refusal(400, "To must be specified")
        raise _UNREACHABLE

    async def refer(self, request: Request) -> Reply:
        return await self.send_message(request)

    async def send_message_to_endpoint(self, request: Request) -> Reply:
        raise _UNREACHABLE

    async def refer_to_endpoint(self, request: Request) -> Reply:
        raise _UNREACHABLE

    def _known(self, tech: str, resource: str) -> str:
        if tech.upper() != "PJSIP" or resource not in self._exchange.settings.endpoints:
            raise Refusal(404, "Endpoint not found")
        return resource

    def _all(self) -> Sequence[dict[str, Any]]:
        return [self._to_json(resource) for resource in self._exchange.settings.endpoints]

    def _to_json(self, resource: str) -> dict[str, Any]:
        name = f"PJSIP/{resource}"
        channels = self._exchange.channels.values()
        ids = [channel.id for channel in channels if channel.leg.endpoint == name]
        return {"technology": "PJSIP", "resource": resource, "state": "offline", "channel_ids": ids}
