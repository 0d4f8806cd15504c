"""Events a second of ``aricli listen -o jsonl`` to a pipe: ``python -m tests.benchmarks.jsonl``."""

from __future__ import annotations

import os
import time
from collections import defaultdict

from tests.benchmarks import peers
from tests.benchmarks.contest import Failed, attempts, contending, serving, throughput, used
from tests.benchmarks.peers import Contender

EVENTS = 400_000
ROUNDS = 3


def printed(contender: Contender) -> tuple[float, float]:
    """Events that a contender prints in a second, and in a second of CPU time."""
    reading, writing = os.pipe()
    variables = {"BENCH_EVENTS": str(EVENTS)}
    with (
        open(reading, "rb", buffering=0) as pipe,
        serving("flood", EVENTS) as server,
        contending(contender, server.port, variables, stdout=writing) as process,
    ):
        os.close(writing)
        server.wait_for("flood")
        started, before = time.perf_counter(), used(process.pid)
        lines = 0
        while lines < EVENTS:
            data = pipe.read(1 << 20)
            if not data:
                raise Failed(f"ended after {lines} of {EVENTS} events")
            lines += data.count(b"\n")
        seconds = time.perf_counter() - started
        return EVENTS / seconds, EVENTS / (used(process.pid).cpu - before.cpu)


def main() -> None:
    """Print the table."""
    contenders = [
        peers.aricli("", "-o", "jsonl"),
        *peers.wscat(),
        peers.ceiling("jsonl"),
    ]
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for each, speed in attempts(contenders, ROUNDS, printed):
        found[each.name].append(speed)
    throughput(f"events as lines to a pipe, {ROUNDS} rounds", found)
    print("aim: above wscat")


if __name__ == "__main__":
    main()
