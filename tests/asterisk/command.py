"""The installed ``aricli`` as a user runs it: a subprocess with an environment of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

PROGRAM = Path(sys.executable).with_name("aricli")
PATIENCE = 60.0


class Lines:
    """The lines of one output stream, gathered by a thread; a test can wait for one."""

    def __init__(self, stream: IO[str]) -> None:
        """Begin to read `stream`."""
        self._lines: list[str] = []
        self._ended = False
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._reader.start()

    def now(self) -> list[str]:
        """What has come so far, without line ends."""
        with self._changed:
            return list(self._lines)

    def all(self) -> list[str]:
        """Every line, once the stream has ended."""
        self._reader.join(PATIENCE)
        return self.now()

    def wait_for(self, text: str, count: int = 1) -> str:
        """Wait until `count` lines contain `text`; return the last of them."""

        def found() -> list[str]:
            return [line for line in self._lines if text in line]

        with self._changed:
            self._changed.wait_for(lambda: self._ended or len(found()) >= count, PATIENCE)
            assert len(found()) >= count, f"no line with {text!r} in {self._lines}"
            return found()[count - 1]

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            with self._changed:
                self._lines.append(line.rstrip("\n"))
                self._changed.notify_all()
        stream.close()
        with self._changed:
            self._ended = True
            self._changed.notify_all()


class Running:
    """One ``aricli`` that has been started."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Gather what `process`, whose output is piped, prints."""
        assert process.stdout
        assert process.stderr
        self.process = process
        self.stdout = Lines(process.stdout)
        self.stderr = Lines(process.stderr)

    def complaints(self) -> list[str]:
        """What a listener said on stderr until it ended, except who it is.

        Asterisk lets go of an application some time after its client: that an earlier test had one
        of the same name is no complaint.
        """
        introductions = ("aricli: listening to ", "aricli: no behaviour answers ")
        remarks = (" is answered by ", " is known to Asterisk already: ")
        return [
            line
            for line in self.stderr.all()
            if not line.startswith(introductions) and not any(each in line for each in remarks)
        ]

    def wait(self) -> int:
        """Wait for it to end by itself; return its exit code."""
        return self.process.wait(PATIENCE)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send it a signal unless it has ended; return its exit code."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)  # a line of bash has children
        return self.wait()


class Aricli:
    """Runs ``aricli`` against one server with nothing of the tester's own settings.

    Attributes:
        environment: The variables it runs with.
    """

    def __init__(self, home: Path, url: str, username: str, password: str) -> None:
        """Use `home`, an empty directory, as HOME."""
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("ARICLI_", "XDG_"))
        } | {
            "PATH": f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "ARICLI_URL": url,
            "ARICLI_USERNAME": username,
            "ARICLI_PASSWORD": password,
        }
        self._started: list[Running] = []

    def __call__(
        self, *arguments: str, stdin: str = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run ``aricli ARGUMENTS`` to its end; `environment` overrides, as ``ARICLI_URL=...``."""
        return subprocess.run(
            [PROGRAM, *arguments],
            input=stdin,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    def start(self, *arguments: str, **environment: str) -> Running:
        """Start ``aricli ARGUMENTS`` and leave it running."""
        return self._start([str(PROGRAM), *arguments], environment)

    def listen(self, app: str, *arguments: str, **environment: str) -> Running:
        """Start ``aricli listen --app APP ARGUMENTS`` and return once it listens."""
        running = self.start("listen", "--app", app, *arguments, **environment)
        running.stderr.wait_for("aricli: listening to ")
        return running

    def start_shell(self, line: str) -> Running:
        """Start a line of bash in which ``aricli`` is the installed command."""
        return self._start(["bash", "-c", line], {})

    def close(self) -> None:
        """End what is still running."""
        for running in self._started:
            running.stop()

    def _start(self, command: list[str], environment: dict[str, str]) -> Running:
        running = Running(
            subprocess.Popen(
                command,
                env=self.environment | environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                process_group=0,
            )
        )
        self._started.append(running)
        return running
