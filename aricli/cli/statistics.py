"""``aricli listen --stats`` and ``--prometheus``: the figures of a run while it goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

from aricli.cli.text import tell
from aricli.engine.engine import Engine
from aricli.engine.statistics import Statistics
from aricli.errors import ConfigError, InvalidRequest

_METRICS: dict[str, tuple[str, str, Callable[[Statistics, Engine], float]]] = {
    "events": ("counter", "Events received", lambda stats, engine: stats.events_seen),
    "requests": ("counter", "Requests answered", lambda stats, engine: stats.requests_sent),
    "gaps": ("counter", "Losses of the connection", lambda stats, engine: stats.gaps),
    "dropped_events": (
        "counter",
        "Events dropped for want of room",
        lambda stats, engine: sum(engine.backlog.dropped.values()),
    ),
    "calls": ("gauge", "Calls going on", lambda stats, engine: len(engine.calls)),
    "queued_events": ("gauge", "Events waiting", lambda stats, engine: len(engine.backlog)),
    "threads": ("gauge", "Handler threads", lambda stats, engine: engine.lanes.threads),
}


class Teller:
    """Tells the figures on stderr every so many seconds."""

    def __init__(self, statistics: Statistics, engine: Engine, seconds: float) -> None:
        self._statistics = statistics
        self._engine = engine
        self._seconds = seconds
        self._over = threading.Event()
        threading.Thread(target=self._run, name="stats", daemon=True).start()

    def _run(self) -> None:
        while not self._over.wait(self._seconds):
            tell(str(self._statistics.look(self._engine)))

    def close(self) -> None:
        """Tell no more."""
        self._over.set()


class Exporter:
    """Serves the figures to Prometheus.

    Args:
        statistics: The figures.
        engine: More of them.
        address: PORT, on the loopback, or HOST:PORT.

    Raises:
        ConfigError: Without prometheus_client.
        InvalidRequest: If the address cannot be served.
    """

    def __init__(self, statistics: Statistics, engine: Engine, address: str) -> None:
        try:
            from prometheus_client import CollectorRegistry, start_http_server
        except ImportError as error:
            raise ConfigError(
                "--prometheus needs prometheus_client", "pip install 'aricli[prometheus]'"
            ) from error
        registry = CollectorRegistry()
        registry.register(_Collector(statistics, engine))
        host, _, port = address.rpartition(":")
        try:
            self._server, self._thread = start_http_server(
                int(port), host or "127.0.0.1", registry=registry
            )
        except (OSError, ValueError, OverflowError) as error:
            raise InvalidRequest(
                f"cannot serve --prometheus {address}: {error}", "give [HOST:]PORT of a free port"
            ) from error

    def close(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Collector:
    """What Prometheus asks at each scrape."""

    def __init__(self, statistics: Statistics, engine: Engine) -> None:
        self._statistics = statistics
        self._engine = engine

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        families = {"counter": CounterMetricFamily, "gauge": GaugeMetricFamily}
        for name, (kind, help, value) in _METRICS.items():
            yield families[kind](
                f"aricli_{name}", help, value=value(self._statistics, self._engine)
            )
