"""ARI over the event WebSocket (FACTS 8.1): no connection to make, a tenth of the CPU time.

The server answers strictly in order, so a request that waits behind a playback holds up all that
follow it on this socket: those belong on HTTP.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from aricli.ari.request import Request, Response, check_size
from aricli.ari.wire import log
from aricli.errors import ConnectError, TimedOut


class _Pending:
    """A request that is not answered yet."""

    __slots__ = ("answer", "arrived", "sent_at")

    def __init__(self) -> None:
        self.sent_at = time.monotonic()
        self.answer: Mapping[str, Any] | None = None
        self.arrived = threading.Lock()
        self.arrived.acquire()


class SocketRest:
    """Sends requests as RESTRequest messages. Several threads may share it.

    Args:
        send: Sends a text message in UTF-8 on the event WebSocket, raising `Disconnected` if that
            is gone; at the latest when `wait` is called.
        timeout: Seconds to wait for an answer.
        wait: Waits until a lock can be had, at most so many seconds, and says whether it could;
            is told how many answers are waited for. For those whose own thread has to read.
    """

    def __init__(
        self,
        send: Callable[[bytes], None],
        timeout: float,
        wait: Callable[[threading.Lock, float, int], bool] | None = None,
    ) -> None:
        self._send = send
        self._timeout = timeout
        self._wait = wait or _acquired
        self._ids = itertools.count(1)
        self._pending: dict[str, _Pending] = {}

    def send(self, request: Request) -> Response:
        """Send a request and return the response, whatever its status.

        Raises:
            ConnectError: If the WebSocket is or gets lost; a request may have been carried out.
            TimedOut: If no answer comes in time.
            InvalidRequest: If the request is larger than Asterisk takes.
        """
        check_size(request, "/ari")
        request_id = str(next(self._ids))
        pending = self._pending[request_id] = _Pending()
        try:
            self._send(orjson.dumps(_message(request, request_id)))
            arrived = self._wait(pending.arrived, self._timeout, len(self._pending))
        finally:
            self._pending.pop(request_id, None)
        if not arrived:
            raise TimedOut(
                f"no answer to {request} within {self._timeout:g} s on the WebSocket",
                "another request on it may be waiting behind a playback",
            )
        if pending.answer is None:
            raise ConnectError(
                f"the connection was lost before the answer to {request}",
                "the request may have been carried out",
            )
        response = _response(pending.answer)
        log(request, response, time.monotonic() - pending.sent_at, "websocket")
        return response

    def answered(self, raw: Mapping[str, Any]) -> None:
        """Take a RESTResponse; called by the loop."""
        pending = self._pending.pop(str(raw.get("request_id")), None)
        if pending:
            pending.answer = raw
            pending.arrived.release()

    def lost(self) -> None:
        """The WebSocket is gone, and with it all answers."""
        for request_id in list(self._pending):
            pending = self._pending.pop(request_id, None)
            if pending:
                pending.arrived.release()

    def overdue(self, seconds: float) -> bool:
        """Whether a request has been waiting for its answer for longer than this."""
        while self._pending:
            try:
                oldest = next(iter(self._pending.values()))
            except (RuntimeError, StopIteration):
                continue  # another thread has just sent or received
            return time.monotonic() - oldest.sent_at > seconds
        return False

    def close(self) -> None:
        """The stream is closed by whoever opened it."""


def _acquired(lock: threading.Lock, timeout: float, unanswered: int) -> bool:
    return lock.acquire(timeout=timeout)


def _message(request: Request, request_id: str) -> dict[str, Any]:
    message: dict[str, Any] = {
        "type": "RESTRequest",
        "transaction_id": request_id,
        "request_id": request_id,
        "method": request.method,
        "uri": request.path.lstrip("/"),
    }
    if request.query:
        message["query_strings"] = [
            {"name": name, "value": value} for name, value in request.query.items()
        ]
    if request.content is not None:
        message["content_type"] = "application/json"
        message["message_body"] = request.content.decode()
    return message


class _Answer(Response):
    """A response that is read by what reads the messages."""

    __slots__ = ()

    def json(self) -> Any:
        return orjson.loads(self.content) if self.content else None


def _response(raw: Mapping[str, Any]) -> Response:
    return _Answer(
        int(raw["status_code"]),
        str(raw.get("reason_phrase", "")),
        str(raw.get("message_body", "")).encode(),
        {"content-type": str(raw.get("content_type", ""))},
    )
