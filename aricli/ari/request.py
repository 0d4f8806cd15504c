"""A request to ARI and its response, whatever carries them; the limits that Asterisk sets."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from aricli.ari.types import NOTHING
from aricli.errors import InvalidRequest

MAX_REQUEST_LINE = 4095
"""Bytes, with the line's end: Asterisk answers a longer request line with 400 (FACTS 6)."""
MAX_BODY = 40960
"""Bytes: Asterisk answers a longer body with 413 (FACTS 6)."""
_CERTAINLY_SHORT = MAX_REQUEST_LINE // len(quote("\U0010ffff")) - 64
"""Characters that make no longer line than that, however they are encoded."""
_plain = re.compile(r"[A-Za-z0-9_.~-]+").fullmatch
"""Matches what stays as it is: nearly all ids, and this is quicker than to find out by quoting."""


class Request:
    """One ARI request.

    Attributes:
        method: GET, POST, PUT or DELETE.
        path: Below ``/ari``, percent-encoded, with a leading slash.
        query: Unencoded query parameters.
        body: The JSON body, or ``None``.
        waits: Whether Asterisk may hold the answer back while a playback runs (FACTS 0.3).
        again: Whether sending it twice does no more than sending it once.
        makes: The path of the thing that it makes under an id of our own, if it does.
    """

    # No tuple with names: what a listener asks for most is found more quickly so.
    __slots__ = ("again", "body", "makes", "method", "path", "query", "waits")

    def __init__(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] = NOTHING,
        body: Any = None,
        waits: bool = False,
        again: bool = False,
        makes: str = "",
    ) -> None:
        self.method = method
        self.path = path
        self.query = query
        self.body = body
        self.waits = waits
        self.again = again
        self.makes = makes

    @property
    def target(self) -> str:
        """The path with its query, percent-encoded."""
        if not self.query:
            return self.path
        pairs = (f"{_encoded(name)}={_encoded(value)}" for name, value in self.query.items())
        return f"{self.path}?{'&'.join(pairs)}"

    @property
    def content(self) -> bytes | None:
        """The body as bytes of JSON."""
        if self.body is None:
            return None
        return json.dumps(self.body, ensure_ascii=False, separators=(",", ":")).encode()

    def __str__(self) -> str:
        return f"{self.method} {self.target}"


class Response:
    """What came back.

    Attributes:
        status: HTTP status code.
        reason: HTTP reason phrase.
        content: The body.
        headers: With lower-case names.
        root: The URL of ``/ari`` that it came from, ``""`` if it came by no URL.
    """

    __slots__ = ("content", "headers", "reason", "root", "status")

    def __init__(
        self,
        status: int,
        reason: str,
        content: bytes,
        headers: Mapping[str, str],
        root: str = "",
    ) -> None:
        self.status = status
        self.reason = reason
        self.content = content
        self.headers = headers
        self.root = root

    @property
    def is_success(self) -> bool:
        """Whether ARI did as it was asked."""
        return is_success(self.status, self.headers)

    def json(self) -> Any:
        """The body as data, ``None`` when there is none."""
        return json.loads(self.content) if self.content else None


def is_success(status: int, headers: Mapping[str, str]) -> bool:
    """Whether an answer is ARI's yes: a web page or a redirection comes from somewhere else."""
    return 200 <= status < 300 and not headers.get("content-type", "").startswith("text/html")


def quoted(segment: str) -> str:
    """A path segment, percent-encoded.

    Raises:
        InvalidRequest: For ``.`` and ``..``, which no HTTP client keeps in a path.
    """
    if segment in {".", ".."}:
        raise InvalidRequest(f"{segment!r} cannot be an id")
    return _encoded(segment)


def _encoded(text: str) -> str:
    return text if _plain(text) else quote(text, safe="")


def check_size(request: Request, prefix: str) -> None:
    """Refuse what Asterisk would refuse for its size.

    Raises:
        InvalidRequest: Naming the limit and the size.
    """
    length = len(prefix) + len(request.path)
    if request.query:
        length += sum(map(len, request.query)) + sum(map(len, request.query.values()))
    if length > _CERTAINLY_SHORT:
        line = len(f"{request.method} {prefix}{request.target} HTTP/1.1\r\n")
        if line > MAX_REQUEST_LINE:
            raise InvalidRequest(
                f"the request line would be {line} bytes; Asterisk takes {MAX_REQUEST_LINE}",
                "send fewer or shorter values in one request",
            )
    if request.body is not None and (size := len(request.content or b"")) > MAX_BODY:
        raise InvalidRequest(
            f"the body would be {size} bytes; Asterisk takes {MAX_BODY}",
            "send fewer or shorter values in one request",
        )
