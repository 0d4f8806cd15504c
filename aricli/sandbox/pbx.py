"""Walking the dialplan: each application a channel can run there."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable

from aricli.sandbox import causes, sounds, variables
from aricli.sandbox.channels import Channel, HungUp
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
    place = channel.place
    dialplan = channel.exchange.dialplan
    walked: deque[float] = deque(maxlen=CIRCLE)
    while not channel.hung_up:
        step = dialplan.step(*place.cep)
        if step is None:
            return
        walked.append(channel.exchange.clock.time())
        if len(walked) == CIRCLE and walked[-1] - walked[0] < 1.0:
            _complain(channel, "the dialplan goes in a circle without waiting")
            return
        data = variables.expand(channel, step.data)
        channel.enter(step.app, data)
        try:
            await _run_app(channel, step.app, data)
        except (HungUp, End):
            return
        place.priority += 1


async def run_at_hangup(channel: Channel) -> None:
    """Run the extension ``h`` of the context where the channel was hung up, if there is one."""
    place = channel.place
    if channel.exchange.dialplan.step(place.context, "h", 1) is None:
        return
    place.exten, place.priority = "h", 1
    while (step := channel.exchange.dialplan.step(*place.cep)) is not None:
        data = variables.expand(channel, step.data)
        channel.enter(step.app, data)
        try:
            await _run_app(channel, step.app, data)
        except (HungUp, End):
            break
        place.priority += 1
    place.app_name = place.app_data = ""


async def _run_app(channel: Channel, name: str, data: str) -> None:
    app = APPS.get(name.lower())
    if app is None:
        _complain(channel, f"the dialplan application {name} is not simulated")
        raise End
    await app(channel, data)


def _complain(channel: Channel, what: str) -> None:
    """Say why a call ends."""
    context, exten, priority = channel.place.cep
    channel.exchange.log.warning("%s@%s, priority %d: %s", exten, context, priority, what)


async def _noop(channel: Channel, data: str) -> None:
    pass


async def _answer(channel: Channel, data: str) -> None:
    if channel.state != "Up":
        channel.answer()
        if not channel.leg.audio:
            await channel.sleep(MEDIA_WITHIN)


async def _wait(channel: Channel, data: str) -> None:
    await channel.sleep(_seconds(data, 0.0))


async def _stasis(channel: Channel, data: str) -> None:
    name, *args = split_list(data)
    await stasis(channel, name, args)


async def _hangup(channel: Channel, data: str) -> None:
    channel.cause = int(data) if data.isdigit() else causes.NORMAL
    raise End


async def _ringing(channel: Channel, data: str) -> None:
    if channel.state != "Up":
        channel.leg.ringing()


async def _progress(channel: Channel, data: str) -> None:
    channel.early_media()


async def _busy(channel: Channel, data: str) -> None:
    channel.cause = causes.USER_BUSY
    if channel.state != "Up":
        channel.set_state("Busy")
    channel.leg.busy()
    await channel.sleep(_seconds(data, None))
    raise End


async def _congestion(channel: Channel, data: str) -> None:
    channel.cause = causes.CONGESTION
    channel.leg.congested()
    await channel.sleep(_seconds(data, None))
    raise End


async def _playback(channel: Channel, data: str) -> None:
    names, *options = split_list(data)
    if not names:
        _complain(channel, "no sound to play")
        raise End
    if "skip" in options and channel.state != "Up":
        return
    if "noanswer" in options:
        channel.early_media()
    else:
        channel.answer()
    for name in names.split("&"):
        await channel.sleep(sounds.durations().get(name, 0.0))


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
    "answer": _answer,
    "background": _playback,
    "busy": _busy,
    "congestion": _congestion,
    "echo": _forever,
    "goto": _goto,
    "hangup": _hangup,
    "musiconhold": _forever,
    "noop": _noop,
    "playback": _playback,
    "progress": _progress,
    "ringing": _ringing,
    "set": _set,
    "stasis": _stasis,
    "verbose": _noop,
    "wait": _wait,
}
