"""The event stream: ARI's WebSocket, read in whole buffers, watched with pings of our own."""

from __future__ import annotations

import contextlib
import math
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Sequence
from urllib.parse import urlencode

import websocket

from aricli.ari.frames import CLOSE, PING, PONG, TEXT, FrameReader, masked
from aricli.ari.network import give_up_after, line, unanswered
from aricli.ari.poll import READABLE, WRITABLE, new_poll
from aricli.ari.server import Server
from aricli.errors import AriError, ConnectError, Disconnected, InvalidRequest, NotAllowed, NotAri

_RECEIVE = 262144
"""Bytes asked for at once: many events per system call when they come in a flood."""
_MANY = 12
"""Messages that are sent without waiting for more to be sent with them."""


class EventStream:
    """A connection to ``GET /events``. One thread reads; any thread may send or close.

    Args:
        server: Where and as whom.
        apps: The application names to take. Who held one of them before loses it.
        subscribe_all: Receive the events of all channels, bridges, endpoints and devices too.
        ping: Seconds of silence after which the server is pinged; as long again without any
            answer and the link is taken for dead.

    Attributes:
        due: The time of `time.monotonic` at which silence has lasted too long.
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
        self._pinged = False
        self._tls: threading.Lock | None = None
        self._socket: socket.socket | None = None
        self.due = math.inf

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
        # The first events may have come with the handshake.
        self.due = time.monotonic() + (0.0 if self._is_unread() else self._ping)
        if isinstance(self._socket, ssl.SSLSocket):
            # What is there to read may be less than what TLS needs to make something of it.
            self._socket.settimeout(0)
            self._tls = threading.Lock()
        elif self._socket:
            give_up_after(self._socket, self._ping)

    def read(self) -> list[bytes]:
        """Wait for the next messages, at least one.

        Raises:
            Disconnected: If the connection ended, or the server has gone silent.
        """
        messages: list[bytes] = []
        poll = new_poll()
        poll.register(self.fileno(), READABLE)
        while not messages:
            ready = poll.poll(max(0.0, 1000 * (self.due - time.monotonic())))
            messages = self.take() if ready else self.meet_silence()
        return messages

    def fileno(self) -> int:
        """What to wait for until there is something to read."""
        return self._open_socket().fileno()

    def take(self) -> list[bytes]:
        """The messages that are there to read, perhaps none.

        Raises:
            Disconnected: If the connection ended.
        """
        try:
            messages = self._frames.feed(self._receive())
            if self._frames.controls:
                self._obey(at_once=not messages)
        except Disconnected:
            self._over = True  # whoever sends from now on does not wait for an answer
            raise
        return messages

    def meet_silence(self) -> list[bytes]:
        """Ping the server, for it is `due`; the messages that were there all the same.

        Raises:
            Disconnected: If the connection ended, or the last ping was not answered.
        """
        if self._is_unread():
            return self.take()
        if self._pinged:
            self._over = True
            raise Disconnected(
                f"nothing heard for {2 * self._ping:g} s, not even the answer to a ping"
            )
        self._pinged = True
        self.due = time.monotonic() + self._ping
        self._send(b"aricli", PING)
        return []

    def _is_unread(self) -> bool:
        """Whether TLS has what the socket does not show any more."""
        return isinstance(self._socket, ssl.SSLSocket) and bool(self._socket.pending())

    def _obey(self, at_once: bool) -> None:
        """Do what control frames say. A server that closes ends the connection soon anyway."""
        controls, self._frames.controls = self._frames.controls, []
        for opcode, payload in controls:
            if opcode == PING:
                self._send(payload, PONG)
            elif opcode == CLOSE and at_once:
                raise Disconnected("the server closed the connection")

    def _receive(self) -> bytes:
        connection = self._open_socket()
        try:
            if self._tls:
                with self._tls:
                    size = connection.recv_into(self._buffer)
            else:
                size = connection.recv_into(self._buffer)
        except (ssl.SSLWantReadError, BlockingIOError):
            return b""
        except OSError as error:
            raise Disconnected(f"the connection broke: {_reason(error)}") from error
        if not size:
            raise Disconnected("the connection ended without a word")
        self._pinged = False
        self.due = time.monotonic() + self._ping
        return self._buffer[:size].tobytes()

    def send(self, text: bytes) -> None:
        """Send a text message, in UTF-8.

        Raises:
            Disconnected: If the connection is gone.
        """
        self._send(text, TEXT)

    def post(self, text: bytes) -> None:
        """Have a text message sent, at the latest when somebody calls `flush`.

        Raises:
            Disconnected: If the connection is gone.
        """
        self._open_socket()
        self._outgoing.append(masked(text, TEXT))
        if len(self._outgoing) >= _MANY:
            self.flush()

    def _send(self, payload: bytes, opcode: int) -> None:
        self._open_socket()
        self._outgoing.append(masked(payload, opcode))
        self.flush()

    def flush(self) -> None:
        """Send what was posted."""
        # Whoever is sending sends this too: one system call, and nobody waits to make another.
        while self._outgoing and (connection := self._socket) and self._sending.acquire(False):
            try:
                self._send_outgoing(connection)
            finally:
                self._sending.release()

    def _send_outgoing(self, connection: socket.socket) -> None:
        data = b"".join([self._outgoing.popleft() for _ in range(len(self._outgoing))])
        try:
            if self._tls:
                self._send_in_tls(connection, self._tls, data)
            else:
                connection.sendall(data)
        except OSError:
            # A frame may be cut short, so no other may follow. Whoever reads tells those who wait.
            _cut(connection)

    def _send_in_tls(self, connection: socket.socket, lock: threading.Lock, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            try:
                with lock:
                    rest = rest[connection.send(rest) :]
            except (ssl.SSLWantWriteError, ssl.SSLWantReadError):
                self._wait_to_send(connection)

    def _wait_to_send(self, connection: socket.socket) -> None:
        poll = new_poll()
        poll.register(connection.fileno(), WRITABLE)
        if not poll.poll(1000 * self._ping):
            raise TimeoutError

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
