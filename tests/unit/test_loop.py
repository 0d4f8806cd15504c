"""The loop: timers and what can be read, handlers on its own thread, and what keeps it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import closing
from queue import SimpleQueue

import pytest

from aricli.engine import loop as looping
from aricli.engine.lanes import Lanes
from aricli.engine.loop import Loop


@pytest.fixture
def lenient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No handler is taken for one that keeps the loop, however busy the machine is."""
    monkeypatch.setattr(looping, "_KEPT", 60)
    monkeypatch.setattr(looping, "_SPELL", 60)


class Ear:
    """A source of bytes; each is told on the loop's thread."""

    def __init__(self, heard: Callable[[bytes], object]) -> None:
        self._heard = heard
        self._here, self.there = socket.socketpair()
        self.flushed = 0

    def fileno(self) -> int:
        return self._here.fileno()

    def look(self) -> None:
        self._heard(self._here.recv(1))

    def flush(self) -> None:
        self.flushed += 1

    def close(self) -> None:
        self._here.close()
        self.there.close()


def run(loop: Loop, work: Callable[[], object]) -> None:
    """Have the loop run work of a new lane."""
    lane = loop.lanes.lane()
    loop.after(0, lambda: lane.put(work))


def test_the_nearer_timer_fires_first_though_it_was_made_later(loop: Loop) -> None:
    fired: SimpleQueue[str] = SimpleQueue()
    loop.after(0.05, lambda: fired.put("second"))
    loop.after(0.01, lambda: fired.put("first"))
    assert [fired.get(timeout=5), fired.get(timeout=5)] == ["first", "second"]


def test_thousands_of_timers_take_no_threads_of_their_own(loop: Loop) -> None:
    for _ in range(5000):
        loop.after(1000, lambda: None)
    assert loop.lanes.threads == 1


@pytest.mark.usefixtures("lenient")
def test_what_is_read_and_what_falls_due_is_handled_on_one_thread(loop: Loop) -> None:
    threads: SimpleQueue[int] = SimpleQueue()
    here = threading.get_ident

    def heard(byte: bytes) -> None:
        lane.put(lambda: threads.put(here()))

    lane = loop.lanes.lane()
    with closing(Ear(heard)) as ear:
        loop.attend(ear)
        ear.there.send(b"x")
        first = threads.get(timeout=5)
        run(loop, lambda: threads.put(here()))
        assert threads.get(timeout=5) == first
        loop.attend(None)


@pytest.mark.usefixtures("lenient")
def test_a_handler_that_waits_for_an_answer_gets_it_without_another_thread(loop: Loop) -> None:
    answer = threading.Lock()
    answer.acquire()
    done: SimpleQueue[tuple[bool, int]] = SimpleQueue()
    with closing(Ear(lambda byte: answer.release())) as ear:
        loop.attend(ear)

        def ask() -> None:
            ear.there.send(b"x")
            done.put((loop.wait(answer, 5, 1), loop.lanes.threads))

        run(loop, ask)
        assert done.get(timeout=5) == (True, 1)
        assert ear.flushed == 1
        loop.attend(None)


def test_an_answer_that_does_not_come_in_time_is_told_of(loop: Loop) -> None:
    never = threading.Lock()
    never.acquire()
    done: SimpleQueue[bool] = SimpleQueue()
    run(loop, lambda: done.put(loop.wait(never, 0.2, 1)))
    assert done.get(timeout=5) is False
    assert loop.wait(never, 0.01, 1) is False


def test_handlers_that_wait_for_answers_hold_up_no_others(loop: Loop) -> None:
    answers = [threading.Lock() for _ in range(20)]
    done: SimpleQueue[bool] = SimpleQueue()
    for answer in answers:
        answer.acquire()
        run(loop, lambda answer=answer: done.put(loop.wait(answer, 30, 1)))
    free = threading.Event()
    run(loop, free.set)
    assert free.wait(5)
    assert done.empty()
    for answer in answers:
        answer.release()
    assert all(done.get(timeout=5) for _ in answers)


def test_a_handler_that_waits_long_lets_others_run_before_it_has_its_answer(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looping, "_ANSWER", 60)
    answer = threading.Lock()
    answer.acquire()
    run(loop, lambda: loop.wait(answer, 60, 1))
    free = threading.Event()
    run(loop, free.set)
    assert free.wait(5)
    loop.after(0, answer.release)
    assert loop.lanes.settle(5)


@pytest.mark.usefixtures("lenient")
def test_after_a_slow_answer_the_loop_runs_handlers_again(loop: Loop) -> None:
    answer = threading.Lock()
    answer.acquire()
    threads: SimpleQueue[int] = SimpleQueue()
    loop.after(0.1, answer.release)
    done = threading.Event()
    run(loop, lambda: (loop.wait(answer, 60, 1), done.set()))
    assert done.wait(5)
    loop.after(0, lambda: threads.put(threading.get_ident()))
    run(loop, lambda: threads.put(threading.get_ident()))
    assert threads.get(timeout=5) == threads.get(timeout=5)


def test_after_a_handler_that_took_its_time_others_run_elsewhere(loop: Loop) -> None:
    threads: SimpleQueue[int] = SimpleQueue()
    slow, quick = loop.lanes.lane(), loop.lanes.lane()

    def both() -> None:
        slow.put(lambda: (time.sleep(0.01), threads.put(threading.get_ident())))
        quick.put(lambda: threads.put(threading.get_ident()))

    loop.after(0, both)
    assert threads.get(timeout=5) != threads.get(timeout=5)


