"""Reading recordings back, line by line, in bounded memory."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from aricli.errors import InvalidRequest

Record = dict[str, Any]
"""One line of a recording; `aricli.engine.recording` says what it holds."""

LONGEST_LINE = 16 * 1024 * 1024
"""Bytes: what is longer is no line of a recording."""


def read_session(path: str | Path) -> Iterator[Record]:
    """The records of a file, read as they are asked for; see `records`.

    Raises:
        InvalidRequest: If the file cannot be read, or is no recording.
    """
    try:
        with open(path, "rb") as file:
            yield from records(file, str(path))
    except OSError as error:
        raise InvalidRequest(f"cannot read {path}: {error.strerror}") from error


def records(file: IO[bytes], name: str) -> Iterator[Record]:
    """The records on the lines of a file, each as soon as its line is there.

    Events alone on their lines, as ``aricli listen -o jsonl`` prints them, become records too. A
    last line that was cut off is passed over.

    Args:
        file: Where the lines come from.
        name: What to call it in an error.

    Raises:
        InvalidRequest: If a line is no record.
    """
    read = _Reader(name)
    for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), 1):
        if line.strip():
            record = read.record(number, line)
            if record is not None:
                yield record


class _Reader:
    def __init__(self, name: str) -> None:
        self._name = name
        self._begun: datetime | None = None

    def record(self, number: int, line: bytes) -> Record | None:
        """A line as a record, None for one that was cut off."""
        try:
            data = json.loads(line)
        except ValueError as error:
            if not line.endswith(b"\n") and len(line) < LONGEST_LINE:
                return None
            raise self._refusal(number, "no JSON") from error
        if not isinstance(data, dict):
            raise self._refusal(number, "no record")
        if "kind" not in data and isinstance(data.get("type"), str):
            app = data.get("application", "")
            return {"t": self._seconds(data), "kind": "event", "app": app, "event": data}
        return data

    def _seconds(self, event: Mapping[str, Any]) -> float:
        try:
            moment = datetime.fromisoformat(str(event.get("timestamp")))
            self._begun = self._begun or moment
            return (moment - self._begun).total_seconds()
        except (ValueError, TypeError):
            return 0.0

    def _refusal(self, number: int, what: str) -> InvalidRequest:
        return InvalidRequest(
            f"line {number} of {self._name} is {what}",
            "a recording is what  aricli listen --record FILE  writes",
        )
