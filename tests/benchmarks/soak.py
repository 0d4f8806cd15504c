"""100 calls a second for ten minutes: ``python -m tests.benchmarks.soak [MINUTES]``.

Threads and memory after the first minute and at the end should be the same, and every call
accounted for: begun, four requests, ended.
"""

from __future__ import annotations

import sys
import time

from tests.benchmarks import peers
from tests.benchmarks.contest import contending, serving, table, used

MINUTES = 10.0
RATE = 100


def main(minutes: float = MINUTES) -> None:
    """Print the table."""
    calls = int(60 * minutes * RATE)
    contender = peers.aricli("Tones")
    lines = {}
    with (
        serving("steady", calls, "client", RATE) as server,
        contending(contender, server.port) as process,
    ):
        server.client = process
        server.wait_for("begin")
        started = time.monotonic()
        for minute in range(1, int(minutes)):
            time.sleep(max(0, started + 60 * minute - time.monotonic()))
            now = used(process.pid)
            lines[f"after minute {minute}"] = (
                f"{now.memory:.1f}",
                f"{now.threads}",
                f"{now.cpu:.1f}",
            )
        report = server.wait_for("done", 60 * minutes)
        now = used(process.pid)
        lines["at the end"] = (f"{now.memory:.1f}", f"{now.threads}", f"{now.cpu:.1f}")
    table(
        f"{calls:,} calls, {RATE} a second",
        ["MiB", "threads", "CPU seconds"],
        lines,
    )
    print(f"calls ended: all {calls:,}; requests: {report['requests']:,}, due {4 * calls:,}")
    print("aim: within 5 MiB of the first minute, as many threads, every call accounted for")


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
