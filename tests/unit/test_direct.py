"""HTTP on plain sockets, against servers that answer in every way HTTP allows, and others."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from aricli.ari.direct import DirectHttp
from aricli.ari.request import Request
from aricli.ari.server import Server
from aricli.errors import AriError, ConnectError, TimedOut

GET = Request("GET", "/channels", again=True)
POST = Request("POST", "/channels/c1/play", {"media": "sound:é"}, {"lang": "fr"})
EMPTY = b"HTTP/1.1 204 No Content\r\n\r\n"


class Scripted:
    """Gives each request on each connection the next answer of its script, ``b""`` hangs up."""

    def __init__(self, *connections: list[bytes]) -> None:
        self.asked: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, args=(connections,))
        self._thread.start()

    def client(self, timeout: float = 30) -> DirectHttp:
        """A client of it."""
        port = self._listener.getsockname()[1]
        return DirectHttp(Server(f"http://127.0.0.1:{port}", "u", "p", timeout=timeout))

    def _serve(self, connections: tuple[list[bytes], ...]) -> None:
        for answers in connections:
            connection = self._listener.accept()[0]
            with connection, contextlib.suppress(ConnectionError):
                for answer in answers:
                    self.asked.append(connection.recv(65536))
                    if not answer:
                        break
                    connection.sendall(answer)
                else:
                    connection.shutdown(socket.SHUT_WR)
                    connection.recv(65536)

    def close(self) -> None:
        self._thread.join(30)
        self._listener.close()


@contextmanager
def scripted(*connections: list[bytes]) -> Iterator[Scripted]:
    server = Scripted(*connections)
    try:
        yield server
    finally:
        server.close()


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n[]",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\n[\r\n1;x=y\r\n]\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n[]",
        b"HTTP/1.0 200 OK\r\n\r\n[]",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
    ],
    ids=["length", "chunked", "until the end", "HTTP/1.0", "continue"],
)
def test_body_of_any_framing_arrives_whole(answer: bytes) -> None:
    with scripted([answer]) as server, contextlib.closing(server.client()) as client:
        response = client.send(GET)
    assert (response.status, response.reason, response.json()) == (200, "OK", [])
    assert response.root == client.server.root


def test_what_is_sent_is_a_request_with_credentials() -> None:
    with scripted([EMPTY]) as server, contextlib.closing(server.client()) as client:
        assert client.send(POST).status == 204
    head, _, body = server.asked[0].partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    assert first == "POST /ari/channels/c1/play?media=sound%3A%C3%A9 HTTP/1.1"
    assert "Authorization: Basic dTpw" in lines
    assert f"Content-Length: {len(body)}" in lines
    assert body == b'{"lang":"fr"}'


def test_connection_is_kept() -> None:
    with scripted([EMPTY, EMPTY]) as server, contextlib.closing(server.client()) as client:
        assert [client.send(GET).status, client.send(POST).status] == [204, 204]


def test_a_kept_connection_that_was_closed_is_not_noticed_by_what_can_be_repeated() -> None:
    with scripted([EMPTY, b""], [EMPTY]) as server, contextlib.closing(server.client()) as client:
        assert [client.send(GET).status, client.send(GET).status] == [204, 204]


def test_a_kept_connection_that_was_closed_meanwhile_is_not_used_for_what_cannot() -> None:
    with scripted([EMPTY], [EMPTY]) as server, contextlib.closing(server.client()) as client:
        client.send(GET)
        time.sleep(0.2)
        assert client.send(POST).status == 204


def test_a_server_that_hangs_up_twice_is_a_connect_error() -> None:
    with (
        scripted([EMPTY, b""], [b""]) as server,
        contextlib.closing(server.client()) as client,
    ):
        client.send(GET)
        with pytest.raises(ConnectError):
            client.send(GET)


def test_what_must_not_be_sent_twice_is_not() -> None:
    with scripted([EMPTY, b""]) as server, contextlib.closing(server.client()) as client:
        client.send(GET)
        with pytest.raises(ConnectError):
            client.send(POST)
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [b"", b"SSH-2.0-OpenSSH_9.2\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[]"],
    ids=["nothing", "ssh", "cut off"],
)
def test_what_is_no_answer_is_a_connect_error(answer: bytes) -> None:
    with (
        scripted([answer]) as server,
        contextlib.closing(server.client()) as client,
        pytest.raises(ConnectError),
    ):
        client.send(POST)


def test_silence_times_out() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with listener, pytest.raises(TimedOut):
        DirectHttp(Server(url, "u", "p", timeout=0.1)).send(GET)


def test_no_server_is_a_connect_error() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    listener.close()
    with pytest.raises(AriError, match="cannot connect"):
        DirectHttp(Server(url, "u", "p")).send(GET)
