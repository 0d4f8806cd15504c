"""Single keys from a terminal, which is left as it was."""

from __future__ import annotations

import os
import re
import select
import termios
import tty
from typing import Any

_SEQUENCE = re.compile(r"\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Z])|.", re.DOTALL)
_NAMES = {
    "\x1b[A": "up",
    "\x1bOA": "up",
    "\x1b[B": "down",
    "\x1bOB": "down",
    "\x1b[5~": "page up",
    "\x1b[6~": "page down",
    "\x1b": "escape",
    "\r": "enter",
    "\n": "enter",
    "\x7f": "backspace",
    "\x08": "backspace",
}


class Keyboard:
    """Reads keys as they are pressed, unechoed. Use as a context manager.

    Ctrl-C still interrupts; Ctrl-Z does nothing, as it would leave the screen to the shell.

    Args:
        file: The file descriptor of the terminal.
    """

    def __init__(self, file: int) -> None:
        self._file = file
        self._before: list[Any] = []

    def __enter__(self) -> Keyboard:
        self._before = termios.tcgetattr(self._file)
        tty.setcbreak(self._file)
        settings = termios.tcgetattr(self._file)
        settings[6][termios.VSUSP] = b"\0"
        termios.tcsetattr(self._file, termios.TCSANOW, settings)
        return self

    def __exit__(self, *exception: object) -> None:
        termios.tcsetattr(self._file, termios.TCSAFLUSH, self._before)

    def read(self, timeout: float) -> list[str]:
        """The keys pressed, none if there are none within so many seconds.

        Raises:
            EOFError: If the terminal is gone.
        """
        ready, _, _ = select.select([self._file], [], [], timeout)
        if not ready:
            return []
        data = os.read(self._file, 4096)
        if not data:
            raise EOFError
        keys = _SEQUENCE.findall(data.decode(errors="ignore"))
        return [_NAMES.get(key, key) for key in keys]
