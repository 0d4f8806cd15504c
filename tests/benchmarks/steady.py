"""From StasisStart to the first REST request at 200 calls a second.

Run with ``python -m tests.benchmarks.steady``. The times are taken by the server.
"""

from __future__ import annotations

from tests.benchmarks import peers
from tests.benchmarks.contest import latencies

CALLS = 1000
RATE = 200
ROUNDS = 3


def main() -> None:
    """Print the table."""
    latencies(
        f"{RATE} calls a second, StasisStart to first request",
        [
            peers.aricli("Play"),
            peers.aricli("Play", "--transport", "http", name="aricli over HTTP"),
            *peers.node("play"),
            peers.plain("play"),
        ],
        ("steady", CALLS, "caller", RATE),
        ROUNDS,
    )
    print("aim: 0.4/1.5 ms")


if __name__ == "__main__":
    main()
