"""Events as data: all types, whatever is in them, and the names of their handlers."""

from __future__ import annotations

from typing import Any

import pytest

from aricli.ari.data import Data
from aricli.ari.events import (
    TYPES,
    ChannelDestroyed,
    ChannelEvent,
    ChannelUserevent,
    ChannelVarset,
    Event,
    PlaybackFinished,
    StasisStart,
    handler_name,
    handler_names,
    parse,
)
from aricli.ari.handles import Channel, LiveRecording, Playback
from tests.unit.recorder import recording

CHANNEL = {"id": "1795425058.17", "name": "PJSIP/alice-00000001", "state": "Ring"}
COMMON = {
    "application": "channel-tones",
    "timestamp": "2026-11-23T20:36:00.123+0000",
    "asterisk_id": "02:fc:00:00:00:01",
}


def event(type: str, **fields: Any) -> dict[str, Any]:
    return {"type": type, **COMMON, **fields}


def test_an_event_is_of_its_class() -> None:
    entered = parse(event("StasisStart", args=["a", "b"], channel=CHANNEL))
    assert isinstance(entered, StasisStart)
    assert (entered.type, entered.application) == ("StasisStart", "channel-tones")
    assert entered.args == ["a", "b"]
    assert entered.channel.state == "Ring"
    assert entered.replace_channel is None


def test_handles_in_an_event_are_bound_to_the_client() -> None:
    ari, sent = recording({"id": "p"})
    entered = parse(event("StasisStart", args=[], channel=CHANNEL), ari)
    playback = entered.channel.play("tone:ring;tonezone=fr", playback_id="p")
    assert sent.last.path == "/channels/1795425058.17/play/p"
    over = parse(event("PlaybackFinished", playback={"id": "p", "state": "failed"}), ari)
    assert isinstance(over, PlaybackFinished)
    assert over.playback == playback
    assert over.playback.state == "failed"


def test_each_kind_of_thing_in_an_event_is_its_handle() -> None:
    recorded = parse(event("RecordingFinished", recording={"name": "r", "duration": 3}))
    assert isinstance(recorded.recording, LiveRecording)
    assert recorded.recording.duration == 3
    assert isinstance(parse(event("PlaybackStarted", playback={"id": "p"})).playback, Playback)
    dial = parse(event("Dial", peer=CHANNEL, dialstatus=""))
    assert isinstance(dial.peer, Channel)
    assert dial.caller is None


def test_events_can_be_told_by_what_they_are_about() -> None:
    gone = parse(event("ChannelDestroyed", channel=CHANNEL, cause=16, cause_txt="Normal Clearing"))
    assert isinstance(gone, ChannelEvent)
    assert isinstance(gone, ChannelDestroyed)
    assert gone.cause == 16


def test_a_global_variable_has_no_channel() -> None:
    assigned = parse(event("ChannelVarset", variable="G", value="1"))
    assert isinstance(assigned, ChannelVarset)
    assert assigned.channel is None


def test_a_user_event_has_its_data() -> None:
    told = parse(event("ChannelUserevent", eventname="e", userevent={"a": {"b": [1]}}))
    assert isinstance(told, ChannelUserevent)
    assert told.userevent["a"] == {"b": [1]}


def test_an_unknown_type_passes_through_with_all_its_fields() -> None:
    raw = event("ChannelTeleported", channel=CHANNEL, to="Mars")
    teleported = parse(raw)
    assert type(teleported) is Event
    assert (teleported.type, teleported.to) == ("ChannelTeleported", "Mars")
    assert teleported.channel == CHANNEL
    assert teleported.raw is raw


def test_an_unknown_field_passes_through() -> None:
    assert parse(event("StasisEnd", channel=CHANNEL, mood="good")).mood == "good"


@pytest.mark.parametrize("type", [*TYPES, "Unheard", None, 5, ["StasisStart"], {}])
@pytest.mark.parametrize("odd", [None, 5, "text", [], [None], {}, {"id": None}, {"id": {}}])
def test_nothing_odd_raises(type: Any, odd: Any) -> None:
    kind = TYPES.get(type, Event) if isinstance(type, str) else Event
    fields = [name for base in kind.__mro__ for name in getattr(base, "__annotations__", {})]
    parsed = parse({"type": type, **dict.fromkeys(set(fields) - {"type", "raw"}, odd)})
    for field in fields:
        getattr(parsed, field)
    repr(parsed)


@pytest.mark.parametrize("odd", [None, 5, "text", [], [None], [[]], {}, {"unheard": {"of": 1}}])
def test_nothing_odd_within_raises(odd: Any) -> None:
    for type in TYPES:
        parsed = parse(event(type, **_fields(TYPES[type], _fields(Channel, odd))))
        assert parsed.type == type
        for name in parsed.raw:
            _look_at_all(getattr(parsed, name))


def test_an_unknown_field_within_passes_through() -> None:
    entered = parse(event("StasisStart", args=[], channel={**CHANNEL, "mood": {"is": ["good"]}}))
    assert isinstance(entered, StasisStart)
    assert entered.channel.mood == {"is": ["good"]}
    assert entered.channel.raw["mood"] == {"is": ["good"]}


def _fields(kind: Any, value: Any) -> dict[str, Any]:
    """A value for every field of a class that is not common to all events."""
    names = {name for base in kind.__mro__ for name in getattr(base, "__annotations__", {})}
    return dict.fromkeys(names - {"type", "raw", "_id_fields", *COMMON}, value)


def _look_at_all(thing: Any) -> None:
    for each in thing if isinstance(thing, list) else [thing]:
        repr(each)
        for name in each.raw if isinstance(each, Data) else ():
            _look_at_all(getattr(each, name))


def test_an_empty_message_is_an_event() -> None:
    assert parse({}).type is None


def test_there_are_45_types() -> None:
    assert len(TYPES) == 45
    assert all(each.__doc__ for each in TYPES.values())


@pytest.mark.parametrize(
    ("type", "method"),
    [
        ("StasisStart", "stasis_start"),
        ("ChannelDtmfReceived", "channel_dtmf_received"),
        ("ChannelCallerId", "channel_caller_id"),
        ("ChannelUserevent", "channel_userevent"),
        ("Dial", "dial"),
        ("RESTResponse", "rest_response"),
    ],
)
def test_handlers_are_named_after_events(type: str, method: str) -> None:
    assert handler_name(type) == method
    assert handler_names()[method] == type


def test_no_two_events_have_the_same_handler() -> None:
    assert len(handler_names()) == len(TYPES)
