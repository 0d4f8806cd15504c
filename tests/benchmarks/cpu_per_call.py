"""CPU time of a call like channel-tones': play, stop, answer, hang up.

Run with ``python -m tests.benchmarks.cpu_per_call``. Calls come at the rate of
`tests.benchmarks.steady`, and at half of it: the fewer calls there are, the more each of them finds
the processor's caches taken by others.
"""

from __future__ import annotations

from collections import defaultdict

from tests.benchmarks import peers
from tests.benchmarks.contest import attempts, measured, medians, table

CALLS = 1000
RATES = (200, 100)
ROUNDS = 5


def main() -> None:
    """Print the tables."""
    for rate in RATES:
        _compare(rate)
    print("aim: 0.4 ms")


def _compare(rate: int) -> None:
    contenders = [
        peers.aricli("Tones"),
        peers.aricli("Tones", "--transport", "http", name="aricli over HTTP"),
        *peers.node("tones"),
        peers.plain("tones"),
    ]
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for each, result in attempts(contenders, ROUNDS, measured, "steady", CALLS, "client", rate):
        found[each.name].append((1000 * result.cpu / CALLS, result.report["requests"] / CALLS))
    lines = medians(found)
    ours = lines["aricli"][0]
    table(
        f"CPU of a call with 4 requests, {rate} calls a second, {ROUNDS} rounds, medians",
        ["ms", "aricli takes", "requests"],
        {
            name: (f"{cpu:.2f}", f"{ours / cpu:.2f} times", f"{requests:.1f}")
            for name, (cpu, requests) in lines.items()
        },
    )


if __name__ == "__main__":
    main()
