"""Several observers as one."""

from __future__ import annotations

from collections.abc import Sequence

from aricli.engine.intake import Message, Observer
from aricli.engine.resync import Gap
from aricli.errors import AriError, Disconnected


def together(observers: Sequence[Observer]) -> Observer:
    """Several observers as one."""
    return observers[0] if len(observers) == 1 else Observers(observers)


class Observers:
    """Passes everything on to several observers, in their order."""

    def __init__(self, observers: Sequence[Observer]) -> None:
        self._observers = observers

    def events(self, messages: Sequence[Message]) -> None:
        """Events, as they came and as data."""
        for each in self._observers:
            each.events(messages)

    def odd(self, message: bytes) -> None:
        """A message that is no event."""
        for each in self._observers:
            each.odd(message)

    def replaced(self, app: str) -> None:
        """Another client took an application over."""
        for each in self._observers:
            each.replaced(app)

    def lost(self, error: Disconnected) -> None:
        """The connection is lost."""
        for each in self._observers:
            each.lost(error)

    def trouble(self, error: AriError) -> None:
        """The server does not tell what was missed."""
        for each in self._observers:
            each.trouble(error)

    def gap(self, gap: Gap) -> None:
        """Events flow again after a gap."""
        for each in self._observers:
            each.gap(gap)


class Onlooker:
    """An observer to whom nothing matters, for those to whom something does."""

    def events(self, messages: Sequence[Message]) -> None:
        """Events, as they came and as data."""

    def odd(self, message: bytes) -> None:
        """A message that is no event."""

    def replaced(self, app: str) -> None:
        """Another client took an application over."""

    def lost(self, error: Disconnected) -> None:
        """The connection is lost."""

    def trouble(self, error: AriError) -> None:
        """The server does not tell what was missed."""

    def gap(self, gap: Gap) -> None:
        """Events flow again after a gap."""
