"""The listener: connects, and hands on what the loop finds to read.

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
from aricli.engine.loop import Loop
from aricli.errors import ConnectError, Disconnected

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
"""Seconds: pauses between attempts double from the first to the longest, each drawn by chance."""
GOOD_LINK = 30.0
"""Seconds a link has to last before the next pause is a first one again."""


class Receiver(Protocol):
    """Takes what the loop reads. Must be quick."""

    def received(self, messages: Sequence[bytes]) -> None:
        """Messages as they came."""

    def lost(self, error: Disconnected) -> None:
        """The connection is lost; attempts to connect follow."""

    def back(self, seconds: float) -> None:
        """Connected again after so many seconds without events."""


class Listener:
    """Keeps an event stream on the loop until it is closed, through losses of the connection.

    Args:
        connect: Makes a stream, not yet connected.
        receiver: Who takes the messages.
        loop: Who waits for them.
        retries: Attempts to connect again in a row before giving up; ``None`` for ever.
    """

    def __init__(
        self,
        connect: Callable[[], EventStream],
        receiver: Receiver,
        loop: Loop,
        retries: int | None = None,
    ) -> None:
        self._new_stream = connect
        self._receiver = receiver
        self._loop = loop
        self._retries = retries
        self._over = threading.Event()
        self._woken: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._error: Exception | None = None
        self._stream: EventStream | None = None
        self._since = 0.0
        self._attempts = 0

    def start(self) -> None:
        """Connect, and have what comes read.

        Raises:
            AriError: If the first connection does not come about.
        """
        self._attend(self._connected())

    def fileno(self) -> int:
        """The socket of the stream."""
        return self._stream.fileno() if self._stream else -1

    def look(self) -> None:
        """Read what is there; called by the loop."""
        try:
            if (stream := self._stream) and (messages := stream.take()):
                self._receiver.received(messages)
        except Exception as error:
            self._fail(error)

    def _listen_for_silence(self, stream: EventStream) -> None:
        """Look after a stream when nothing has been heard for too long; called by the loop."""
        if stream is not self._stream or self._over.is_set():
            return
        try:
            if time.monotonic() >= stream.due and (messages := stream.meet_silence()):
                self._receiver.received(messages)
        except Exception as error:
            self._fail(error)
        else:
            self._await_silence(stream)

    def _await_silence(self, stream: EventStream) -> None:
        seconds = max(0.0, stream.due - time.monotonic())
        self._loop.after(seconds, lambda: self._listen_for_silence(stream))

    def _fail(self, error: Exception) -> None:
        if isinstance(error, Disconnected):
            try:
                self._lost(error)
            except Exception as another:
                error = another
            else:
                return
        self.stop(error)

    def post(self, text: bytes) -> None:
        """Have a text message sent to the server, at the latest at the next `flush`.

        Raises:
            Disconnected: If there is no connection now.
        """
        if self._stream is None:
            raise Disconnected("the connection is lost")
        self._stream.post(text)

    def flush(self) -> None:
        """Send what was posted."""
        stream = self._stream
        if stream:
            stream.flush()

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
            self._loop.attend(None)
            self._woken.put(None)

    def reconnect(self) -> None:
        """Drop the connection and make it again, as if it had been lost."""
        if self._stream:
            self._stream.close()

    def close(self) -> None:
        """Close the connection."""
        self.stop()
        self._loop.attend(None)
        if self._stream:
            self._stream.close()

    def _connected(self) -> EventStream:
        stream = self._new_stream()
        stream.connect()
        return stream

    def _attend(self, stream: EventStream) -> None:
        self._stream, self._since = stream, time.monotonic()
        self._loop.attend(self)
        self._await_silence(stream)
        if self._over.is_set():
            self.close()

    def _lost(self, error: Disconnected) -> None:
        if self._over.is_set():
            return
        self._loop.attend(None)
        self._receiver.lost(error)
        threading.Thread(target=self._come_back, name="reconnect", daemon=True).start()

    def _come_back(self) -> None:
        lost_at = time.monotonic()
        if lost_at - self._since > GOOD_LINK:
            self._attempts = 0
        try:
            if stream := self._reconnected():
                self._attend(stream)
                self._receiver.back(time.monotonic() - lost_at)
        except Exception as error:
            self.stop(error)

    def _reconnected(self) -> EventStream | None:
        """A new stream; gives up on wrong credentials or after the last retry."""
        if self._stream:
            self._stream.close()
        self._stream = None
        while not self._over.wait(self._pause()):
            self._attempts += 1
            try:
                return self._connected()
            except ConnectError:
                if self._retries is not None and self._attempts >= self._retries:
                    raise
        return None

    def _pause(self) -> float:
        longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(self._attempts, 16))
        return random.uniform(longest / 2, longest)
