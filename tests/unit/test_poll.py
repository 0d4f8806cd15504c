"""Waiting for sockets, with poll and with what stands for it where there is none."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from aricli.ari.poll import READABLE, WRITABLE, BySelect, Poll

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture(params=[select.poll, BySelect])
def poll(request: pytest.FixtureRequest) -> Poll:
    make: Callable[[], Poll] = request.param
    return make()


@pytest.fixture
def pair() -> Iterator[Pair]:
    here, there = socket.socketpair()
    with here, there:
        yield here, there


def test_nothing_to_read_is_nothing_after_the_time(poll: Poll, pair: Pair) -> None:
    here, _ = pair
    poll.register(here.fileno(), READABLE)
    assert poll.poll(0) == []
    assert poll.poll(0.1) == []


def test_what_can_be_read_is_told(poll: Poll, pair: Pair) -> None:
    here, there = pair
    poll.register(here.fileno(), READABLE)
    poll.register(there.fileno(), READABLE)
    there.send(b"x")
    assert poll.poll() == [(here.fileno(), READABLE)]
    poll.unregister(here.fileno())
    assert poll.poll(0) == []


def test_room_to_send_is_told_where_it_is_wanted(poll: Poll, pair: Pair) -> None:
    here, there = pair
    poll.register(here.fileno(), READABLE | WRITABLE)
    assert poll.poll() == [(here.fileno(), WRITABLE)]
    there.send(b"x")
    assert poll.poll() == [(here.fileno(), READABLE | WRITABLE)]


def test_the_end_of_a_connection_can_be_read(poll: Poll, pair: Pair) -> None:
    here, there = pair
    poll.register(here.fileno(), READABLE)
    there.close()
    assert [fd for fd, _ in poll.poll()] == [here.fileno()]


def test_a_socket_that_was_closed_is_told_of(poll: Poll, pair: Pair) -> None:
    here, _ = pair
    place = here.fileno()
    poll.register(place, READABLE)
    here.close()
    assert [fd for fd, _ in poll.poll()] == [place]


def test_what_is_not_waited_for_cannot_be_left_out(poll: Poll, pair: Pair) -> None:
    with pytest.raises(KeyError):
        poll.unregister(pair[0].fileno())


def test_another_thread_may_add_one_for_the_next_time(poll: Poll, pair: Pair) -> None:
    here, there = pair
    other, bell = socket.socketpair()
    with other, bell:
        poll.register(bell.fileno(), READABLE)
        found: list[list[tuple[int, int]]] = []
        thread = threading.Thread(target=lambda: found.extend([poll.poll(), poll.poll()]))
        thread.start()
        poll.register(here.fileno(), READABLE)
        there.send(b"x")
        other.send(b"x")
        thread.join(10)
    assert here.fileno() in dict(found[1])
