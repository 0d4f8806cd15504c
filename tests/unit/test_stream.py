"""The event WebSocket, in TLS or not: many threads send at once, and what comes is read whole."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from aricli.ari.frames import CLOSE, PING
from aricli.ari.server import Server
from aricli.ari.stream import EventStream
from aricli.errors import Disconnected
from tests.unit import fake_ari, misbehaving


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fake_ari.certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(params=["plain", "tls"])
def server(request: pytest.FixtureRequest) -> Iterator[misbehaving.Server]:
    tls = request.param == "tls"
    made = misbehaving.Server(request.getfixturevalue("certificate") if tls else None)
    with closing(made) as server:
        yield server


@pytest.fixture
def stream(server: misbehaving.Server) -> Iterator[EventStream]:
    with closing(EventStream(Server(server.url, "u", "p", insecure=True), ["app"])) as stream:
        stream.connect()
        yield stream


def test_what_came_with_the_handshake_is_read_at_once(server: misbehaving.Server) -> None:
    server.with_handshake = misbehaving.frame(b'{"type": "early"}') * 2
    where = Server(server.url, "u", "p", insecure=True)
    with closing(EventStream(where, ["app"], ping=60)) as stream:
        stream.connect()
        assert stream.read() == [b'{"type": "early"}'] * 2


def test_what_comes_in_pieces_is_read_whole(
    server: misbehaving.Server, stream: EventStream
) -> None:
    peer = server.peer()
    messages = [b"%d " % number + b"x" * 3000 for number in range(200)]
    sender = threading.Thread(target=peer.raw, args=(b"".join(map(misbehaving.frame, messages)),))
    sender.start()
    received: list[bytes] = []
    while len(received) < len(messages):
        received += stream.read()
    sender.join()
    assert received == messages


def test_a_ping_is_answered_with_its_own_words(
    server: misbehaving.Server, stream: EventStream
) -> None:
    peer = server.peer()
    peer.raw(misbehaving.frame(b"are you there?", 0x80 | PING))
    peer.raw(misbehaving.frame(b"{}"))
    assert stream.read() == [b"{}"]
    assert peer.text() == "are you there?"


def test_a_server_that_says_goodbye_is_believed_once_all_is_read(
    server: misbehaving.Server, stream: EventStream
) -> None:
    goodbye = misbehaving.frame(b"\x03\xe8", 0x80 | CLOSE)
    peer = server.peer()
    peer.raw(misbehaving.frame(b"{}") + goodbye)
    assert stream.read() == [b"{}"]
    peer.raw(goodbye)
    with pytest.raises(Disconnected, match="the server closed the connection"):
        stream.read()


def test_what_others_send_meanwhile_follows_and_they_do_not_wait(
    server: misbehaving.Server, stream: EventStream
) -> None:
    peer = server.peer()
    large = b"x" * 10_000_000  # fits into no buffer
    sender = threading.Thread(target=stream.send, args=(large,))
    sender.start()
    peer.wait_for_more()
    stream.send(b"while that is being sent")
    assert sender.is_alive()
    assert [peer.text(), peer.text()] == [large.decode(), "while that is being sent"]
    sender.join()


def test_what_many_threads_send_at_once_arrives_whole(
    server: misbehaving.Server, stream: EventStream
) -> None:
    peer = server.peer()
    texts = {f"{sender} {number} " + "x" * 2000 for sender in range(8) for number in range(100)}

    def send(sender: int) -> None:
        for text in texts:
            if text.startswith(f"{sender} "):
                stream.send(text.encode())

    threads = [threading.Thread(target=send, args=(sender,)) for sender in range(8)]
    for thread in threads:
        thread.start()
    received = {peer.text() for _ in texts}
    for thread in threads:
        thread.join()
    assert received == texts


def test_after_a_failed_send_who_reads_is_told_and_nobody_can_send(
    server: misbehaving.Server, stream: EventStream
) -> None:
    server.peer().reset()
    stream.send(b"x" * 10_000_000)
    with pytest.raises(Disconnected):
        stream.read()
    with pytest.raises(Disconnected):
        stream.send(b"x")


def test_what_is_posted_is_sent_together_at_the_flush(
    server: misbehaving.Server, stream: EventStream
) -> None:
    peer = server.peer()
    for number in range(3):
        stream.post(b"%d" % number)
    stream.send(b"at once")
    stream.post(b"later")
    stream.flush()
    assert [peer.text() for _ in range(5)] == ["0", "1", "2", "at once", "later"]


def test_many_that_are_posted_do_not_wait_for_the_flush(
    server: misbehaving.Server, stream: EventStream
) -> None:
    peer = server.peer()
    for _ in range(100):
        stream.post(b"x")
    assert [peer.text() for _ in range(90)] == ["x"] * 90
