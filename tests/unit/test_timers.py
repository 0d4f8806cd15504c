"""Timers fire once, in order, and not after they were cancelled."""

from __future__ import annotations

import threading

from aricli.engine.timers import RealClock, VirtualClock


def test_virtual_clock_fires_in_order_of_time_and_then_of_making() -> None:
    clock = VirtualClock()
    fired: list[str] = []
    clock.after(2, lambda: fired.append("late"))
    clock.after(1, lambda: fired.append("early"))
    clock.after(1, lambda: fired.append("early too"))
    clock.advance(1.5)
    assert fired == ["early", "early too"]
    clock.advance(0.5)
    assert fired == ["early", "early too", "late"]


def test_virtual_clock_shows_each_timer_its_own_time() -> None:
    clock = VirtualClock()
    seen: list[float] = []
    clock.after(1, lambda: clock.after(1, lambda: seen.append(clock.now())))
    clock.advance(5)
    assert seen == [2.0]
    assert clock.now() == 5.0


def test_cancelled_timer_does_not_fire() -> None:
    clock = VirtualClock()
    fired: list[str] = []
    clock.after(1, lambda: fired.append("x")).cancel()
    clock.advance(2)
    assert fired == []


def test_real_clock_fires_the_nearer_timer_first_though_it_was_made_later() -> None:
    clock = RealClock()
    fired: list[str] = []
    done = threading.Event()
    clock.after(0.05, lambda: (fired.append("second"), done.set()))
    clock.after(0.01, lambda: fired.append("first"))
    assert done.wait(5)
    clock.close()
    assert fired == ["first", "second"]


def test_real_clock_uses_one_thread_for_thousands_of_timers() -> None:
    clock = RealClock()
    before = threading.active_count()
    for _ in range(5000):
        clock.after(1000, lambda: None)
    assert threading.active_count() == before + 1
    clock.close()
    assert threading.active_count() == before
