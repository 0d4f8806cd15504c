"""Recordings: the one in progress, and the ones on the shelf (silence, as long as it took)."""

from __future__ import annotations

import io
import posixpath
import wave
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aricli.sandbox import events
from aricli.sandbox.channels import Channel, HungUp
from aricli.sandbox.clock import AT_ONCE
from aricli.sandbox.fibers import Pause
from aricli.sandbox.reply import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from aricli.sandbox.exchange import Exchange

FORMATS = frozenset(
    {
        *("wav", "wav16", "wav49", "WAV", "gsm", "ulaw", "ulw", "ul", "mu", "pcm", "alaw", "al"),
        *("alw", "slin", "g719", "g722", "g723", "g723sf", "g729", "ilbc", "ogg", "spx", "vox"),
        *("siren7", "siren14", "h263", "h264", "vp8", "raw", "opus", "au"),
        *(f"g726-{rate}" for rate in (16, 24, 32, 40)),
        *(f"sln{rate}" for rate in ("", 12, 16, 24, 32, 44, 48, 96, 192)),
    }
)
CODECS = frozenset(
    {
        *("ulaw", "alaw", "gsm", "g719", "g722", "g723", "g726", "g726aal2", "g729", "ilbc"),
        *("adpcm", "amr", "codec2", "lpc10", "opus", "siren7", "siren14"),
        *("h263", "h264", "vp8", "jpeg", "red", "t140"),
        *(f"speex{rate}" for rate in ("", 16, 32)),
        *(f"silk{rate}" for rate in (8, 12, 16, 24)),
        *(f"slin{rate}" for rate in ("", 12, 16, 24, 32, 44, 48, 96, 192)),
    }
)
"""What a bridge's announcer and recorder may use; the formats of files are others."""
DEAF_AFTER = 4.0
"""Asterisk gives up a recording when nothing at all, not even silence, comes in for so long."""
RATE = 8000


