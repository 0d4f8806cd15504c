"""/channels: what is heard on a channel: ringing, music, keys, playing, recording."""

from __future__ import annotations

from urllib.parse import quote

from aricli.sandbox import pbx
from aricli.sandbox.channels import SILENCE, Channel
from aricli.sandbox.exchange import DIGIT_MS
from aricli.sandbox.playbacks import Playback
from aricli.sandbox.reply import NO_CONTENT, Refusal, Reply
from aricli.sandbox.request import Request
from aricli.sandbox.resources.finding import Finding
from aricli.sandbox.resources.media import new_playback, new_recording
from aricli.sandbox.stasis import Command

_DIGITS = frozenset("0123456789*#ABCDabcd")


class Sounding(Finding):
    """The part of /channels that is heard."""

    async def ring(self, request: Request) -> Reply:
        control = self._ready(request)

        async def ring() -> None:
            if control.channel.state != "Up":
                control.channel.leg.ringing()

        control.submit(ring)
        return NO_CONTENT

    async def progress(self, request: Request) -> Reply:
        control = self._ready(request)

        async def progress() -> None:
            control.channel.early_media()

        control.submit(progress)
        return NO_CONTENT

    async def start_moh(self, request: Request) -> Reply:
        return self._sound(request, "music", True)

    async def stop_moh(self, request: Request) -> Reply:
        return self._sound(request, "music", False)

    async def start_silence(self, request: Request) -> Reply:
        return self._sound(request, SILENCE, True)

    async def stop_silence(self, request: Request) -> Reply:
        return self._sound(request, SILENCE, False)

    async def hold(self, request: Request) -> Reply:
        return self._hold(request, True)

    async def unhold(self, request: Request) -> Reply:
        return self._hold(request, False)

    async def ring_stop(self, request: Request) -> Reply:
        """End the ringing: only who listens could tell."""
        self._ready(request)
        return NO_CONTENT

    async def mute(self, request: Request) -> Reply:
        self._ready(request)
        direction = request.params.text("direction")
        if not direction:
            raise Refusal(400, "Direction is required")
        if direction not in ("in", "out", "both"):
            raise Refusal(400, "Invalid direction specified")
        return NO_CONTENT

    async def unmute(self, request: Request) -> Reply:
        return await self.mute(request)

    async def send_dtmf(self, request: Request) -> Reply:
        control = self._ready(request)
        params, channel = request.params, control.channel
        digits = params.text("dtmf")
        if not digits:
            raise Refusal(400, "DTMF is required")
        before, after = params.integer("before"), params.integer("after")
        between = params.integer("between", DIGIT_MS)
        duration = max(params.integer("duration"), DIGIT_MS)

        async def send() -> None:
            channel.early_media()
            await channel.sleep(before / 1000)
            for digit in digits:
                if digit in _DIGITS:
                    await channel.sleep(duration / 1000)
                    channel.leg.dtmf(digit, duration)
                    await channel.sleep(between / 1000)
            await channel.sleep(after / 1000)

        control.submit(send)
        return NO_CONTENT

    async def play(self, request: Request) -> Reply:
        return self._play(request, request.params.text("playbackId"))

    async def play_with_id(self, request: Request) -> Reply:
        return self._play(request, request["playbackId"])

    async def record(self, request: Request) -> Reply:
        control = self._control(request)
        channel = control.channel
        recording = new_recording(self._exchange, request, ("channel", channel.id))
        location = {"Location": f"/ari/recordings/live/{quote(recording.name, safe='')}"}
        reply = Reply(201, recording.to_json(), headers=location)

        async def record() -> None:
            if control.bridge is not None:
                recording.fail("Cannot record channel while in bridge")
            else:
                await pbx.answer(channel)
                await recording.run(channel, lambda: channel.leg.audio)

        control.submit(record)
        return reply

    def _sound(self, request: Request, source: str, on: bool) -> Reply:
        control = self._ready(request)

        async def sound() -> None:
            if on:
                control.channel.early_media()
            control.channel.sound(source, on)

        control.submit(sound)
        return NO_CONTENT

    def _hold(self, request: Request, on: bool) -> Reply:
        control = self._ready(request)

        async def hold() -> None:
            control.channel.leg.hold(on)

        control.submit(hold)
        return NO_CONTENT

    def _play(self, request: Request, id: str | None) -> Reply:
        control = self._ready(request)
        channel = control.channel
        target = ("channel", channel.id)
        playback = new_playback(self._exchange, request, id, target, channel.language)
        location = {"Location": f"/ari/playbacks/{playback.id}"}
        reply = Reply(201, playback.to_json(), headers=location)
        control.submit(_playing(playback, channel))
        return reply


def _playing(playback: Playback, channel: Channel) -> Command:
    async def play() -> None:
        await playback.play(channel)

    return play
