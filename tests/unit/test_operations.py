"""What an operation makes of its arguments: the request that Asterisk understands."""

from __future__ import annotations

import inspect
from typing import Any
from uuid import UUID

import pytest

from aricli.ari.client import Ari
from aricli.ari.handles import Application, Channel, Endpoint, Module
from aricli.ari.operation import Operation, operations
from aricli.ari.request import Request, Response, check_size
from aricli.ari.resources.channels import Channels
from aricli.ari.types import Doc
from aricli.errors import InvalidRequest
from tests.asterisk.api_docs import all_operations
from tests.unit.recorder import recording

CHANNEL = {"id": "1", "name": "Local/1@x;1"}


def test_there_are_all_operations() -> None:
    # 109, less the stream and the five that a client-made id makes one with another.
    assert len(list(all_operations())) == 103


@pytest.mark.parametrize("operation", list(all_operations()), ids=lambda each: each.template)
def test_help_can_be_made_of_it(operation: Operation[Any, Any]) -> None:
    first = (operation.function.__doc__ or "").partition("\n")[0]
    assert first.endswith(".")
    assert len(first) < 75
    assert all(parameter.note(Doc) for parameter in operation.parameters)


@pytest.mark.parametrize("operation", list(all_operations()), ids=lambda each: each.template)
def test_its_docstring_says_which_request_it_is_and_what_it_takes(
    operation: Operation[Any, Any],
) -> None:
    lines = (inspect.getdoc(operation) or "").splitlines()
    assert lines[0] == (operation.function.__doc__ or "").partition("\n")[0]
    since = f", from Asterisk {operation.since} on" if operation.since else ""
    assert f"ARI: {operation.method} {operation.template}{since}" in lines
    explained = [line.partition(":")[0] for line in lines if line.startswith("    ")]
    assert explained[: len(operation.parameters)] == [f"    {p.name}" for p in operation.parameters]


def test_the_docstring_has_units_ranges_choices_and_versions() -> None:
    lines = (inspect.getdoc(Channels.send_dtmf) or "").splitlines()
    assert "    before: milliseconds to wait before the digits; 0 or more." in lines
    text = inspect.getdoc(Channels.hangup) or ""
    assert "reason: reason told to the caller's side: normal, busy, congestion" in text
    assert "from Asterisk 18.0 on; from 1 to 127." in text
    assert "Raises:\n    NotFound: If there is no such channel." in text


def test_a_handle_documents_its_operations_without_the_id() -> None:
    ari, _ = recording()
    playing = inspect.getdoc(Channel.of(ari, "1").play) or ""
    assert playing.startswith("Start playing media on a channel")
    assert "ARI: POST /channels/{channel_id}/play/{playback_id}" in playing
    assert "channel_id:" not in playing
    assert str(inspect.signature(Channel.of(ari, "1").play)) == (
        "(*media: str, playback_id: str = '(new)', lang: str | None = None,"
        " offsetms: int | None = None, skipms: int = 3000) -> 'Playback'"
    )
    assert "tech:" not in (inspect.getdoc(Endpoint.get) or "")
    assert "body: text of the message" in (inspect.getdoc(Endpoint.send_message_to_endpoint) or "")


def test_mixed_in_operations_belong_to_the_resource() -> None:
    assert {"answer", "play", "get_channel_var"} <= operations(Channels).keys()
    assert {each.resource for each in operations(Channels).values()} == {"channels"}


def test_an_id_is_made_where_none_is_given() -> None:
    ari, sent = recording(CHANNEL)
    ari.channels.play("1", "sound:beep")
    ari.channels.originate("Local/1@x", app="a")
    ari.channels.create("Local/1@x", app="a")
    ari.channels.external_media(app="a", format="ulaw", external_host="h:1")
    play, originate, create, external = sent.requests
    ids = [
        play.path.rpartition("/")[2],
        originate.path.rpartition("/")[2],
        create.query["channelId"],
        external.query["channelId"],
    ]
    assert len({UUID(each) for each in ids}) == 4


@pytest.mark.parametrize(
    ("id", "segment"),
    [
        ("a/b", "a%2Fb"),
        ("two words", "two%20words"),
        ("zoë", "zo%C3%AB"),
        ("a?b#c%", "a%3Fb%23c%25"),
    ],
)
def test_an_id_stays_one_segment(id: str, segment: str) -> None:
    ari, sent = recording(CHANNEL)
    ari.channels.get(id)
    assert sent.last.path == f"/channels/{segment}"


