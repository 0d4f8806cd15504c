"""A command that waits notices a signal, whenever it comes."""

from __future__ import annotations

import queue
import signal
import threading
import time

import pytest

from aricli.engine.interruptible import wait_for


class Word(queue.SimpleQueue[None]):
    """Says when somebody waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self.awaited = threading.Event()

    def get(self, block: bool = True, timeout: float | None = None) -> None:
        self.awaited.set()
        super().get(block, timeout)


def test_a_signal_that_does_not_interrupt_the_wait_is_noticed_all_the_same() -> None:
    word = Word()
    noticed = threading.Event()
    rescued: list[bool] = []

    def interrupt() -> None:
        word.awaited.wait(30)
        time.sleep(0.1)  # from here into the wait itself there is nothing to see
        # What another thread gets wakes nobody, as one that comes just before the wait begins.
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)
        rescued.append(not noticed.wait(10))
        word.put(None)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        wait_for(word)
    noticed.set()
    thread.join()
    assert rescued == [False]


def test_a_word_ends_the_wait_and_so_does_time() -> None:
    word: queue.SimpleQueue[None] = queue.SimpleQueue()
    word.put(None)
    assert wait_for(word)
    assert not wait_for(word, 0.01)
