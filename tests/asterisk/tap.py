"""A wire tap: a TCP proxy on loopback that remembers what the client sent."""

from __future__ import annotations

import socket
import threading
from types import TracebackType

HANDSHAKE_END = b"\r\n\r\n"
CLOSE_FRAME = 0x88


class Tap:
    """Passes one connection on to a port and back until either side ends it."""

    def __init__(self, port: int) -> None:
        """Take a free port in front of `port`."""
        self._port = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._sent = b""
        self._thread = threading.Thread(target=self._pass_on, daemon=True)
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> Tap:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listening.close()
        self._thread.join()

    def frames(self) -> list[int]:
        """The first byte of every WebSocket frame that the client sent on its connection."""
        self._thread.join()
        rest = self._sent.partition(HANDSHAKE_END)[2]
        first_bytes = []
        while rest:
            first_bytes.append(rest[0])
            length = rest[1] & 0x7F
            assert length < 126, "the client sends short frames only"
            rest = rest[2 + 4 + length :]  # two bytes of header, four of mask
        return first_bytes

    def _pass_on(self) -> None:
        try:
            client, _ = self._listening.accept()
        except OSError:
            return
        with client, socket.create_connection(("127.0.0.1", self._port)) as server:
            back = threading.Thread(target=_copy, args=(server, client), daemon=True)
            back.start()
            while data := _receive(client):
                self._sent += data
                server.sendall(data)
            server.shutdown(socket.SHUT_WR)
            back.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    while data := _receive(source):
        try:
            target.sendall(data)
        except OSError:
            return


def _receive(source: socket.socket) -> bytes:
    try:
        return source.recv(65536)
    except OSError:
        return b""
