"""A call to a sandbox that runs elsewhere, seen from the caller's side."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterable, Iterator

from aricli.ari.failure import failure
from aricli.ari.reply import Reply
from aricli.ari.request import Request
from aricli.ari.rest import Rest
from aricli.ari.server import Server
from aricli.cli.connection import server_as
from aricli.cli.options import Session
from aricli.cli.output import write
from aricli.cli.text import visible
from aricli.errors import ConnectError, InvalidRequest, NotAri
from aricli.sandbox.callers import keys, seconds_until
from aricli.sandbox.settings import DEFAULT_USERS

_LONGEST = 86400.0
"""Seconds: a caller may see nothing for as long as a call lasts."""
_START = "start one:  aricli sandbox"


def call(session: Session, number: str, caller: str, dtmf: str, hangup_after: float | None) -> None:
    """Call a number, and print what the caller sees until the call ends.

    Raises:
        InvalidRequest: If there is no such key or length of time.
        ConnectError: If there is no sandbox, or no longer.
        NotAllowed: If it does not take the password.
    """
    _check_wishes(dtmf, hangup_after)
    server = _server(session)
    asked = {"number": number, "caller": caller, "dtmf": dtmf, "hangup_after": hangup_after}
    request = Request("POST", "/sandbox/call", body=asked)
    begun = time.monotonic()
    with _answer(server, request) as reply:
        for line in _lines(_whole(reply)):
            _print(line, time.monotonic() - begun, session.output)


def _check_wishes(dtmf: str, hangup_after: float | None) -> None:
    try:
        keys(dtmf)
        seconds_until(hangup_after)
    except ValueError as error:
        raise InvalidRequest(str(error), "as in:  --dtmf 1,2,# --hangup-after 5") from error


@contextlib.contextmanager
def _answer(server: Server, request: Request) -> Iterator[Reply]:
    with contextlib.ExitStack() as stack:
        rest = stack.enter_context(contextlib.closing(Rest(server)))
        try:
            reply = stack.enter_context(rest.stream(request))
        except ConnectError as error:
            raise ConnectError(str(error), _START) from error
        _check(reply, request, server)
        yield reply


def _server(session: Session) -> Server:
    """The sandbox that the settings name, as its usual user where they name none."""
    settings = session.settings
    usual = DEFAULT_USERS[0]
    known = settings["username"] or settings.password_source
    name = settings.username() if known else usual.name
    password = settings.password() if known else usual.password
    return server_as(settings, settings["url"], name, password)._replace(timeout=_LONGEST)


def _check(reply: Reply, request: Request, server: Server) -> None:
    if reply.status == 404:
        raise NotAri(f"what answers at {server.url} is no sandbox", _START)
    if reply.status != 200:
        raise failure(request, reply.whole(), None)


def _whole(reply: Reply) -> Iterator[bytes]:
    try:
        yield from reply
    except ConnectError as error:
        raise ConnectError("the sandbox is gone, and the call with it", _START) from error


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole


def _print(line: bytes, seconds: float, output: str) -> None:
    if output in {"json", "jsonl"}:
        write(line)
    else:
        write(f"{seconds:6.1f} s  {visible(str(json.loads(line)['saw']))}".encode())
