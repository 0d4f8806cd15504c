"""The listener: connects, reads and hands on, on one thread that never waits for anybody.

A lost connection is met with jittered back-off. What the server says of it decides: wrong
credentials end it at once, everything else is tried again.
"""

from __future__ import annotations

import queue
import random
import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from aricli.ari.stream import EventStream
from aricli.engine.interruptible import wait_for
from aricli.errors import ConnectError, Disconnected

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
"""Seconds: pauses between attempts double from the first to the longest, each drawn by chance."""
GOOD_LINK = 30.0
"""Seconds a link has to last before the next pause is a first one again."""


class Receiver(Protocol):
    """Takes what the reading thread reads. Must be quick."""

    def received(self, messages: Sequence[bytes]) -> None:
        """Messages as they came."""

    def lost(self, error: Disconnected) -> None:
        """The connection is lost; attempts to connect follow."""

    def back(self, seconds: float) -> None:
        """Connected again after so many seconds without events."""


class Listener:
    """Reads an event stream until it is closed, through losses of the connection.

    Args:
        connect: Makes a stream, not yet connected.
        receiver: Who takes the messages.
        retries: Attempts to connect again in a row before giving up; ``None`` for ever.
    """

    def __init__(
        self, connect: Callable[[], EventStream], receiver: Receiver, retries: int | None = None
    ) -> None:
        self._new_stream = connect
        self._receiver = receiver
        self._retries = retries
        self._over = threading.Event()
        self._woken: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._error: Exception | None = None
        self._stream: EventStream | None = None
        self._attempts = 0
        self._thread = threading.Thread(target=self._run, name="reader", daemon=True)

    def start(self) -> None:
        """Connect, then read on a thread.

        Raises:
            AriError: If the first connection does not come about.
        """
        self._stream = self._connected()
        self._thread.start()

    def send(self, text: str) -> None:
        """Send a text message to the server.

        Raises:
            Disconnected: If there is no connection now.
        """
        if self._stream is None:
            raise Disconnected("the connection is lost")
        self._stream.send(text)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until reading ends; False if it goes on after so many seconds.

        Raises:
            AriError: What ended it, unless that was `stop`.
        """
        if not self._over.is_set() and not wait_for(self._woken, timeout):
            return False
        if self._error:
            raise self._error
        return True

    def stop(self, error: Exception | None = None) -> None:
        """Stop reading: `wait` returns, or raises the error. Any thread may call it."""
        if not self._over.is_set():
            self._error = error
            self._over.set()
            self._woken.put(None)

    def reconnect(self) -> None:
        """Drop the connection and make it again, as if it had been lost."""
        if self._stream:
            self._stream.close()

    def close(self) -> None:
        """Close the connection and let the reading thread end."""
        self.stop()
        if self._stream:
            self._stream.close()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)

    def _connected(self) -> EventStream:
        stream = self._new_stream()
        stream.connect()
        return stream

    def _run(self) -> None:
        try:
            while not self._over.is_set():
                self._read_until_lost()
        except Exception as error:
            self.stop(error)

    def _read_until_lost(self) -> None:
        since = time.monotonic()
        try:
            while self._stream and not self._over.is_set():
                self._receiver.received(self._stream.read())
        except Disconnected as error:
            if self._over.is_set():
                return
            self._receiver.lost(error)
        lost_at = time.monotonic()
        if lost_at - since > GOOD_LINK:
            self._attempts = 0
        self._reconnect()
        if not self._over.is_set():
            self._receiver.back(time.monotonic() - lost_at)

    def _reconnect(self) -> None:
        """Try until connected; give up on wrong credentials or after the last retry."""
        if self._stream:
            self._stream.close()
        self._stream = None
        while not self._over.wait(self._pause()):
            self._attempts += 1
            try:
                stream = self._connected()
            except ConnectError:
                if self._retries is not None and self._attempts >= self._retries:
                    raise
                continue
            self._stream = stream
            if self._over.is_set():
                stream.close()
            return

    def _pause(self) -> float:
        longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(self._attempts, 16))
        return random.uniform(longest / 2, longest)
