"""The opening of an event WebSocket: who asks for one, and whether it is one ARI would open."""

from __future__ import annotations

from dataclasses import dataclass

from aricli.sandbox import frames
from aricli.sandbox.http import Message, format_response, page
from aricli.sandbox.request import TRUE_WORDS, atoi, decode, parse_query

MAX_APP = 73
"""The longest name of an application: ``stasis-NAME`` has to be the name of a context."""
_VERSIONS = (7, 8, 13)


class BadHandshake(Exception):
    """No WebSocket comes of it; ``response`` says why."""

    def __init__(self, response: bytes = b"") -> None:
        super().__init__()
        self.response = response + refusal()


@dataclass
class Handshake:
    """What a client asks for, and the 101 it is answered with."""

    apps: list[str]
    subscribe_all: bool
    response: bytes


def is_wanted(message: Message, path: str) -> bool:
    """Whether a request, at a path below /ari, asks for an event WebSocket."""
    upgrade = message.headers.get("upgrade", "").lower()
    return decode(path) == "events" and message.method == "GET" and upgrade == "websocket"


def read(message: Message) -> Handshake:
    """The handshake of a request. Raises BadHandshake."""
    given = {name.lower(): value for name, value in reversed(parse_query(message.given))}
    apps = _names(given.get("app", ""))
    if not given.get("app"):
        raise BadHandshake(page(400, "HTTP request is missing param: [app]"))
    if not all(0 < len(app.encode()) <= MAX_APP for app in apps):
        failed = page(500, "Failed to create ARI websocket session", reason="Server Error")
        raise BadHandshake(page(500, "Stasis app registration failed") + failed)
    subscribe_all = given.get("subscribeall", "").lower() in TRUE_WORDS
    return Handshake(apps, subscribe_all, _switch(message.headers))


def refusal() -> bytes:
    """The answer to what is no handshake."""
    return format_response(400, "Bad Request", {"Sec-WebSocket-Version": "7, 8, 13"}, b"")


def _switch(headers: dict[str, str]) -> bytes:
    key, version = headers.get("sec-websocket-key"), headers.get("sec-websocket-version", "")
    offered = headers.get("sec-websocket-protocol")
    protocols = [name for name in (offered or "").split(",") if name.strip().lower() == "ari"]
    if not key or atoi(version) not in _VERSIONS or (offered and not protocols):
        raise BadHandshake
    lines = [
        "HTTP/1.1 101 Switching Protocols",
        f"Upgrade: {headers['upgrade']}",
        "Connection: Upgrade",
        f"Sec-WebSocket-Accept: {frames.accept_key(key)}",
        *(f"Sec-WebSocket-Protocol: {name.rstrip()}" for name in protocols[:1]),
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


def _names(text: str) -> list[str]:
    """Split at commas outside of quotation marks; marks around a whole name go."""
    names, mark, escaped = [""], "", False
    for char in text:
        if char == "," and not mark and not escaped:
            names.append("")
            continue
        if char in "'\"" and not escaped and mark in ("", char):
            mark = "" if mark else char
        escaped = char == "\\" and not escaped
        names[-1] += char
    return [_bare(name.strip()) for name in names]


def _bare(name: str) -> str:
    return name[1:-1] if name[:1] in ("'", '"') and name[-1] == name[0] else name
