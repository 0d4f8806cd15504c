"""Reading recordings back, line by line, in bounded memory."""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from aricli.errors import InvalidRequest

Record = dict[str, Any]
"""One line of a recording; `aricli.engine.recording` says what it holds."""

LONGEST_LINE = 16 * 1024 * 1024
"""Bytes: what is longer is no line of a recording."""
_REQUEST: dict[str, Any] = {
    "method": str,
    "path": str,
    "params": dict | None,
    "status": int | None,
    "resp": str | None,
}
_THINGS = ("channel", "playback", "bridge")
_NEEDED = {
    "StasisStart": "channel",
    "StasisEnd": "channel",
    "ChannelDestroyed": "channel",
    "PlaybackFinished": "playback",
    "BridgeDestroyed": "bridge",
}
"""What an event is nothing without."""
_RECORDING = "a recording is what  aricli listen --record FILE  writes"


def read_session(path: str | Path) -> Iterator[Record]:
    """The records of a file, read as they are asked for; see `records`.

    Raises:
        InvalidRequest: If the file cannot be read, or is no recording.
    """
    try:
        with open(path, "rb") as file:
            yield from records(file, str(path))
    except OSError as error:
        raise InvalidRequest(f"cannot read {path}: {error.strerror}", _RECORDING) from error


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
        self._seconds = 0.0

    def record(self, number: int, line: bytes) -> Record | None:
        """A line as a record, None for one that was cut off."""
        try:
            data = json.loads(line)
        except RecursionError as error:
            raise self._refusal(number, "nested too deeply") from error
        except ValueError as error:
            if not line.endswith(b"\n") and len(line) < LONGEST_LINE:
                return None
            raise self._refusal(number, "no JSON") from error
        if not isinstance(data, dict):
            raise self._refusal(number, "no record")
        is_event = "kind" not in data and isinstance(data.get("type"), str)
        record = self._wrapped(data) if is_event else data
        if not _is_whole(record):
            raise self._refusal(number, f"no {record.get('kind')} as they are recorded")
        return record

    def _wrapped(self, event: Record) -> Record:
        """An event, or word of a gap between events, as a record."""
        with contextlib.suppress(ValueError, TypeError):
            moment = datetime.fromisoformat(str(event.get("timestamp")))
            self._begun = self._begun or moment
            self._seconds = (moment - self._begun).total_seconds()
        if event["type"] == "AricliGap":
            text = f"{event.get('seconds')} s without events"
            return {"t": self._seconds, "kind": "note", "text": text}
        app = event.get("application", "")
        return {"t": self._seconds, "kind": "event", "app": app, "event": event}

    def _refusal(self, number: int, what: str) -> InvalidRequest:
        return InvalidRequest(f"line {number} of {self._name} is {what}", _RECORDING)


def _is_whole(record: Record) -> bool:
    """Whether a record has what its readers rely on."""
    t = record.setdefault("t", 0.0)
    if isinstance(t, bool) or not isinstance(t, int | float) or not math.isfinite(t):
        return False
    if record.get("kind") == "event":
        return _is_whole_event(record.get("event"))
    if record.get("kind") == "rest":
        kinds = all(isinstance(record.get(name), kind) for name, kind in _REQUEST.items())
        return kinds and record["path"].startswith("/")
    return True


def _is_whole_event(event: object) -> bool:
    if not isinstance(event, dict) or not isinstance(event.get("type"), str):
        return False
    things = {name: event[name] for name in _THINGS if name in event}
    if (needed := _NEEDED.get(event["type"])) and needed not in things:
        return False
    return all(isinstance(each, dict) and "id" in each for each in things.values())
