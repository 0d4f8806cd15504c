"""A real Redis on a port of its own, that can be stopped and started again."""

from __future__ import annotations

import shutil
import socket
import subprocess
from pathlib import Path

import pytest


class RedisServer:
    """``redis-server`` on loopback; what it keeps outlives a stop.

    Args:
        folder: Where it keeps what it knows.
        password: What clients have to know.
    """

    def __init__(self, folder: Path, password: str) -> None:
        if not shutil.which("redis-server"):
            pytest.skip("redis-server is not installed")
        self._folder = folder
        self._password = password
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it, and return once it takes connections."""
        command = (
            f"redis-server --port {self.port} --bind 127.0.0.1 --dir {self._folder}"
            f" --appendonly yes --requirepass {self._password}"
        )
        self._process = subprocess.Popen(command.split(), stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        seen = []
        for line in self._process.stdout:
            seen.append(line)
            if "Ready to accept connections" in line:
                return
        raise AssertionError("".join(seen))

    def stop(self) -> None:
        """Stop it in order."""
        if self._process and self._process.stdout:
            self._process.terminate()
            self._process.wait(30)
            self._process.stdout.close()
            self._process = None
