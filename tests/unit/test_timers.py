"""Timers fire once, in order, and not after they were cancelled."""

from __future__ import annotations

from aricli.engine.timers import VirtualClock


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
