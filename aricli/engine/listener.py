"""The listener: connects, reads and hands on, on one thread that never waits for anybody."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from aricli.ari.stream import EventStream
from aricli.errors import AppReplaced


class Receiver(Protocol):
    """Takes what the reading thread reads. Must be quick."""

    def received(self, messages: Sequence[bytes]) -> None:
        """Messages as they came."""


class Listener:
    """Reads an event stream until it ends, is closed, or the application is taken over.

    Args:
        stream: The stream, not yet connected.
        receiver: Who takes the messages.
    """

    def __init__(self, stream: EventStream, receiver: Receiver) -> None:
        self._stream = stream
        self._receiver = receiver
        self._over = threading.Event()
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="reader", daemon=True)

    def start(self) -> None:
        """Connect, then read on a thread.

        Raises:
            AriError: If the connection does not come about.
        """
        self._stream.connect()
        self._thread.start()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until reading ends; False if it goes on after so many seconds.

        Raises:
            AriError: What ended it, unless that was `stop`.
        """
        if not self._over.wait(timeout):
            return False
        if self._error:
            raise self._error
        return True

    def stop(self) -> None:
        """Stop reading: `wait` returns. May be called from the reading thread."""
        self._over.set()

    def close(self) -> None:
        """Close the connection and let the reading thread end."""
        self._over.set()
        self._stream.close()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        try:
            while not self._over.is_set():
                self._receiver.received(self._stream.read())
        except Exception as error:
            if not self._over.is_set():
                self._error = error
        finally:
            self._over.set()


def decode(message: bytes) -> dict[str, Any] | None:
    """A message as data, None if it is no JSON object."""
    try:
        raw = json.loads(message)
    except ValueError:
        return None
    return raw if isinstance(raw, dict) and isinstance(raw.get("type"), str) else None


def replaced(raw: Mapping[str, Any]) -> AppReplaced:
    """The error for an ApplicationReplaced event."""
    app = raw.get("application", "")
    return AppReplaced(
        f"another client took over the application {app}",
        "one client at a time holds an application; stop the other one, or use another name",
    )
