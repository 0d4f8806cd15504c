"""Lanes: one call's work in order, and nobody held up by another call."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

import pytest

from aricli.engine.lanes import CORE_THREADS, Lanes


def test_work_of_a_lane_runs_in_order_and_never_at_once() -> None:
    lanes = Lanes()
    done: list[int] = []
    running = threading.Lock()

    def work(number: int) -> None:
        assert running.acquire(blocking=False), "two pieces of one lane ran at once"
        done.append(number)
        running.release()

    lane = lanes.lane()
    for number in range(5000):
        lane.put(lambda number=number: work(number))
    lanes.settle()
    lanes.close()
    assert done == list(range(5000))


def test_work_that_is_done_before_its_lane_is_scheduled_does_not_freeze_the_lane() -> None:
    lanes = Lanes()
    lane = lanes.lane()
    done: list[str] = []

    class DoneAtOnce(SimpleQueue[Callable[[], None]]):
        """What is put is done by the thread that has the lane, before `add` sees it leave."""

        def put(self, item: Callable[[], None], *_: object, **__: object) -> None:
            super().put(item)
            lane.run()

    eager = DoneAtOnce()
    assert lane.add(lambda: None)
    lane._work = eager
    SimpleQueue.put(eager, lambda: done.append("first"))
    lane.put(lambda: done.append("second"))
    assert lanes.settle(30)
    lane._work = SimpleQueue()
    lane.put(lambda: done.append("third"))
    assert lanes.settle(30)
    lanes.close()
    assert done == ["first", "second", "third"]


def test_hundreds_of_blocked_lanes_hold_up_nobody() -> None:
    lanes = Lanes()
    released = threading.Event()
    for _ in range(300):
        lanes.lane().put(lambda: released.wait(60))
    free = threading.Barrier(2)
    lanes.lane().put(lambda: free.wait(30))
    free.wait(30)
    released.set()
    lanes.settle()
    lanes.close()


def test_at_the_end_nobody_waits_for_each_blocked_lane_by_itself() -> None:
    lanes = Lanes()
    begun, released = threading.Barrier(9), threading.Event()
    for _ in range(8):
        lanes.lane().put(lambda: (begun.wait(30), released.wait(60)))
    begun.wait(30)
    started = time.monotonic()
    lanes.close()
    assert time.monotonic() - started < 4
    released.set()


def test_all_blocked_lanes_get_a_thread() -> None:
    lanes = Lanes()
    together = threading.Barrier(200)
    for _ in range(200):
        lanes.lane().put(lambda: together.wait(60))
    lanes.settle()
    lanes.close()
    assert not together.broken


def test_idle_lanes_cost_no_threads() -> None:
    lanes = Lanes()
    kept = [lanes.lane() for _ in range(10_000)]
    for lane in kept:
        lane.put(lambda: None)
    lanes.settle()
    assert lanes.threads <= CORE_THREADS
    lanes.close()


def test_work_put_from_within_a_lane_comes_after_what_is_there() -> None:
    lanes = Lanes()
    lane = lanes.lane()
    done: list[str] = []
    gate = threading.Event()

    def first() -> None:
        gate.wait(30)
        lane.put(lambda: done.append("put from within"))
        done.append("first")

    lane.put(first)
    lane.put(lambda: done.append("second"))
    gate.set()
    lanes.settle()
    lanes.close()
    assert done == ["first", "second", "put from within"]


def test_threads_of_blocked_lanes_end_with_them_though_others_go_on() -> None:
    lanes = Lanes()
    released = threading.Event()
    together = threading.Barrier(51)

    def blocked() -> None:
        together.wait(60)
        released.wait(60)

    for _ in range(50):
        lanes.lane().put(blocked)
    together.wait(60)
    assert lanes.threads >= 50
    released.set()
    lanes.settle()
    assert lanes.threads <= CORE_THREADS
    lanes.close()


def test_others_go_on_while_there_are_threads_for_what_is_ready() -> None:
    lanes = Lanes()
    lanes.open()
    assert lanes.threads == CORE_THREADS
    assert not lanes.others_go_on(1), "nothing is ready"
    begun, released = threading.Barrier(CORE_THREADS + 1), threading.Event()
    for _ in range(CORE_THREADS):
        lanes.lane().put(lambda: (begun.wait(30), released.wait(60)))
    begun.wait(30)
    last = threading.Event()
    lanes.lane().put(lambda: (last.set(), released.wait(60)))
    asked = lanes.others_go_on(1), lanes.others_go_on(CORE_THREADS), lanes.ready
    assert asked == (True, False, 1) or last.is_set()
    released.set()
    lanes.settle()
    lanes.close()


def test_work_that_raises_stops_neither_its_lane_nor_its_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: told.append(str(args.exc_value)))
    lanes = Lanes()
    lane = lanes.lane()
    done = threading.Event()

    def fail() -> None:
        raise SystemExit("no luck")

    lane.put(fail)
    lane.put(done.set)
    assert done.wait(5)
    assert lanes.settle(5)
    lanes.close()
    assert told == ["no luck"]
