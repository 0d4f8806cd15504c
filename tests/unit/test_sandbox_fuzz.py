"""Nothing a client sends stops the sandbox."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aricli.ari.frames import masked
from aricli.sandbox import DialplanError, Sandbox, Settings
from aricli.sandbox.dialplan import Dialplan
from aricli.sandbox.operations import Operation, operations
from tests.contract.client import Ari
from tests.contract.raw import AUTHORIZED, HANDSHAKE

F = TypeVar("F", bound=Callable[..., None])

AUTH = ("asterisk", "asterisk")
OPEN = f"GET /ari/events?app=fuzz HTTP/1.1\r\nHost: x\r\n{AUTHORIZED}\r\n{HANDSHAKE}\r\n".encode()
VALUES = ["", "x", "-1", "99999999999999999999", "ü", "a,b", "true", "../x", "${X}", "Local/2000"]

LINES = st.builds(
    "{} {} {}".format,
    st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "get", "", "\x00"]),
    st.sampled_from(
        ["/ari/channels", "/ari/events?app=a", "/ari/bridges/%zz", "/ari//", "/", "x", "/media/x"]
    )
    | st.text(max_size=20),
    st.sampled_from(["HTTP/1.1", "HTTP/1.0", "HTTP/9", ""]),
)
HEADERS = st.sampled_from(
    [
        AUTHORIZED,
        "Authorization: Basic %",
        "Content-Length: 5",
        "Content-Length: -1",
        "Content-Length: 99999999999",
        "Transfer-Encoding: chunked",
        "Content-Type: application/json",
        "Content-Type: application/x-www-form-urlencoded",
        "Connection: close",
        "Upgrade: websocket",
        "Sec-WebSocket-Key: x",
        ": nameless",
        "no colon",
    ]
) | st.text(max_size=30)
BODIES = st.sampled_from([b"{", b"5\r\nhello\r\n0\r\n\r\n", b"zz\r\n", b"a=b&%zz"]) | st.binary(
    max_size=40
)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
REQUESTS = st.fixed_dictionaries(
    {"type": st.just("RESTRequest") | JSON},
    optional={
        "request_id": JSON,
        "transaction_id": JSON,
        "method": st.sampled_from(["GET", "POST", "DELETE", "x"]) | JSON,
        "uri": st.sampled_from(["channels", "/channels?x=%zz", "", "events", "ari/x"]) | JSON,
        "query_strings": st.lists(st.fixed_dictionaries({}, optional={"name": JSON, "value": JSON}))
        | JSON,
        "content_type": JSON,
        "message_body": JSON,
    },
)
FRAMES = (
    st.builds(masked, st.binary(max_size=200), st.integers(0, 15))
    | st.builds(lambda raw: masked(json.dumps(raw).encode(), 1), REQUESTS | JSON)
    | st.binary(max_size=60)
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Settings(speed=50.0, modules_missing=())) as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def _nothing_failed(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """It still answers, and stumbled over nothing."""
    yield
    reply = requests.get(f"{sandbox.url}/ari/asterisk/ping", auth=AUTH, timeout=5)
    assert reply.status_code == 200
    assert [record for record in caplog.records if record.exc_info] == []


def examples(count: int) -> Callable[[F], F]:
    """So many examples, the same ones each time."""
    return settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def send(sandbox: Sandbox, data: bytes) -> None:
    """Send bytes on a connection of their own, and wait until the sandbox lets go of it."""
    place = urlsplit(sandbox.url)
    with socket.create_connection((place.hostname, place.port), timeout=10) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass
        except ConnectionError:
            pass


@examples(150)
@given(line=LINES, headers=st.lists(HEADERS, max_size=6), body=BODIES)
def test_any_http(sandbox: Sandbox, line: str, headers: list[str], body: bytes) -> None:
    head = "\r\n".join([line, *headers, "", ""]).encode("utf-8", "replace")
    send(sandbox, head + body)


@examples(100)
@given(data=st.binary(max_size=400))
def test_any_bytes(sandbox: Sandbox, data: bytes) -> None:
    send(sandbox, data)


@examples(150)
@given(frames=st.lists(FRAMES, min_size=1, max_size=6))
def test_any_frames(sandbox: Sandbox, frames: list[bytes]) -> None:
    send(sandbox, OPEN + b"".join(frames))


@examples(100)
@given(
    call=st.fixed_dictionaries(
        {"number": st.sampled_from(["2000", "1000"]) | JSON, "hangup_after": st.just(0)},
        optional={"caller": JSON, "dtmf": st.text("12,#x ", max_size=4) | JSON},
    )
    | JSON
)
def test_any_call(sandbox: Sandbox, call: Any) -> None:
    reply = requests.post(f"{sandbox.url}/sandbox/call", json.dumps(call), auth=AUTH, timeout=5)
    assert reply.status_code in (200, 400)


@examples(200)
@given(
    lines=st.lists(
        st.builds(
            "{}{}{}".format,
            st.sampled_from(["exten => ", "same => ", "[", "", ";", "exten=>_"]),
            st.text("0123456789nXZN[]-.!,_() ", max_size=12),
            st.sampled_from(["", "]", ",1,NoOp()", ",n(a),Goto(a)", "\\;", "=>"]),
        )
        | st.text(max_size=20),
        max_size=5,
    ),
    number=st.text("0123456789*#Xa", max_size=5),
)
def test_any_dialplan(lines: list[str], number: str) -> None:
    try:
        dialplan = Dialplan("\n".join(["[default]", "exten => 1,1,NoOp()", *lines]))
    except DialplanError:
        return
    dialplan.step("default", number, 1)


@pytest.mark.parametrize("operation", operations(), ids=lambda o: f"{o.method} {o.path}")
def test_any_parameters(sandbox: Sandbox, operation: Operation) -> None:
    client = Ari(sandbox.url)
    with client.listen() as app:
        id = app.channel()
        client("POST", "/bridges/b")

        @examples(8)
        @given(asked=asked(operation, id))
        def ask(asked: tuple[str, dict[str, object], dict[str, object]]) -> None:
            path, query, body = asked
            reply = client(operation.method, f"{path}?{urlencode(query)}", body or None)
            assert reply.status_code != 500 or "sandbox failed" not in reply.text

        ask()
    client.close()


@st.composite
def asked(
    draw: st.DrawFn, operation: Operation, id: str
) -> tuple[str, dict[str, object], dict[str, object]]:
    """A request of an operation, its parameters of any sort in query or body."""
    path = operation.path
    known = {"channelId": id, "bridgeId": "b", "tech": "PJSIP", "resource": "alice"}
    query: dict[str, object] = {}
    body: dict[str, object] = {}
    for parameter in operation.parameters:
        value = draw(st.sampled_from([*VALUES, *parameter.allowed]))
        if parameter.place == "path":
            path = path.replace(f"{{{parameter.name}}}", known.get(parameter.name, "x"))
            continue
        place = draw(st.sampled_from(["query", "query", "body", "nowhere"]))
        if place == "query":
            query[parameter.name] = value
        elif place == "body":
            body[parameter.name] = draw(st.just(value) | JSON)
    return path, query, body
