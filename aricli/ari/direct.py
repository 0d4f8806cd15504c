"""ARI over HTTP on plain sockets, for a listener's many small requests.

A request here takes a fifth of the CPU time of one through the adapter of requests, which is what
hundreds of calls a second are made of, and a listener does without the 10 MiB that requests takes.
"""

from __future__ import annotations

import selectors
import time
from collections import deque
from collections.abc import Callable
from socket import socket
from urllib.parse import urlsplit

from aricli.ari.network import give_up_after, line, timed_out, unanswered
from aricli.ari.request import Request, Response, check_size
from aricli.ari.server import Server
from aricli.ari.wire import log

_IDLE = 10.0
"""Seconds after which a kept connection is not used again: Asterisk closes it at 15 (FACTS 6)."""
_FRESH = 0.1
"""Seconds within which a kept connection is used without a look whether the server has closed it:
Asterisk tells with the answer (``Connection: close``), or closes what has been idle."""
_LARGEST_HEAD = 65536
_LENGTHS = {"content-length", "transfer-encoding"}


class _Connection:
    """A connection: one request at a time."""

    def __init__(self, server: Server, before_reading: Callable[[socket], None]) -> None:
        self._before_reading = before_reading
        self._socket: socket = line(server)
        give_up_after(self._socket, server.timeout)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._socket, selectors.EVENT_READ)
        self._data = b""
        self.used_at = 0.0
        self.can_be_kept = False

    def is_alive(self) -> bool:
        """Whether the server has not closed it, nor said anything unasked."""
        idle = time.monotonic() - self.used_at
        return idle < _FRESH or (idle < _IDLE and not self._selector.select(0))

    def exchange(self, data: bytes) -> Response:
        """Send a request and read the response."""
        self.can_be_kept = False
        self._socket.sendall(data)
        self._before_reading(self._socket)
        status = 100
        while status < 200:
            version, status, reason, headers = self._head()
        bodiless = status in {204, 304}
        content = b"" if bodiless else self._content(headers)
        whole = bodiless or not headers.keys().isdisjoint(_LENGTHS)
        closes = version == "HTTP/1.0" or headers.get("connection", "").lower() == "close"
        self.can_be_kept = whole and not closes
        self.used_at = time.monotonic()
        return Response(status, reason, content, headers)

    def _head(self) -> tuple[str, int, str, dict[str, str]]:
        while b"\r\n\r\n" not in self._data and len(self._data) < _LARGEST_HEAD:
            self._receive()
        head, _, self._data = self._data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        version, status, reason = [*first.split(" ", 2), "", ""][:3]
        if not version.startswith("HTTP/1.") or not status.isdecimal():
            raise OSError(f"no HTTP comes back but {first[:40]!r}")
        fields = (line.partition(":") for line in lines)
        headers = {name.lower(): value.strip() for name, _, value in fields}
        return version, int(status), reason, headers

    def _content(self, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return b"".join(iter(self._chunk, b""))
        if "content-length" in headers:
            return self._exactly(int(headers["content-length"]))
        content = bytearray(self._data)
        while data := self._socket.recv(65536):
            content += data
        return bytes(content)

    def _chunk(self) -> bytes:
        while b"\r\n" not in self._data:
            self._receive()
        size, _, self._data = self._data.partition(b"\r\n")
        chunk = self._exactly(int(size.partition(b";")[0], 16))
        self._exactly(2)
        return chunk

    def _exactly(self, size: int) -> bytes:
        while len(self._data) < size:
            self._receive()
        content, self._data = self._data[:size], self._data[size:]
        return content

    def _receive(self) -> None:
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionResetError("the server closed the connection")
        self._data += data

    def close(self) -> None:
        self._selector.close()
        self._socket.close()


class DirectHttp:
    """Sends requests over HTTP with Basic authentication. Several threads may share it.

    Args:
        server: Where and as whom.
        before_reading: Called with the connection before its answer is waited for.
    """

    def __init__(
        self, server: Server, before_reading: Callable[[socket], None] = lambda connection: None
    ) -> None:
        self.server = server
        self._before_reading = before_reading
        self._root = server.root
        url = urlsplit(self._root)
        self._prefix = url.path
        self._head = (
            f"Host: {url.netloc}\r\nAuthorization: {server.authorization}\r\n"
            "User-Agent: aricli\r\nAccept: */*\r\n"
        )
        self._kept: deque[_Connection] = deque()

    def send(self, request: Request) -> Response:
        """Send a request and return the response, whatever its status.

        What may be sent twice is, when the server has closed a kept connection.

        Raises:
            ConnectError: If no server answers.
            TimedOut: If no answer comes within the server's timeout.
            InvalidRequest: If the request is larger than Asterisk takes.
        """
        check_size(request, self._prefix)
        started = time.monotonic()
        response = self._answer(request)
        log(request, response, time.monotonic() - started)
        response.root = self._root
        return response

    def _answer(self, request: Request) -> Response:
        connection = self._kept_connection()
        if connection and request.again:
            try:
                return self._exchange(request, connection)
            except ConnectionError:
                connection = None
        try:
            if not connection:
                connection = _Connection(self.server, self._before_reading)
            return self._exchange(request, connection)
        except ConnectionError as error:
            raise unanswered(self.server, _reason(error)) from error

    def _exchange(self, request: Request, connection: _Connection) -> Response:
        try:
            return connection.exchange(self._message(request))
        except (TimeoutError, BlockingIOError) as error:
            raise timed_out(request, self.server) from error
        except ConnectionError:
            raise
        except (OSError, ValueError) as error:
            raise unanswered(self.server, _reason(error)) from error
        finally:
            if connection.can_be_kept:
                self._kept.append(connection)
            else:
                connection.close()

    def _message(self, request: Request) -> bytes:
        content = request.content
        head = f"{request.method} {self._prefix}{request.target} HTTP/1.1\r\n{self._head}"
        if content is not None:
            head += "Content-Type: application/json\r\n"
        if content is not None or request.method in {"POST", "PUT"}:
            head += f"Content-Length: {len(content or b'')}\r\n"
        return f"{head}\r\n".encode() + (content or b"")

    def _kept_connection(self) -> _Connection | None:
        """The connection used last, if it is still good."""
        while connection := self._pop():
            if connection.is_alive():
                return connection
            connection.close()
        return None

    def _pop(self) -> _Connection | None:
        try:
            return self._kept.pop() if self._kept else None
        except IndexError:  # another thread took it
            return None

    def drop_idle(self) -> None:
        """Use no connection that was kept so far: the line to the server was lost."""
        while connection := self._pop():
            connection.close()

    def close(self) -> None:
        """Close the kept connections."""
        self.drop_idle()


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