@pytest.mark.parametrize("id", ["", ".", ".."])
def test_an_id_that_names_something_else_is_refused(id: str) -> None:
    ari, sent = recording(CHANNEL)
    with pytest.raises(InvalidRequest):
        ari.channels.get(id)
    assert sent.requests == []


def test_several_media_are_an_array_for_a_repeated_key_would_lose_all_but_one() -> None:
    ari, sent = recording({"id": "p"})
    ari.channels.play("1", "sound:a", "sound:b")
    assert sent.last.body == {"media": ["sound:a", "sound:b"]}
    assert "media" not in sent.last.query


def test_a_comma_in_a_medium_does_not_cut_it_in_two() -> None:
    ari, sent = recording({"id": "p"})
    ari.channels.play("1", "tone:440/200,0/200")
    assert sent.last.body == {"media": ["tone:440/200,0/200"]}


def test_one_medium_goes_where_it_is_easily_read() -> None:
    ari, sent = recording({"id": "p"})
    ari.channels.play("1", "sound:a", playback_id="p")
    assert str(sent.last) == "POST /channels/1/play/p?media=sound%3Aa"
    assert sent.last.body is None


def test_several_values_without_a_body_are_a_list_with_commas() -> None:
    ari, sent = recording({"name": "a"})
    ari.applications.unsubscribe("a", "channel:1", "bridge:2")
    assert sent.last.query == {"eventSource": "channel:1,bridge:2"}


def test_a_comma_where_only_a_query_can_be_is_refused() -> None:
    ari, _ = recording({"name": "a"})
    with pytest.raises(InvalidRequest, match="comma"):
        ari.applications.unsubscribe("a", "channel:1,2")


def test_variables_are_a_body_and_keep_equals_signs_and_commas() -> None:
    ari, sent = recording(CHANNEL)
    ari.channels.originate("Local/1@x", app="a", variables={"CALLERID(name)": "a=b,c", "É": "ü"})
    assert sent.last.body == {"variables": {"CALLERID(name)": "a=b,c", "É": "ü"}}
    assert sent.last.query == {"endpoint": "Local/1@x", "app": "a"}


def test_the_direction_is_sent_for_the_servers_default_does_not_work() -> None:
    ari, sent = recording()
    ari.channels.mute("1")
    assert sent.last.query == {"direction": "both"}


def test_other_defaults_are_left_to_the_server() -> None:
    ari, sent = recording({"name": "r"})
    ari.channels.record("1", "r", format="wav", if_exists="append", beep=True)
    assert sent.last.query == {"name": "r", "format": "wav", "ifExists": "append", "beep": "true"}


@pytest.mark.parametrize(
    ("given", "body"),
    [
        ({}, None),
        ({"allowed": ["Dial"]}, {"allowed": [{"type": "Dial"}]}),
        ({"allowed": "Dial"}, {"allowed": [{"type": "Dial"}]}),
        ({"allowed": []}, {"allowed": []}),
        ({"disallowed": [""]}, {"disallowed": []}),
        (
            {"allowed": ["Dial"], "disallowed": ["A", "B"]},
            {"allowed": [{"type": "Dial"}], "disallowed": [{"type": "A"}, {"type": "B"}]},
        ),
    ],
)
def test_a_filter_can_set_clear_and_leave_each_list(given: dict[str, Any], body: Any) -> None:
    ari, sent = recording({"name": "a"})
    ari.applications.filter("a", **given)
    assert sent.last.body == body


def test_fields_of_an_object_are_a_list_of_attributes() -> None:
    ari, sent = recording([])
    ari.asterisk.update_object("res_pjsip", "endpoint", "alice", fields={"context": "x"})
    assert sent.last.path == "/asterisk/config/dynamic/res_pjsip/endpoint/alice"
    assert sent.last.body == {"fields": [{"attribute": "context", "value": "x"}]}


def test_a_python_keyword_has_an_underscore_that_is_not_sent() -> None:
    ari, sent = recording()
    ari.endpoints.send_message("pjsip:bob", from_="pjsip:alice", body="hi")
    assert sent.last.query == {"to": "pjsip:bob", "from": "pjsip:alice", "body": "hi"}


