"""Playbacks: queued, playing, paused, continuing, done or failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aricli.sandbox import events
from aricli.sandbox.channels import Channel, HungUp
from aricli.sandbox.clock import AT_ONCE
from aricli.sandbox.fibers import Pause
from aricli.sandbox.media import Fate, Media, resolve
from aricli.sandbox.reply import Refusal

if TYPE_CHECKING:
    from aricli.sandbox.exchange import Exchange

OPERATIONS = ("restart", "pause", "unpause", "reverse", "forward")


class Playback:
    """One playback: a list of media for one target."""

    def __init__(
        self,
        exchange: Exchange,
        id: str,
        media: list[str],
        target: tuple[str, str],
        language: str,
        offsetms: int = 0,
        skipms: int = 3000,
    ) -> None:
        self.exchange = exchange
        self.id = id
        self.media = media
        self.target = target
        self.language = language
        self.state = "queued"
        self._index = 0
        self._position = offsetms / 1000
        self._skip = skipms / 1000
        self._controllable = False
        self._stopped = False
        self._pause: Pause | None = None
        self._since = 0.0
        self._seconds = 0.0

    def to_json(self) -> dict[str, Any]:
        """The Playback model."""
        body = {"id": self.id, "media_uri": self.media[self._index]}
        if self._index + 1 < len(self.media):
            body["next_media_uri"] = self.media[self._index + 1]
        kind, name = self.target
        target_uri = f"{kind}:{name}"
        return body | {"target_uri": target_uri, "language": self.language, "state": self.state}

    def stop(self) -> None:
        """End the playback, or cancel it before its turn. Raises Refusal: 500."""
        if self.state not in ("queued", "done") and not self._controllable:
            raise Refusal(500, "Could not stop playback")
        self._keep_position()
        self._stopped, self.state = True, "done"
        if self._pause is not None:
            self._pause.go()

    def control(self, operation: str) -> None:
        """Carry out one of OPERATIONS. Raises Refusal: 409 in the wrong state, 500 if it cannot."""
        if self.state in ("queued", "done"):
            if operation == "restart" and not self._stopped:
                return
            raise self._only_while_playing(operation)
        if operation == "unpause":
            self._unpause()
            return
        if self.state == "paused":
            if operation == "pause":
                return
            raise self._only_while_playing(operation)
        if not self._controllable:
            raise Refusal(500, f"Could not {operation} playback")
        self._keep_position()
        if operation == "pause":
            self.state = "paused"
        else:
            self._wind(operation)
        self._poke()

    async def play(self, channel: Channel) -> None:
        """Play the list on a channel, in its fiber."""
        failed = False
        for index, uri in enumerate(self.media):
            if self._stopped:
                break
            self._index = index
            self._announce("Started", "playing")
            media = resolve(self.exchange, uri)
            failed = not await self._play_item(channel, media)
            if media.fate is Fate.VANISHES:
                if index + 1 == len(self.media):
                    self.exchange.playback_gone(self)
                    return
                failed = False
                continue
            if channel.hung_up:
                break
            if media.endless and self._stopped and index + 1 < len(self.media):
                self._stopped = False
            if index + 1 < len(self.media) and not self._stopped:
                self._announce("Continuing", "continuing")
            self._position = 0.0
        self._announce("Finished", "failed" if failed else "done")
        self.exchange.playback_gone(self)

    async def _play_item(self, channel: Channel, media: Media) -> bool:
        """Play one item; False when it failed."""
        if media.fate is not Fate.PLAYS:
            return media.fate is Fate.VANISHES
        channel.early_media()
        self._seconds = media.seconds
        self._controllable = self._controllable or media.controllable
        channel.sound("playback", True)
        try:
            if not media.controllable:
                await channel.sleep(media.seconds)
            while media.controllable and self._plays_on(media.seconds):
                await self._play_on(channel, media.seconds)
        except HungUp:
            return False
        finally:
            channel.sound("playback", False)
        return True

    def _wind(self, operation: str) -> None:
        """Go to another place of the item; past its end means to go back from there."""
        steps = {"restart": -self._position, "reverse": -self._skip, "forward": self._skip}
        position = self._position + steps[operation]
        if position >= self._seconds:
            position = self._seconds - self._skip
        self._position = max(0.0, position)

    def _plays_on(self, seconds: float) -> bool:
        return not self._stopped and self._position < seconds

    async def _play_on(self, channel: Channel, seconds: float) -> None:
        """Play until the item ends or somebody interferes."""
        clock = self.exchange.clock
        self._pause = Pause(clock)
        self._since = clock.time()
        if self.state != "paused" and seconds != float("inf"):
            self._pause.go_after(seconds - self._position)
        try:
            await channel.wait(self._pause)
        finally:
            self._pause = None
        if (
            self.state != "paused"
            and clock.time() - self._since >= seconds - self._position - AT_ONCE
        ):
            self._position = seconds
        else:
            self._keep_position()

    def _keep_position(self) -> None:
        now = self.exchange.clock.time()
        if self.state != "paused":
            self._position += now - self._since
        self._since = now

    def _unpause(self) -> None:
        if self.state == "paused":
            self._since = self.exchange.clock.time()
            self._announce("Started", "playing")
            self._poke()

    def _poke(self) -> None:
        if self._pause is not None:
            self._pause.go()

    def _announce(self, what: str, state: str) -> None:
        self.state = state
        body = events.event(self.exchange.clock.time(), f"Playback{what}", playback=self.to_json())
        self.exchange.applications.publish(body, self.target)

    @staticmethod
    def _only_while_playing(operation: str) -> Refusal:
        return Refusal(409, f"Can only {operation} while media is playing")
