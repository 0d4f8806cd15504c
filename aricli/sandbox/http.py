"""HTTP/1.1 as Asterisk speaks it: its limits, its leniency, its HTML error pages.

Written on the standard library's streams, as no stock server sends these answers: aiohttp refuses
by itself, in its own words, what Asterisk takes, and the other way round.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from aricli.sandbox.reply import Reply, dump, phrase
from aricli.sandbox.request import FORM, JSON, media_type
from aricli.sandbox.settings import VERSION

SERVER = f"Asterisk/{VERSION}"
MAX_LINE = 4096
MAX_HEADERS = 100
MAX_BODY = 40960
MAX_IGNORED_BODY = 1 << 20
"""Bodies of types nobody reads are only discarded."""
READ_LIMIT = 1 << 16
_MOST = (1 << 64) - 1
_PAGE = (
    '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\r\n<html><head>\r\n'
    "<title>{status} {reason}</title>\r\n</head><body>\r\n<h1>{reason}</h1>\r\n"
    "<p>{text}</p>\r\n<hr />\r\n<address>{server}</address>\r\n</body></html>\r\n"
)


class Unreadable(Exception):
    """A message that is no acceptable request: answered with ``response``, then closed."""

    def __init__(self, response: bytes) -> None:
        super().__init__()
        self.response = response


@dataclass
class Message:
    """One request as it came over the wire."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes | None = b""
    """None if it broke off."""

    @property
    def closing(self) -> bool:
        """Whether the connection ends with the answer: the client wants so, or lost the way."""
        return self.headers.get("connection", "").lower() == "close" or self.body is None

    @property
    def given(self) -> str:
        """The parameters of the query and of a form, as one text."""
        is_form = media_type(self.headers.get("content-type", "")) == FORM
        form = self.body.decode("utf-8", "replace") if is_form and self.body else ""
        return f"{self.query}&{form}"


def format_response(
    status: int, reason: str, headers: dict[str, str], body: bytes, *, closing: bool = False
) -> bytes:
    """A response with Asterisk's usual headers."""
    lines = [
        f"HTTP/1.1 {status} {reason}",
        f"Server: {SERVER}",
        f"Date: {format_datetime(datetime.now(UTC), usegmt=True)}",
        *(["Connection: close"] if closing else []),
        "Cache-Control: no-cache, no-store",
        *(f"{name}: {value}" for name, value in headers.items()),
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(lines).encode("utf-8", "replace") + b"\r\n\r\n" + body


def page(status: int, text: str, *, reason: str = "", closing: bool = False) -> bytes:
    """An HTML error page."""
    reason = reason or phrase(status)
    html = _PAGE.format(status=status, reason=reason, text=text, server=SERVER)
    headers = {"Content-type": "text/html"}
    return format_response(status, reason, headers, html.encode(), closing=closing)


def response(reply: Reply, *, closing: bool = False) -> bytes:
    """An operation's reply on the wire."""
    headers = dict(reply.headers)
    if reply.content_type is not None:
        headers["Content-type" if reply.file is None else "Content-Type"] = reply.content_type
    return format_response(reply.status, reply.reason, headers, reply.payload, closing=closing)


async def read_message(reader: asyncio.StreamReader) -> Message | None:
    """The next request, None when the client has closed. Raises Unreadable."""
    line = await _read_line(reader, "Request line too long")
    if not line:
        return None
    words = line.decode("latin-1").split()
    if len(words) < 2:
        raise Unreadable(page(400, "Invalid Request", closing=True))
    headers = await _read_headers(reader)
    path, _, query = words[1].partition("?")
    body = await _read_body(reader, headers)
    return Message(words[0].upper(), path, query, headers, body)


async def _read_line(reader: asyncio.StreamReader, too_long: str) -> bytes:
    try:
        line = await reader.readline()
    except ValueError:
        raise Unreadable(page(400, too_long, closing=True)) from None
    if len(line) >= MAX_LINE:
        raise Unreadable(page(400, too_long, closing=True))
    return line


async def _read_headers(reader: asyncio.StreamReader) -> dict[str, str]:
    headers: dict[str, str] = {}
    count = 0
    while (
        line := (await _read_line(reader, "Header line too long")).decode("latin-1").rstrip("\r\n")
    ):
        if line[0] in " \t":
            continue
        count += 1
        if count > MAX_HEADERS:
            raise Unreadable(page(413, "Too many headers", closing=True))
        name, _, value = line.partition(":")
        headers.setdefault(name.strip().lower(), value.strip())
    return headers


async def _read_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes | None:
    encoding = headers.get("transfer-encoding", "identity").lower()
    if encoding == "chunked":
        return await _read_chunks(reader)
    if encoding != "identity":
        text = "Unsupported Transfer-Encoding."
        raise Unreadable(page(501, text, reason="Unimplemented", closing=True))
    length = _length(headers.get("content-length") or "0")
    if length is None:
        raise Unreadable(page(400, "Invalid Content-Length in request!", closing=True))
    if length > (MAX_BODY if _is_read(headers) else MAX_IGNORED_BODY):
        raise _too_large()
    try:
        return await reader.readexactly(length)
    except asyncio.IncompleteReadError:
        return None


def _length(text: str) -> int | None:
    """The number a Content-Length begins with, as C puts it into 32 bits; None if negative."""
    match = re.match(r"[+-]?\d+", text, re.ASCII)
    if match is None:
        return None
    length = min(int(match.group()), _MOST) & 0xFFFF_FFFF
    return length if length < 1 << 31 else None


async def _read_chunks(reader: asyncio.StreamReader) -> bytes | None:
    """The body, None if the chunks are not as they should be."""
    body = b""
    while True:
        size = _chunk_size(await _read_line(reader, "Invalid chunk"))
        if size is None:
            return None
        if size == 0:
            while (await _read_line(reader, "Invalid trailer")).rstrip(b"\r\n"):
                pass
            return body
        if len(body) + size > MAX_BODY:
            raise _too_large()
        body += await reader.readexactly(size)
        if await _read_line(reader, "Invalid chunk") != b"\r\n":
            return None


def _chunk_size(line: bytes) -> int | None:
    match = re.fullmatch(rb"([0-9a-fA-F]+)(;.*)?\r?\n", line)
    size = int(match.group(1), 16) if match else -1
    return size if 0 <= size < 1 << 31 else None


def _is_read(headers: dict[str, str]) -> bool:
    return media_type(headers.get("content-type", "")) in (JSON, FORM)


def _too_large() -> Unreadable:
    body = dump({"message": "Request body too large"}).encode()
    headers = {"Content-type": "application/json"}
    return Unreadable(format_response(413, phrase(413), headers, body, closing=True))
