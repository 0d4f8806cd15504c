"""After a gap in the events: what became of the calls meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aricli.ari.client import Ari
from aricli.ari.event import INFERRED
from aricli.ari.handles import Channel
from aricli.engine.engine import Engine
from aricli.engine.subscriptions import Subscriptions
from aricli.errors import NotFound


@dataclass
class Gap:
    """A time without events, and what was found after it; or events that had to be dropped.

    Attributes:
        seconds: How long no events came; 0 if some were dropped, and that is all.
        restarted: Whether Asterisk was started anew meanwhile; every call is over then.
        ended: Ids of the channels whose calls ended in the gap.
        started: Ids of the channels that had entered an application unseen.
        dropped: Events that were dropped for want of room, by type.
    """

    seconds: float
    restarted: bool = False
    ended: list[str] = field(default_factory=list)
    started: list[str] = field(default_factory=list)
    dropped: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        """The story in a line."""
        dropped = f"{sum(self.dropped.values())} events dropped" if self.dropped else ""
        if not self.seconds:
            return f"{dropped}: more of them come than handlers take"
        story = [f"{self.seconds:.1f} s without events"]
        story += ["Asterisk was started anew"] if self.restarted else []
        story += [f"{_calls(self.ended)} ended"] if self.ended else []
        story += [f"{_calls(self.started)} began"] if self.started else []
        story += [dropped] if dropped else []
        return f"connected again after {', '.join(story)}"


class Resync:
    """Compares what the engine believes with what the server says.

    Args:
        engine: Whose calls.
        apps: The applications that are held.
        subscriptions: What to put back.
    """

    def __init__(self, engine: Engine, apps: Iterable[str], subscriptions: Subscriptions) -> None:
        self._engine = engine
        self._apps = list(apps)
        self._subscriptions = subscriptions
        self._started_at: str | None = None

    def begin(self, ari: Ari) -> str:
        """Take note of how things are at the first connection; the server's version.

        Raises:
            AriError: If the server does not tell.
        """
        info = ari.asterisk.get_info(only=["system", "status"])
        self._started_at = info.status.startup_time if info.status else None
        self._subscriptions.look(ari)
        return info.system.version if info.system else ""

    def after(self, ari: Ari, seconds: float) -> tuple[Gap, list[dict[str, Any]]]:
        """The gap, and the events that stand for what was missed, in order.

        Raises:
            AriError: If the server does not tell.
        """
        gap = Gap(seconds)
        startup_time = _startup_time(ari)
        gap.restarted = self._started_at is not None and startup_time != self._started_at
        self._started_at = startup_time
        self._subscriptions.restore(ari)
        ours = self._subscriptions.look(ari)
        channels = {} if gap.restarted else {each.id: each for each in ari.channels.list()}
        self._engine.bridges({} if gap.restarted else _members(ari))
        events = list(self._missed_ends(ari, channels, gap))
        events += self._missed_starts(ours, channels, gap)
        return gap, events

    def _missed_ends(
        self, ari: Ari, channels: Mapping[str, Channel], gap: Gap
    ) -> Iterable[dict[str, Any]]:
        for call in self._engine.calls:
            channel = channels.get(call.channel.id)
            if channel is None or _application(channel) is None:
                gap.ended.append(call.channel.id)
                yield _inferred("StasisEnd", call.app, channel=dict(call.channel.raw))
                continue
            for thing in list(call.under_way.values()):
                if _is_over(ari, thing):
                    yield _ended(call.app, thing)

    def _missed_starts(
        self, ours: Mapping[str, set[str]], channels: Mapping[str, Channel], gap: Gap
    ) -> Iterable[dict[str, Any]]:
        known = {call.channel.id for call in self._engine.calls}
        for channel in channels.values():
            app = _application(channel)
            if app in self._apps and channel.id in ours[app] and channel.id not in known:
                gap.started.append(channel.id)
                args = (channel.dialplan.app_data or "").split(",")[1:]
                yield _inferred("StasisStart", app, channel=dict(channel.raw), args=args)


def _startup_time(ari: Ari) -> str | None:
    status = ari.asterisk.get_info(only=["status"]).status
    return status.startup_time if status else None


def _members(ari: Ari) -> dict[str, list[str]]:
    return {bridge.id: bridge.channels for bridge in ari.bridges.list()}


def _application(channel: Channel) -> str | None:
    """The application a channel is in by its dialplan, None if it is in none."""
    dialplan = channel.dialplan
    if dialplan.app_name != "Stasis":
        return None
    return (dialplan.app_data or "").split(",")[0]


def _inferred(type: str, app: str, **fields: Any) -> dict[str, Any]:
    return {"type": type, "application": app, INFERRED: True, **fields}


def _is_over(ari: Ari, thing: Mapping[str, Any]) -> bool:
    try:
        if "media_uri" in thing:
            ari.playbacks.get(thing["id"])
        else:
            ari.recordings.get_live(thing["name"])
    except NotFound:
        return True
    return False


def _ended(app: str, thing: Mapping[str, Any]) -> dict[str, Any]:
    """The last event of a playback or recording; how it ended is not known, done is likely."""
    over = {**thing, "state": "done"}
    if "media_uri" in thing:
        return _inferred("PlaybackFinished", app, playback=over)
    return _inferred("RecordingFinished", app, recording=over)


def _calls(ids: list[str]) -> str:
    return "1 call" if len(ids) == 1 else f"{len(ids)} calls"
