"""What goes on at the server: fed by events in between, put right by looking now and then."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

Thing = Mapping[str, Any]

_SECONDS = 5
"""Over which the rate of events is taken."""


class View(NamedTuple):
    """The scene at one moment.

    Attributes:
        channels: Channels as the server describes them, with ``playing`` added.
        bridges: Bridges as the server describes them, with the number of ``members`` added.
        rate: Events a second.
        trouble: What does not work right now, if anything.
    """

    channels: list[dict[str, Any]]
    bridges: list[dict[str, Any]]
    rate: float
    trouble: str


class Scene:
    """Channels, bridges and what they play. Any thread may use it.

    Attributes:
        troubles: What does not work right now, by what tries.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.troubles: dict[str, str] = {}
        self._clock = clock
        self._lock = threading.Lock()
        self._channels: dict[str, Thing] = {}
        self._bridges: dict[str, Thing] = {}
        self._playing: dict[str, Thing] = {}
        self._touched: set[str] = set()
        self._arrivals: deque[list[float]] = deque(maxlen=_SECONDS + 1)

    def event(self, raw: Mapping[str, Any]) -> None:
        """Take an event."""
        with self._lock:
            self._count()
            kind = str(raw.get("type"))
            for field in ("channel", "peer", "caller"):
                self._take(self._channels, raw.get(field), gone=kind == "ChannelDestroyed")
            self._take(self._bridges, raw.get("bridge"), gone=kind == "BridgeDestroyed")
            playback = raw.get("playback")
            if isinstance(playback, Mapping):
                self._play(playback, over=kind == "PlaybackFinished")

    def look(self) -> None:
        """The server is about to be asked: events from now on are newer than what it answers."""
        with self._lock:
            self._touched.clear()

    def seen(self, channels: Sequence[Thing], bridges: Sequence[Thing]) -> None:
        """Take what the server answered."""
        with self._lock:
            self._channels = self._merged(self._channels, channels)
            self._bridges = self._merged(self._bridges, bridges)
            there = {f"channel:{id}" for id in self._channels}
            there |= {f"bridge:{id}" for id in self._bridges}
            self._playing = {at: each for at, each in self._playing.items() if at in there}

    def view(self) -> View:
        """What there is now."""
        with self._lock:
            channels = [
                {**each, "playing": self._played_on(id)} for id, each in self._channels.items()
            ]
            bridges = [
                {**each, "members": len(each["channels"])} for each in self._bridges.values()
            ]
            return View(channels, bridges, self._rate(), self._trouble())

    def _trouble(self) -> str:
        return next(filter(None, list(self.troubles.values())), "")

    def _take(self, things: dict[str, Thing], thing: Any, gone: bool) -> None:
        if not isinstance(thing, Mapping) or "id" not in thing:
            return
        id = str(thing["id"])
        self._touched.add(id)
        if gone:
            things.pop(id, None)
        else:
            things[id] = thing

    def _play(self, playback: Thing, over: bool) -> None:
        target = str(playback.get("target_uri"))
        if not over:
            self._playing[target] = playback
        elif self._playing.get(target, {}).get("id") == playback.get("id"):
            del self._playing[target]

    def _played_on(self, channel: str) -> str:
        return str(self._playing.get(f"channel:{channel}", {}).get("media_uri", ""))

    def _merged(self, known: dict[str, Thing], answered: Sequence[Thing]) -> dict[str, Thing]:
        found = {str(each["id"]): each for each in answered if str(each["id"]) not in self._touched}
        return found | {id: each for id, each in known.items() if id in self._touched}

    def _count(self) -> None:
        second = float(int(self._clock()))
        if not self._arrivals or self._arrivals[-1][0] != second:
            self._arrivals.append([second, 0])
        self._arrivals[-1][1] += 1

    def _rate(self) -> float:
        """Events a second over the last whole seconds."""
        now = int(self._clock())
        counted = (count for second, count in self._arrivals if now - _SECONDS <= second < now)
        return sum(counted) / _SECONDS
