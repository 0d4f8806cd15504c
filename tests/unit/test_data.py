"""The data of ARI: fields by name, things within things, whatever the server sends."""

from __future__ import annotations

from typing import Any

import pytest

from aricli.ari.data import Data
from aricli.ari.handles import Application, Bridge, Channel, Finished, Playback, Sound
from aricli.ari.models import CallerID, ReferTo, RequiredDestination, RTPstat, TextMessage
from tests.unit.recorder import recording

CHANNEL = {
    "id": "1795425058.17",
    "name": "PJSIP/alice-00000001",
    "state": "Up",
    "caller": {"name": "Alice", "number": "1000"},
    "dialplan": {"context": "default", "exten": "1000", "priority": 3},
}


def test_fields_are_attributes_and_objects_are_data() -> None:
    channel = Channel(CHANNEL)
    assert (channel.id, channel.state, channel.dialplan.priority) == ("1795425058.17", "Up", 3)
    assert isinstance(channel.caller, CallerID)
    assert channel.caller.number == "1000"


def test_a_field_left_out_is_none() -> None:
    channel = Channel(CHANNEL)
    assert channel.channelvars is None
    assert channel.dialplan.app_name is None


def test_a_field_that_aricli_does_not_know_is_there_all_the_same() -> None:
    channel = Channel({**CHANNEL, "mood": {"is": "good"}})
    assert channel.mood == {"is": "good"}
    assert channel.raw["mood"] == {"is": "good"}


def test_a_field_that_nobody_knows_is_an_error_that_names_it() -> None:
    with pytest.raises(AttributeError, match="Channel has no 'colour'"):
        _ = Channel(CHANNEL).colour


def test_raw_is_what_the_server_sent() -> None:
    assert Channel(CHANNEL).raw is CHANNEL


def test_a_field_named_like_a_keyword_has_an_underscore() -> None:
    assert TextMessage({"from": "pjsip:alice", "to": "x", "body": ""}).from_ == "pjsip:alice"


def test_lists_of_data_are_data() -> None:
    sound = Sound({"id": "beep", "formats": [{"language": "fr", "format": "gsm"}]})
    assert [each.language for each in sound.formats] == ["fr"]
    assert Application({"name": "a", "channel_ids": ["1"]}).channel_ids == ["1"]


def test_handles_within_data_are_bound() -> None:
    ari, sent = recording()
    refer = ReferTo({"requested_destination": {"destination": "1"}, "bridge": {"id": "b"}}, ari)
    assert isinstance(refer.requested_destination, RequiredDestination)
    assert refer.bridge is not None
    refer.bridge.destroy()
    assert str(sent.last) == "DELETE /bridges/b"
    assert refer.destination_channel is None


@pytest.mark.parametrize("odd", ["text", 5, ["a"], True, None, [{"id": "1"}]])
def test_odd_values_pass_through(odd: Any) -> None:
    assert Channel({"id": "1", "caller": odd}).caller == odd
    sound = Sound({"id": "1", "formats": odd})
    assert sound.formats == odd or isinstance(sound.formats[0], Data)


def test_what_an_operation_returns_is_bound_to_its_client() -> None:
    ari, sent = recording([CHANNEL])
    [channel] = ari.channels.list()
    channel.answer()
    assert str(sent.last) == "POST /channels/1795425058.17/answer"


def test_a_list_of_data_without_operations_comes_back() -> None:
    ari, _ = recording([{"attribute": "context", "value": "x"}])
    [field] = ari.asterisk.get_object("res_pjsip", "endpoint", "alice")
    assert (field.attribute, field.value) == ("context", "x")


def test_a_file_comes_back_as_bytes() -> None:
    ari, _ = recording("RIFF")
    assert ari.recordings.get_stored_file("r") == b'"RIFF"'


def test_statistics_are_numbers() -> None:
    assert RTPstat({"txcount": 5, "rtt": 0.02}).rtt == 0.02


def test_handles_are_equal_when_they_are_for_the_same_thing() -> None:
    assert Playback({"id": "p", "state": "playing"}) == Playback({"id": "p", "state": "done"})
    assert Playback({"id": "p"}) != Playback({"id": "q"})
    assert Channel({"id": "p"}) != Bridge({"id": "p"})
    assert len({Channel({"id": "1", "state": "Up"}), Channel({"id": "1"})}) == 1


def test_a_handle_can_be_made_of_an_id_alone() -> None:
    channel = Channel.of(None, "1")
    assert channel.id == "1"
    assert channel.raw == {"id": "1"}


def test_the_end_of_a_playback_can_be_waited_for() -> None:
    playback = Playback({"id": "p"})
    assert playback.finished(timeout=5) == Finished(playback, 5)
