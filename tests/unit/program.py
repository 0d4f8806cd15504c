"""``aricli`` as a program of its own, in a pipe or on a terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import tempfile
import termios
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.unit import warm

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
        """Run it with files for its streams."""
        with tempfile.TemporaryDirectory() as folder:
            given, stdout, stderr = (Path(folder, name) for name in ("in", "out", "err"))
            given.write_bytes(stdin.encode())
            stdout.touch()
            stderr.touch()
            code = self._run(arguments, environment, given, stdout, stderr)
            return Ran(code, stdout.read_bytes(), stderr.read_text())

    def on_a_full_disk(self, *arguments: str) -> Ran:
        """Run it with its stdout on a device that has no space left."""
        with tempfile.NamedTemporaryFile() as stderr:
            code = self._run(arguments, {}, os.devnull, "/dev/full", stderr.name)
            return Ran(code, b"", stderr.read().decode())

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start it with pipes for its streams.

        SIGINT interrupts it even where the tests run in the background and ignore it.
        """
        interruptible = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        program, option, code = _COMMAND
        return subprocess.Popen(
            [program, option, interruptible + code, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.home,
            env=self.environment,
        )

    def on_terminal(self, *arguments: str, columns: int = 80, **environment: str) -> Ran:
        """Run it with stdout on a terminal so wide, and stderr in a file."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 24, columns, 0, 0))
        shown = bytearray()
        reader = threading.Thread(target=_read, args=(ours, shown))
        reader.start()
        with tempfile.NamedTemporaryFile() as stderr:
            code = self._run(arguments, environment, os.devnull, os.ttyname(theirs), stderr.name)
            os.close(theirs)
            reader.join()
            os.close(ours)
            return Ran(code, bytes(shown).replace(b"\r\n", b"\n"), stderr.read().decode())

    def _run(
        self, arguments: Sequence[str], more: dict[str, str], *streams: str | os.PathLike[str]
    ) -> int:
        return warm.run(arguments, self.environment | more, self.home, streams)


def _read(terminal: int, shown: bytearray) -> None:
    try:
        while data := os.read(terminal, 65536):
            shown += data
    except OSError:  # how a terminal says that the other side has ended
        pass
