"""How things end: waiting for a playback, a call or a recording, whatever way it goes.

Events say it when they come. Some never do (FACTS 0.1, 5.2), so now and then the thing itself is
looked at; once it is gone its last event has a little time to arrive.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from aricli.errors import (
    AriError,
    CallFailed,
    NotFound,
    PlaybackFailed,
    RecordingFailed,
    TimedOut,
)

if TYPE_CHECKING:
    from aricli.ari.client import Ari
    from aricli.ari.handle import Handle
    from aricli.ari.watch import Watch

R = TypeVar("R")

Event = Mapping[str, Any]

_FIRST_LOOK = 0.25
_LAST_LOOK = 2.0
"""Seconds between looks, growing."""
_GRACE = 1.0
"""Seconds that a last event may come after the thing is gone."""
_CLOCK = 0.1
"""Seconds by which Asterisk's timers may be early."""
_NO_ANSWER = 19
_REFUSALS = {"BUSY", "CONGESTION", "CHANUNAVAIL"}
_LOG = "Asterisk's own log may say more"
_DROPPED = "Asterisk drops media it cannot open, such as a missing recording, without a word"
_UNHELD = "the extension may not exist, or nobody holds the application"


class _Fleeting(NamedTuple):
    """A kind of thing that can vanish without an event."""

    noun: str
    look: str
    error: type[AriError]
    hint: str


_FLEETING = {
    "Channel": _Fleeting("channel", "get", CallFailed, _UNHELD),
    "LiveRecording": _Fleeting("recording", "get_live", RecordingFailed, _LOG),
    "Playback": _Fleeting("playback", "get", PlaybackFailed, _DROPPED),
}
"""By the handles' names."""

CALL_EVENTS = ("ChannelStateChange", "ChannelDestroyed", "Dial", "StasisStart")
"""The types of events that tell how a call goes."""


def playback_end(watch: Watch, ari: Ari, playback_id: str, timeout: float | None) -> Event:
    """Wait until a playback is over; the playback as its last event shows it.

    Args:
        watch: Watches the channel or bridge that it plays on.
        ari: A client.
        playback_id: Which playback.
        timeout: Seconds to wait, ``None`` for as long as it takes.

    Raises:
        PlaybackFailed: If it failed, or vanished without a PlaybackFinished.
        TimedOut: If it goes on after so many seconds.
        Disconnected: If the connection ended.
    """

    medium = ""

    def ended(event: Event) -> Event | None:
        nonlocal medium
        playback: Event = event.get("playback") or {}
        if playback.get("id") != playback_id:
            return None
        medium = f" of {playback['media_uri']}"
        if event["type"] != "PlaybackFinished":
            return None
        if playback["state"] == "failed":
            raise PlaybackFailed(
                f"playback {playback_id}{medium} failed",
                "the sound or tone is missing, or the caller hung up; Asterisk's log says which",
            )
        return playback

    return _ending(
        watch,
        ended,
        lambda: _is_gone(lambda: ari.playbacks.get(playback_id)),
        timeout,
        late=TimedOut(
            f"playback {playback_id} goes on after {timeout or 0:g} s",
            f"stop it:  aricli stop {playback_id}",
        ),
        gone=lambda: PlaybackFailed(
            f"playback {playback_id}{medium} vanished without a PlaybackFinished event",
            _DROPPED,
        ),
    )


def call_answer(
    watch: Watch, ari: Ari, channel_id: str, timeout: float | None, *, rings: float = 0
) -> Event:
    """Wait until a call is answered; the channel as the event shows it.

    Args:
        watch: Watches the channel, or everything for `CALL_EVENTS` when it is not made yet.
        ari: A client.
        channel_id: The channel that dials.
        timeout: Seconds to wait, ``None`` for as long as Asterisk lets it ring.
        rings: Seconds that Asterisk lets it ring, 0 when it has no limit or says so itself.

    Raises:
        CallFailed: If it was busy or refused, with the cause, or vanished.
        TimedOut: If nobody answered.
        Disconnected: If the connection ended.
    """

    dialled = ""
    began: Event = {}

    def ended(event: Event) -> Event | None:
        nonlocal dialled, began
        channel: Event = event.get("channel") or event.get("peer") or {}
        if channel.get("id") != channel_id:
            return None
        dialled = event.get("dialstatus") or dialled
        if event["type"] == "Dial":
            began = began or event
        if event["type"] == "ChannelDestroyed":
            rang_out = 0 < rings <= _seconds(began, event) + _CLOCK
            raise _call_failed(event, dialled, rang_out)
        answered = event["type"] == "StasisStart" or event.get("dialstatus") == "ANSWER"
        return channel if answered or channel.get("state") == "Up" else None

    def gone() -> AriError:
        if dialled in _REFUSALS:
            refused = f"channel {channel_id} was not answered: {dialled}"
            return CallFailed(refused, f"it goes on; end it:  aricli hangup {channel_id}")
        return CallFailed(f"channel {channel_id} vanished before it was answered", _UNHELD)

    return _ending(
        watch,
        ended,
        # A channel made with create outlives the refusal of the call.
        lambda: dialled in _REFUSALS or _is_gone(lambda: ari.channels.get(channel_id)),
        timeout,
        late=TimedOut(
            f"nobody answered channel {channel_id} within {timeout or 0:g} s",
            f"it goes on; end it:  aricli hangup {channel_id}",
        ),
        gone=gone,
    )


