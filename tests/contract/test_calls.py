"""The life of channels: which events come, in which order, with which fields."""

from __future__ import annotations

import pytest

from tests.contract.client import Ari, Listener, channel, unique

CHANNEL_KEYS = [
    "id",
    "name",
    "state",
    "protocol_id",
    "caller",
    "connected",
    "accountcode",
    "dialplan",
    "creationtime",
    "language",
]


def of(listener: Listener, id: str) -> list[str]:
    """The types of all events about one channel, with what tells them apart."""
    told = []
    for event in listener.events:
        subject = event.get("channel") or event.get("peer")
        if subject and subject["id"] == id:
            detail = event.get("dialstatus", event.get("dialplan_app", event.get("value", "")))
            told.append(f"{event['type']} {detail}".strip())
    return told


def test_an_originated_call(ari: Ari, listener: Listener) -> None:
    id = listener.channel()
    ari("DELETE", f"/channels/{id}")
    listener.wait("ChannelDestroyed", channel(id))
    assert of(listener, id) == [
        "Dial",
        "ChannelStateChange",
        "Dial ANSWER",
        "ChannelVarset",
        "StasisStart",
        "ChannelHangupRequest",
        "StasisEnd",
        "ChannelVarset SUCCESS",
        "ChannelDestroyed",
    ]


def test_the_far_half_of_an_originated_call(ari: Ari, listener: Listener) -> None:
    id = listener.channel()
    listener.wait("ChannelDialplan", lambda event: event["dialplan_app"] == "Wait")
    ari("DELETE", f"/channels/{id}")
    listener.wait("ChannelDestroyed", channel(f"{id};2"))
    assert of(listener, f"{id};2") == [
        "ChannelDialplan Answer",
        "ChannelStateChange",
        "ChannelDialplan Wait",
        "ChannelHangupRequest",
        "ChannelHangupRequest",
        "ChannelDestroyed",
    ]


def test_the_channel_model(ari: Ari, listener: Listener) -> None:
    id = listener.channel()
    body = ari("GET", f"/channels/{id}").json()
    assert list(body) == CHANNEL_KEYS
    assert body["name"].startswith("Local/2000@default-")
    assert body["name"].endswith(";1")
    assert body["dialplan"] == {
        "context": "default",
        "exten": "2000",
        "priority": 1,
        "app_name": "Stasis",
        "app_data": listener.app,
    }
    assert body["caller"] == {"name": "", "number": ""}
    assert (body["state"], body["protocol_id"], body["language"]) == ("Up", "", "en")


def test_stasis_start(ari: Ari, listener: Listener) -> None:
    listener.channel(appArgs="a,b c,")
    event = listener.wait("StasisStart")
    assert list(event) == ["type", "timestamp", "args", "channel", "asterisk_id", "application"]
    assert event["args"] == ["a", "b c", ""]
    assert event["timestamp"][-5:] == "+0000"
    assert len(event["timestamp"]) == len("2026-11-23T09:11:09.511+0000")


@pytest.mark.parametrize(
    ("reason", "cause", "text"),
    [
        ("normal", 16, "Normal Clearing"),
        ("busy", 17, "User busy"),
        ("congestion", 34, "Circuit/channel congestion"),
        ("no_answer", 19, "User alerting, no answer"),
        ("timeout", 18, "No user responding"),
        ("rejected", 21, "Call Rejected"),
        ("unallocated", 1, "Unallocated (unassigned) number"),
        ("normal_unspecified", 31, "Normal, unspecified"),
        ("number_incomplete", 28, "Invalid number format"),
        ("codec_mismatch", 58, "Bearer capability not available"),
        ("interworking", 127, "Interworking, unspecified"),
        ("failure", 38, "Network out of order"),
        ("answered_elsewhere", 26, "Answered elsewhere"),
    ],
)
def test_hangup_reasons(ari: Ari, listener: Listener, reason: str, cause: int, text: str) -> None:
    id = listener.channel()
    assert ari("DELETE", f"/channels/{id}", reason=reason).status_code == 204
    request = listener.wait("ChannelHangupRequest", channel(id))
    assert (request["cause"], request["soft"]) == (32, True)
    event = listener.wait("ChannelDestroyed", channel(id))
    assert (event["cause"], event["cause_txt"]) == (cause, text)


