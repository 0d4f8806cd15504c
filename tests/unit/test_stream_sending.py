"""Sending on the event WebSocket: by many threads at once, and on a line that is broken."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from aricli.ari.server import Server
from aricli.ari.stream import EventStream
from aricli.errors import Disconnected
from tests.unit import misbehaving


@pytest.fixture
def server() -> Iterator[misbehaving.Server]:
    with closing(misbehaving.Server()) as server:
        yield server


@pytest.fixture
def stream(server: misbehaving.Server) -> Iterator[EventStream]:
    with closing(EventStream(Server(server.url, "u", "p"), ["app"])) as stream:
        stream.connect()
        yield stream


def test_what_others_send_meanwhile_follows_and_they_do_not_wait(
    server: misbehaving.Server, stream: EventStream
) -> None:
    peer = server.peer()
    large = "x" * 10_000_000  # fits into no buffer
    sender = threading.Thread(target=stream.send, args=(large,))
    sender.start()
    peer.wait_for_more()
    stream.send("while that is being sent")
    assert sender.is_alive()
    assert [peer.text(), peer.text()] == [large, "while that is being sent"]
    sender.join()


def test_what_many_threads_send_at_once_arrives_whole(
    server: misbehaving.Server, stream: EventStream
) -> None:
    peer = server.peer()
    texts = {f"{sender} {number} " + "x" * 2000 for sender in range(8) for number in range(100)}

    def send(sender: int) -> None:
        for text in texts:
            if text.startswith(f"{sender} "):
                stream.send(text)

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
    stream.send("x" * 10_000_000)
    with pytest.raises(Disconnected):
        stream.read()
    with pytest.raises(Disconnected):
        stream.send("x")
