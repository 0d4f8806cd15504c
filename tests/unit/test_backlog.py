"""The backlog is bounded: the least needed events go first, and are counted."""

from __future__ import annotations

import json
import threading
from typing import Any

from aricli import Behaviour
from aricli.engine.backlog import Backlog
from aricli.engine.intake import Intake
from aricli.engine.resync import Gap
from aricli.errors import Disconnected
from tests.unit.fakes import Bench


class Slow(Behaviour):
    """Blocks at its first event until the test lets it go on; says what it gets."""

    app = "app"
    started = threading.Event()
    go_on = threading.Event()

    def stasis_start(self) -> None:
        self.started.set()
        self.go_on.wait(30)

    def channel_varset(self, event: Any) -> None:
        self.say(f"varset {event.value}")

    def channel_dtmf_received(self, event: Any) -> None:
        self.say(f"dtmf {event.digit}")

    def stasis_end(self) -> None:
        self.say("end")


def blocked_bench(limit: int) -> Bench:
    """A call that is blocked, with room for so many events."""
    Slow.started.clear()
    Slow.go_on.clear()
    bench = Bench(Slow)
    bench.engine.backlog = Backlog(limit)
    deliver(bench, "StasisStart", args=[])
    assert Slow.started.wait(30)
    return bench


def deliver(bench: Bench, type: str, **fields: Any) -> None:
    channel = {"id": "c1", "name": "PJSIP/c1", "state": "Up"}
    bench.engine.deliver({"type": type, "application": "app", "channel": channel, **fields})


def release(bench: Bench) -> list[str]:
    """Let the call go on; what it said."""
    Slow.go_on.set()
    assert bench.engine.lanes.settle(30)
    bench.close()
    return bench.said


def test_nothing_is_dropped_within_the_limit() -> None:
    bench = blocked_bench(limit=10)
    for number in range(9):
        deliver(bench, "ChannelVarset", variable="X", value=str(number))
    assert release(bench) == [f"varset {number}" for number in range(9)]
    assert not bench.engine.backlog.dropped


def test_the_oldest_minor_events_go_first_and_are_counted() -> None:
    bench = blocked_bench(limit=4)
    for number in range(3):
        deliver(bench, "ChannelVarset", variable="X", value=str(number))
    deliver(bench, "ChannelDtmfReceived", digit="5", duration_ms=1)
    deliver(bench, "ChannelDtmfReceived", digit="6", duration_ms=1)
    deliver(bench, "StasisEnd")
    said = release(bench)
    assert said == ["varset 2", "dtmf 5", "dtmf 6", "end"]
    assert bench.engine.backlog.dropped == {"ChannelVarset": 2}


def test_major_events_go_when_there_are_no_minor_ones_but_never_the_end_of_a_call() -> None:
    bench = blocked_bench(limit=2)
    for digit in "1234":
        deliver(bench, "ChannelDtmfReceived", digit=digit, duration_ms=1)
    deliver(bench, "StasisEnd")
    said = release(bench)
    assert said[-1] == "end"
    assert said[:-1] == ["dtmf 4"]
    assert bench.engine.backlog.dropped == {"ChannelDtmfReceived": 3}


class Witness:
    """Keeps what it is told of gaps."""

    def __init__(self) -> None:
        self.gaps: list[Gap] = []

    def __getattr__(self, name: str) -> Any:
        return lambda *_: None

    def gap(self, gap: Gap) -> None:
        self.gaps.append(gap)


def told(bench: Bench, events: list[dict[str, Any]], *, held: bool = False) -> list[Gap]:
    """What is told of gaps when these events come, or are held back."""
    witness = Witness()
    silent: Any = Witness()
    intake = Intake(bench.engine.ari, bench.engine, witness, silent, silent)
    if held:
        intake.lost(Disconnected("cut"))
    channel = {"id": "c1", "name": "PJSIP/c1", "state": "Up"}
    intake.received(
        [json.dumps({"application": "app", "channel": channel, **each}).encode() for each in events]
    )
    intake.close()
    return witness.gaps


def test_what_is_dropped_is_told_without_a_gap() -> None:
    bench = blocked_bench(limit=4)
    varset = {"type": "ChannelVarset", "variable": "X", "value": "1"}
    gaps = told(bench, [varset] * 6)
    release(bench)
    assert [(gap.seconds, gap.dropped) for gap in gaps] == [(0.0, {"ChannelVarset": 2})]
    assert str(gaps[0]) == "2 events dropped: more of them come than handlers take"


def test_what_is_held_back_during_a_resync_is_bounded_too() -> None:
    bench = blocked_bench(limit=10)
    varset = {"type": "ChannelVarset", "variable": "X", "value": "1"}
    hold = {"type": "ChannelHold"}
    gaps = told(bench, [varset] * 5 + [hold] * 10 + [{"type": "StasisEnd"}], held=True)
    release(bench)
    assert [gap.dropped for gap in gaps] == [{"ChannelVarset": 5, "ChannelHold": 2}]
