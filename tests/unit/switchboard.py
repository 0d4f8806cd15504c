"""A server whose channels and bridges the test sets, and whose events the test sends."""

from __future__ import annotations

import base64
import hashlib
import json
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Switchboard:
    """Answers what ``aricli top`` asks. Use as a context manager."""

    def __init__(self) -> None:
        """Take a free port."""
        self.channels: list[dict[str, Any]] = []
        self.bridges: list[dict[str, Any]] = []
        self.refuses: dict[str, int] = {}
        """Methods whose requests are answered with a status that is an error."""
        self.asked: list[str] = []
        self._listeners: list[Any] = []
        self._changed = threading.Condition()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> Switchboard:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def event(self, type: str, **fields: Any) -> None:
        """Send an event to who listens, once somebody does."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._listeners, 30), "nobody listens"
            message = json.dumps({"type": type, **fields}).encode()
            header = struct.pack("!BBH", 0x81, 126, len(message))
            for each in self._listeners:
                each.write(header + message)

    def wait_for(self, request: str) -> None:
        """Wait until this has been asked."""
        with self._changed:
            assert self._changed.wait_for(lambda: request in self.asked, 30), self.asked

    def answer(self, method: str, path: str) -> tuple[int, Any]:
        """Status and body for a request."""
        with self._changed:
            self.asked.append(f"{method} {path}")
            self._changed.notify_all()
        if method in self.refuses:
            return self.refuses[method], {"message": "Not now"}
        if method == "DELETE" and path.startswith("/channels/"):
            id = path.removeprefix("/channels/")
            self.channels = [each for each in self.channels if each["id"] != id]
        return 200, {"/channels": self.channels, "/bridges": self.bridges}.get(path, {})

    def listens(self, wfile: Any) -> None:
        """Somebody has subscribed and wants the events."""
        with self._changed:
            self._listeners.append(wfile)
            self._changed.notify_all()


def _handler(board: Switchboard) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Answer one request."""
            path = self.path.partition("?")[0].removeprefix("/ari")
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if path == "/events":
                self._stream()
                return
            status, data = board.answer(self.command, path)
            body = json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_DELETE = do_GET

        def _stream(self) -> None:
            key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
            accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
            self.send_response(101)
            for name, value in (
                ("Upgrade", "websocket"),
                ("Connection", "Upgrade"),
                ("Sec-WebSocket-Accept", accept),
            ):
                self.send_header(name, value)
            self.end_headers()
            board.listens(self.wfile)
            self.rfile.read()
            self.close_connection = True

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    return Handler
