"""A terminal of 80 columns with a program on it, whose screen can be read."""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import struct
import subprocess
import termios
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyte

PATIENCE = 30.0


class Terminal:
    """Runs a program on a terminal of its own. Use as a context manager.

    Attributes:
        written: All that the program wrote so far.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        columns: int = 80,
        rows: int = 24,
    ) -> None:
        """Start `command`."""
        self.written = b""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._changed = threading.Condition()
        self._ours, self._theirs = pty.openpty()
        fcntl.ioctl(self._theirs, termios.TIOCSWINSZ, struct.pack("4H", rows, columns, 0, 0))
        self._before = self.settings()
        self._process = subprocess.Popen(
            command,
            stdin=self._theirs,
            stdout=self._theirs,
            stderr=self._theirs,
            env={**environment, "TERM": "xterm-256color"},
            start_new_session=True,
            preexec_fn=self._control,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        os.close(self._theirs)
        self._reader.join()
        os.close(self._ours)

    def settings(self) -> list[Any]:
        """How the terminal is set: echo, line mode, special characters."""
        return termios.tcgetattr(self._theirs)

    @property
    def as_before(self) -> bool:
        """Whether its settings are those from before the program."""
        return self.settings() == self._before

    def shown(self) -> list[str]:
        """The lines of the screen."""
        with self._changed:
            return list(self._screen.display)

    def wait_for(self, *texts: str, gone: str = "") -> list[str]:
        """Wait until the screen shows all of these, and no longer shows what is `gone`."""

        def there(lines: list[str]) -> bool:
            screen = "\n".join(lines)
            return all(each in screen for each in texts) and not (gone and gone in screen)

        return self.wait_until(there, f"{texts}")

    def wait_until(self, there: Callable[[list[str]], bool], what: str) -> list[str]:
        """Wait until the lines of the screen are as they should; it may be read half drawn."""
        with self._changed:
            done = self._changed.wait_for(lambda: there(self._screen.display), PATIENCE)
        screen = self.shown()
        assert done, f"no {what} on the screen:\n" + "\n".join(screen)
        return screen

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._ours, keys.encode())

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self._process.send_signal(number)

    def wait(self) -> int:
        """Wait for the program to end; its exit code."""
        return self._process.wait(PATIENCE)

    def _control(self) -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._ours, 65536)
            except OSError:
                return
            with self._changed:
                self.written += data
                self._stream.feed(data)
                self._changed.notify_all()
