"""WebSocket frames (RFC 6455) out of a stream of bytes, many at a time."""

from __future__ import annotations

import struct
from typing import Final

from aricli.ari.chance import mask
from aricli.errors import Disconnected

TEXT: Final = 1
BINARY: Final = 2
CLOSE: Final = 8
PING: Final = 9
PONG: Final = 10

_USUAL: Final = 0x817E
"""The first two bytes of a whole text message of 126 to 65535 bytes, as nearly all are."""
_UNUSUAL: Final = (0, 0)
_usual_head = struct.Struct(">HH").unpack_from
"""These bytes and the size."""
_short_head = struct.Struct(">BB4s").pack
_head = struct.Struct(">BBH4s").pack
_long_head = struct.Struct(">BBQ4s").pack
MAX_MESSAGE = 64 * 1024 * 1024
"""Bytes: a message beyond this is taken for a broken stream."""


class FrameReader:
    """Takes bytes as they come off the socket, gives the text messages that are complete.

    websocket-client reads each frame with three receive calls; at tens of thousands of events a
    second that is most of the work, so whole buffers are cut up here instead.

    Attributes:
        controls: The control frames that came, as opcode and payload, for the caller to take out.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._fragments: list[bytes] = []
        self._opcode = 0
        self.controls: list[tuple[int, bytes]] = []

    def feed(self, data: bytes) -> list[bytes]:
        """The text messages completed by these bytes; fragments are put together.

        Raises:
            Disconnected: If the bytes are no WebSocket frames.
        """
        buffer = self._rest + data if self._rest else data
        texts: list[bytes] = []
        at, size = 0, len(buffer)
        while at < size:
            kind, length = _usual_head(buffer, at) if size - at >= 4 else _UNUSUAL
            if kind == _USUAL:
                start = at + 4
                end = start + length
                if end > size:
                    break
                texts.append(buffer[start:end])
            elif frame := _frame(buffer, at):
                first, start, end = frame
                self._take(first, buffer[start:end], texts)
            else:
                break
            at = end
        self._rest = buffer[at:]
        return texts

    def _take(self, first: int, payload: bytes, texts: list[bytes]) -> None:
        """Take a frame that may be any, and put the text that it completes with the others."""
        opcode, final = first & 15, first & 128
        if opcode >= CLOSE:
            self.controls.append((opcode, payload))
            return
        if opcode:
            self._opcode, self._fragments = opcode, []
        self._fragments.append(payload)
        if sum(map(len, self._fragments)) > MAX_MESSAGE:
            raise Disconnected("the server sent a message that does not end")
        if final:
            if self._opcode == TEXT:
                texts.append(b"".join(self._fragments))
            self._fragments = []


def _frame(buffer: bytes, at: int) -> tuple[int, int, int] | None:
    """First byte, start and end of the payload of the frame at a place, if it is all there."""
    available = len(buffer) - at
    if available < 2:
        return None
    first, length, start = buffer[at], buffer[at + 1], at + 2
    if first & 0x70 or length & 0x80:
        raise Disconnected("the server sent something that is no WebSocket frame")
    if length >= 126:
        start += 2 if length == 126 else 8
        if available < start - at:
            return None
        length = int.from_bytes(buffer[at + 2 : start], "big")
        if length > MAX_MESSAGE:
            raise Disconnected("the server sent a message too large to be one")
    end = start + length
    return (first, start, end) if len(buffer) >= end else None


def masked(payload: bytes, opcode: int) -> bytes:
    """A frame as a client has to send it."""
    size = len(payload)
    key = mask()
    if size < 126:
        head = _short_head(0x80 | opcode, 0x80 | size, key)
    elif size < 65536:
        head = _head(0x80 | opcode, 0xFE, size, key)
    else:
        head = _long_head(0x80 | opcode, 0xFF, size, key)
    # As two long numbers, for a loop over the bytes would take many times as long.
    mask_number = int.from_bytes((key * (size // 4 + 1))[:size], "big")
    masked = (int.from_bytes(payload, "big") ^ mask_number).to_bytes(size, "big")
    return head + masked
