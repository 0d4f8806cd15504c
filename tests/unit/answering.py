"""A web server on loopback that gives the answers it is told to give."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple


class Answer(NamedTuple):
    """What the server says: bytes as they are, anything else as JSON."""

    body: Any = b""
    status: int = 200
    kind: str = "application/json"
    announced: int | None = None
    """The Content-Length, if it is to be wrong."""


class Request(NamedTuple):
    """What the server was asked."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str]


class Answering:
    """Answers requests by method and path, with or without query; all else is 404.

    Use as a context manager.
    """

    def __init__(self) -> None:
        """Take a free port."""
        self.answers: dict[str, Answer] = {}
        self.requests: list[Request] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Answering:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def asked(self) -> list[str]:
        """Methods and paths of the requests so far, but for what a 404 made aricli ask."""
        return [f"{each.method} {each.path}" for each in self.requests]


def _handler(owner: Answering) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(size)
            if self.command != "OPTIONS":
                owner.requests.append(Request(self.command, self.path, body, dict(self.headers)))
            exact, plain = (
                f"{self.command} {self.path}",
                f"{self.command} {self.path}".split("?")[0],
            )
            answer = owner.answers.get(exact) or owner.answers.get(plain) or self._other()
            content = answer.body
            if not isinstance(content, bytes):
                content = json.dumps(content).encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(answer.announced or len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _other(self) -> Answer:
            """As Asterisk does: OPTIONS finds a path that there is, whatever stands in it."""
            here = any(each.split(" ")[1] == self.path for each in owner.answers)
            if self.command == "OPTIONS" and here:
                return Answer(b"", 204)
            return Answer({"message": "Resource not found"}, 404)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = _answer

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing on stderr."""

    return Handler
