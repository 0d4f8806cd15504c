"""Walking the dialplan: each application a channel can run there."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Awaitable, Callable

from aricli.sandbox import causes, sounds, variables
from aricli.sandbox.channels import Channel, HungUp
from aricli.sandbox.dialplan import Step
from aricli.sandbox.request import split_list
from aricli.sandbox.stasis import stasis

MEDIA_WITHIN = 0.5
"""Answer() waits so long for the first sound from a channel that sends none."""
CIRCLE = 1000
"""So many steps within a second are a circle; a real Asterisk walks it on a whole processor."""


class End(Exception):
    """The dialplan ends here: hang up."""


async def run(channel: Channel) -> None:
    """Run the dialplan from where the channel stands. Returns when the channel is to be hung up."""
    await _walk(channel, lambda: channel.hung_up)


async def run_at_hangup(channel: Channel) -> None:
    """Run the extension ``h`` of the context where the channel was hung up, if there is one."""
    place = channel.place
    if channel.exchange.dialplan.step(place.context, "h", 1) is None:
        return
    place.exten, place.priority = "h", 1
    await _walk(channel, lambda: False)
    place.app_name = place.app_data = ""


async def _walk(channel: Channel, over: Callable[[], bool]) -> None:
    place = channel.place
    walked: deque[float] = deque(maxlen=CIRCLE)
    while not over() and (step := channel.exchange.dialplan.step(*place.cep)) is not None:
        walked.append(channel.exchange.clock.time())
        if len(walked) == CIRCLE and walked[-1] - walked[0] < 1.0:
            _complain(channel, "the dialplan goes in a circle without waiting")
            return
        try:
            await _run_app(channel, step)
        except (HungUp, End):
            return
        place.priority += 1


async def _run_app(channel: Channel, step: Step) -> None:
    name, app = _KNOWN.get(step.app.lower(), (step.app, None))
    if app is None:
        _complain(channel, f"the dialplan application {name} is not simulated")
        raise End
    data = variables.expand(channel, step.data)
    channel.enter(name, data)
    await app(channel, data)


def _complain(channel: Channel, what: str) -> None:
    """Say why a call ends."""
    context, exten, priority = channel.place.cep
    channel.exchange.log.warning("%s@%s, priority %d: %s", exten, context, priority, what)


async def _noop(channel: Channel, data: str) -> None:
    pass


async def answer(channel: Channel, data: str = "") -> None:
    """Answer, if it rings, and wait a little for sound."""
    if channel.state in ("Ring", "Ringing"):
        channel.answer()
        await channel.listen(MEDIA_WITHIN)


async def _wait(channel: Channel, data: str) -> None:
    await channel.sleep(_seconds(data, 0.0))


async def _stasis(channel: Channel, data: str) -> None:
    name, *args = split_list(data)
    await stasis(channel, name, args)


async def _hangup(channel: Channel, data: str) -> None:
    number = re.match(r"\d+", data)
    channel.cause = int(number[0]) if number else causes.NAMES.get(data.upper(), causes.NORMAL)
    raise End


async def _ringing(channel: Channel, data: str) -> None:
    if channel.state != "Up":
        channel.leg.ringing()


async def _progress(channel: Channel, data: str) -> None:
    channel.early_media()


async def _busy(channel: Channel, data: str) -> None:
    answered = channel.state == "Up"
    if not answered:
        channel.cause = causes.USER_BUSY
    channel.leg.busy()
    if not answered:
        channel.set_state("Busy")
    await channel.sleep(_seconds(data, None))
    raise End


async def _congestion(channel: Channel, data: str) -> None:
    if channel.state != "Up":
        channel.cause = causes.CONGESTION
        channel.set_state("Busy")
    channel.leg.congested()
    await channel.sleep(_seconds(data, None))
    raise End


async def _playback(channel: Channel, data: str) -> None:
    options = data.partition(",")[2].lower()
    await _play(channel, data, "PLAYBACKSTATUS", "skip" in options, "noanswer" in options)


async def _background(channel: Channel, data: str) -> None:
    options = data.partition(",")[2]
    await _play(channel, data, "BACKGROUNDSTATUS", "s" in options, "n" in options)


async def _play(channel: Channel, data: str, status: str, skip: bool, silent: bool) -> None:
    """Play sounds; ``skip`` only if it is answered, ``silent`` without answering it."""
    names = split_list(data)[0]
    if not names:
        _complain(channel, "no sound to play")
        raise End
    stock = sounds.durations()
    failed = False
    if not skip or channel.state == "Up":
        if not silent:
            channel.answer()
        for name in names.split("&"):
            failed |= name not in stock
            await channel.sleep(stock.get(name, 0.0))
    channel.set_variable(status, "FAILED" if failed else "SUCCESS")


async def _forever(channel: Channel, data: str) -> None:
    await channel.sleep(None)


async def _set(channel: Channel, data: str) -> None:
    name, _, value = data.partition("=")
    variables.write(channel, name.strip(), value)


async def _goto(channel: Channel, data: str) -> None:
    *before, priority = split_list(data)
    place = channel.place
    if before:
        place.exten = before[-1]
    if len(before) > 1:
        place.context = before[0]
    label = channel.exchange.dialplan.label(place.context, place.exten, priority)
    number = label or (int(priority) if priority.isdecimal() else 0)
    if not number:
        _complain(channel, f"{priority!r} is no priority or label to go to")
        raise End
    place.priority = number - 1


def _seconds(text: str, default: float | None) -> float | None:
    try:
        return float(text)
    except ValueError:
        return default


App = Callable[[Channel, str], Awaitable[None]]
APPS: dict[str, App] = {
    "Answer": answer,
    "BackGround": _background,
    "Busy": _busy,
    "Congestion": _congestion,
    "Echo": _forever,
    "Goto": _goto,
    "Hangup": _hangup,
    "MusicOnHold": _forever,
    "NoOp": _noop,
    "Playback": _playback,
    "Progress": _progress,
    "Ringing": _ringing,
    "Set": _set,
    "Stasis": _stasis,
    "Verbose": _noop,
    "Wait": _wait,
}
"""By the names that events have, however a dialplan writes them."""

_KNOWN: dict[str, tuple[str, App | None]] = {n.lower(): (n, app) for n, app in APPS.items()}
