"""One event WebSocket: events go out, REST requests may come in."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aricli.sandbox import frames
from aricli.sandbox.clock import iso
from aricli.sandbox.dispatch import Call
from aricli.sandbox.events import ASTERISK_ID, Event
from aricli.sandbox.reply import Refusal, Reply, dump
from aricli.sandbox.request import FORM, JSON, parse_json, parse_query, read_body
from aricli.sandbox.settings import User

if TYPE_CHECKING:
    from aricli.sandbox.server import Server

METHODS = ("GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD")
WRITE_TIMEOUT = 0.1
"""A client that leaves its socket full for so many seconds is cut off."""
FULL = 1 << 16


class EventSocket:
    """The server's end of one socket; the Session of its applications."""

    def __init__(
        self, server: Server, apps: list[str], user: User, writer: asyncio.StreamWriter
    ) -> None:
        self.server = server
        self.apps = apps
        self.user = user
        self.sent = 0
        self.half_open = False
        self._writer = writer
        self._out: list[bytes] = []
        self._requests: deque[bytes] = deque()
        self._busy = False
        self._pong: asyncio.Event | None = None
        self._watched = False
        self._loop = asyncio.get_running_loop()

    @property
    def queued(self) -> int:
        """How many requests wait for the one before them."""
        return len(self._requests)

    def send(self, message: Event) -> None:
        """Send an event; a limit on the number of events may cut the connection."""
        self._put(frames.build(frames.TEXT, dump(message).encode("utf-8", "replace")))
        self.sent += 1
        if self.sent == self.server.faults.drop_after:
            self.flush()
            self.abort()

    def flush(self) -> None:
        """Write what is waiting."""
        if not self._out or self._writer.is_closing():
            self._out.clear()
            return
        data, self._out = b"".join(self._out), []
        if not self.half_open:
            self._writer.write(data)
            self._watch()

    def abort(self) -> None:
        """Drop the connection without a word."""
        self._writer.transport.abort()

    async def close(self, code: int = frames.NORMAL) -> None:
        """Close the connection as the protocol has it."""
        self._say_goodbye(code)
        self._writer.close()

    async def settled(self, seconds: float) -> None:
        """Wait until the client has read everything sent so far, or so many seconds."""
        self.flush()
        if self.half_open or self._writer.is_closing():
            return
        self._pong = asyncio.Event()
        self._writer.write(frames.build(frames.PING, b"settled"))
        try:
            async with asyncio.timeout(seconds):
                await self._pong.wait()
        except TimeoutError:
            pass
        finally:
            self._pong = None

    async def run(self, reader: asyncio.StreamReader) -> None:
        """Read until the client goes."""
        messages = frames.Reader(reader)
        try:
            while await self._receive(await messages.read()):
                pass
        except asyncio.IncompleteReadError:
            await self.close()
        except ConnectionError:
            pass
        except frames.ProtocolError as error:
            await self._give_up(error.code, reader)

    async def _give_up(self, code: int, reader: asyncio.StreamReader) -> None:
        """Close; to a frame of no known kind Asterisk says so, and listens no more."""
        if code == frames.UNKNOWN:
            self._say_goodbye(code)
            self.half_open = True
            while await reader.read(FULL):
                pass
        await self.close(code)

    def _say_goodbye(self, code: int) -> None:
        self.flush()
        if not self._writer.is_closing() and not self.half_open:
            self._writer.write(frames.build(frames.CLOSE, code.to_bytes(2, "big")))

    async def _receive(self, frame: frames.Frame) -> bool:
        if self.half_open:
            return True
        if frame.opcode == frames.CLOSE:
            await self.close(frames.code_of(frame.data))
            return False
        if frame.opcode == frames.PING:
            self._put(frames.build(frames.PONG, frame.data))
        elif frame.opcode == frames.PONG and self._pong is not None:
            self._pong.set()
        elif frame.opcode == frames.TEXT:
            self.server.active()
            self._requests.append(frame.data)
            self._next_request()
        return True

    def _next_request(self) -> None:
        """REST over this socket is strictly serial: the next one starts when one is answered."""
        while self._requests and not self._busy:
            self._busy = True
            text, slow = self._requests.popleft(), self.server.faults.slow
            if slow:
                self._loop.call_later(slow, self._answer, text)
            else:
                self._answer(text)

    def _answer(self, text: bytes) -> None:
        _Exchange(self, text, len(self._out)).start()

    def answered(self, message: dict[str, Any], place: int | None) -> None:
        """Send a RESTResponse, ahead of the events its request caused if ``place`` says where.

        It is an event of the first application, whose filter may hold it back.
        """
        app = self.server.exchange.applications.get(self.apps[0])
        if app is None or app.wants(message["type"]):
            frame = frames.build(frames.TEXT, dump(message).encode("utf-8", "replace"))
            self._out.insert(len(self._out) if place is None else place, frame)
            self._schedule()
        self._busy = False
        self._loop.call_soon(self._next_request)

    def _put(self, frame: bytes) -> None:
        self._out.append(frame)
        self._schedule()

    def _schedule(self) -> None:
        if len(self._out) == 1:
            self._loop.call_soon(self.flush)

    def _watch(self) -> None:
        if self._writer.transport.get_write_buffer_size() > FULL and not self._watched:
            self._watched = True
            self._loop.call_later(WRITE_TIMEOUT, self._cut_if_stuck)

    def _cut_if_stuck(self) -> None:
        self._watched = False
        if self._writer.transport.get_write_buffer_size() > FULL:
            self.abort()


