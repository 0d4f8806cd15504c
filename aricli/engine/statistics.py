"""How a run is doing: events, calls, what waits, how late it is, how fast the server answers."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from aricli.ari.client import Transport
from aricli.ari.request import Request, Response
from aricli.engine.intake import Message
from aricli.engine.resync import Gap
from aricli.errors import AriError, Disconnected

if TYPE_CHECKING:
    from aricli.engine.engine import Engine

_SAMPLES = 10_000
"""Request times kept for the percentiles."""


class Figures(NamedTuple):
    """How it was between two looks.

    Attributes:
        events: Events a second.
        calls: Calls going on now.
        queued: Events waiting for their call's turn now.
        dropped: Events dropped since the beginning, for want of room.
        lag: Seconds that an event of an idle call waits for a thread now.
        threads: Threads that run handlers now.
        requests: Requests a second.
        p50: Median seconds of a request, 0 without any.
        p99: The slowest hundredth took longer than this.
        gaps: Losses of the connection since the beginning.
    """

    events: float
    calls: int
    queued: int
    dropped: int
    lag: float
    threads: int
    requests: float
    p50: float
    p99: float
    gaps: int

    def __str__(self) -> str:
        return (
            f"{self.events:.0f} events/s, {self.calls} calls, {self.queued} queued,"
            f" {self.dropped} dropped, lag {self.lag * 1000:.1f} ms, {self.threads} threads,"
            f" {self.requests:.0f} requests/s at {self.p50 * 1000:.1f} ms"
            f" (p99 {self.p99 * 1000:.1f} ms), {self.gaps} gaps"
        )


class Statistics:
    """Counts as an observer of a run; `timed` puts a stop-watch on its requests."""

    def __init__(self) -> None:
        self.events_seen = 0
        self.requests_sent = 0
        self.gaps = 0
        self._times: deque[float] = deque(maxlen=_SAMPLES)
        self._looked = time.monotonic(), 0, 0

    def timed(self, transport: Transport) -> Transport:
        """The transport with a stop-watch."""
        return _Timed(transport, self)

    def sent(self, seconds: float) -> None:
        """A request was answered after so many seconds."""
        self.requests_sent += 1
        self._times.append(seconds)

    def look(self, engine: Engine) -> Figures:
        """The figures since the last look."""
        then, events, requests = self._looked
        self._looked = now, _, _ = time.monotonic(), self.events_seen, self.requests_sent
        seconds = max(now - then, 1e-9)
        times = sorted(self._times)
        self._times.clear()
        return Figures(
            events=(self.events_seen - events) / seconds,
            calls=len(engine.calls),
            queued=len(engine.backlog),
            dropped=sum(engine.backlog.dropped.values()),
            lag=_lag(engine),
            threads=engine.lanes.threads,
            requests=(self.requests_sent - requests) / seconds,
            p50=times[len(times) // 2] if times else 0.0,
            p99=times[len(times) * 99 // 100] if times else 0.0,
            gaps=self.gaps,
        )

    def events(self, messages: Sequence[Message]) -> None:
        """Count events."""
        self.events_seen += len(messages)

    def lines(self, lines: Sequence[bytes]) -> None:
        """Count events that nobody needed as data."""
        self.events_seen += sum(each.count(b"\n") + 1 for each in lines)

    def odd(self, message: bytes) -> None:
        """Not counted."""

    def replaced(self, app: str) -> None:
        """Not counted."""

    def lost(self, error: Disconnected) -> None:
        """Count a loss of the connection."""
        self.gaps += 1

    def trouble(self, error: AriError) -> None:
        """Not counted."""

    def gap(self, gap: Gap) -> None:
        """Counted when the connection was lost."""


class _Timed:
    """A transport with a stop-watch."""

    def __init__(self, transport: Transport, statistics: Statistics) -> None:
        self._transport = transport
        self._statistics = statistics

    def send(self, request: Request) -> Response:
        started = time.monotonic()
        response = self._transport.send(request)
        self._statistics.sent(time.monotonic() - started)
        return response

    def close(self) -> None:
        self._transport.close()


def _lag(engine: Engine, patience: float = 1.0) -> float:
    """How long a piece of work in a lane of its own waits for a thread."""
    done = threading.Event()
    started = time.monotonic()
    engine.lanes.lane().put(done.set)
    done.wait(patience)
    return time.monotonic() - started