@pytest.mark.parametrize(("code", "cause"), [("17", 17), ("999", 999), ("1x", 1)])
def test_hangup_codes(ari: Ari, listener: Listener, code: str, cause: int) -> None:
    id = listener.channel()
    assert ari("DELETE", f"/channels/{id}", reason_code=code).status_code == 204
    assert listener.wait("ChannelDestroyed", channel(id))["cause"] == cause


def test_a_hangup_request(ari: Ari, listener: Listener) -> None:
    id = listener.channel()
    ari("DELETE", f"/channels/{id}")
    event = listener.wait("ChannelHangupRequest", channel(id))
    assert list(event)[:4] == ["cause", "soft", "type", "timestamp"]
    other = listener.wait("ChannelHangupRequest", channel(f"{id};2"))
    assert (other["cause"], "soft" in other) == (16, False)


def test_a_destroyed_channel_is_gone(ari: Ari, listener: Listener) -> None:
    id = listener.channel()
    ari("DELETE", f"/channels/{id}")
    listener.wait("ChannelDestroyed", channel(id))
    assert ari("GET", f"/channels/{id}").status_code == 404
    assert ari("DELETE", f"/channels/{id}").status_code == 404


def test_an_incoming_call_owner_hears_no_destroyed(ari: Ari, listener: Listener) -> None:
    id = listener.incoming()
    ari("DELETE", f"/channels/{id}")
    listener.wait("StasisEnd")
    ari.sleep(0.5)
    assert of(listener, id) == ["StasisStart", "ChannelHangupRequest", "StasisEnd"]


def test_answering(ari: Ari, listener: Listener) -> None:
    id = listener.incoming()
    assert ari("GET", f"/channels/{id}").json()["state"] == "Ring"
    assert ari("POST", f"/channels/{id}/answer").status_code == 204
    assert listener.wait("ChannelStateChange")["channel"]["state"] == "Up"
    assert ari("POST", f"/channels/{id}/answer").status_code == 204
    assert len(listener.of("ChannelStateChange")) == 1


@pytest.mark.parametrize(
    ("params", "caller"),
    [
        ({"callerId": "Joe <5>"}, {"name": "Joe", "number": "5"}),
        ({"callerId": "12345"}, {"name": "", "number": "12345"}),
        ({}, {"name": "", "number": ""}),
    ],
)
def test_caller_ids(
    ari: Ari, listener: Listener, params: dict[str, str], caller: dict[str, str]
) -> None:
    body = ari("GET", f"/channels/{listener.channel(**params)}").json()
    assert (body["caller"], body["connected"]) == (caller, caller)


def test_variables_of_an_originated_call(ari: Ari, listener: Listener) -> None:
    id = unique("channel")
    variables = {"FOO": "bar", "CHANNEL(language)": "fr"}
    body = {"endpoint": "Local/2000@default", "app": listener.app, "variables": variables}
    assert ari("POST", f"/channels/{id}", body).status_code == 200
    listener.wait("StasisStart")
    for half in (id, f"{id};2"):
        path = f"/channels/{half}/variable"
        assert ari("GET", path, variable="FOO").json() == {"value": "bar"}
    assert ari("GET", f"/channels/{id}").json()["language"] == "fr"
    ari("DELETE", f"/channels/{id}")


@pytest.mark.parametrize("endpoint", ["Local/9999@default", "Local/2000@nocontext"])
def test_calling_nowhere(ari: Ari, listener: Listener, endpoint: str) -> None:
    id = unique("channel")
    reply = ari("POST", f"/channels/{id}", endpoint=endpoint, app=listener.app)
    assert reply.status_code == 200
    event = listener.wait("ChannelDestroyed", channel(id))
    assert (event["cause"], event["cause_txt"]) == (0, "Unknown")
    assert set(listener.kinds()) == {"ChannelDestroyed"}


def test_nobody_answers(ari: Ari, listener: Listener) -> None:
    with ari.listen() as other:
        id = unique("channel")
        endpoint = f"Local/x@stasis-{other.app}"
        params = {"endpoint": endpoint, "app": listener.app, "timeout": 1}
        assert ari("POST", f"/channels/{id}", **params).status_code == 200
        assert listener.wait("ChannelDestroyed", channel(id))["cause"] == 19


