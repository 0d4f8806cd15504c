"""Recordings: a session as JSON lines, written as it happens, without its secrets.

Each line has ``t``, the seconds since the beginning, and a ``kind``:

- ``event``: ``app``, and ``event`` as the server sent it;
- ``rest``: ``method``, ``path`` below ``/ari``, ``params``, ``body`` of a request, and ``status``,
  ``reason``, ``ctype``, ``resp`` of what came back, when it came back;
- ``wsclosed``: the event stream ended, ``err`` says how;
- ``note``: ``text`` in plain words.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from aricli.ari.client import Transport
from aricli.ari.request import Request, Response
from aricli.engine.intake import Message, Observer
from aricli.engine.privacy import Pseudonyms, is_secret, may_hold_secrets, without_secrets
from aricli.engine.recorded import Record
from aricli.engine.resync import Gap
from aricli.errors import AriError, Disconnected, InvalidRequest


class Recorder:
    """Writes a recording that only its owner can read, each line whole and at once.

    An error of the file ends the recording and nothing else. Any thread may call.

    Args:
        path: The file; what it held is lost.
        redact_numbers: Whether pseudonyms stand in for telephone numbers and names.
        failed: Is told of the error that ends the recording.

    Raises:
        InvalidRequest: If the file cannot be written.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        redact_numbers: bool = False,
        failed: Callable[[OSError], None] = lambda error: None,
    ) -> None:
        try:
            self._file: IO[bytes] | None = _private_file(path)
        except OSError as error:
            raise InvalidRequest(f"cannot record to {path}: {error.strerror}") from error
        self._failed = failed
        self._pseudonyms = Pseudonyms() if redact_numbers else None
        self._lock = threading.Lock()
        self._begun = time.monotonic()

    def event(self, raw: Mapping[str, Any]) -> None:
        """Record an event."""
        self._write({"kind": "event", "app": raw.get("application", ""), "event": raw})

    def exchange(self, request: Request, response: Response) -> None:
        """Record a request and what came back; of a body that is no text, nothing."""
        ctype = response.headers.get("content-type") or None
        record = {
            **_asked(request),
            "status": response.status,
            "reason": response.reason,
            "ctype": ctype,
        }
        self._write(record, resp=self._body(request, response, ctype or ""))

    def unanswered(self, request: Request, error: AriError) -> None:
        """Record a request that nothing came back for."""
        self._write(
            {**_asked(request), "status": None, "reason": str(error), "ctype": None}, resp=""
        )

    def closed(self, error: Exception) -> None:
        """Record that the event stream ended."""
        self._write({"kind": "wsclosed", "err": str(error)})

    def note(self, text: str) -> None:
        """Record something in plain words."""
        self._write({"kind": "note", "text": text})

    def close(self) -> None:
        """Record no more."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        with contextlib.suppress(OSError):
            if self._file:
                self._file.close()
        self._file = None

    def _body(self, request: Request, response: Response, ctype: str) -> str:
        if ctype and not ctype.startswith(("application/json", "text/")):
            return ""
        text = response.content.decode(errors="replace")
        try:
            data = json.loads(text)
        except ValueError:
            return text
        clean = self._cleaned(data, text)
        if is_secret(request.query.get("variable", "")) and isinstance(clean, dict):
            clean = {**clean, "value": "***"}
        return text if clean is data else _dumped(clean)

    def _cleaned(self, data: Any, text: str) -> Any:
        if may_hold_secrets(text):
            data = without_secrets(data)
        return self._pseudonyms.hidden(data) if self._pseudonyms else data

    def _write(self, record: Record, **clean: str) -> None:
        """Write a record without what it must not hold; `clean` is clean already."""
        with self._lock:
            if self._file is None:
                return
            record = {"t": round(time.monotonic() - self._begun, 4), **record}
            text = _dumped(record)
            cleaned = self._cleaned(record, text)
            line = text if cleaned is record and not clean else _dumped({**cleaned, **clean})
            try:
                self._file.write(line.encode(errors="replace") + b"\n")
                self._file.flush()
            except OSError as error:
                self._end()
                self._failed(error)


def _asked(request: Request) -> Record:
    return {
        "kind": "rest",
        "method": request.method,
        "path": request.path,
        "params": dict(request.query),
        "body": request.body,
    }


def _private_file(path: str | Path) -> IO[bytes]:
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    if stat.S_ISREG(os.fstat(number).st_mode):
        os.chmod(path, 0o600)  # it may have been there before
    return open(number, "wb")


def _dumped(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


class RecordedRequests:
    """A transport that records what goes through it."""

    def __init__(self, transport: Transport, recorder: Recorder) -> None:
        self._transport = transport
        self._recorder = recorder

    def send(self, request: Request) -> Response:
        """Send a request and record it with what came back."""
        try:
            response = self._transport.send(request)
        except AriError as error:
            self._recorder.unanswered(request, error)
            raise
        self._recorder.exchange(request, response)
        return response

    def close(self) -> None:
        """Let go of the connections."""
        self._transport.close()


class RecordedEvents:
    """An observer that records events and hands all it sees on to another."""

    def __init__(self, observer: Observer, recorder: Recorder) -> None:
        self._observer = observer
        self._recorder = recorder

    def events(self, messages: Sequence[Message]) -> None:
        """Record events."""
        for _, raw in messages:
            self._recorder.event(raw)
        self._observer.events(messages)

    def odd(self, message: bytes) -> None:
        """Hand on a message that is no event."""
        self._observer.odd(message)

    def replaced(self, app: str) -> None:
        """Hand on that an application is lost."""
        self._observer.replaced(app)

    def lost(self, error: Disconnected) -> None:
        """Record the end of the stream."""
        self._recorder.closed(error)
        self._observer.lost(error)

    def trouble(self, error: AriError) -> None:
        """Hand on that the server does not tell what was missed."""
        self._observer.trouble(error)

    def gap(self, gap: Gap) -> None:
        """Record that events flow again."""
        self._recorder.note(str(gap))
        self._observer.gap(gap)
