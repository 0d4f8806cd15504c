"""The lines of endpoints: how many calls each has, from which follows its device's state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable


class Lines:
    """The calls of all endpoints, named as devices are: PJSIP/alice."""

    def __init__(self, tell: Callable[[str, str], None]) -> None:
        """``tell`` is called with a device and its state whenever that is another."""
        self._tell = tell
        self._calls: Counter[str] = Counter()
        self._held: Counter[str] = Counter()
        self._told: dict[str, str] = {}

    def state(self, endpoint: str) -> str:
        """In use, on hold when all its calls are, unavailable without: it has no contact."""
        if not self._calls[endpoint]:
            return "UNAVAILABLE"
        return "ONHOLD" if self._held[endpoint] == self._calls[endpoint] else "INUSE"

    def begin(self, endpoint: str) -> None:
        """One call more; nobody is told before something happens to it."""
        self._calls[endpoint] += 1

    def hold(self, endpoint: str, on: bool) -> None:
        """One of the calls is put on hold, or taken off it."""
        self._held[endpoint] += 1 if on else -1
        self.changed(endpoint)

    def end(self, endpoint: str, held: bool) -> None:
        """One call less."""
        self._calls[endpoint] -= 1
        self._held[endpoint] -= held
        self.changed(endpoint)

    def changed(self, endpoint: str) -> None:
        """Tell the state, if it is another than was told last."""
        state = self.state(endpoint)
        if state != self._told.get(endpoint, "UNAVAILABLE"):
            self._told[endpoint] = state
            self._tell(endpoint, state)
