"""The event WebSocket, under an application name of our own so that nobody loses theirs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from uuid import uuid4

from aricli.ari.request import Request
from aricli.ari.socket_rest import SocketRest
from aricli.ari.stream import EventStream
from aricli.cli.doctor import mends
from aricli.cli.doctor.finding import Verdict, ok, skip
from aricli.cli.doctor.visit import NOWHERE, Visit
from aricli.engine.transport import takes_requests
from aricli.errors import Disconnected, NotAri


def websocket(visit: Visit) -> Verdict:
    """The event WebSocket opens."""
    try:
        with _open(visit) as stream:
            return ok(f"opens (as {stream.apps[0]}, gone again)")
    except NotAri as error:
        if visit.send("GET", "/events").status == 404:
            mend = mends.load("res_ari_events.so")
            raise NotAri("none: res_ari_events.so is not loaded", mend) from error
        raise NotAri(f"none at {visit.server.websocket_root}/events", mends.UPGRADE) from error


def requests(visit: Visit) -> Verdict:
    """The event WebSocket takes requests, where the version has that."""
    if not takes_requests(visit.version):
        return skip(f"Asterisk {visit.version} has none; requests go over HTTP")
    with _open(visit) as stream:
        rest = SocketRest(stream.send, visit.known.timeout)
        reader = Thread(target=_pass_answers, args=(stream, rest), daemon=True)
        reader.start()
        response = rest.send(Request("GET", NOWHERE))
    reader.join()
    return ok(f"answered with {response.status}, as is right for what does not exist")


@contextmanager
def _open(visit: Visit) -> Iterator[EventStream]:
    stream = EventStream(visit.known, [f"aricli-doctor-{uuid4().hex[:8]}"])
    stream.connect()
    try:
        yield stream
    finally:
        stream.close()


def _pass_answers(stream: EventStream, rest: SocketRest) -> None:
    with suppress(Disconnected):
        while True:
            for message in stream.read():
                rest.answered(json.loads(message))
