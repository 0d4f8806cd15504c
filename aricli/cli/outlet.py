"""The outlet: lines on their way to stdout or stderr, so that a slow reader holds up nobody."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from typing import TextIO

LIMIT = 64 * 1024 * 1024
"""Bytes that may wait for whoever reads our output; what comes then is dropped and counted."""
_PATIENCE = 5.0
"""Seconds at the end for whoever reads to take the rest."""


class Outlet:
    """Writes from a thread of its own, in the order of `write`.

    Args:
        failed: Is told once that nobody reads any more, or that writing failed otherwise.
    """

    def __init__(self, failed: Callable[[Exception], None]) -> None:
        self._failed = failed
        self._waiting: queue.SimpleQueue[tuple[TextIO, bytes] | None] = queue.SimpleQueue()
        self._bytes = 0
        self._broken = False
        self._lock = threading.Lock()
        self.dropped = 0
        self._thread = threading.Thread(target=self._run, name="outlet", daemon=True)
        self._thread.start()

    def write(self, stream: TextIO, lines: Sequence[bytes]) -> None:
        """Write lines, each followed by a newline. Never waits; any thread may call."""
        if not lines or self._broken:
            return
        data = b"\n".join(lines) + b"\n"
        with self._lock:
            if self._bytes + len(data) > LIMIT:
                self.dropped += len(lines)
                return
            self._bytes += len(data)
        self._waiting.put((stream, data))

    def close(self) -> None:
        """Let the rest be read, if whoever reads goes on reading."""
        self._waiting.put(None)
        self._thread.join(_PATIENCE)

    def _run(self) -> None:
        try:
            while item := self._waiting.get():
                self._write_out(*item)
        except (OSError, ValueError) as error:
            self._broken = True
            self._failed(error)

    def _write_out(self, stream: TextIO, data: bytes) -> None:
        stream.buffer.write(data)
        # Only the end of what waits is worth a system call of its own.
        if self._waiting.qsize() <= 1:
            stream.buffer.flush()
        with self._lock:
            self._bytes -= len(data)
