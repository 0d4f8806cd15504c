"""Threads of handlers do not take the processor from each other; the loop's may, to be quick."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from queue import SimpleQueue

import pytest

from aricli.engine.loop import Loop
from tests.unit.patience import eventually

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.sched_getscheduler(0) != os.SCHED_OTHER,
    reason="the tests are not run in the usual way of Linux",
)


def policies(loop: Loop) -> Counter[int]:
    """How the threads of a pool are scheduled."""
    return Counter(os.sched_getscheduler(each.native_id or 0) for each in loop.lanes._threads)


def test_threads_of_handlers_wait_for_their_turn_and_the_loop_does_not(loop: Loop) -> None:
    loop.lanes.open()
    loop.after(1000, lambda: None)
    others = loop.lanes.threads - 1
    expected = {os.SCHED_OTHER: 1, os.SCHED_BATCH: others}
    assert eventually(lambda: policies(loop) == expected)
    assert os.sched_getscheduler(0) == os.SCHED_OTHER, "of whoever uses the pool"


def test_a_thread_that_lost_the_loop_waits_for_its_turn_again(loop: Loop) -> None:
    released, kept = threading.Event(), threading.Event()
    lane = loop.lanes.lane()
    loop.after(0, lambda: lane.put(lambda: (kept.set(), released.wait(60))))
    assert kept.wait(5)
    fired = threading.Event()
    loop.after(0, fired.set)
    assert fired.wait(5), "another thread has the loop now"
    released.set()
    assert eventually(lambda: policies(loop)[os.SCHED_OTHER] == 1)


PROGRAM = """
import os
from queue import SimpleQueue
from aricli.engine.lanes import Lanes
os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
found = SimpleQueue()
lanes = Lanes()
lanes.lane().put(lambda: found.put(os.sched_getscheduler(0)))
print(found.get(timeout=30) == os.SCHED_IDLE)
"""


def test_what_a_process_was_started_with_stays() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)
    assert done.stdout == b"True\n"


def test_where_the_system_does_not_let_us_work_goes_on(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "sched_setscheduler", refuse)
    done: SimpleQueue[int] = SimpleQueue()
    loop.lanes.lane().put(lambda: done.put(os.sched_getscheduler(0)))
    assert done.get(timeout=5) == os.SCHED_OTHER
