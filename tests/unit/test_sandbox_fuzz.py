"""Nothing a client sends stops the sandbox."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import pytest
import requests

from aricli.sandbox import Sandbox, Settings
from aricli.sandbox.operations import Operation, operations
from tests.contract.client import Ari
from tests.contract.raw import AUTHORIZED, HANDSHAKE

AUTH = ("asterisk", "asterisk")
PIECES = [
    "GET",
    "/ari/",
    "channels",
    " ",
    "HTTP/1.1",
    "\r\n",
    "\r\n\r\n",
    AUTHORIZED,
    "Content-Length: 5",
    "Transfer-Encoding: chunked",
    "Content-Type: application/json",
    HANDSHAKE,
    "%zz",
    "?app=a",
    "{",
    "\x00\xff\x81",
    "ffffffffff",
]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Settings(speed=50.0, modules_missing=())) as sandbox:
        yield sandbox


def alive(sandbox: Sandbox) -> bool:
    reply = requests.get(f"{sandbox.url}/ari/asterisk/ping", auth=AUTH, timeout=5)
    return reply.status_code == 200


def send(sandbox: Sandbox, data: bytes) -> None:
    place = urlsplit(sandbox.url)
    with socket.create_connection((place.hostname, place.port), timeout=5) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)


@pytest.mark.parametrize("seed", range(8))
def test_random_http(sandbox: Sandbox, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(20):
        text = "".join(chance.choices(PIECES, k=chance.randint(1, 12)))
        send(sandbox, text.encode("latin-1"))
    assert alive(sandbox)


@pytest.mark.parametrize("seed", range(8))
def test_random_frames(sandbox: Sandbox, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(10):
        head = f"GET /ari/events?app=fuzz HTTP/1.1\r\nHost: x\r\n{AUTHORIZED}\r\n{HANDSHAKE}\r\n"
        send(sandbox, head.encode() + chance.randbytes(chance.randint(1, 60)))
    assert alive(sandbox)


VALUES = ["", "x", "-1", "99999999999999999999", "ü", "a,b", "true", "../x", "${X}", "Local/2000"]


@pytest.mark.parametrize("operation", operations(), ids=lambda o: f"{o.method} {o.path}")
def test_random_parameters(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture, operation: Operation
) -> None:
    chance = random.Random(str(operation))
    client = Ari(sandbox.url)
    with client.listen() as app:
        id = app.channel()
        client("POST", "/bridges/b")
        for _ in range(8):
            request_randomly(client, chance, operation, id)
    client.close()
    assert alive(sandbox)
    assert "the sandbox failed" not in caplog.text


def request_randomly(client: Ari, chance: random.Random, operation: Operation, id: str) -> None:
    path = operation.path
    known = {"channelId": id, "bridgeId": "b", "tech": "PJSIP", "resource": "alice"}
    query: dict[str, object] = {}
    body: dict[str, object] = {}
    for parameter in operation.parameters:
        value = chance.choice([*VALUES, *parameter.allowed])
        if parameter.place == "path":
            path = path.replace(f"{{{parameter.name}}}", known.get(parameter.name, "x"))
        elif chance.random() < 0.7:
            query[parameter.name] = value
        elif chance.random() < 0.5:
            body[parameter.name] = chance.choice([value, 5, None, ["x", 5], {"a": "b"}, True])
    reply = client(operation.method, f"{path}?{urlencode(query)}", body or None)
    assert reply.status_code != 500 or "sandbox failed" not in reply.text
