"""Events a second to a handler for each type. Run with ``python -m tests.benchmarks.intake``."""

from __future__ import annotations

from collections import defaultdict

from tests.benchmarks import peers
from tests.benchmarks.contest import attempts, measured, throughput
from tests.benchmarks.peers import Contender

EVENTS = 200_000
SLOW_EVENTS = 40_000
ROUNDS = 3


def handled(contender: Contender) -> tuple[float, float]:
    """Events that a contender handles in a second, and in a second of CPU time."""
    events = SLOW_EVENTS if contender.name == "plain Python" else EVENTS
    variables = {"BENCH_EVENTS": str(events)}
    result = measured(contender, "flood", events, begin="flood", variables=variables)
    return events / result.report["seconds"], events / result.cpu


def main() -> None:
    """Print the table."""
    contenders = [
        peers.aricli("Count"),
        *peers.node("count"),
        *peers.aioari("count"),
        peers.plain("count"),
        peers.ceiling("count"),
    ]
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for each, speed in attempts(contenders, ROUNDS, handled):
        found[each.name].append(speed)
    throughput(f"events to a handler per type, {ROUNDS} rounds", found)
    print("aim: 200,000 events/s and 1.5 times node")


if __name__ == "__main__":
    main()
