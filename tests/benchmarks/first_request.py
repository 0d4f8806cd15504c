"""From StasisStart to the first REST request, 500 calls at once.

Run with ``python -m tests.benchmarks.first_request``. The times are taken by the server.
"""

from __future__ import annotations

from tests.benchmarks import peers
from tests.benchmarks.contest import latencies

CALLS = 500
ROUNDS = 5


def main() -> None:
    """Print the table."""
    latencies(
        f"{CALLS} calls at once, StasisStart to first request",
        [
            peers.aricli("Play"),
            peers.aricli("Play", "--transport", "http", name="aricli over HTTP"),
            *peers.node("play"),
            peers.plain("play"),
        ],
        ("burst", CALLS, "caller"),
        ROUNDS,
    )
    print("aim: 25/40 ms, over HTTP alone 40/60")


if __name__ == "__main__":
    main()