def test_an_inactive_application(ari: Ari) -> None:
    id = unique("channel")
    params = {"endpoint": "Local/2000@default", "app": unique("inactive")}
    assert ari("POST", f"/channels/{id}", **params).status_code == 200
    ari.sleep(1.0)
    assert ari("GET", f"/channels/{id}").status_code == 404


def test_creating_and_dialing(ari: Ari, listener: Listener) -> None:
    id = listener.created(appArgs="q")
    assert ari("GET", f"/channels/{id}").json()["state"] == "Down"
    assert ari("POST", f"/channels/{id}/dial").status_code == 204
    listener.wait("Dial", lambda event: event["dialstatus"] == "ANSWER")
    ari("DELETE", f"/channels/{id}")
    listener.wait("ChannelDestroyed", channel(id))
    events = of(listener, id)
    # Asterisk tells of the dialing and of the answer from two threads.
    assert sorted(events[3:6]) == ["ChannelStateChange", "Dial", "Dial ANSWER"]
    assert events[:3] + events[6:] == [
        "ChannelDialplan Stasis",
        "ChannelVarset",
        "StasisStart",
        "ChannelHangupRequest",
        "StasisEnd",
        "ChannelVarset SUCCESS",
        "ChannelDestroyed",
    ]
    strings = [event["dialstring"] for event in listener.of("Dial")]
    assert strings == ["2000@default", ""]


def test_dialing_nowhere(ari: Ari, listener: Listener) -> None:
    id = listener.created("Local/9999@default")
    assert ari("POST", f"/channels/{id}/dial").status_code == 204
    listener.wait("ChannelDestroyed", channel(id))
    assert "Dial" not in listener.kinds()


def test_moving(ari: Ari, listener: Listener) -> None:
    id = listener.channel()
    with ari.listen() as other:
        path = f"/channels/{id}/move"
        assert ari("POST", path, app=other.app, appArgs="x,y").status_code == 204
        assert other.wait("StasisStart")["args"] == ["x", "y"]
        listener.wait("StasisEnd")
        assert ari("POST", path, app="nosuch").status_code == 204
        event = other.wait("ApplicationMoveFailed")
        assert (event["destination"], event["args"]) == ("nosuch", [])
        assert ari("GET", f"/channels/{id}").json()["dialplan"]["app_data"] == listener.app


def test_continuing_in_the_dialplan(ari: Ari, listener: Listener) -> None:
    id = listener.channel()
    where = {"context": "default", "extension": "2000", "priority": 2}
    assert ari("POST", f"/channels/{id}/continue", **where).status_code == 204
    listener.wait("StasisEnd")
    listener.wait("ChannelDialplan", channel(id))
    place = ari("GET", f"/channels/{id}").json()["dialplan"]
    assert (place["priority"], place["app_name"], place["app_data"]) == (2, "Wait", "60")


def test_continuing_nowhere(ari: Ari, listener: Listener) -> None:
    id = listener.channel()
    reply = ari("POST", f"/channels/{id}/continue", context="nosuch", extension="x")
    assert reply.status_code == 204
    event = listener.wait("ChannelDestroyed", channel(id))
    assert event["cause"] == 0
    assert event["channel"]["dialplan"]["context"] == "nosuch"


def test_dtmf_reaches_the_far_half(ari: Ari, listener: Listener) -> None:
    id = listener.channel()
    assert ari("POST", f"/channels/{id}/dtmf", dtmf="1x#").status_code == 204
    last = listener.wait("ChannelDtmfReceived", lambda event: event["digit"] == "#")
    digits = [event["digit"] for event in listener.of("ChannelDtmfReceived")]
    assert digits == ["1", "#"]
    assert last["channel"]["id"] == f"{id};2"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/ring"),
        ("DELETE", "/ring"),
        ("POST", "/progress"),
        ("POST", "/hold"),
        ("DELETE", "/hold"),
        ("POST", "/moh"),
        ("POST", "/moh?mohClass=nosuch"),
        ("DELETE", "/moh"),
        ("POST", "/silence"),
        ("DELETE", "/silence"),
        ("POST", "/mute?direction=in"),
        ("POST", "/mute?direction=out"),
        ("DELETE", "/mute?direction=both"),
        ("POST", "/dtmf?dtmf=w"),
        ("POST", "/transfer_progress?states=channel_answered"),
        ("POST", "/redirect?endpoint=Local/x@y"),
    ],
)
def test_what_simply_succeeds(ari: Ari, listener: Listener, method: str, path: str) -> None:
    reply = ari(method, f"/channels/{listener.channel()}{path}")
    assert (reply.status_code, reply.content) == (204, b"")


