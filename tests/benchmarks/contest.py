"""Running a contender against the fake server, and reading off the kernel what it took."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple, TypeVar

from tests.benchmarks.peers import Contender

T = TypeVar("T")

_LONGEST = 60.0
"""Seconds: a contender that takes longer has failed."""
_TICK = os.sysconf("SC_CLK_TCK")


class Used(NamedTuple):
    """What a process has used: seconds of CPU, MiB of memory now, threads now."""

    cpu: float
    memory: float
    threads: int


def used(pid: int) -> Used:
    """What a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    status = Path(f"/proc/{pid}/status").read_text()
    found = dict(line.partition(":")[::2] for line in status.splitlines())
    resident = int(found["VmRSS"].split()[0]) / 1024
    return Used((int(fields[11]) + int(fields[12])) / _TICK, resident, int(found["Threads"]))


class Failed(Exception):
    """A contender did not come to its end."""


class Server:
    """The fake server's process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.client: subprocess.Popen[bytes] | None = None
        threading.Thread(target=self._read, daemon=True).start()
        self.port = self.wait_for("port")["port"]

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._lines.put(line)

    def wait_for(self, key: str, seconds: float = _LONGEST) -> dict[str, Any]:
        """The server's next report of this.

        Raises:
            Failed: If it does not come, or the client has ended.
        """
        until = time.monotonic() + seconds
        while time.monotonic() < until and not (self.client and self.client.poll() is not None):
            with contextlib.suppress(queue.Empty):
                report: dict[str, Any] = json.loads(self._lines.get(timeout=0.2))
                if key in report:
                    return report
        raise Failed(f"did not come to {key!r}")


@contextlib.contextmanager
def serving(*scenario: object) -> Iterator[Server]:
    """The fake server, with a scenario."""
    command = [sys.executable, "-m", "tests.benchmarks.fake_ari", *map(str, scenario)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Server(process)
        finally:
            process.kill()


@contextlib.contextmanager
def contending(
    contender: Contender,
    port: int,
    variables: Mapping[str, str] | None = None,
    stdout: int | IO[bytes] = subprocess.DEVNULL,
) -> Iterator[subprocess.Popen[bytes]]:
    """A contender at its work."""
    command = [part.replace("{port}", str(port)) for part in contender.command]
    with (
        tempfile.TemporaryFile() as log,
        tempfile.TemporaryDirectory() as home,
        subprocess.Popen(
            command,
            env=_environment(contender, home) | dict(variables or {}),
            stdin=subprocess.PIPE,
            stdout=stdout,
            stderr=log,
        ) as process,
    ):
        try:
            yield process
        except Failed as error:
            log.seek(0)
            text = log.read()[-2000:].decode(errors="replace")
            raise Failed(f"{contender.name}: {error}\n{text}") from None
        finally:
            process.kill()


def _environment(contender: Contender, home: str) -> dict[str, str]:
    """The tester's own settings stay out of it, and what it notes does not reach theirs."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ARICLI_", "XDG_"))
    }
    return kept | {
        "HOME": home,
        "PYTHONPATH": os.pathsep.join(filter(None, [contender.path, os.getcwd()])),
        "ARICLI_USERNAME": "asterisk",
        "ARICLI_PASSWORD": "asterisk",
    }


class Result(NamedTuple):
    """What the server measured, and what the contender used for it."""

    report: dict[str, Any]
    cpu: float
    memory: float
    threads: int


def measured(
    contender: Contender,
    *scenario: object,
    begin: str = "begin",
    variables: Mapping[str, str] | None = None,
) -> Result:
    """Run a contender through a scenario.

    Raises:
        Failed: If it does not come to its end.
    """
    with serving(*scenario) as server, contending(contender, server.port, variables) as process:
        server.client = process
        server.wait_for(begin)
        before = used(process.pid)
        report = server.wait_for("done")
        after = used(process.pid)
        return Result(report, after.cpu - before.cpu, after.memory, after.threads)


def attempts(
    contenders: Sequence[Contender],
    rounds: int,
    run: Callable[..., T],
    *arguments: Any,
    **settings: Any,
) -> Iterator[tuple[Contender, T]]:
    """Run the contenders by turns, so that a slow minute of the machine hits them all.

    One that fails is told of and left out of that round.
    """
    for _ in range(rounds):
        for each in contenders:
            try:
                yield each, run(each, *arguments, **settings)
            except Failed as error:
                print(error, file=sys.stderr)


def medians(values: Mapping[str, Sequence[Sequence[float]]]) -> dict[str, list[float]]:
    """By contender, the median of each column over its rounds."""
    return {
        name: [statistics.median(column) for column in zip(*lines, strict=True)]
        for name, lines in values.items()
    }


def table(title: str, columns: Sequence[str], lines: Mapping[str, Sequence[str]]) -> None:
    """Print a table."""
    print(f"\n{title}\n{'':24}" + "".join(f"{column:>16}" for column in columns))
    for name, cells in lines.items():
        print(f"{name:24}" + "".join(f"{cell:>16}" for cell in cells), flush=True)


def throughput(title: str, found: Mapping[str, Sequence[tuple[float, float]]]) -> None:
    """Print events a second, and in a second of CPU time, beside aricli's."""
    lines = medians(found)
    ours = lines["aricli"]
    table(
        f"{title}, medians",
        ["events/s", "aricli is", "per CPU second", "aricli is"],
        {
            name: (
                f"{wall:,.0f}",
                f"{ours[0] / wall:.2f} times",
                f"{cpu:,.0f}",
                f"{ours[1] / cpu:.2f} times",
            )
            for name, (wall, cpu) in lines.items()
        },
    )


def latencies(
    title: str, contenders: Sequence[Contender], scenario: Sequence[object], rounds: int
) -> None:
    """Run calls and print how long the first request of each took to come."""
    found: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for each, result in attempts(contenders, rounds, measured, *scenario):
        cpu = 1000 * result.cpu / int(str(scenario[1]))
        found[each.name].append((result.report["p50"], result.report["p99"], cpu))
    lines = medians(found)
    ours = lines["aricli"]
    table(
        f"{title}, {rounds} rounds, medians",
        ["p50 ms", "p99 ms", "aricli takes", "CPU ms a call"],
        {
            name: (
                f"{p50:.2f}",
                f"{p99:.2f}",
                f"{ours[0] / p50:.2f}, {ours[1] / p99:.2f}",
                f"{cpu:.2f}",
            )
            for name, (p50, p99, cpu) in lines.items()
        },
    )
