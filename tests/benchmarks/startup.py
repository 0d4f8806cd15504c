"""How long a command takes from start to end, beside the smallest program that does the same.

Run with ``python -m tests.benchmarks.startup``. Every pair is run alternately in one go; what
counts is the ratio of the medians.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROUNDS = 40

EMPTY = """
import typer

app = typer.Typer()


@app.command()
def answer(channel: str) -> None:
    pass


app()
"""
SMALLEST = """
import os

import typer

app = typer.Typer()


@app.command()
def answer(channel: str) -> None:
    import requests

    requests.post(
        f"{os.environ['ARICLI_URL']}/ari/channels/{channel}/answer",
        auth=(os.environ["ARICLI_USERNAME"], os.environ["ARICLI_PASSWORD"]),
        timeout=10,
    ).raise_for_status()


app()
"""


class _Done(BaseHTTPRequestHandler):
    """Answers every request with 204."""

    def do_POST(self) -> None:
        self.send_response(204)
        self.end_headers()

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def server() -> Iterator[str]:
    """A server that answers at once; its URL."""
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), _Done)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{httpd.server_port}"
    finally:
        httpd.shutdown()
        httpd.server_close()


def once(arguments: list[str], environment: dict[str, str]) -> float:
    """Milliseconds that a program takes."""
    started = time.perf_counter()
    subprocess.run(arguments, env=environment, check=True, stdout=subprocess.DEVNULL)
    return 1000 * (time.perf_counter() - started)


def compare(ours: list[str], theirs: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """The medians of both, run by turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(-3, ROUNDS):
        pair = once(ours, environment), once(theirs, environment)
        if number >= 0:
            times[0].append(pair[0])
            times[1].append(pair[1])
    return statistics.median(times[0]), statistics.median(times[1])


def main() -> None:
    """Print the table."""
    aricli = shutil.which("aricli", path=os.path.dirname(sys.executable)) or "aricli"
    with tempfile.TemporaryDirectory() as directory, server() as url:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": directory,
            "PYTHONPYCACHEPREFIX": f"{directory}/cache",
            "ARICLI_URL": url,
            "ARICLI_USERNAME": "asterisk",
            "ARICLI_PASSWORD": "asterisk",
        }
        empty, smallest = Path(directory, "empty.py"), Path(directory, "smallest.py")
        empty.write_text(EMPTY)
        smallest.write_text(SMALLEST)
        rows = {
            "aricli --version | an empty Typer program": (
                [aricli, "--version"],
                [sys.executable, str(empty), "c1"],
                1.15,
            ),
            "aricli answer | Typer and requests": (
                [aricli, "answer", "c1"],
                [sys.executable, str(smallest), "c1"],
                1.10,
            ),
            "aricli channels list | Typer and requests": (
                [aricli, "channels", "list"],
                [sys.executable, str(smallest), "c1"],
                1.10,
            ),
        }
        print(f"{'median of ' + str(ROUNDS) + ' runs':45}  aricli ms  other ms  ratio  aim")
        for name, (ours, theirs, aim) in rows.items():
            mine, other = compare(ours, theirs, environment)
            print(f"{name:45}  {mine:9.1f}  {other:8.1f}  {mine / other:5.2f}  {aim:.2f}")


if __name__ == "__main__":
    main()
