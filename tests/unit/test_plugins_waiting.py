"""Room for what waits for plugins and sinks: bounded, the oldest goes first, and is counted."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from types import SimpleNamespace

from aricli.engine.resync import Gap
from aricli.plugins import delivery
from aricli.plugins.delivery import Delivery
from aricli.plugins.offers import Offers
from aricli.plugins.onlookers import Onlookers
from aricli.plugins.waiting import Waiting


def test_what_waits_is_taken_in_order_and_in_batches() -> None:
    waiting: Waiting[int] = Waiting(10)
    for number in range(5):
        waiting.put(number)
    assert waiting.take(2) == [0, 1]
    assert waiting.take(100) == [2, 3, 4]
    waiting.put(5)
    waiting.close()
    waiting.put(6)
    assert waiting.take(100) == [5]
    assert waiting.take(100) == []


def test_the_oldest_makes_room_by_its_size() -> None:
    waiting: Waiting[str] = Waiting(10)
    for text in ("aaaa", "bbbb", "c", "ddddd"):
        waiting.put(text, len(text))
    assert (waiting.dropped, waiting.take(9)) == (1, ["bbbb", "c", "ddddd"])
    for text in ("e" * 9, "f" * 99, "g"):
        waiting.put(text, len(text))
    assert (waiting.dropped, waiting.take(9)) == (3, ["g"])


class Gate:
    """A sink that takes nothing until it is opened; at its end it opens another."""

    def __init__(self, other: Gate | None = None) -> None:
        self.opened = threading.Event()
        self.other = other
        self.begun = threading.Event()
        self.written: list[bytes] = []

    def write(self, events: Sequence[bytes]) -> None:
        self.begun.set()
        self.opened.wait(30)
        self.written += events

    def close(self) -> None:
        self.written.append(b"closed")
        if self.other:
            self.other.opened.set()


def end(sending: Delivery) -> None:
    """Let it deliver the rest."""
    sending.close(time.monotonic() + 30)
    sending.wait()


def test_a_slow_sink_costs_so_much_memory_and_no_more() -> None:
    gate, told = Gate(), list[str]()
    sending = Delivery("gate", gate, told.append)
    sending.events([(b"first", {"type": "First"})])
    assert gate.begun.wait(30)
    size = delivery.ROOM // 4
    for number in range(10):
        sending.events([(b"%d" % number * size, {"type": "Large"})])
    assert told == ["gate takes events too slowly: the oldest are dropped"]
    gate.opened.set()
    end(sending)
    assert [line[:5] for line in gate.written] == [
        b"first",
        *(b"%d" % number * 5 for number in (6, 7, 8, 9)),
        b"close",
    ]
    assert told[1:] == ["gate: 6 events could not be delivered"]


def test_a_gap_and_wanted_events_are_lines_of_their_own() -> None:
    gate = Gate()
    gate.opened.set()
    sending = Delivery("gate", gate, print, types={"Dial"})
    sending.events([(b'{\n"type":"Dial"}', {"type": "Dial"}), (b"x", {"type": "Other"})])
    sending.gap(Gap(1.5, restarted=True))
    end(sending)
    assert gate.written == [
        b'{ "type":"Dial"}',
        b'{"type":"AricliGap","seconds":1.5,"restarted":true,"ended":[],"started":[],"dropped":{}}',
        b"closed",
    ]


def test_all_sinks_have_the_same_seconds_at_the_end() -> None:
    first = Gate()
    second = Gate(first)
    sinks: Offers[object] = Offers("sink")
    sinks.add("gates", "first", lambda url: first)
    sinks.add("gates", "second", lambda url: second)
    told = list[str]()
    onlookers = Onlookers(
        SimpleNamespace(sinks=sinks, loaded=[]),
        ["my-app"],
        SimpleNamespace(tell=told.append),
        ["first://", "second://"],
    )
    second.opened.set()
    for each in onlookers:
        each.events([(b"{}", {"type": "Dial"})])
    onlookers.close(grace=30)
    assert (first.written, told) == ([b"{}", b"closed"], [])
