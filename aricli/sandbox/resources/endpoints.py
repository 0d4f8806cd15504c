"""/endpoints"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aricli.sandbox.exchange import Exchange
from aricli.sandbox.reply import Deadly, Refusal, Reply
from aricli.sandbox.request import Request


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
        found = endpoint(self._exchange, request["tech"], request["resource"])
        if found is None:
            raise Refusal(404, "Endpoint not found")
        return Reply(200, found)

    async def send_message(self, request: Request) -> Reply:
        return self._message(request, request.params.text("to"))

    async def refer(self, request: Request) -> Reply:
        return self._message(request, request.params.text("to"))

    async def send_message_to_endpoint(self, request: Request) -> Reply:
        return self._message_to_endpoint(request)

    async def refer_to_endpoint(self, request: Request) -> Reply:
        return self._message_to_endpoint(request)

    def _message_to_endpoint(self, request: Request) -> Reply:
        tech, resource = request["tech"], request["resource"]
        if endpoint(self._exchange, tech, resource) is None:
            raise Refusal(404, "Endpoint not found")
        return self._message(request, f"{tech.lower()}:{resource}")

    def _message(self, request: Request, to: str | None) -> Reply:
        """A SIP address is written to; what is said, and to whom, is not simulated."""
        _check_variables(request)
        if not to:
            raise Refusal(400, "To must be specified")
        tech, _, address = to.partition(":")
        name, slash, uri = address.partition("/")
        if tech != "pjsip" or name not in self._exchange.settings.endpoints:
            raise Refusal(404, "Endpoint not found")
        if not slash:
            raise Deadly("a message to an endpoint that has no contact")
        if not uri.startswith("sip:"):
            raise Refusal(404, "Endpoint not found")
        return Reply(202)

    def _all(self) -> Sequence[dict[str, Any]]:
        names = self._exchange.endpoints
        return [each for name in names if (each := endpoint(self._exchange, "PJSIP", name))]


def endpoint(exchange: Exchange, tech: str, resource: str) -> dict[str, Any] | None:
    """The Endpoint model, None where there is no such endpoint."""
    if tech.upper() != "PJSIP" or resource not in exchange.endpoints:
        return None
    return exchange.endpoint(resource)


def _check_variables(request: Request) -> None:
    given = request.params.body.get("variables")
    if isinstance(given, dict) and not all(isinstance(value, str) for value in given.values()):
        raise Refusal(400, "Only string values in the 'variables' object allowed")
