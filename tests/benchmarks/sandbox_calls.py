"""1,000 calls at once on the sandbox: ``python -m tests.benchmarks.sandbox_calls``.

The sandbox is a process of its own; the calls come at 200 a second and each hears the monkeys, so
that all of them are there at once. The latency of an event is from its timestamp, which the
sandbox puts on it as it happens, to the moment aricli has read and decoded it.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from statistics import quantiles

from aricli_monkeys import Monkeys

from aricli import Behaviour
from aricli.ari.server import Server
from aricli.engine.call import Call
from aricli.engine.intake import Message
from aricli.engine.observers import Onlooker
from aricli.engine.run import Run
from aricli.sandbox import Sandbox

CALLS = 1000
RATE = 200


class Latencies(Onlooker):
    """Takes the time of every event, and knows when the last call has ended."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.over = threading.Event()
        self._left = CALLS

    def said(self, kind: type[Behaviour], text: str) -> None:
        """Nobody listens."""

    def failed(self, call: Call, what: str, error: Exception) -> None:
        """Tell of it: it spoils the figures."""
        print(f"a handler failed in {what}: {error}")

    def set_aside(self, kind: type[Behaviour]) -> None:
        """It has been told."""

    def events(self, messages: Sequence[Message]) -> None:
        """Note how old these are."""
        now = time.time()
        for _, raw in messages:
            self.seconds.append(now - datetime.fromisoformat(raw["timestamp"]).timestamp())
            self._left -= raw["type"] == "StasisEnd"
        if not self._left:
            self.over.set()


def serve() -> None:
    """Be the sandbox: make the calls once a line is read."""
    with Sandbox() as sandbox:
        print(sandbox.url, flush=True)
        sys.stdin.readline()
        begun = time.monotonic()
        for number in range(CALLS):
            time.sleep(max(0.0, begun + number / RATE - time.monotonic()))
            sandbox.call("1001", caller=str(number))
        print(time.monotonic() - begun, flush=True)
        most = sandbox.do(lambda: len(sandbox.server.exchange.channels))
        print(most, flush=True)
        sys.stdin.readline()


def main() -> None:
    """Print the figures."""
    latencies = Latencies()
    begun = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.sandbox_calls", "serve"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        url = process.stdout.readline().strip()
        started = time.monotonic() - begun
        apps = {Monkeys.app: Monkeys}
        run = Run(Server(url, "asterisk", "asterisk"), list(apps), apps, latencies, [latencies])
        run.start()
        print("go", file=process.stdin, flush=True)
        process.stdout.readline()
        most = process.stdout.readline().strip()
        latencies.over.wait(120)
        run.close()
        process.stdin.close()
    cuts = quantiles(latencies.seconds, n=100)
    print(
        f"sandbox started in {started:.2f} s; {most} calls at once; {len(latencies.seconds)} events"
    )
    print(f"event latency: p50 {cuts[49] * 1000:.1f} ms, p99 {cuts[98] * 1000:.1f} ms; aim: 20 ms")


if __name__ == "__main__":
    serve() if sys.argv[1:] == ["serve"] else main()
