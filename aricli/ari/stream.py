"""The event stream: ARI's WebSocket, read in whole buffers, watched with pings of our own."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections import deque
from collections.abc import Sequence
from urllib.parse import urlencode

import websocket

from aricli.ari.frames import CLOSE, PING, PONG, TEXT, FrameReader, masked
from aricli.ari.network import give_up_after, line, unanswered
from aricli.ari.server import Server
from aricli.errors import AriError, ConnectError, Disconnected, InvalidRequest, NotAllowed, NotAri

_RECEIVE = 262144
"""Bytes asked for at once: many events per system call when they come in a flood."""


class EventStream:
    """A connection to ``GET /events``. One thread reads; any thread may send or close.

    Args:
        server: Where and as whom.
        apps: The application names to take. Who held one of them before loses it.
        subscribe_all: Receive the events of all channels, bridges, endpoints and devices too.
        ping: Seconds of silence after which the server is pinged; as long again without any
            answer and the link is taken for dead.
    """

    def __init__(
        self, server: Server, apps: Sequence[str], *, subscribe_all: bool = False, ping: float = 7.0
    ) -> None:
        for app in apps:
            if not app.strip() or "," in app:
                raise InvalidRequest(f"{app!r} cannot be the name of an application")
        self.server = server
        self.apps = tuple(apps)
        self._subscribe_all = subscribe_all
        self._ping = ping
        self._frames = FrameReader()
        self._buffer = memoryview(bytearray(_RECEIVE))
        self._sending = threading.Lock()
        self._outgoing: deque[bytes] = deque()
        self._over = False
        self._socket: socket.socket | None = None

    def connect(self) -> None:
        """Open the WebSocket. Asterisk sends nothing to confirm it but the handshake.

        Raises:
            ConnectError: If no server answers.
            NotAri: If the answer is no WebSocket of ARI.
            NotAllowed: If the credentials or an ACL do not let us in.
        """
        query = {"app": ",".join(self.apps)}
        if self._subscribe_all:
            query["subscribeAll"] = "true"
        url = f"{self.server.websocket_root}/events?{urlencode(query)}"
        opened = line(self.server)
        try:
            connection = websocket.create_connection(
                url,
                socket=opened,
                timeout=self.server.timeout,
                redirect_limit=0,  # whoever it sends us to would get the password
                header=[f"Authorization: {self.server.authorization}"],
                skip_utf8_validation=True,
                suppress_origin=True,
            )
        except websocket.WebSocketBadStatusException as error:
            raise _refused(self.server, error) from error
        except (OSError, websocket.WebSocketException) as error:
            if type(error) is websocket.WebSocketException:  # it speaks HTTP, and that is all
                raise _not_ari(self.server, f"no WebSocket ({error})") from error
            raise unanswered(self.server, _reason(error)) from error
        self._socket = connection.sock
        if self._socket:
            give_up_after(self._socket, self._ping)

    def read(self) -> list[bytes]:
        """The next messages, at least one, as soon as there are any.

        Raises:
            Disconnected: If the connection ended, or the server has gone silent.
        """
        try:
            return self._messages()
        except Disconnected:
            self._over = True  # whoever sends from now on does not wait for an answer
            raise

    def _messages(self) -> list[bytes]:
        messages: list[bytes] = []
        while not messages:
            for opcode, payload in self._frames.feed(self._receive()):
                if opcode == TEXT:
                    messages.append(payload)
                elif opcode == PING:
                    self._send(payload, PONG)
                elif opcode == CLOSE and not messages:
                    raise Disconnected("the server closed the connection")
        return messages

    def _receive(self) -> bytes:
        """The next bytes; pings when none come, gives up when a ping is not answered."""
        pinged = False
        while True:
            try:
                size = self._open_socket().recv_into(self._buffer)
            except (TimeoutError, BlockingIOError):
                if pinged:
                    raise Disconnected(
                        f"nothing heard for {2 * self._ping:g} s, not even the answer to a ping"
                    ) from None
                pinged = True
                self._send(b"aricli", PING)
                continue
            except OSError as error:
                raise Disconnected(f"the connection broke: {_reason(error)}") from error
            if not size:
                raise Disconnected("the connection ended without a word")
            return self._buffer[:size].tobytes()

    def send(self, text: str) -> None:
        """Send a text message.

        Raises:
            Disconnected: If the connection is gone.
        """
        self._send(text.encode(), TEXT)

    def _send(self, payload: bytes, opcode: int) -> None:
        connection = self._open_socket()
        self._outgoing.append(masked(payload, opcode))
        # Whoever is sending sends this too: one system call, and nobody waits to make another.
        while self._outgoing and self._sending.acquire(blocking=False):
            try:
                self._send_outgoing(connection)
            finally:
                self._sending.release()

    def _send_outgoing(self, connection: socket.socket) -> None:
        frames = [self._outgoing.popleft() for _ in range(len(self._outgoing))]
        try:
            connection.sendall(b"".join(frames))
        except OSError:
            # A frame may be cut short, so no other may follow. Whoever reads tells those who wait.
            _cut(connection)

    def _open_socket(self) -> socket.socket:
        if self._socket is None or self._over:
            raise Disconnected("the connection is closed")
        return self._socket

    def close(self) -> None:
        """Say goodbye with a close frame and let go. A thread that reads gets `Disconnected`."""
        connection, self._socket = self._socket, None
        if connection:
            self._outgoing.append(masked((1000).to_bytes(2, "big"), CLOSE))
            with self._sending:
                self._send_outgoing(connection)
            _cut(connection)
            connection.close()


def _cut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _refused(server: Server, error: websocket.WebSocketBadStatusException) -> AriError:
    status = error.status_code
    if status in {401, 403}:
        return NotAllowed(
            f"{server.url} does not let {server.username} listen ({status})",
            "check user name and password, and the ACL, against the user's section in ari.conf",
            method="GET",
            path="/events",
            status=status,
            server_message="",
        )
    if status in {500, 503}:
        return ConnectError(
            f"{server.url} cannot take the application now ({status})",
            "Asterisk may still be starting; an application name must not be odd",
        )
    if status == 426:
        return NotAri(
            f"{server.root}/events wants to be a WebSocket and was not asked to ({status})",
            "a proxy in between has to pass the headers Upgrade and Connection on",
        )
    return _not_ari(server, f"{status} and no WebSocket")


def _not_ari(server: Server, what: str) -> NotAri:
    return NotAri(
        f"GET {server.root}/events got {what}: this is not ARI",
        "check the URL and its path prefix (prefix= in http.conf, enabled=yes in ari.conf)",
    )


def _reason(error: Exception) -> str:
    strerror = getattr(error, "strerror", None)
    return strerror or str(error) or type(error).__name__
