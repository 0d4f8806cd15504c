"""The server's side of HTTP and WebSocket, for one process that has to be quick."""

from __future__ import annotations

import base64
import hashlib
import heapq
import itertools
import re
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import orjson

_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_KEY = re.compile(rb"sec-websocket-key: *(\S+)", re.IGNORECASE)
_TEXT, _CLOSE, _PING = 1, 8, 9


class Asked(NamedTuple):
    """A request, over HTTP or the WebSocket."""

    method: str
    path: str
    query: dict[str, str]


class Answer(NamedTuple):
    """What is answered, and the events that follow."""

    status: int
    body: bytes = b""
    events: bytes = b""


def frame(payload: bytes, opcode: int = _TEXT) -> bytes:
    """A server's WebSocket frame."""
    size = len(payload)
    if size < 126:
        return bytes([0x80 | opcode, size]) + payload
    if size < 65536:
        return bytes([0x80 | opcode, 126]) + size.to_bytes(2, "big") + payload
    return bytes([0x80 | opcode, 127]) + size.to_bytes(8, "big") + payload


class Connection:
    """A client's connection, by HTTP until it asks for a WebSocket."""

    def __init__(self, server: Server, connection: socket.socket) -> None:
        self._server = server
        self._socket = connection
        self._in = b""
        self._out: deque[memoryview] = deque()
        self._read: Callable[[], bool] = self._read_http

    def ready(self, mask: int) -> None:
        """Read and write what can be."""
        try:
            if mask & selectors.EVENT_WRITE:
                self._flush()
            if mask & selectors.EVENT_READ:
                self._receive()
        except (ConnectionError, TimeoutError):
            self._server.forget(self._socket)

    def send(self, *data: bytes | memoryview) -> None:
        """Send, now or as soon as the client takes it."""
        idle = not self._out
        self._out.extend(memoryview(each) for each in data if each)
        if idle and self._out:
            self._flush()

    def _flush(self) -> None:
        try:
            while self._out:
                sent = self._socket.send(self._out[0])
                if sent < len(self._out[0]):
                    self._out[0] = self._out[0][sent:]
                else:
                    self._out.popleft()
        except BlockingIOError:
            self._server.watch(self._socket, self, writing=True)
        else:
            self._server.watch(self._socket, self, writing=False)

    def _receive(self) -> None:
        data = self._socket.recv(262144)
        self._server.now = time.perf_counter()
        if not data:
            raise ConnectionError
        self._in += data
        while self._in and self._read():
            pass

    def _read_http(self) -> bool:
        head, end, rest = self._in.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        size = int(length[1]) if length else 0
        if not end or len(rest) < size:
            return False
        self._in = rest[size:]
        method, target = head.split(b" ", 2)[:2]
        key = _KEY.search(head)
        if key:
            self._upgrade(key[1])
            return True
        path, _, query = target.decode().removeprefix("/ari").partition("?")
        pairs = (each.partition("=") for each in query.split("&"))
        asked = Asked(method.decode(), path, {name: value for name, _, value in pairs})
        answer = self._server.answer(asked)
        self.send(
            b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            % (answer.status, len(answer.body))
            + answer.body
        )
        self._server.publish(answer.events)
        return True

    def _upgrade(self, key: bytes) -> None:
        accept = base64.b64encode(hashlib.sha1(key + _MAGIC).digest())
        self.send(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: %s\r\n\r\n" % accept
        )
        self._read = self._read_frame
        self._server.opened(self)

    def _read_frame(self) -> bool:
        data = self._in
        if len(data) < 6:
            return False
        opcode, size, at = data[0] & 15, data[1] & 127, 2
        if size == 126:
            size, at = int.from_bytes(data[2:4], "big"), 4
        if len(data) < at + 4 + size:
            return False
        mask, payload = data[at : at + 4], data[at + 4 : at + 4 + size]
        self._in = data[at + 4 + size :]
        self._message(opcode, _unmasked(mask, payload))
        return True

    def _message(self, opcode: int, payload: bytes) -> None:
        if opcode == _CLOSE:
            raise ConnectionError
        if opcode == _PING:
            self.send(frame(payload, 10))
        elif opcode == _TEXT:
            self._rest(orjson.loads(payload))

    def _rest(self, message: dict[str, Any]) -> None:
        query = {each["name"]: each["value"] for each in message.get("query_strings", ())}
        answer = self._server.answer(Asked(message["method"], "/" + message["uri"], query))
        response = {
            "type": "RESTResponse",
            "transaction_id": message["transaction_id"],
            "request_id": message["request_id"],
            "status_code": answer.status,
            "reason_phrase": "OK",
            "uri": message["uri"],
        }
        if answer.body:
            response |= {"content_type": "application/json", "message_body": answer.body.decode()}
        self.send(frame(orjson.dumps(response)) + answer.events)


def _unmasked(mask: bytes, payload: bytes) -> bytes:
    size = len(payload)
    keys = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(keys, "big")).to_bytes(size, "big")


class Server:
    """Connections and timers on one thread.

    Attributes:
        now: When the bytes came in that are being dealt with.
        answer: Answers a request.
    """

    def __init__(self, answer: Callable[[Asked], Answer]) -> None:
        self.answer = answer
        self.now = 0.0
        self._events: Connection | None = None
        self._selector = selectors.DefaultSelector()
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._order: Iterator[int] = itertools.count()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
        self._selector.register(self._listener, selectors.EVENT_READ)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listener.getsockname()[1])

    def opened(self, connection: Connection) -> None:
        """A client has opened the event WebSocket."""
        self._events = connection

    @property
    def is_open(self) -> bool:
        """Whether a client has the event WebSocket."""
        return self._events is not None

    def publish(self, *data: bytes | memoryview) -> None:
        """Send frames on the event WebSocket."""
        if self._events:
            self._events.send(*data)

    def at(self, moment: float, action: Callable[[], None]) -> None:
        """Do something at a time of `time.perf_counter`."""
        heapq.heappush(self._timers, (moment, next(self._order), action))

    def watch(self, connection: socket.socket, who: Connection, *, writing: bool) -> None:
        """Wait for a connection to take or bring bytes."""
        mask = selectors.EVENT_READ | (selectors.EVENT_WRITE if writing else 0)
        if self._selector.get_key(connection).events != mask:
            self._selector.modify(connection, mask, who)

    def forget(self, connection: socket.socket) -> None:
        """A connection has ended."""
        self._selector.unregister(connection)
        connection.close()

    def run(self) -> None:
        """Serve until the process ends."""
        while True:
            self._do_what_is_due()
            timeout = self._timers[0][0] - time.perf_counter() if self._timers else None
            for key, mask in self._selector.select(timeout and max(timeout, 0)):
                if key.data is None:
                    self._accept()
                else:
                    key.data.ready(mask)

    def _do_what_is_due(self) -> None:
        while self._timers and self._timers[0][0] <= time.perf_counter():
            heapq.heappop(self._timers)[2]()

    def _accept(self) -> None:
        connection, _ = self._listener.accept()
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._selector.register(connection, selectors.EVENT_READ, Connection(self, connection))
