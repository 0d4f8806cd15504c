"""Frames are cut out of bytes however these arrive."""

from __future__ import annotations

import pytest

from aricli.ari.frames import BINARY, CLOSE, PING, TEXT, FrameReader, masked
from aricli.errors import Disconnected


def frame(payload: bytes, opcode: int = TEXT, final: bool = True) -> bytes:
    """A server's frame."""
    size = len(payload)
    if size < 126:
        length = bytes([size])
    elif size < 65536:
        length = b"\x7e" + size.to_bytes(2, "big")
    else:
        length = b"\x7f" + size.to_bytes(8, "big")
    return bytes([opcode | (0x80 if final else 0)]) + length + payload


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536, 5_000_000])
def test_message_of_any_size_arrives_whole(size: int) -> None:
    payload = b"x" * size
    assert FrameReader().feed(frame(payload)) == [payload]


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 1000])
def test_frames_arrive_in_pieces_of_any_size(piece: int) -> None:
    payloads = [b"a", b"b" * 200, b"", b"c" * 70000]
    data = b"".join(map(frame, payloads))
    reader = FrameReader()
    messages = []
    for at in range(0, len(data), piece):
        messages += reader.feed(data[at : at + piece])
    assert messages == payloads


def test_fragments_are_put_together_around_a_ping() -> None:
    data = frame(b"one ", final=False) + frame(b"?", PING) + frame(b"two", opcode=0)
    reader = FrameReader()
    assert reader.feed(data) == [b"one two"]
    assert reader.controls == [(PING, b"?")]


def test_many_frames_in_one_write() -> None:
    assert len(FrameReader().feed(frame(b"{}") * 10_000)) == 10_000


def test_close_frame_is_told_of() -> None:
    reader = FrameReader()
    assert reader.feed(frame(b"\x03\xe8", CLOSE)) == []
    assert reader.controls == [(CLOSE, b"\x03\xe8")]


def test_a_binary_message_is_no_text() -> None:
    data = frame(b"one", BINARY) + frame(b"two ", BINARY, final=False) + frame(b"", opcode=0)
    assert FrameReader().feed(data + frame(b"{}")) == [b"{}"]


@pytest.mark.parametrize(
    "garbage",
    [b"HTTP/1.1 500 Internal Server Error\r\n", b"\x81\x81abcd!", b"\x81\x7f" + b"\xff" * 8],
    ids=["http", "masked", "endless"],
)
def test_what_is_no_frame_ends_the_connection(garbage: bytes) -> None:
    with pytest.raises(Disconnected):
        FrameReader().feed(garbage)


@pytest.mark.parametrize("size", [0, 3, 125, 126, 65535, 65536])
def test_what_a_client_sends_is_masked_and_whole(size: int) -> None:
    payload = (b"0123456" * 10_000)[:size]
    sent = masked(payload, TEXT)
    head = {126: 4, 127: 10}.get(sent[1] & 127, 2)
    mask, rest = sent[head : head + 4], sent[head + 4 :]
    unmasked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(rest))
    assert sent[1] & 128
    assert (
        sent[:head]
        == frame(payload)[:1] + bytes([frame(payload)[1] | 128]) + frame(payload)[2:head]
    )
    assert unmasked == payload
    assert size < 126 or payload not in sent