@pytest.mark.parametrize(
    ("args", "given", "surplus"),
    [
        (("c1", "tone:ring"), {"loud": True}, "loud"),
        (("c1", "tone:ring"), {"channel_id": "c2"}, "channel_id"),
        (("c1", "tone:ring"), {"media": ["tone:busy"]}, "media"),
    ],
)
def test_what_it_does_not_take_is_named(
    args: tuple[str, ...], given: dict[str, Any], surplus: str
) -> None:
    with pytest.raises(TypeError, match=rf"channels\.play\(\) does not take {surplus}$"):
        Channels.play.request(*args, **given)


def test_more_values_than_it_has_places_for_are_refused() -> None:
    with pytest.raises(TypeError, match=r"channels\.answer\(\) does not take 2 values without"):
        Channels.answer.request("c1", "c2")


def test_calls_of_another_shape_do_not_mix() -> None:
    def query(*args: Any, **given: Any) -> dict[str, str]:
        return dict(Channels.play.request(*args, **given).query)

    for _ in range(2):
        assert query("c1", "tone:a") == {"media": "tone:a"}
        assert query("c1", "tone:a", lang="fr") == {"media": "tone:a", "lang": "fr"}
        assert query("c1", media=["tone:b"]) == {"media": "tone:b"}
        assert query(channel_id="c1", media="tone:b") == {"media": "tone:b"}
        with pytest.raises(InvalidRequest, match="needs `media`"):
            query("c1")


def test_optional_values_can_be_several() -> None:
    ari, sent = recording({})
    ari.asterisk.get_info(only=["build", "system"])
    assert sent.last.query == {"only": "build,system"}
    ari.asterisk.get_info()
    assert sent.last.query == {}


def test_what_waits_behind_a_playback_says_so() -> None:
    waiting = {f"{each.resource}.{each.name}" for each in all_operations() if each.waits}
    assert waiting == {
        "bridges.add_channel",
        "channels.answer",
        "channels.set_channel_var",
        "channels.set_channel_vars",
    }


def test_a_handle_fills_its_id_in() -> None:
    ari, sent = recording({"name": "a"})
    Channel.of(ari, "a/b").hangup(reason="busy")
    assert str(sent.last) == "DELETE /channels/a%2Fb?reason=busy"
    Module.of(ari, "app_echo.so").reload_module()
    assert str(sent.last) == "PUT /asterisk/modules/app_echo.so"
    Application.of(ari, "app").subscribe("bridge:1")
    assert str(sent.last) == "POST /applications/app/subscription?eventSource=bridge%3A1"


def test_an_endpoint_has_two_ids() -> None:
    ari, sent = recording({"technology": "PJSIP", "resource": "bob"})
    assert Endpoint.of(ari, "PJSIP", "alice").get().resource == "bob"
    assert sent.last.path == "/endpoints/PJSIP/alice"
    with pytest.raises(TypeError, match="technology and resource"):
        Endpoint.of(ari, "PJSIP")


def test_a_handle_without_a_client_says_so() -> None:
    with pytest.raises(InvalidRequest, match="not bound"):
        Channel({"id": "1"}).answer()


def test_every_operation_about_a_thing_is_on_its_handle() -> None:
    channel = {
        name for name, each in operations(Channels).items() if "{channel_id}" in each.template
    }
    assert channel - set(dir(Channel)) == {"originate"}


@pytest.mark.parametrize(("size", "fits"), [(3900, True), (4200, False)])
def test_a_request_line_too_long_is_refused(size: int, fits: bool) -> None:
    request = Channels.set_channel_var.request("1", "X", "x" * size)
    if fits:
        check_size(request, "/ari")
    else:
        with pytest.raises(InvalidRequest, match="request line"):
            check_size(request, "/ari")


@pytest.mark.parametrize(("size", "fits"), [(40000, True), (41000, False)])
def test_a_body_too_long_is_refused(size: int, fits: bool) -> None:
    request = Channels.set_channel_vars.request("1", variables={"X": "x" * size})
    if fits:
        check_size(request, "/ari")
    else:
        with pytest.raises(InvalidRequest, match="body"):
            check_size(request, "/ari")


def test_what_a_success_does_not_show_is_looked_up() -> None:
    class OfVersion16:
        """Has the bridge already, and says yes to making it, and nothing more."""

        def send(self, request: Request) -> Response:
            shown = b'{"id": "b1"}' if request.method == "GET" else b""
            return Response(200, "OK", shown, {})

        def close(self) -> None:
            """Nothing to let go of."""

    assert Ari.over(OfVersion16()).bridges.create(bridge_id="b1").id == "b1"
