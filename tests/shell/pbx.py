"""A server with something of everything that completion asks for."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

USERNAME, PASSWORD = "asterisk", "open-sesame"
ODD = "odd'; touch $(pwned)"


def _channel(id: str, state: str, name: str, number: str) -> dict[str, Any]:
    return {"id": id, "state": state, "caller": {"name": name, "number": number}}


def _playback(id: str) -> dict[str, Any]:
    return {"id": id, "state": "playing", "media_uri": "tone:ring", "target_uri": "channel:x"}


ANSWERS: dict[str, Any] = {
    "/channels": [
        _channel("1795425058.17", "Ring", "Alice", "6001"),
        _channel("1795425061.20", "Up", "\x1b]0;pwned\x07Bob", "6002"),
        _channel(ODD, "Up", "", ""),
        _channel("\x1b[2Jwipe", "Up", "", ""),
    ],
    "/bridges": [
        {"id": "lobby", "name": "Lobby", "bridge_type": "mixing", "channels": ["1795425058.17"]}
    ],
    "/applications": [{"name": "channel-tones", "channel_ids": []}],
    "/endpoints": [
        {"technology": "PJSIP", "resource": "alice", "state": "online"},
        {"technology": "PJSIP", "resource": "bob", "state": "offline"},
        {"technology": "IAX2", "resource": "carol"},
    ],
    "/recordings/stored": [{"name": "greeting", "format": "wav"}],
    "/recordings/live/meeting": {"name": "meeting", "state": "recording", "format": "wav"},
    "/sounds": [
        {"id": "hello-world", "text": "Hello world"},
        {"id": "digits/1", "text": "one"},
        {"id": "digits/2", "text": "two"},
        {"id": "tt-monkeys"},
    ],
    "/asterisk/modules": [
        {"name": "app_stasis.so", "description": "Stasis dialplan application"},
        {"name": "res_ari.so", "description": "Asterisk RESTful Interface"},
    ],
    "/asterisk/logging": [
        {"channel": "messages", "type": "File", "configuration": "NOTICE WARNING ERROR "}
    ],
    "/deviceStates": [{"name": "Stasis:door", "state": "NOT_INUSE"}],
    "/mailboxes": [{"name": "6001@default", "new_messages": 1, "old_messages": 2}],
    "/playbacks/first": _playback("first"),
}


class Pbx(ThreadingHTTPServer):
    """The server.

    Attributes:
        seen: The paths that were asked for.
        asked: Set when a GET has come.
        answering: While this is not set, a GET gets no answer.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seen: list[str] = []
        self.asked = threading.Event()
        self.answering = threading.Event()
        self.answering.set()

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead aricli here."""
        return {
            "ARICLI_URL": f"http://127.0.0.1:{self.server_port}",
            "ARICLI_USERNAME": USERNAME,
            "ARICLI_PASSWORD": PASSWORD,
        }

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up is no fault."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Pbx

    def do_GET(self) -> None:
        """Answer from `ANSWERS`."""
        path = self.path.removeprefix("/ari")
        self.server.seen.append(path)
        self.server.asked.set()
        self.server.answering.wait()
        login = base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
        allowed = self.headers["Authorization"] == f"Basic {login}"
        status = 401 if not allowed else 200 if path in ANSWERS else 404
        self._answer(status, ANSWERS.get(path) if status == 200 else {"message": "no"})

    def do_POST(self) -> None:
        """Begin a playback called ``first``."""
        self.server.seen.append(self.path.removeprefix("/ari"))
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        self._answer(201, _playback("first"))

    def do_DELETE(self) -> None:
        """Hang something up, or stop it."""
        self.server.seen.append(self.path.removeprefix("/ari"))
        self.send_response(204)
        self.end_headers()

    def _answer(self, status: int, data: Any) -> None:
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def running() -> Iterator[Pbx]:
    """A server, for the length of a ``with`` block."""
    with Pbx() as pbx:
        thread = threading.Thread(target=pbx.serve_forever, args=(0.01,))
        thread.start()
        yield pbx
        pbx.answering.set()
        pbx.shutdown()
        thread.join()
