"""What an operation answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any


def dump(value: object) -> str:
    """JSON as Asterisk writes it: no spaces, keys in order, text as UTF-8."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def phrase(status: int) -> str:
    """The usual reason phrase of a status."""
    return "Request Entity Too Large" if status == 413 else HTTPStatus(status).phrase


@dataclass(frozen=True)
class Reply:
    """A status, perhaps a JSON body (or a file's bytes), perhaps headers."""

    status: int
    body: Any = None
    reason: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    file: bytes | None = None
    file_type: str = ""

    def __post_init__(self) -> None:
        if not self.reason:
            object.__setattr__(self, "reason", phrase(self.status))

    @property
    def content_type(self) -> str | None:
        """The type of the body, None when there is none."""
        if self.file is not None:
            return self.file_type
        return None if self.body is None else "application/json"

    @property
    def payload(self) -> bytes:
        """The body's bytes."""
        if self.file is not None:
            return self.file
        return b"" if self.body is None else dump(self.body).encode("utf-8", "replace")


NO_CONTENT = Reply(204)


class Refusal(Exception):
    """An operation's "no": raised anywhere below, answered as it stands."""

    def __init__(self, status: int, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reply = Reply(status, {"message": message}, reason)


class AllocationFailed(Refusal):
    """Asterisk's answer when something could not be made: another key than "message"."""

    def __init__(self) -> None:
        super().__init__(500, "Allocation failed")
        self.reply = Reply(500, {"error": "Allocation failed"})


class Deadly(Refusal):
    """A request that crashes a real Asterisk; the sandbox refuses it and says so in its log."""

    def __init__(self, what: str) -> None:
        super().__init__(400, f"{what}: a real Asterisk dies here")


class NotSimulated(Refusal):
    """A request a real Asterisk would carry out and the sandbox cannot."""

    def __init__(self, what: str) -> None:
        super().__init__(501, f"{what} is not simulated by the sandbox")
