"""/sounds"""

from __future__ import annotations

from aricli.sandbox import sounds
from aricli.sandbox.exchange import Exchange
from aricli.sandbox.reply import Refusal, Reply
from aricli.sandbox.request import Request


class Sounds:
    """The stock of sounds."""

    def __init__(self, exchange: Exchange) -> None:
        self._stock = sounds.durations()

    async def list(self, request: Request) -> Reply:
        lang, form = request.params.text("lang"), request.params.text("format")
        if (lang and lang not in sounds.LANGUAGES) or (form and form != sounds.FORMAT):
            raise Refusal(404, "No sounds found that matched the query")
        return Reply(200, [sounds.to_json(name, lang) for name in self._stock])

    async def get(self, request: Request) -> Reply:
        name = request["soundId"]
        if name not in self._stock:
            raise Refusal(404, "Sound not found")
        return Reply(200, sounds.to_json(name))
