"""A few quick questions to a server, without the means for everything else."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

    from aricli.ari.server import Server

T = TypeVar("T")


class Asking:
    """One connection to a server, for GET requests; a context manager.

    Args:
        server: Where and as whom.

    Raises:
        OSError: If no connection leads there.
        ConfigError: If a setting cannot be used.
    """

    def __init__(self, server: Server) -> None:
        from aricli.ari.network import connect

        self._server = server
        self._connection = HTTPConnection(urlsplit(server.root).netloc)
        self._connection.sock = connect(server)
        # It would connect again by itself: without TLS, and with the password.
        self._connection.auto_open = 0

    def get(self, path: str) -> Any:
        """What the server has there, ``None`` if it answers with an error.

        Raises:
            OSError: If the connection breaks.
            HTTPException: If the answer is not HTTP, or the server has closed the connection.
        """
        headers = {"Authorization": self._server.authorization, "User-Agent": "aricli"}
        self._connection.request("GET", self._server.prefix + path, headers=headers)
        response = self._connection.getresponse()
        content = response.read()
        return json.loads(content) if response.status == 200 else None

    def __enter__(self) -> Asking:
        return self

    def __exit__(self, *exception: object) -> None:
        self._connection.close()


def within(seconds: float, work: Callable[[], T]) -> T | None:
    """The result of some work; ``None`` if it fails, or takes longer than so many seconds.

    The work goes on then, in a thread that does not keep the process alive.
    """
    results: list[T] = []

    def run() -> None:
        try:
            results.append(work())
        except Exception:  # completion has nobody to tell
            return

    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    return results[0] if results else None
