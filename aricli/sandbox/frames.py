"""WebSocket framing (RFC 6455), the server's side."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import struct
from dataclasses import dataclass

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
MAX_MESSAGE = 1 << 20
_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class ProtocolError(Exception):
    """The client does not speak WebSocket."""


@dataclass
class Frame:
    """A whole message, or a control frame."""

    opcode: int
    data: bytes


def accept_key(key: str) -> str:
    """The Sec-WebSocket-Accept for a Sec-WebSocket-Key."""
    return base64.b64encode(hashlib.sha1((key + _GUID).encode()).digest()).decode()


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


async def read(reader: asyncio.StreamReader) -> Frame:
    """The next message, put together from its fragments, or the next control frame.

    Raises ProtocolError; asyncio.IncompleteReadError when the client has gone. A control frame
    between two fragments is returned first and the fragments so far are lost, as no ARI client
    fragments its messages.
    """
    parts = b""
    opcode = 0
    while True:
        final, kind, data = await _read_frame(reader)
        if kind >= CLOSE:
            return Frame(kind, data)
        opcode = kind or opcode
        parts += data
        if len(parts) > MAX_MESSAGE:
            raise ProtocolError("message too big")
        if final:
            return Frame(opcode, parts)


async def _read_frame(reader: asyncio.StreamReader) -> tuple[bool, int, bytes]:
    first, second = await reader.readexactly(2)
    size = second & 0x7F
    if size == 126:
        (size,) = struct.unpack("!H", await reader.readexactly(2))
    elif size == 127:
        (size,) = struct.unpack("!Q", await reader.readexactly(8))
    if size > MAX_MESSAGE or not second & 0x80:
        raise ProtocolError("frame too big or not masked")
    mask = await reader.readexactly(4)
    return bool(first & 0x80), first & 0x0F, _unmask(await reader.readexactly(size), mask)


def _unmask(data: bytes, mask: bytes) -> bytes:
    size = len(data)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(data, "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")
