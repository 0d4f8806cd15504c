"""An ARI server that misbehaves as a test tells it: just sockets, frames and a script."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import select
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_STATUS = "2026-11-23T10:00:00.000+0000"


def frame(payload: bytes, first: int = 0x81) -> bytes:
    """A server's frame."""
    size = len(payload)
    if size < 126:
        return bytes([first, size]) + payload
    if size < 65536:
        return bytes([first, 126]) + size.to_bytes(2, "big") + payload
    return bytes([first, 127]) + size.to_bytes(8, "big") + payload


class Peer:
    """The server's end of an event WebSocket."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def send(self, raw: dict[str, Any]) -> None:
        """Send an event."""
        self.raw(frame(json.dumps(raw).encode()))

    def raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._connection.sendall(data)

    def close(self) -> None:
        """Say goodbye with a close frame."""
        self.raw(frame(b"\x03\xe8", 0x88))
        self._connection.close()

    def fin(self) -> None:
        """End the connection without a word."""
        self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()

    def reset(self) -> None:
        """End the connection with RST."""
        linger = struct.pack("ii", 1, 0)
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._connection.close()

    def wait_for_more(self) -> None:
        """Wait until the client has begun to send."""
        assert select.select([self._connection], [], [], 30)[0]

    def text(self) -> str:
        """The client's next text message."""
        self._connection.settimeout(20)
        size = self._exactly(2)[1] & 127
        if size >= 126:
            size = int.from_bytes(self._exactly(2 if size == 126 else 8), "big")
        key, payload = self._exactly(4), self._exactly(size)
        whole = int.from_bytes(payload, "big") ^ int.from_bytes(
            (key * (size // 4 + 1))[:size], "big"
        )
        return whole.to_bytes(size, "big").decode()

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            data += self._connection.recv(size - len(data))
        return data

    def closed_cleanly(self) -> bool:
        """Wait for the other end's close frame."""
        self._connection.settimeout(20)
        data = b""
        while chunk := self._connection.recv(4096):
            data += chunk
        return b"\x88\x82" in data


class Server:
    """Answers REST requests from a dictionary and hands WebSockets to the test.

    Attributes:
        answers: What a GET of a path below /ari returns; None is 404.
        refuse: The status that the next handshakes get instead of a WebSocket, one each.
        requests: What was asked, in order.
        with_handshake: Bytes that are sent in one go with the answer to a handshake.

    Args:
        certificate: Speak TLS with this certificate and its key, in one file.
    """

    def __init__(self, certificate: Path | None = None) -> None:
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if certificate else None
        if self._tls and certificate:
            self._tls.load_cert_chain(certificate)
        self.with_handshake = b""
        self.answers: dict[str, Any] = {
            "/asterisk/info": {
                "system": {"version": "22.10.1", "entity_id": "x"},
                "status": {"startup_time": _STATUS, "last_reload_time": _STATUS},
            },
            "/channels": [],
            "/bridges": [],
        }
        self.refuse: list[Callable[[socket.socket], None] | int] = []
        self.requests: list[str] = []
        self._changed = threading.Condition()
        self._peers: list[Peer] = []
        self._taken = 0
        self._open: list[socket.socket] = []
        self.port = 0
        self._listener: socket.socket | None = None
        self.listen()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http{'s' if self._tls else ''}://127.0.0.1:{self.port}"

    def listen(self) -> None:
        """Take connections, on the same port as before if there was one."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(64)
        self.port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def deaf(self) -> None:
        """Refuse connections."""
        if self._listener:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None

    def peer(self) -> Peer:
        """The next event WebSocket that was opened; waits for it."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self._peers) > self._taken, 30)
            self._taken += 1
            return self._peers[self._taken - 1]

    def wait_for_request(self, pattern: str) -> None:
        """Wait until a request matches."""
        with self._changed:
            assert self._changed.wait_for(
                lambda: any(re.search(pattern, each) for each in self.requests), 30
            ), self.requests

    def close(self) -> None:
        """Close everything."""
        self.deaf()
        for connection in self._open:
            connection.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection = listener.accept()[0]
            except OSError:
                return
            if self._tls:
                connection = self._tls.wrap_socket(
                    connection, server_side=True, do_handshake_on_connect=False
                )
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        data = b""
        try:
            while True:
                while b"\r\n\r\n" not in data:
                    chunk = connection.recv(65536)
                    if not chunk:
                        return
                    data += chunk
                head, _, data = data.partition(b"\r\n\r\n")
                if b"upgrade: websocket" in head.lower():
                    self._upgrade(connection, head)
                    return
                length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
                while length and len(data) < int(length[1]):
                    data += connection.recv(65536)
                data = data[int(length[1]) if length else 0 :]
                self._answer(connection, head)
        except OSError:
            return

    def _answer(self, connection: socket.socket, head: bytes) -> None:
        method, target = head.decode().split(" ")[:2]
        path = target.removeprefix("/ari").partition("?")[0]
        with self._changed:
            self.requests.append(f"{method} {target.removeprefix('/ari')}")
            self._changed.notify_all()
        answer = self.answers.get(path)
        if method in {"POST", "PUT"}:  # what is changed is answered
            answer = self.answers.get(path.rpartition("/")[0])
        status, body = "200 OK", b""
        if answer is not None:
            body = json.dumps(answer).encode()
        elif method == "GET":
            status, body = "404 Not Found", b'{"message": "Not found"}'
        else:
            status = "204 No Content"
        connection.sendall(
            f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )

    def _upgrade(self, connection: socket.socket, head: bytes) -> None:
        if self.refuse:
            refusal = self.refuse.pop(0)
            if callable(refusal):
                refusal(connection)
                return
            connection.sendall(
                f"HTTP/1.1 {refusal} No\r\nContent-Type: text/html\r\n"
                "Content-Length: 4\r\n\r\nnope".encode()
            )
            connection.close()
            return
        key = re.search(rb"sec-websocket-key: (\S+)", head, re.IGNORECASE)
        assert key
        accept = base64.b64encode(hashlib.sha1(key[1] + _MAGIC).digest()).decode()
        connection.sendall(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode()
            + self.with_handshake
        )
        with self._changed:
            self._peers.append(Peer(connection))
            self._changed.notify_all()