class _Exchange:
    """One RESTRequest on its way to its RESTResponse."""

    def __init__(self, socket: EventSocket, text: bytes, place: int) -> None:
        self._socket = socket
        self._text = text
        self._place: int | None = place
        self._ids = ("", "")
        self._uri = ""

    def start(self) -> None:
        try:
            message = parse_json(self._text)
        except ValueError:
            self._finish(Reply(400, reason="Failed to parse request message JSON"))
            return
        call = self._call(message if isinstance(message, dict) else {})
        if isinstance(call, str):
            self._finish(Reply(400, {"message": call}, "Bad request"))
            return
        self._socket.server.carry_out(call, self._finish)
        self._place = None

    def _call(self, message: dict[str, Any]) -> Call | str:
        """The request, or what is wrong with it."""
        text = _strings(message)
        self._ids = (text("transaction_id"), text("request_id"))
        if not text("type"):
            return "No 'type' property."
        if text("type") != "RESTRequest":
            return "Unknown request type."
        path, _, query = text("uri").partition("?")
        self._uri = path
        if not text("uri"):
            return "Empty or missing 'uri' property."
        if text("method") not in METHODS:
            return "Unknown or missing 'method' property."
        if text("message_body") and not text("content_type"):
            return "No 'content_type' for 'message_body'."
        strings = _query_strings(message.get("query_strings"))
        if strings is None:
            return "Unable to parse 'query_strings' array."
        body = text("message_body").encode("utf-8", "replace")
        if body and text("content_type") not in (JSON, FORM):
            return "Unknown content type."
        try:
            read_body(text("content_type"), body)
        except Refusal:
            return "Unable to parse 'message_body' as 'application/json'."
        return Call(
            user=self._socket.user,
            method=text("method"),
            path=path,
            query=parse_query(query) + strings,
            content_type=text("content_type"),
            body=body,
            host="localhost",
            over_websocket=True,
        )

    def _finish(self, reply: Reply) -> None:
        message: dict[str, Any] = {
            "type": "RESTResponse",
            "transaction_id": self._ids[0],
            "request_id": self._ids[1],
            "status_code": reply.status,
            "reason_phrase": reply.reason,
            "uri": self._uri,
        }
        if reply.content_type is not None:
            message["content_type"] = reply.content_type
            message["message_body"] = reply.payload.decode("utf-8", "replace")
        message["application"] = self._socket.apps[0]
        message["timestamp"] = iso(self._socket.server.clock.time())
        message["asterisk_id"] = ASTERISK_ID
        self._socket.answered(message, self._place)


def _strings(message: dict[str, Any]) -> Callable[[str], str]:
    def text(name: str) -> str:
        value = message.get(name)
        return value if isinstance(value, str) else ""

    return text


def _query_strings(given: object) -> list[tuple[str, str]] | None:
    """The names and values of an array; None if it holds anything else."""
    if not isinstance(given, list):
        return []
    pairs = []
    for entry in given:
        name, value = (entry.get("name"), entry.get("value")) if isinstance(entry, dict) else (0, 0)
        if not isinstance(name, str) or not isinstance(value, str):
            return None
        pairs.append((name, value))
    return pairs
