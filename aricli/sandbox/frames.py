"""WebSocket framing (RFC 6455), the server's side."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import struct
from dataclasses import dataclass

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
_KNOWN = (CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG)
NORMAL, AWAY, UNKNOWN, TOO_BIG = 1000, 1001, 1003, 1009
"""Codes of closing."""
MAX_FRAME = 65535
"""With its head; a longer one is refused."""
MAX_MESSAGE = 1 << 20
_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class ProtocolError(Exception):
    """A frame that ends the conversation; ``code`` tells the client why."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Frame:
    """A whole message, or a control frame."""

    opcode: int
    data: bytes


def accept_key(key: str) -> str:
    """The Sec-WebSocket-Accept for a Sec-WebSocket-Key."""
    return base64.b64encode(hashlib.sha1((key + _GUID).encode()).digest()).decode()


def code_of(data: bytes) -> int:
    """The code in a close frame's data, which is the one to answer with."""
    return int.from_bytes(data[:2], "big") if len(data) > 1 and any(data[:2]) else NORMAL


def build(opcode: int, data: bytes) -> bytes:
    """One unmasked frame."""
    size = len(data)
    if size < 126:
        head = struct.pack("!BB", 0x80 | opcode, size)
    elif size < 1 << 16:
        head = struct.pack("!BBH", 0x80 | opcode, 126, size)
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, 127, size)
    return head + data


class Reader:
    """Frames from a client, put together to messages."""

    def __init__(self, stream: asyncio.StreamReader) -> None:
        self._stream = stream
        self._opcode = CONTINUATION
        self._parts = b""

    async def read(self) -> Frame:
        """The next whole message or control frame, also one between two fragments.

        Raises ProtocolError; asyncio.IncompleteReadError when the client has gone.
        """
        while True:
            final, opcode, data = await self._frame()
            if opcode >= CLOSE:
                return Frame(opcode, data)
            if opcode != CONTINUATION:
                self._opcode = opcode
            self._parts += data
            if len(self._parts) > MAX_MESSAGE:
                raise ProtocolError(TOO_BIG)
            if final:
                data, self._parts = self._parts, b""
                return Frame(self._opcode, data)

    async def _frame(self) -> tuple[bool, int, bytes]:
        first, second = await self._stream.readexactly(2)
        size, head = second & 0x7F, 2
        if size == 126:
            (size,) = struct.unpack("!H", await self._stream.readexactly(2))
            head = 4
        elif size == 127:
            (size,) = struct.unpack("!Q", await self._stream.readexactly(8))
            head = 10
        if first & 0x0F not in _KNOWN:
            raise ProtocolError(UNKNOWN)
        masked = bool(second & 0x80)
        if head + 4 * masked + size > MAX_FRAME:
            raise ProtocolError(TOO_BIG)
        mask = await self._stream.readexactly(4) if masked else bytes(4)
        data = _unmask(await self._stream.readexactly(size), mask)
        return bool(first & 0x80), first & 0x0F, data


def _unmask(data: bytes, mask: bytes) -> bytes:
    size = len(data)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(data, "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")