def test_snooping(ari: Ari, listener: Listener) -> None:
    id, snoop = listener.channel(), unique("snoop")
    reply = ari("POST", f"/channels/{id}/snoop/{snoop}", spy="both", app=listener.app, appArgs="s")
    assert reply.status_code == 200
    assert reply.json()["name"].startswith(f"Snoop/{id}-")
    event = listener.wait("StasisStart", channel(snoop))
    assert (event["args"], event["channel"]["state"]) == (["s"], "Up")
    ari("DELETE", f"/channels/{id}")
    listener.wait("StasisEnd", channel(snoop))


def test_external_media(ari: Ari, listener: Listener) -> None:
    id = unique("external")
    params = {"app": listener.app, "format": "ulaw", "external_host": "127.0.0.1:17777"}
    reply = ari("POST", "/channels/externalMedia", channelId=id, **params)
    assert reply.json()["channelvars"]["UNICASTRTP_LOCAL_ADDRESS"] == "127.0.0.1"
    listener.wait("StasisStart", channel(id))
    port = ari("GET", f"/channels/{id}/variable", variable="UNICASTRTP_LOCAL_PORT").json()
    assert port["value"].isdigit()
    ari("DELETE", f"/channels/{id}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EXTEN", "2000"),
        ("CONTEXT", "default"),
        ("PRIORITY", "1"),
        ("CHANNEL(language)", "en"),
        ("CHANNEL(state)", "Up"),
        ("CHANNEL(channeltype)", "Local"),
        ("CALLERID(num)", ""),
        ("CALLERID(name)", ""),
        ("STASISSTATUS", ""),
        ("GLOBAL(nosuch)", ""),
    ],
)
def test_builtin_variables(ari: Ari, listener: Listener, name: str, value: str) -> None:
    path = f"/channels/{listener.channel()}/variable"
    assert ari("GET", path, variable=name).json() == {"value": value}


def test_setting_variables(ari: Ari, listener: Listener) -> None:
    id = listener.channel()
    path = f"/channels/{id}/variable"
    ari("POST", path, variable="FOO", value="b r")
    event = listener.wait("ChannelVarset", lambda event: event["variable"] == "FOO")
    assert list(event)[:3] == ["variable", "value", "type"]
    assert ari("GET", path, variable="FOO").json() == {"value": "b r"}
    ari("POST", path, variable="FOO", value="")
    assert ari("GET", path, variable="FOO").json() == {"value": ""}
    ari("POST", path, variable="FOO")
    assert ari("GET", path, variable="FOO").status_code == 404


def test_reported_variables(ari: Ari, listener: Listener) -> None:
    id = listener.channel()
    body = {"variables": {"A": "1", "B": {"value": "2", "report_events": True}}}
    assert ari("POST", f"/channels/{id}/variables", body).status_code == 204
    assert ari("GET", f"/channels/{id}").json()["channelvars"] == {"B": "2"}
    values = ari("GET", f"/channels/{id}/variables", variables="A,B").json()
    assert values == {"variables": {"A": "1", "B": "2"}}


def test_writing_functions(ari: Ari, listener: Listener) -> None:
    id = listener.channel()
    for name, value in (("CALLERID(num)", "77"), ("CHANNEL(language)", "de"), ("NO(x)", "1")):
        reply = ari("POST", f"/channels/{id}/variable", variable=name, value=value)
        assert reply.status_code == 204
    body = ari("GET", f"/channels/{id}").json()
    assert (body["caller"]["number"], body["language"]) == ("77", "de")
