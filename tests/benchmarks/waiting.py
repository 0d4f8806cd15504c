"""Memory and threads when 10,000 calls wait: ``python -m tests.benchmarks.waiting``."""

from __future__ import annotations

from tests.benchmarks import peers
from tests.benchmarks.contest import attempts, measured, table

CALLS = 10_000
RATE = 1000


def main() -> None:
    """Print the table."""
    contenders = [peers.aricli("Wait"), *peers.node("wait"), peers.plain("wait")]
    table(
        f"{CALLS:,} waiting calls",
        ["MiB", "threads"],
        {
            each.name: (f"{result.memory:.0f}", f"{result.threads}")
            for each, result in attempts(contenders, 1, measured, "steady", CALLS, "nobody", RATE)
        },
    )
    print("aim: 64 MiB, 24 threads")


if __name__ == "__main__":
    main()
