"""A wire tap: a TCP proxy on loopback that remembers what the client sent."""

from __future__ import annotations

import contextlib
import socket
import threading

HANDSHAKE_END = b"\r\n\r\n"
CLOSE_FRAME = 0x88


class Tap:
    """Passes connections on to a port and back until either side ends them."""

    def __init__(self, port: int) -> None:
        """Take a free port in front of `port`."""
        self._port = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._connections: list[_Connection] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> Tap:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listening.close()
        for connection in self._connections:
            connection.join()

    def frames(self) -> list[int]:
        """The first byte of every frame that the client sent on its WebSocket, once it is over."""
        (rest,) = (sent for sent in map(_Connection.join, self._connections) if sent)
        first_bytes = []
        while rest:
            first_bytes.append(rest[0])
            length = rest[1] & 0x7F
            assert length < 126, "the client sends short frames only"
            rest = rest[2 + 4 + length :]  # two bytes of header, four of mask
        return first_bytes

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            self._connections.append(_Connection(client, self._port))


class _Connection:
    """One connection and the threads that carry it."""

    def __init__(self, client: socket.socket, port: int) -> None:
        self._sent = b""
        self._thread = threading.Thread(target=self._carry, args=(client, port), daemon=True)
        self._thread.start()

    def join(self) -> bytes:
        """Wait for its end; return the frames sent if it was a WebSocket, else nothing."""
        self._thread.join()
        handshake, _, frames = self._sent.partition(HANDSHAKE_END)
        return frames if b"upgrade: websocket" in handshake.lower() else b""

    def _carry(self, client: socket.socket, port: int) -> None:
        with client, socket.create_connection(("127.0.0.1", port)) as server:
            back = threading.Thread(target=self._copy, args=(server, client), daemon=True)
            back.start()
            self._copy(client, server, remember=True)
            back.join()

    def _copy(self, source: socket.socket, target: socket.socket, remember: bool = False) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if remember:
                    self._sent += data
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)
