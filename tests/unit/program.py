"""``aricli`` as a program of its own, in a pipe or on a terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path
from typing import NamedTuple

_COMMAND = [sys.executable, "-c", "from aricli.cli import main; main()"]
PASSWORD = "open-sesame"


class Ran(NamedTuple):
    """How a command ended and what it said."""

    code: int
    stdout: bytes
    stderr: str

    @property
    def lines(self) -> list[str]:
        """The lines of stdout."""
        return self.stdout.decode().splitlines()


class Program:
    """Runs ``aricli`` against a server with an environment of its own."""

    def __init__(self, url: str, home: Path) -> None:
        """Use `home`, an empty directory, as HOME and working directory."""
        self.home = home
        self.environment = {
            "HOME": str(home),
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(sys.path),
            "TERM": "xterm",
            "ARICLI_URL": url,
            "ARICLI_USERNAME": "asterisk",
            "ARICLI_PASSWORD": PASSWORD,
        }

    def command(self, *arguments: str) -> list[str]:
        """The words that start it."""
        return [*_COMMAND, *arguments]

    def __call__(self, *arguments: str, stdin: str = "", **environment: str) -> Ran:
        """Run it in a pipe."""
        ran = subprocess.run(
            self.command(*arguments),
            input=stdin.encode(),
            capture_output=True,
            cwd=self.home,
            env=self.environment | environment,
            timeout=60,
        )
        return Ran(ran.returncode, ran.stdout, ran.stderr.decode())

    def on_terminal(self, *arguments: str, columns: int = 80, **environment: str) -> Ran:
        """Run it with stdout on a terminal so wide, and stderr in a pipe."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 24, columns, 0, 0))
        with subprocess.Popen(
            self.command(*arguments),
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=subprocess.PIPE,
            cwd=self.home,
            env=self.environment | environment,
        ) as process:
            os.close(theirs)
            shown = _all(ours)
            os.close(ours)
            assert process.stderr
            stderr = process.stderr.read().decode()
        return Ran(process.returncode, shown.replace(b"\r\n", b"\n"), stderr)


def _all(terminal: int) -> bytes:
    shown = b""
    try:
        while data := os.read(terminal, 65536):
            shown += data
    except OSError:  # how a terminal says that the other side has ended
        pass
    return shown
