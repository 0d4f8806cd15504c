"""A thousand ids on stdin: what each costs, beside a curl for each.

Run with ``python -m tests.benchmarks.stdin``. Start-up is measured apart, with no ids at all, and
taken off. What counts is the ratio of the medians.
"""

from __future__ import annotations

import os
import shlex
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.contest import table
from tests.benchmarks.wire import Answer, Server

ROUNDS = 5
ARICLI = shlex.quote(str(Path(sys.executable).with_name("aricli")))
CURL = "xargs -r -I% curl -s -u asterisk:x -X DELETE $ARICLI_URL/ari/channels/%"
CONTENDERS = {
    "aricli hangup -": (f"{ARICLI} hangup -", 1000),
    "aricli, --parallel 8": (f"{ARICLI} hangup - --parallel 8", 1000),
    "xargs -n1 curl": (CURL, 200),
}


class Cost(NamedTuple):
    """What a run took, in seconds."""

    cpu: float
    wall: float


def main() -> None:
    """Print the table."""
    server = subprocess.Popen(
        [sys.executable, "-m", __spec__.name, "serve"], stdout=subprocess.PIPE
    )
    assert server.stdout
    environment = os.environ | {
        "ARICLI_URL": f"http://127.0.0.1:{int(server.stdout.readline())}",
        "ARICLI_USERNAME": "asterisk",
        "ARICLI_PASSWORD": "x",
    }
    found: dict[str, list[Cost]] = defaultdict(list)
    try:
        for _ in range(ROUNDS):
            for name, (line, ids) in CONTENDERS.items():
                found[name].append(_each(line, ids, environment))
    finally:
        server.terminate()
        server.wait()
    medians = {
        name: Cost(*(1000 * statistics.median(column) for column in zip(*costs, strict=True)))
        for name, costs in found.items()
    }
    ours = medians["aricli hangup -"]
    table(
        f"Hanging up the channels on stdin, for each, {ROUNDS} rounds, medians",
        ["ms of CPU", "aricli takes", "ms in all", "aricli takes"],
        {
            name: (
                f"{cost.cpu:.2f}",
                f"{ours.cpu / cost.cpu:.2f} times",
                f"{cost.wall:.2f}",
                f"{ours.wall / cost.wall:.2f} times",
            )
            for name, cost in medians.items()
        },
    )
    print("aim: 1 ms of CPU")


def _each(line: str, ids: int, environment: dict[str, str]) -> Cost:
    """What one id costs, beyond starting up."""
    none, all_ids = _run(line, 0, environment), _run(line, ids, environment)
    return Cost((all_ids.cpu - none.cpu) / ids, (all_ids.wall - none.wall) / ids)


def _run(line: str, ids: int, environment: dict[str, str]) -> Cost:
    before = os.times()
    text = "".join(f"1795425058.{number}\n" for number in range(ids))
    subprocess.run(["sh", "-c", line], input=text.encode(), env=environment, check=True)
    after = os.times()
    cpu = (after.children_user + after.children_system) - (
        before.children_user + before.children_system
    )
    return Cost(cpu, after.elapsed - before.elapsed)


def serve() -> None:
    """Say yes to every request; tells its port first."""
    server = Server(lambda asked: Answer(204))
    print(server.port, flush=True)
    server.run()


if __name__ == "__main__":
    serve() if sys.argv[1:] == ["serve"] else main()
