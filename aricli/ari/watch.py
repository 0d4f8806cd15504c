"""Watching: events about some things, on an application of our own that nobody else loses."""

from __future__ import annotations

import contextlib
import json
import queue
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from aricli.ari.stream import EventStream
from aricli.errors import AriError, Disconnected, NotFound, PlaybackFailed, TimedOut

if TYPE_CHECKING:
    from aricli.ari.client import Ari
    from aricli.ari.server import Server

_FIRST_LOOK = 0.25
_LAST_LOOK = 2.0
"""Seconds between looks at a playback, growing: some end without an event (FACTS 0.1)."""
_GRACE = 1.0
"""Seconds that a playback's last event may come after the playback is gone."""


class Watch:
    """Receives the events about some channels, bridges, endpoints or devices.

    Use as a context manager, and send the request whose events matter inside: the watch is armed
    by then. It holds an application of its own, so it works beside whichever application a
    channel is in.

    Args:
        server: Where the events come from.
        ari: A client for it.
        sources: Event sources such as ``channel:1795425058.17``; one that does not exist is
            passed over, for the request that follows will say so.
    """

    def __init__(self, server: Server, ari: Ari, *sources: str) -> None:
        self.app = f"aricli-{uuid4()}"
        self._ari = ari
        self._sources = sources
        self._stream = EventStream(server, [self.app])
        self._events: queue.SimpleQueue[Mapping[str, Any] | Exception] = queue.SimpleQueue()

    def __enter__(self) -> Watch:
        self._stream.connect()
        threading.Thread(target=self._read, name="watch", daemon=True).start()
        for source in self._sources:
            with contextlib.suppress(NotFound):
                self._ari.applications.subscribe(self.app, source)
        return self

    def __exit__(self, *exception: object) -> None:
        for source in self._sources:
            with contextlib.suppress(AriError):
                self._ari.applications.unsubscribe(self.app, source)
        self._stream.close()

    def next(self, timeout: float | None) -> Mapping[str, Any] | None:
        """The next event, ``None`` if there is none within so many seconds.

        Raises:
            Disconnected: If the connection ended.
        """
        try:
            event = self._events.get(timeout=timeout if timeout is None else max(0.0, timeout))
        except queue.Empty:
            return None
        if isinstance(event, Exception):
            raise event
        return event

    def _read(self) -> None:
        try:
            while True:
                for message in self._stream.read():
                    self._events.put(json.loads(message))
        except (Disconnected, ValueError) as error:
            self._events.put(error)


def playback_end(
    watch: Watch, ari: Ari, playback_id: str, timeout: float | None
) -> Mapping[str, Any]:
    """Wait until a playback is over, whatever way; the playback as its last event shows it.

    Raises:
        PlaybackFailed: If it failed, or vanished without a PlaybackFinished.
        TimedOut: If it goes on after so many seconds.
        Disconnected: If the connection ended.
    """
    deadline = None if timeout is None else time.monotonic() + timeout
    pause = _FIRST_LOOK
    gone = False
    while True:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise TimedOut(
                f"playback {playback_id} goes on after {timeout:g} s",
                f"stop it:  aricli stop {playback_id}",
            )
        patience = _GRACE if gone else pause
        event = watch.next(patience if left is None else min(patience, left))
        if event is None:
            if gone:
                raise _vanished(playback_id)
            pause = min(2 * pause, _LAST_LOOK)
            gone = _is_gone(ari, playback_id)
        elif event["type"] == "PlaybackFinished" and event["playback"]["id"] == playback_id:
            return _outcome(event["playback"])


def _is_gone(ari: Ari, playback_id: str) -> bool:
    try:
        ari.playbacks.get(playback_id)
    except NotFound:
        return True
    return False


def _outcome(playback: Mapping[str, Any]) -> Mapping[str, Any]:
    if playback["state"] == "failed":
        raise PlaybackFailed(
            f"playback {playback['id']} of {playback['media_uri']} failed",
            "the sound or tone is missing, or the caller hung up; Asterisk's log says which",
        )
    return playback


def _vanished(playback_id: str) -> PlaybackFailed:
    return PlaybackFailed(
        f"playback {playback_id} vanished without a PlaybackFinished event",
        "Asterisk drops media it cannot open, such as a missing recording, without a word",
    )
