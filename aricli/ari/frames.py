"""WebSocket frames (RFC 6455) out of a stream of bytes, many at a time."""

from __future__ import annotations

from typing import Final

from aricli.ari.chance import mask
from aricli.errors import Disconnected

TEXT: Final = 1
BINARY: Final = 2
CLOSE: Final = 8
PING: Final = 9
PONG: Final = 10

_WHOLE_TEXT: Final = 128 | TEXT
"""The first byte of a text message in one frame."""
MAX_MESSAGE = 64 * 1024 * 1024
"""Bytes: a message beyond this is taken for a broken stream."""


Message = tuple[int, bytes]
"""Opcode and payload of a whole message: fragments are put together."""


class FrameReader:
    """Takes bytes as they come off the socket, gives the messages that are complete.

    websocket-client reads each frame with three receive calls; at tens of thousands of events a
    second that is most of the work, so whole buffers are cut up here instead.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._fragments: list[bytes] = []
        self._opcode = 0

    def feed(self, data: bytes) -> list[Message]:
        """The messages completed by these bytes.

        Raises:
            Disconnected: If the bytes are no WebSocket frames.
        """
        buffer = self._rest + data if self._rest else data
        messages: list[Message] = []
        at, size = 0, len(buffer)
        while True:
            if size - at >= 4 and buffer[at] == _WHOLE_TEXT and buffer[at + 1] == 126:
                # So nearly all of them are: it pays to look at them here.
                start = at + 4
                end = start + (buffer[at + 2] << 8) + buffer[at + 3]
                if end > size:
                    break
                messages.append((TEXT, buffer[start:end]))
            elif frame := _frame(buffer, at):
                first, start, end = frame
                if message := self._assemble(first, buffer[start:end]):
                    messages.append(message)
            else:
                break
            at = end
        self._rest = buffer[at:]
        return messages

    def _assemble(self, first: int, payload: bytes) -> Message | None:
        opcode, final = first & 15, first & 128
        if opcode >= CLOSE or (final and opcode):
            return opcode, payload
        if opcode:
            self._opcode, self._fragments = opcode, [payload]
            return None
        self._fragments.append(payload)
        if sum(map(len, self._fragments)) > MAX_MESSAGE:
            raise Disconnected("the server sent a message that does not end")
        if not final:
            return None
        whole, self._fragments = b"".join(self._fragments), []
        return self._opcode, whole


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
    if size < 126:
        length = bytes([0x80 | size])
    elif size < 65536:
        length = b"\xfe" + size.to_bytes(2, "big")
    else:
        length = b"\xff" + size.to_bytes(8, "big")
    key = mask()
    # As two long numbers, for a loop over the bytes would take many times as long.
    mask_number = int.from_bytes((key * (size // 4 + 1))[:size], "big")
    masked = (int.from_bytes(payload, "big") ^ mask_number).to_bytes(size, "big")
    return bytes([0x80 | opcode]) + length + key + masked
