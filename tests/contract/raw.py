"""HTTP by hand, for what no client library would send."""

from __future__ import annotations

import base64
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

AUTHORIZED = "Authorization: Basic " + base64.b64encode(b"asterisk:asterisk").decode()
HANDSHAKE = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
)
WAIT = 0.3


@dataclass
class Answer:
    """The first response to what was sent."""

    status: int
    reason: str
    headers: dict[str, str]
    body: str
    closed: bool


def exchange(url: str, data: str) -> Answer:
    """Send bytes, read what comes until the server closes or falls silent."""
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port), timeout=5.0) as connection:
        connection.sendall(data.encode("latin-1"))
        received, closed = b"", False
        try:
            while not closed:
                chunk = connection.recv(65536)
                closed = not chunk
                received += chunk
                connection.settimeout(WAIT)
        except TimeoutError:
            pass
        except ConnectionResetError:
            closed = True
    head, _, body = received.decode("latin-1").partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    _, status, reason = first.split(" ", 2)
    headers = dict(line.split(": ", 1) for line in lines)
    length = int(headers.get("Content-Length", 0))
    return Answer(int(status), reason, headers, body[:length], closed)


def request(line: str, headers: str = "", body: str = "") -> str:
    """A request with credentials; ``headers`` are whole lines."""
    return f"{line}\r\nHost: x\r\n{AUTHORIZED}\r\n{headers}\r\n{body}"