def thread_of(loop: Loop, ask: Callable[[Callable[[], None]], object]) -> int:
    """The thread that something is done on."""
    threads: SimpleQueue[int] = SimpleQueue()
    ask(lambda: threads.put(threading.get_ident()))
    return threads.get(timeout=5)


def test_for_a_while_after_a_handler_that_took_its_time_the_loop_runs_none(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looping, "_KEPT", 60)
    monkeypatch.setattr(looping, "_WARY", 60)
    run(loop, lambda: time.sleep(0.01))
    assert loop.lanes.settle(5)
    of_loop = thread_of(loop, lambda tell: loop.after(0, tell))
    assert thread_of(loop, lambda tell: run(loop, tell)) != of_loop


def test_many_quick_handlers_are_none_that_took_their_time(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looping, "_KEPT", 60)
    monkeypatch.setattr(looping, "_SPELL", -1)  # each may be the last of a long spell
    monkeypatch.setattr(looping, "_SLOW", 60)
    run(loop, lambda: None)
    assert loop.lanes.settle(5)
    of_loop = thread_of(loop, lambda tell: loop.after(0, tell))
    assert thread_of(loop, lambda tell: run(loop, tell)) == of_loop


@pytest.mark.parametrize("times", [1, 50])
def test_a_handler_that_keeps_the_loop_is_left_to_its_thread(loop: Loop, times: int) -> None:
    released, fired = threading.Event(), threading.Event()
    begun = threading.Barrier(times + 1)
    for _ in range(times):
        run(loop, lambda: (begun.wait(30), released.wait(60)))
    begun.wait(30)
    loop.after(0, fired.set)
    assert fired.wait(5), "no timer fires while handlers block"
    quick = threading.Event()
    run(loop, quick.set)
    assert quick.wait(5), "no handler runs while others block"
    assert not loop.lanes.settle(0)
    released.set()
    assert loop.lanes.settle(5)


def test_what_a_kept_loop_had_before_it_runs_elsewhere(loop: Loop) -> None:
    released, others = threading.Event(), threading.Barrier(4)
    first, *rest = (loop.lanes.lane() for _ in range(4))

    def all_at_once() -> None:
        first.put(lambda: released.wait(60))
        for lane in rest:
            lane.put(lambda: others.wait(30))

    loop.after(0, all_at_once)
    others.wait(30)
    released.set()
    assert loop.lanes.settle(5)


def test_a_handler_that_waits_for_a_connection_goes_on_when_there_is_something_to_read(
    loop: Loop,
) -> None:
    here, there = socket.socketpair()
    done: SimpleQueue[bytes] = SimpleQueue()

    def ask() -> None:
        loop.after(0.01, lambda: there.send(b"answer"))  # fires only if the loop goes on
        loop.wait_to_read(here)
        done.put(here.recv(10))

    with here, there:
        run(loop, ask)
        assert done.get(timeout=5) == b"answer"
        run(loop, lambda: (loop.wait_to_read(here), done.put(b"waited long enough")))
        assert done.get(timeout=5) == b"waited long enough"
        fired = threading.Event()
        loop.after(0, fired.set)
        assert fired.wait(5)


def test_a_connection_may_have_the_number_that_a_source_had(loop: Loop) -> None:
    heard: SimpleQueue[bytes] = SimpleQueue()
    done = threading.Event()
    with closing(Ear(heard.put)) as ear:
        loop.attend(ear)
        ear.there.send(b"x")
        assert heard.get(timeout=5) == b"x"

        def ask() -> None:
            ear.there.send(b"y")
            loop.wait_to_read(ear._here)
            done.set()

        run(loop, ask)
        assert done.wait(5)
        ear.there.send(b"z")
        assert [heard.get(timeout=5) for _ in "yz"] == [b"y", b"z"]
        loop.attend(None)


def test_what_is_not_waited_for_any_more_does_not_keep_the_loop_going(loop: Loop) -> None:
    here, there = socket.socketpair()
    rounds: list[object] = []
    later = threading.Event()

    def ask() -> None:
        there.send(b"never read")
        loop.wait_to_read(here)
        assert loop._rounds
        real = loop._rounds.go
        loop._rounds.go = lambda until: (rounds.append(until), real(until))[1]  # type: ignore[method-assign]
        loop.after(0.1, later.set)

    with here, there:
        run(loop, ask)
        assert later.wait(5)
    assert len(rounds) < 10


def test_nobody_looks_after_a_loop_that_was_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looping, "_LULL", -1)
    lanes = Lanes()
    before = set(threading.enumerate())
    loop = Loop(lanes)
    loop.after(1000, lambda: None)
    (watch,) = (each for each in set(threading.enumerate()) - before if each.name == "loop-watch")
    loop.close()
    watch.join(5)
    assert not watch.is_alive()
    lanes.close()


def test_a_handler_may_ask_the_loop_that_it_runs_on_to_close(loop: Loop) -> None:
    done = threading.Event()
    run(loop, lambda: (loop.close(), done.set()))
    assert done.wait(5)
    assert loop.lanes.settle(5)


def test_what_no_other_handler_sends_is_sent_by_who_waits_for_the_answer(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loop.lanes, "others_go_on", lambda resting: True)
    answer = threading.Lock()
    answer.acquire()
    with closing(Ear(lambda byte: None)) as ear:
        monkeypatch.setattr(ear, "flush", answer.release)
        loop.attend(ear)
        assert loop.wait(answer, 30, 1)
        loop.attend(None)