def recording_end(watch: Watch, ari: Ari, name: str, timeout: float | None) -> Event:
    """Wait until a recording is over; the recording as its last event shows it.

    Args:
        watch: Watches the channel or bridge that is recorded.
        ari: A client.
        name: Which recording.
        timeout: Seconds to wait, ``None`` for as long as it takes.

    Raises:
        RecordingFailed: If it failed, with Asterisk's cause, or vanished.
        TimedOut: If it goes on after so many seconds.
        Disconnected: If the connection ended.
    """

    def ended(event: Event) -> Event | None:
        recording: Event = event.get("recording") or {}
        if recording.get("name") != name:
            return None
        if event["type"] == "RecordingFailed":
            cause = recording.get("cause") or "Asterisk does not say why"
            raise RecordingFailed(f"recording {name} failed: {cause}", _LOG)
        return recording if event["type"] == "RecordingFinished" else None

    return _ending(
        watch,
        ended,
        lambda: _is_gone(lambda: ari.recordings.get_live(name)),
        timeout,
        late=TimedOut(
            f"recording {name} goes on after {timeout or 0:g} s",
            f"stop it and keep it:  aricli recordings stop {name}",
        ),
        gone=lambda: RecordingFailed(
            f"recording {name} vanished without a RecordingFinished event", _LOG
        ),
    )


def awaited(
    watch: Watch,
    found: Callable[[Event], R | None],
    kind: str,
    about: Handle | None,
    timeout: float | None,
) -> R:
    """What `found` makes of the first event that it takes.

    Args:
        watch: Where the events come from.
        found: Makes something of the event that is awaited, ``None`` of others.
        kind: The event's type.
        about: What it is about, if anything.
        timeout: Seconds to wait, ``None`` for as long as it takes.

    Raises:
        AriError: As `aricli.ari.watch.Watch.wait` says.
    """
    late = TimedOut(f"no {kind} came within {timeout or 0:g} s", "wait longer")
    fleeting = _FLEETING.get(type(about).__name__)
    if about is None or fleeting is None:
        return _ending(watch, found, lambda: False, timeout, late, lambda: late)
    name = f"{fleeting.noun} {'/'.join(about.ids)}"
    gone = fleeting.error(f"{name} vanished without a {kind} event", fleeting.hint)
    look = getattr(about.of(watch.ari, *about.ids), fleeting.look)
    return _ending(watch, found, lambda: _is_gone(look), timeout, late, lambda: gone)


def _ending(
    watch: Watch,
    ended: Callable[[Event], R | None],
    over: Callable[[], bool],
    timeout: float | None,
    late: AriError,
    gone: Callable[[], AriError],
) -> R:
    """What the first event that ends it comes to; `late` or `gone` is raised when none comes.

    `over` is asked now and then whether only its last event is still to come.
    """
    deadline = float("inf") if timeout is None else time.monotonic() + timeout
    pause = _FIRST_LOOK
    next_look = time.monotonic() + pause
    is_over = False
    while True:
        event = watch.next(min(next_look, deadline) - time.monotonic())
        if event is not None:
            result = ended(event)
            if result is not None:
                return result
        elif is_over:
            raise gone()
        elif time.monotonic() >= deadline:
            raise late
        else:
            is_over = over()
            pause = min(2 * pause, _LAST_LOOK)
            next_look = time.monotonic() + (_GRACE if is_over else pause)


def _is_gone(look: Callable[[], object]) -> bool:
    try:
        look()
    except NotFound:
        return True
    return False


def _seconds(earlier: Event, later: Event) -> float:
    """The time between two events by the server's clock, 0 where they do not tell."""
    try:
        moments = [datetime.fromisoformat(each["timestamp"]) for each in (earlier, later)]
    except (KeyError, ValueError):
        return 0.0
    return (moments[1] - moments[0]).total_seconds()


def _call_failed(event: Event, dialled: str, rang_out: bool) -> AriError:
    cause = int(event.get("cause", 0))
    words = event.get("cause_txt") or "no cause given"
    status = f", {dialled}" if dialled else ""
    message = f"channel {event['channel']['id']} was not answered: {words} (cause {cause}{status})"
    unanswered = cause == _NO_ANSWER or rang_out
    if dialled == "NOANSWER" or (unanswered and dialled not in _REFUSALS):
        return TimedOut(message, "let it ring longer, with a greater `timeout`")
    return CallFailed(message, "call again later, or look at the endpoint", cause=cause)
