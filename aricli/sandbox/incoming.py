"""Calls that another program makes: POST /sandbox/call, answered with what the caller sees."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from aricli.sandbox.callers import Caller, keys, seconds_until
from aricli.sandbox.http import response
from aricli.sandbox.reply import Reply

if TYPE_CHECKING:
    from aricli.sandbox.exchange import Exchange

_LINES_FOLLOW = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/jsonl\r\n"
    b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
)
_WANTED = "a JSON object with number, and perhaps caller, dtmf, hangup_after"


async def simulate_call(
    exchange: Exchange, body: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> bool:
    """Make a call, and write what the caller sees as JSON lines, until the call or the reader ends.

    Returns whether the connection can be used again.
    """
    try:
        wanted = json.loads(body or b"{}")
        number, caller = str(wanted["number"]), str(wanted.get("caller", "alice"))
        dtmf, seconds = keys(str(wanted.get("dtmf") or "")), wanted.get("hangup_after")
        hangup_after = seconds_until(None if seconds is None else float(seconds))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        writer.write(response(Reply(400, {"message": _WANTED})))
        return True
    writer.write(_LINES_FOLLOW)

    def observe(what: str | None) -> None:
        if what is None:
            ended.set()
        else:
            line = {"time": exchange.clock.time(), "saw": what}
            writer.write(_chunk(json.dumps(line).encode() + b"\n"))

    ended = asyncio.Event()
    telephone = Caller(exchange, number, caller=caller, observer=observe)
    telephone.begin(dtmf, hangup_after)
    await _first_of(reader.read(), ended.wait())
    telephone.hang_up()
    writer.write(_chunk(b""))
    return False


async def _first_of(*coroutines: Coroutine[Any, Any, object]) -> None:
    tasks = [asyncio.ensure_future(each) for each in coroutines]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _chunk(data: bytes) -> bytes:
    """A piece of a body of unknown length; an empty one ends it."""
    return b"%x\r\n%b\r\n" % (len(data), data)