@dataclass
class StoredRecording:
    """A recording that can be played, copied and fetched."""

    name: str
    format: str
    seconds: float

    def to_json(self) -> dict[str, str]:
        """The StoredRecording model."""
        return {"name": self.name, "format": self.format}

    @property
    def content_type(self) -> str:
        """The media type of its file."""
        return f"{'video' if self.format == 'h264' else 'audio'}/{self.format}"

    def file(self) -> bytes:
        """Its file: silence with a head where the format is one of .wav, nothing elsewhere."""
        if self.format.lower() not in {"wav", "wav16"}:
            return b""
        buffer = io.BytesIO()
        with wave.open(buffer, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(RATE)
            out.writeframes(bytes(2 * int(self.seconds * RATE)))
        return buffer.getvalue()


class Shelf:
    """All stored and all live recordings."""

    def __init__(self) -> None:
        self.stored: dict[str, StoredRecording] = {}
        self.live: dict[str, LiveRecording] = {}

    def records(self, channel: str) -> bool:
        """Whether a channel is being recorded."""
        return any(
            each.target == ("channel", channel) and each.state in ("recording", "paused")
            for each in self.live.values()
        )

    def taken(self, name: str, if_exists: str) -> bool:
        """Whether a new recording of this name must not be made."""
        return name in self.live or (if_exists == "fail" and name.lstrip("/") in self.stored)


@dataclass
class Limits:
    """When a recording ends by itself: seconds, 0 for never, and the digits that end it."""

    duration: int = 0
    silence: int = 0
    terminate_on: str = "none"


class LiveRecording:
    """A recording in progress, of a channel or a bridge."""

    def __init__(
        self,
        exchange: Exchange,
        name: str,
        format: str,
        target: tuple[str, str],
        limits: Limits,
        append: bool = False,
    ) -> None:
        self.exchange = exchange
        self.name = name
        self.stored_name = posixpath.normpath(name.lstrip("/"))
        self.format = format
        self.stored_format = "WAV" if format == "wav49" else format
        self.target = target
        self.state = "queued"
        self.cause: str | None = None
        self._limits = limits
        self._append = append
        self._keep = True
        self._over = False
        self._elapsed = 0.0
        self._silence = 0.0
        self._hush = 0.0
        self._pause: Pause | None = None
        self._finished = False

    def to_json(self) -> dict[str, Any]:
        """The LiveRecording model."""
        kind, name = self.target
        body: dict[str, Any] = {
            "name": self.name,
            "format": self.format,
            "state": self.state,
            "target_uri": f"{kind}:{name}",
        }
        if self.cause is not None:
            body["cause"] = self.cause
        if self._finished:
            body["duration"] = int(self._elapsed)
            if self._limits.silence:
                body["talking_duration"] = int(self._elapsed - self._silence)
                body["silence_duration"] = int(self._silence)
        return body

    def stop(self, *, keep: bool) -> None:
        """End it, and keep or discard what was recorded. Raises Refusal: 409."""
        if self.state == "queued":
            self.state = "canceled"
        else:
            self._check_in_session()
        self._keep, self._over = keep, True
        self._poke()

    def set_paused(self, paused: bool) -> None:
        """Stop the tape, or let it run on. Raises Refusal: 409."""
        self._check_in_session()
        self.state = "paused" if paused else "recording"
        self._poke()

    def set_muted(self, muted: bool) -> None:
        """Record silence instead of sound: here all is silence. Raises Refusal: 409."""
        self._check_in_session()
        self._poke()

    def listen_again(self) -> None:
        """Sound has begun or ceased to come in."""
        self._poke()

    def digit(self, digit: str) -> None:
        """A digit came in; it may be the one that ends the recording."""
        wanted = self._limits.terminate_on
        if wanted == "any" or digit == wanted:
            self.stop(keep=True)

    async def run(self, channel: Channel, audio: Callable[[], bool]) -> None:
        """Record from a channel, in its fiber, until something ends it.

        ``audio`` says whether any sound comes in just now.
        """
        self.state = "recording"
        self._over, self._keep = False, True  # a stop before the beginning is lost
        self._publish("Started")
        shelf, name = self.exchange.recordings, self.stored_name
        outside = name.startswith("../")
        if not outside and not (self._append and name in shelf.stored):
            shelf.stored[name] = StoredRecording(name, self.stored_format, 0.0)
        try:
            while not self._over:
                await self._record_on(channel, audio())
        except HungUp:
            pass
        self._finish()

    def fail(self, cause: str) -> None:
        """It could not start."""
        self.state, self.cause = "failed", cause
        self._publish("Failed")
        self._forget()

    async def _record_on(self, channel: Channel, audio: bool) -> None:
        clock = self.exchange.clock
        self._pause, loud = Pause(clock), channel.leg.loud
        left = self._left(loud) if audio else DEAF_AFTER
        if left is not None and not (audio and self.state == "paused"):
            self._pause.go_after(left)
        since, was_recording = clock.time(), self.state == "recording"
        try:
            if channel.hung_up and not audio:
                await self._pause  # Asterisk does not notice before it gives up
            else:
                await channel.wait(self._pause)
        finally:
            self._pause = None
            passed = clock.time() - since
            if audio and was_recording:
                self._elapsed += passed
                self._silence += 0.0 if loud else passed
                self._hush = 0.0 if loud else self._hush + passed
        if left is not None and passed >= left - AT_ONCE:
            self._over = True

    def _left(self, loud: bool) -> float | None:
        ends = [self._limits.duration - self._elapsed] if self._limits.duration else []
        if self._limits.silence and not loud:
            ends.append(self._limits.silence - self._hush)
        return max(0.0, min(ends)) if ends else None

    def _finish(self) -> None:
        self.state, self._finished = "done", True
        shelf = self.exchange.recordings
        stored = shelf.stored.get(self.stored_name)
        if not self._keep:
            shelf.stored.pop(self.stored_name, None)
        elif stored:
            stored.seconds += self._elapsed
        self._publish("Finished")
        self._forget()

    def _forget(self) -> None:
        self.exchange.recordings.live.pop(self.name, None)

    def _check_in_session(self) -> None:
        if self.state not in ("recording", "paused"):
            raise Refusal(409, "Recording not in session")

    def _poke(self) -> None:
        if self._pause is not None:
            self._pause.go()

    def _publish(self, what: str) -> None:
        now = self.exchange.clock.time()
        body = events.event(now, f"Recording{what}", recording=self.to_json())
        self.exchange.applications.publish(body, self.target)
