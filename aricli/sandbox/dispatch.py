"""From a request to a reply: the checks every operation shares, in ARI's order."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from aricli.sandbox import apidocs
from aricli.sandbox.exchange import Exchange
from aricli.sandbox.reply import Deadly, Refusal, Reply
from aricli.sandbox.request import Params, Request, read_body
from aricli.sandbox.resources import handlers
from aricli.sandbox.routing import Router
from aricli.sandbox.settings import User

log = logging.getLogger("aricli.sandbox")
_READING = ("GET", "OPTIONS")
_DOCS = "api-docs/"


@dataclass
class Call:
    """One request, whichever way it came: ``path`` is what follows /ari/, still encoded."""

    user: User
    method: str
    path: str
    query: list[tuple[str, str]]
    content_type: str = ""
    body: bytes | None = b""
    host: str = ""
    over_websocket: bool = False


class Dispatcher:
    """Answers requests on one exchange."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._router = Router(exchange.resources_missing)
        self._handlers = handlers(exchange)

    async def answer(self, call: Call) -> Reply:
        """Carry a request out; whatever goes wrong becomes a reply."""
        try:
            return await self._answer(call)
        except Deadly as refusal:
            log.warning("%s %s: %s", call.method, call.path, refusal)
            return refusal.reply
        except Refusal as refusal:
            return refusal.reply
        except Exception:
            log.exception("the sandbox failed at %s %s", call.method, call.path)
            return Reply(500, {"message": "The sandbox failed; see its log"})

    async def _answer(self, call: Call) -> Reply:
        fields, body = read_body(call.content_type, call.body)
        if call.user.read_only and call.method not in _READING:
            raise Refusal(403, "Write access denied")
        if call.path.endswith("/"):
            hint = f"Try /ari/{call.path[:-1]}"
            raise Refusal(404, f"ARI URLs do not end with a slash. {hint}")
        if call.path.startswith(_DOCS):
            return self._document(call)
        if call.method == "OPTIONS":
            node, _ = self._router.find(call.path)
            return Reply(204, headers={"Allow": node.allow})
        operation, path_params = self._router.route(call.method, call.path)
        # A query beats a form over HTTP, and a form beats a query over a WebSocket.
        pairs = [*call.query, *fields] if call.over_websocket else [*fields, *call.query]
        request = Request(
            call.method,
            call.path,
            path_params,
            Params(pairs, body),
            call.host,
            call.over_websocket,
        )
        return await self._handlers[operation](request)

    @staticmethod
    def _document(call: Call) -> Reply:
        if call.method != "GET":
            raise Refusal(405, "Unsupported method")
        return Reply(200, apidocs.document(call.path.removeprefix(_DOCS), call.host))
