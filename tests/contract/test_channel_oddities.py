"""What a comparison of the sandbox with a real Asterisk, channel by channel, brought to light."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from tests.contract.client import USER, Ari, Listener, channel, refused, unique

LOCAL = "Local/2000@default"
RTP = {"app": "a", "external_host": "127.0.0.1:40000", "format": "ulaw"}


@pytest.mark.parametrize(
    ("text", "name", "number"),
    [
        ("12 34", "", "1234"),
        ("(555) 123-4567", "", "5551234567"),
        ("a <1", "a", "1"),
        ('"<x>" <9>', "<x>", "9"),
        ('"a" b <1>', '"a" b', "1"),
        ("'s' <3>", "'s'", "3"),
        ("1>", "1>", ""),
    ],
)
def test_caller_ids(ari: Ari, listener: Listener, text: str, name: str, number: str) -> None:
    body = ari("GET", f"/channels/{listener.channel(callerId=text)}").json()
    assert body["caller"] == body["connected"] == {"name": name, "number": number}


@pytest.mark.parametrize(
    ("text", "args"),
    [("a\\,b", ["a,b"]), ('"a,b",c', ["a,b", "c"]), ("a,,b", ["a", "", "b"]), ("x y", ["x y"])],
)
def test_arguments(ari: Ari, listener: Listener, text: str, args: list[str]) -> None:
    id = listener.channel(appArgs=text)
    event = listener.wait("StasisStart", channel(id))
    assert event["args"] == args
    assert event["channel"]["dialplan"]["app_data"] == f"{listener.app},{text}"


def test_the_case_of_an_id_does_not_matter(ari: Ari, listener: Listener) -> None:
    id = listener.channel()
    assert ari("GET", f"/channels/{id.upper()}").json()["id"] == id


def test_which_checks_come_first(ari: Ari, listener: Listener) -> None:
    for query in ("reason=no", "reason_code=no", "reason=busy&reason_code=17"):
        refused(ari("DELETE", f"/channels/nosuch?{query}"), 404, "Channel not found")
    refused(ari("POST", "/channels?endpoint=/x&app=a"), 400, "Invalid endpoint specified")
    id = listener.channel()
    reply = ari("POST", f"/channels/{id}/redirect?endpoint=/x")
    refused(reply, 422, "Endpoint parameter '/x' does not contain tech/resource")
    reply = ari("GET", f"/channels/{id}/variables?variables=EXTEN,,B")
    refused(reply, 400, "Variable names are required")
    for query in ("offsetms=-1", "media=&skipms=-1", "skipms=-1&offsetms=-1"):
        name = "skipms" if "skipms" in query else "offsetms"
        refused(ari("POST", f"/channels/{id}/play?{query}"), 400, f"{name} cannot be negative")
    assert ari("POST", f"/channels/{id}/transfer_progress?states=CHANNEL_PROGRESS").ok


def test_more_formats_than_files_have(ari: Ari, listener: Listener) -> None:
    assert ari("POST", "/channels", endpoint=LOCAL, app="nobody", formats="slin16,opus").ok
    assert ari("POST", "/channels/create", endpoint=LOCAL, app="nobody", originator="nobody").ok


@pytest.mark.parametrize(
    ("given", "status", "message"),
    [
        ({"format": "", "direction": "x"}, 400, "format cannot be empty"),
        ({"format": "", "encapsulation": "x"}, 400, "format cannot be empty"),
        ({"direction": "x", "encapsulation": "x"}, 400, "Invalid direction specified"),
        ({"external_host": "127.0.0.1:abc"}, 500, None),
        ({"external_host": ":5"}, 500, None),
    ],
)
def test_external_media(ari: Ari, given: dict[str, str], status: int, message: str | None) -> None:
    internal = "An internal error prevented this request from being handled"
    reply = ari("POST", "/channels/externalMedia", **(RTP | given))
    refused(reply, status, message or internal)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "Direction must be specified for at least spy or whisper"),
        ("spy=x", "Invalid direction specified for spy"),
        ("spy=both", "Application name is required"),
    ],
)
def test_snooping_on_nobody(ari: Ari, query: str, message: str) -> None:
    refused(ari("POST", f"/channels/nosuch/snoop?{query}"), 400, message)


def test_recording_answers_only_what_rings(ari: Ari, listener: Listener) -> None:
    id, name = listener.created(), unique("recording")
    assert ari("POST", f"/channels/{id}/record", name=name, format="wav").status_code == 201
    listener.wait("RecordingStarted")
    assert ari("GET", f"/channels/{id}").json()["state"] == "Down"


def test_a_line_and_its_device(ari: Ari) -> None:
    with ari.listen(subscribe_all=True) as listener:
        id = listener.channel()
        listener.wait("DeviceStateChanged", lambda e: e["device_state"]["state"] == "INUSE")
        ari("DELETE", f"/channels/{id}")
        event = listener.wait(
            "DeviceStateChanged", lambda e: e["device_state"]["state"] == "NOT_INUSE"
        )
        assert event["device_state"]["name"] == "Local/2000@default"


def test_answering_what_hangs_up_meanwhile(ari: Ari, listener: Listener) -> None:
    id = listener.incoming()
    ari("POST", f"/channels/{id}/play", media="tone:ring")
    listener.wait("PlaybackStarted")
    with ThreadPoolExecutor() as pool:
        answering = pool.submit(requests.post, f"{ari.url}/ari/channels/{id}/answer", auth=USER)
        ari.sleep(0.5)
        ari("DELETE", f"/channels/{id}")
        refused(answering.result(), 500, "Failed to answer channel")
    assert not listener.of("ChannelStateChange")


def test_external_media_with_data(ari: Ari, listener: Listener) -> None:
    id = unique("channel")
    given = RTP | {"app": listener.app, "external_host": "127.0.0.1:", "data": "d", "channelId": id}
    reply = ari("POST", "/channels/externalMedia", {"variables": {"V": "1"}}, **given)
    newest_first = ["V", "UNICASTRTP_LOCAL_PORT", "UNICASTRTP_LOCAL_ADDRESS"]
    assert list(reply.json()["channelvars"]) == newest_first
    assert listener.wait("StasisStart", channel(id))["args"] == ["d"]
    refused(ari("GET", f"/channels/{id}/rtp_statistics"), 404, "RTP info not found")
    internal = "An internal error prevented this request from being handled"
    refused(ari("POST", "/channels/externalMedia", **given), 500, internal)
    ari("DELETE", f"/channels/{id}")


def test_what_the_far_half_inherits(ari: Ari, listener: Listener) -> None:
    id = unique("channel")
    variables = {"A": "1", "_B": "2", "__C": "3", "CALLERID(name)": "Eve"}
    body = {"endpoint": LOCAL, "app": listener.app, "variables": variables}
    assert ari("POST", f"/channels/{id}", body).status_code == 200
    listener.wait("StasisStart", channel(id))
    told = [e for e in listener.of("ChannelVarset") if e["channel"]["id"] == f"{id};2"]
    assert [event["variable"] for event in told] == ["__C", "_B", "A"]
    assert not listener.of("ChannelCallerId")
    assert listener.wait("ChannelConnectedLine")["channel"]["connected"]["name"] == "Eve"
    reply = ari("GET", f"/channels/{id};2/variables?variables=A, B,C")
    assert reply.json() == {"variables": {"A": "1", "B": "2", "C": "3"}}
    ari("DELETE", f"/channels/{id}")


def test_reported_values_stay_as_they_were_reported(ari: Ari, listener: Listener) -> None:
    id = unique("channel")
    variables = {"A": {"value": "1", "report_events": True}}
    body = {"endpoint": LOCAL, "app": listener.app, "variables": variables}
    assert "channelvars" not in ari("POST", f"/channels/{id}", body).json()
    assert listener.wait("StasisStart", channel(id))["channel"]["channelvars"] == {"A": "1"}
    for query in ("&value=2", ""):
        ari("POST", f"/channels/{id}/variable?variable=A{query}")
        assert ari("GET", f"/channels/{id}").json()["channelvars"] == {"A": "1"}
    ari("DELETE", f"/channels/{id}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CHANNEL(appname)", "Stasis"),
        ("CHANNEL(STATE)", "Up"),
        ("CHANNEL(audionativeformat)", "(slin192)"),
        ("CHANNEL(transfercapability)", "SPEECH"),
        ("TOUPPER(abc)", "ABC"),
        ("MD5(x)", "9dd4e461268c8034f5c8564e155c67a6"),
        ("BASE64_ENCODE(a)", "YQ=="),
        ("URIENCODE(a b)", "a%20b"),
        ("QUOTE(a)", '"a"'),
        ("ISNULL()", "1"),
        ("PASSTHRU(a)", "a"),
        ("callerid(num)", None),
        ("CHANNEL(rtpdest)", None),
    ],
)
def test_functions(ari: Ari, listener: Listener, name: str, value: str | None) -> None:
    reply = ari("GET", f"/channels/{listener.channel()}/variable", variable=name)
    if value is None:
        refused(reply, 500, "Unable to read provided function")
    else:
        assert reply.json() == {"value": value}


def test_functions_that_are_written(ari: Ari, listener: Listener) -> None:
    path = f"/channels/{listener.channel()}/variable"
    written = ("CHANNEL(userfield)", "CHANNEL(tonezone)", "CALLERID(dnid)", "CONNECTEDLINE(num)")
    for name in written:
        assert ari("POST", path, variable=name, value="fr").status_code == 204
        assert ari("GET", path, variable=name).json() == {"value": "fr"}
    listener.wait("ChannelConnectedLine")


def story(listener: Listener, id: str, since: int) -> list[tuple[Any, ...]]:
    """What was told of a channel since then, shortly."""
    return [
        (e["type"], e.get("dialstatus", e.get("cause")))
        for e in listener.events[since:]
        if (e.get("channel") or e.get("peer") or {}).get("id") == id
    ]


def test_what_the_calling_half_hears(ari: Ari, listener: Listener) -> None:
    with ari.listen() as other:
        id = unique("channel")
        endpoint = f"Local/1@stasis-{other.app}"
        ari("POST", f"/channels/{id}", endpoint=endpoint, app=listener.app)
        other.wait("StasisStart")
        listener.wait("Dial")
        since = len(listener.events)
        for verb in ("ring", "progress", "ring", "dtmf?dtmf=1&duration=10"):
            assert ari("POST", f"/channels/{id};2/{verb}").status_code == 204
        assert listener.wait("ChannelDtmfReceived")["duration_ms"] == 100
        assert story(listener, id, since) == [
            ("ChannelStateChange", None),
            ("Dial", "RINGING"),
            ("Dial", "PROGRESS"),
            ("Dial", "RINGING"),
            ("Dial", "PROGRESS"),
            ("ChannelDtmfReceived", None),
        ]
        name = unique("recording")
        ari("POST", f"/channels/{id};2/record", name=name, format="wav")
        listener.wait("StasisStart", channel(id))
        assert ari("GET", f"/channels/{id};2").json()["state"] == "Up"
        ari("DELETE", f"/channels/{id}")


@pytest.mark.parametrize("query", ["context=default", "extension=9999", "context=no&extension=1"])
def test_continuing_nowhere_tells_the_place_last(ari: Ari, listener: Listener, query: str) -> None:
    id = listener.channel()
    assert ari("POST", f"/channels/{id}/continue?{query}").status_code == 204
    listener.wait("ChannelDestroyed", channel(id))
    event = listener.wait(
        "ChannelDialplan", lambda e: e["channel"]["id"] == id and e["dialplan_app"] == "AppDial2"
    )
    assert event["channel"]["dialplan"]["priority"] in (1, 2)


@pytest.mark.parametrize("query", ["", "priority=99", "context=nowhere"])
def test_running_out_of_dialplan_has_no_cause(ari: Ari, listener: Listener, query: str) -> None:
    id = listener.incoming()
    path = f"/applications/{listener.app}/subscription"
    ari("POST", path, eventSource=f"channel:{id}")
    assert ari("POST", f"/channels/{id}/continue?{query}").status_code == 204
    assert listener.wait("ChannelDestroyed", channel(id))["cause"] == 0
    last = [e for e in listener.of("ChannelHangupRequest") if channel(id)(e)][-1]
    assert last["channel"]["dialplan"]["app_name"] == "Stasis"
    assert last["channel"]["dialplan"]["exten"] == "2000"


def test_the_extension_for_hangups_in_the_context_of_an_application(
    ari: Ari, listener: Listener
) -> None:
    id = listener.incoming()
    path = f"/applications/{listener.app}/subscription"
    ari("POST", path, eventSource=f"channel:{id}")
    ari("DELETE", f"/channels/{id}")
    event = listener.wait("ChannelDestroyed", channel(id))
    assert (event["cause"], event["channel"]["dialplan"]["exten"]) == (16, "h")
    told = listener.wait("ChannelDialplan", lambda e: e["dialplan_app"] == "NoOp")
    assert told["channel"]["dialplan"]["exten"] == "h"


def test_another_extension_begins_with_its_first_priority(ari: Ari, listener: Listener) -> None:
    id = listener.incoming()
    ari("POST", f"/applications/{listener.app}/subscription", eventSource=f"channel:{id}")
    ari("POST", f"/channels/{id}/continue?context=default&extension=1002")
    told = listener.wait("ChannelDialplan", lambda e: e["dialplan_app"] == "NoOp")
    assert told["channel"]["dialplan"]["priority"] == 1


def test_variables_of_a_created_channel_are_reported_from_the_next_event_on(
    ari: Ari, listener: Listener
) -> None:
    id = unique("channel")
    body = {"variables": {"V": {"value": "2", "report_events": True}}}
    query = {"endpoint": "Local/2000@default", "app": listener.app, "channelId": id}
    assert "channelvars" not in ari("POST", "/channels/create", body, **query).json()
    assert listener.wait("StasisStart", channel(id))["channel"]["channelvars"] == {"V": "2"}
    first = listener.wait("ChannelVarset", lambda event: event["variable"] == "V")
    assert "channelvars" not in first["channel"]
    ari("DELETE", f"/channels/{id}")


def test_an_application_that_nobody_is(ari: Ari) -> None:
    id, device = unique("channel"), "Local/2000@default"
    with ari.listen(subscribe_all=True) as listener:
        ari("POST", "/channels/create", endpoint=device, app="nobody", channelId=id)
        listener.wait("ChannelDestroyed", channel(id))
        ari.sleep(0.3)
        told = [e for e in listener.of("ChannelVarset") if channel(id)(e)]
        assert [(e["value"], e["channel"]["dialplan"]["app_name"]) for e in told] == [
            ("", "Stasis"),
            ("FAILED", "Stasis"),
        ]
        assert listener.wait("ChannelDialplan", channel(id))["dialplan_app_data"] == "nobody"
        states = [e["device_state"] for e in listener.of("DeviceStateChanged")]
    assert states == [{"name": device, "state": "NOT_INUSE"}] * 2


def test_moving(ari: Ari, listener: Listener) -> None:
    id = listener.channel()
    assert ari("POST", f"/channels/{id}/move?app=&appArgs=x").status_code == 204
    failed = listener.wait("ApplicationMoveFailed")
    assert (failed["destination"], failed["args"]) == ("", ["x"])
    ari("POST", f"/channels/{id}/move", app=listener.app, appArgs="again")
    listener.wait("StasisStart", lambda event: event["args"] == ["again"])
    assert listener.kinds("StasisStart", "StasisEnd") == ["StasisStart", "StasisEnd", "StasisStart"]


def test_dialing_nowhere_clears_normally(ari: Ari, listener: Listener) -> None:
    id = listener.created("Local/9999@default")
    ari("POST", f"/channels/{id}/dial")
    assert listener.wait("ChannelDestroyed", channel(id))["cause"] == 16


def test_a_recording_tells_where_it_is(ari: Ari, listener: Listener) -> None:
    name = unique("a b/c")
    reply = ari("POST", f"/channels/{listener.channel()}/record", name=name, format="wav")
    encoded = name.replace(" ", "%20").replace("/", "%2F")
    assert reply.headers["Location"] == f"/ari/recordings/live/{encoded}"


@pytest.mark.parametrize("operation", ["", "/create"])
def test_an_originator_is_what_a_call_belongs_to(
    ari: Ari, listener: Listener, operation: str
) -> None:
    first, id = listener.channel(), unique("channel")
    given = {"endpoint": LOCAL, "app": listener.app, "originator": first, "channelId": id}
    assert ari("POST", f"/channels{operation}", **given).status_code == 200
    for half in (id, f"{id};2"):
        reply = ari("GET", f"/channels/{half}/variable", variable="CHANNEL(linkedid)")
        assert reply.json() == {"value": first}
    ari("DELETE", f"/channels/{id}")


@pytest.mark.parametrize("half", ["", ";2"])
def test_a_dialed_channel_that_goes_tells_no_status(
    ari: Ari, listener: Listener, half: str
) -> None:
    with ari.listen() as far:
        id = listener.created(f"Local/x@stasis-{far.app}")
        ari("POST", f"/channels/{id}/dial")
        far.wait("StasisStart")
        ari("DELETE", f"/channels/{id}{half}", reason="busy")
        assert listener.wait("ChannelDestroyed", channel(id))["cause"] == 17
    assert [event["dialstatus"] for event in listener.of("Dial")] == [""]


def test_the_context_of_an_application_goes_with_it(ari: Ari, listener: Listener) -> None:
    with ari.listen() as other:
        app = other.app
    ari.sleep(0.5)
    id = unique("channel")
    ari("POST", f"/channels/{id}", endpoint=f"Local/x@stasis-{app}", app=listener.app)
    assert listener.wait("ChannelDestroyed", channel(id))["cause"] == 0
    assert listener.of("Dial") == []


@pytest.mark.parametrize(("direction", "status"), [("in", 200), ("out", 200), ("IN", 400)])
def test_directions_of_external_media(ari: Ari, direction: str, status: int) -> None:
    given = RTP | {"app": "nobody", "direction": direction}
    assert ari("POST", "/channels/externalMedia", **given).status_code == status


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (5, "Misdialed trunk prefix"),
        (44, "Requested channel not available"),
        (97, "Message type nonexist."),
        (98, "Wrong message"),
        (104, "Unknown"),
    ],
)
def test_texts_of_causes(ari: Ari, listener: Listener, code: int, text: str) -> None:
    id = listener.created()
    ari("DELETE", f"/channels/{id}", reason_code=code)
    event = listener.wait("ChannelDestroyed", channel(id))
    assert (event["cause"], event["cause_txt"]) == (code, text)
