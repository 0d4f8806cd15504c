"""What playing and recording have in common for channels and bridges."""

from __future__ import annotations

from aricli.sandbox.applications import Topic
from aricli.sandbox.exchange import Exchange
from aricli.sandbox.playbacks import Playback
from aricli.sandbox.recordings import FORMATS, Limits, LiveRecording
from aricli.sandbox.reply import Refusal
from aricli.sandbox.request import Request

_TERMINATORS = ("none", "any", "*", "#")


def new_playback(
    exchange: Exchange, request: Request, id: str | None, target: Topic, language: str
) -> Playback:
    """The playback a request asks for. Raises Refusal: 400, 500."""
    params = request.params
    for name in ("skipms", "offsetms"):
        if params.integer(name) < 0:
            raise Refusal(400, f"{name} cannot be negative")
    items = params.items("media")
    if not items or not all(items):
        raise Refusal(500, "Failed to queue media for playback")
    playback = Playback(
        exchange,
        id or exchange.new_uuid(),
        [item for item in items if item],
        target,
        params.text("lang") or language,
        offsetms=params.integer("offsetms"),
        skipms=params.integer("skipms") or 3000,
    )
    return exchange.add_playback(playback)


def new_recording(exchange: Exchange, request: Request, target: Topic) -> LiveRecording:
    """The recording a request asks for. Raises Refusal: 400, 409, 422, 500."""
    params = request.params
    limits = _limits(request)
    if_exists = params.text("ifExists") or "fail"
    if if_exists not in ("fail", "overwrite", "append"):
        raise Refusal(400, "ifExists invalid")
    form = params.text("format") or ""
    if form not in FORMATS:
        raise Refusal(422, "specified format is unknown on this system")
    name = params.text("name") or ""
    if not name or name.startswith("../"):
        raise Refusal(500, "Error parsing request")
    if exchange.recordings.taken(name, if_exists):
        raise Refusal(409, f"Recording '{name}' already exists and can not be overwritten")
    recording = LiveRecording(exchange, name, form, target, limits, if_exists == "append")
    exchange.recordings.live[name] = recording
    return recording


def _limits(request: Request) -> Limits:
    params = request.params
    limits = Limits(
        params.integer("maxDurationSeconds"),
        params.integer("maxSilenceSeconds"),
        params.text("terminateOn") or "none",
    )
    if limits.duration < 0:
        raise Refusal(400, "max_duration_seconds cannot be negative")
    if limits.silence < 0:
        raise Refusal(400, "max_silence_seconds cannot be negative")
    if limits.terminate_on not in _TERMINATORS:
        raise Refusal(400, "terminateOn invalid")
    return limits
