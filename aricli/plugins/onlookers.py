"""Onlookers: the plugins that hear what happens in a run, and the sinks its events go to."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence

from aricli.ari.client import Ari
from aricli.engine.intake import Observer
from aricli.errors import AriError, InvalidRequest, PluginError
from aricli.hookspecs import Sink
from aricli.plugins.delivery import Delivery
from aricli.plugins.loading import Plugins
from aricli.plugins.notices import Ears, Notices

_PATIENCE = 5.0
"""Seconds at the end for all plugins and sinks together to take the rest, unless it is said."""


class Onlookers:
    """Observers of a run, for as far as there are any.

    Args:
        plugins: The plugins that may hear what happens.
        apps: The applications that are held.
        ears: Who is told what goes wrong.
        urls: Where to deliver events.
        types: The types of events to deliver, none for all.

    Raises:
        InvalidRequest: If no plugin delivers to such a URL.
        PluginError: If a sink cannot be made.
    """

    def __init__(
        self,
        plugins: Plugins,
        apps: Sequence[str],
        ears: Ears,
        urls: Sequence[str] = (),
        types: Collection[str] = (),
    ) -> None:
        sinks = [(url, _sink(plugins, url)) for url in urls]
        self._deliveries = [Delivery(url, sink, ears.tell, types) for url, sink in sinks]
        notices = Notices(plugins, apps, ears)
        self._notices = notices if notices.hearers else None

    def __iter__(self) -> Iterator[Observer]:
        if self._notices:
            yield self._notices
        yield from self._deliveries

    def __bool__(self) -> bool:
        return any(True for _ in self)

    def use(self, ari: Ari) -> None:
        """Give plugins this client. To be called before the run begins."""
        if self._notices:
            self._notices.ari = ari

    def begin(self) -> None:
        """The run has begun."""
        if self._notices:
            self._notices.begin()

    def close(self, grace: float | None) -> None:
        """The run is over: let all be heard and delivered, or for so many seconds."""
        deadline = time.monotonic() + (_PATIENCE if grace is None else grace)
        if self._notices:
            self._notices.end()
        ending = [*(self._notices.hearers if self._notices else ()), *self._deliveries]
        for each in ending:
            each.close(deadline)
        for each in ending:
            each.wait()


def _sink(plugins: Plugins, url: str) -> Sink:
    scheme, colon, _ = url.partition("://")
    offered = plugins.sinks.get(scheme) if colon else None
    if offered is None:
        known = ", ".join(f"{each}://" for each in sorted(plugins.sinks)) or "nothing"
        raise InvalidRequest(f"no plugin delivers events to {url}", f"there is {known}")
    try:
        return offered.value(url)
    except AriError:
        raise
    except ValueError as error:
        raise InvalidRequest(f"{url}: {error}") from error
    except Exception as error:  # a plugin may raise anything
        raise PluginError(
            f"plugin {offered.plugin} cannot deliver to {url}: {type(error).__name__}: {error}"
        ) from error
