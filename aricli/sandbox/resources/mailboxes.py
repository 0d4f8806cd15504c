"""/mailboxes"""

from __future__ import annotations

from typing import Any

from aricli.sandbox.exchange import Exchange
from aricli.sandbox.reply import NO_CONTENT, Refusal, Reply
from aricli.sandbox.request import Request


class Mailboxes:
    """Message counts of mailboxes kept by somebody else."""

    def __init__(self, exchange: Exchange) -> None:
        self._mailboxes = exchange.mailboxes

    async def list(self, request: Request) -> Reply:
        return Reply(200, [self._to_json(name) for name in self._mailboxes])

    async def get(self, request: Request) -> Reply:
        return Reply(200, self._to_json(self._known(request)))

    async def update(self, request: Request) -> Reply:
        params = request.params
        counts = params.integer("oldMessages"), params.integer("newMessages")
        self._mailboxes[request["mailboxName"]] = counts
        return NO_CONTENT

    async def delete(self, request: Request) -> Reply:
        del self._mailboxes[self._known(request)]
        return NO_CONTENT

    def _known(self, request: Request) -> str:
        name = request["mailboxName"]
        if name not in self._mailboxes:
            raise Refusal(404, "Mailbox not found")
        return name

    def _to_json(self, name: str) -> dict[str, Any]:
        old, new = self._mailboxes[name]
        return {"name": name, "old_messages": old, "new_messages": new}
