"""/bridges"""

from __future__ import annotations

import time

import pytest

from tests.contract.client import Ari, Event, Listener, channel, playback, refused, unique

CONNECTED = "ChannelConnectedLine"


@pytest.fixture
def bridge(ari: Ari) -> str:
    """A mixing bridge."""
    id = unique("bridge")
    assert ari("POST", f"/bridges/{id}", type="mixing").status_code == 200
    return id


def peers(listener: Listener) -> list[Event]:
    """The BRIDGEPEER events so far."""
    return [e for e in listener.of("ChannelVarset") if e["variable"] == "BRIDGEPEER"]


@pytest.mark.parametrize(
    ("type", "technology", "kind", "video"),
    [
        ("", "simple_bridge", "mixing", "talker"),
        ("mixing", "simple_bridge", "mixing", "talker"),
        ("mixing,dtmf_events", "simple_bridge", "mixing", "talker"),
        ("mixing,video_sfu", "softmix", "mixing", "sfu"),
        ("mixing,video_single", "simple_bridge", "mixing", "single"),
        ("mixing,video_sfu,video_single", "simple_bridge", "mixing", "single"),
        ("video_single,video_sfu", "softmix", "mixing", "sfu"),
        (" mixing,bogus", "simple_bridge", "mixing", "talker"),
        ("holding", "holding_bridge", "holding", "talker"),
    ],
)
def test_the_model(ari: Ari, type: str, technology: str, kind: str, video: str) -> None:
    id = unique("bridge")
    body = ari("POST", f"/bridges/{id}", type=type, name="nm").json()
    assert len(body.pop("creationtime")) == 28
    assert list(body.items()) == [
        ("id", id),
        ("technology", technology),
        ("bridge_type", kind),
        ("bridge_class", "stasis"),
        ("creator", "Stasis"),
        ("name", "nm"),
        ("channels", []),
        ("video_mode", video),
    ]
    assert ari("DELETE", f"/bridges/{id}").status_code == 204


def test_an_id_in_use(ari: Ari, bridge: str) -> None:
    message = f"Bridge with id '{bridge}' already exists"
    refused(ari("POST", f"/bridges/{bridge}"), 409, message)
    refused(ari("POST", "/bridges", bridgeId=bridge), 409, message)


@pytest.mark.parametrize(
    "type",
    ["bogus", "video_single", "proxy_media", "video_sfu,video_single", ",", "holding,mixing"],
)
def test_types_that_cannot_be_made(ari: Ari, type: str) -> None:
    reply = ari("POST", f"/bridges/{unique('bridge')}", type=type)
    refused(reply, 500, "Unable to create bridge")
    assert reply.reason == "Internal Error"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("DELETE", ""),
        ("POST", "/moh"),
        ("DELETE", "/moh"),
        ("POST", "/play?media=x"),
        ("POST", "/record?name=x&format=wav"),
        ("POST", "/addChannel?channel=x"),
        ("POST", "/removeChannel?channel=x"),
        ("POST", "/videoSource/x"),
        ("DELETE", "/videoSource"),
        ("GET", "/variable?variable=X"),
        ("POST", "/variable?variable=X"),
    ],
)
def test_a_bridge_that_does_not_exist(ari: Ari, method: str, path: str) -> None:
    refused(ari(method, f"/bridges/nobridge{path}"), 404, "Bridge not found")


@pytest.mark.parametrize(
    ("method", "path", "status", "message"),
    [
        ("POST", "/addChannel", 400, "Missing parameter channel"),
        ("POST", "/addChannel?channel=nochannel", 400, "Channel not found"),
        ("POST", "/removeChannel", 400, "Missing parameter channel"),
        ("POST", "/removeChannel?channel=nochannel", 400, "Channel not found"),
        ("POST", "/videoSource/nochannel", 400, "Channel not found"),
        ("DELETE", "/moh", 409, "Bridge isn't playing music"),
        ("GET", "/variable", 400, "Variable name is required"),
        ("GET", "/variable?variable=NO", 404, "Provided variable was not found"),
        ("GET", "/variables", 400, "At least one variable name is required"),
        ("POST", "/variables", 400, "The 'variables' field is required"),
        ("POST", "/record?name=x&format=zz", 422, "specified format is unknown on this system"),
        (
            "POST",
            "/record?name=x&format=wav&recorder_format=zz",
            422,
            "specified recorder_format is unknown on this system",
        ),
        ("POST", "/record?name=&format=wav", 500, "Error parsing request"),
        ("POST", "/record?name=x&format=wav&ifExists=zz", 400, "ifExists invalid"),
        (
            "POST",
            "/play?media=sound:beep&announcer_format=zz",
            422,
            "specified announcer_format is unknown on this system",
        ),
    ],
)
def test_refusals(ari: Ari, bridge: str, method: str, path: str, status: int, message: str) -> None:
    refused(ari(method, f"/bridges/{bridge}{path}"), status, message)


@pytest.mark.parametrize("query", ["", "?media=", "?media=a,,b", "?media=sound:beep&offsetms=-1"])
def test_playing_nothing(ari: Ari, bridge: str, query: str) -> None:
    reply = ari("POST", f"/bridges/{bridge}/play{query}")
    assert (reply.status_code, reply.json()) == (500, {"error": "Allocation failed"})


def test_channels_come_and_go(ari: Ari, listener: Listener, bridge: str) -> None:
    id = listener.channel()
    assert ari("POST", f"/bridges/{bridge}/addChannel", channel=id).status_code == 204
    event = listener.wait("ChannelEnteredBridge")
    assert list(event)[:4] == ["type", "timestamp", "bridge", "channel"]
    assert event["bridge"]["channels"] == [id]
    assert ari("GET", f"/applications/{listener.app}").json()["bridge_ids"] == [bridge]
    assert ari("POST", f"/bridges/{bridge}/removeChannel", channel=id).status_code == 204
    assert listener.wait("ChannelLeftBridge")["bridge"]["channels"] == []
    assert peers(listener) == []
    reply = ari("POST", f"/bridges/{bridge}/removeChannel", channel=id)
    refused(reply, 422, "Channel not in this bridge")


def test_two_channels_are_peers(ari: Ari, listener: Listener, bridge: str) -> None:
    first, second = listener.channel(), listener.channel()
    ari("POST", f"/bridges/{bridge}/addChannel", channel=f"{first},{second}")
    listener.wait("ChannelVarset", lambda e: e["variable"] == "BRIDGEPEER")
    assert sorted(ari("GET", f"/bridges/{bridge}").json()["channels"]) == sorted([first, second])
    ari.sleep(0.3)
    assert {event["channel"]["id"] for event in peers(listener)} == {first, second}
    ari("DELETE", f"/channels/{first}")
    listener.wait("ChannelLeftBridge")
    listener.wait("StasisEnd")
    assert ari("GET", f"/bridges/{bridge}").json()["channels"] == [second]


def test_a_third_channel_changes_the_technology(ari: Ari, listener: Listener, bridge: str) -> None:
    ids = [listener.channel() for _ in range(3)]
    ari("POST", f"/bridges/{bridge}/addChannel", channel=",".join(ids))
    ari.sleep(0.3)
    assert ari("GET", f"/bridges/{bridge}").json()["technology"] == "softmix"
    entered = [e["bridge"]["technology"] for e in listener.of("ChannelEnteredBridge")]
    assert entered == ["simple_bridge"] * 3


def test_a_channel_outside_stasis(ari: Ari, listener: Listener, bridge: str) -> None:
    id = listener.channel()
    reply = ari("POST", f"/bridges/{bridge}/addChannel", channel=f"{id};2")
    refused(reply, 422, "Channel not in Stasis application")


def test_destroying_lets_channels_out(ari: Ari, listener: Listener, bridge: str) -> None:
    id = listener.channel()
    ari("POST", f"/bridges/{bridge}/addChannel", channel=id)
    assert ari("DELETE", f"/bridges/{bridge}").status_code == 204
    listener.wait("ChannelLeftBridge")
    assert ari("GET", f"/channels/{id}").json()["dialplan"]["app_name"] == "Stasis"


def test_moving_from_bridge_to_bridge(ari: Ari, listener: Listener, bridge: str) -> None:
    id, other = listener.channel(), unique("bridge")
    ari("POST", f"/bridges/{other}")
    for target in (bridge, other):
        ari("POST", f"/bridges/{target}/addChannel", channel=id)
    listener.wait("ChannelEnteredBridge", lambda event: event["bridge"]["id"] == other)
    assert listener.kinds("ChannelEnteredBridge", "ChannelLeftBridge") == [
        "ChannelEnteredBridge",
        "ChannelLeftBridge",
        "ChannelEnteredBridge",
    ]


def test_playing_to_a_bridge(ari: Ari, listener: Listener, bridge: str) -> None:
    ari("POST", f"/bridges/{bridge}/addChannel", channel=listener.channel())
    first, second = unique("playback"), unique("playback")
    reply = ari("POST", f"/bridges/{bridge}/play/{first}", media="tone:ring")
    assert reply.status_code == 201
    assert reply.headers["Location"] == f"/ari/playbacks/{first}"
    assert reply.json()["target_uri"] == f"bridge:{bridge}"
    ari("POST", f"/bridges/{bridge}/play/{second}", media="sound:beep")
    listener.wait("PlaybackStarted", playback(first))
    assert ari("GET", f"/playbacks/{second}").json()["state"] == "queued"
    ari("DELETE", f"/playbacks/{first}")
    listener.wait("PlaybackFinished", playback(second))


def test_playing_to_an_empty_bridge(ari: Ari, bridge: str) -> None:
    id = unique("playback")
    assert ari("POST", f"/bridges/{bridge}/play/{id}", media="digits:").status_code == 201
    ari.sleep(0.5)
    assert ari("GET", f"/playbacks/{id}").status_code == 404


def test_music(ari: Ari, listener: Listener, bridge: str) -> None:
    ari("POST", f"/bridges/{bridge}/addChannel", channel=listener.channel())
    assert ari("POST", f"/bridges/{bridge}/moh").status_code == 204
    ari.sleep(0.3)
    assert peers(listener)[-1]["value"].startswith("Announcer/ARI_MOH-")
    assert ari("DELETE", f"/bridges/{bridge}/moh").status_code == 204
    refused(ari("DELETE", f"/bridges/{bridge}/moh"), 409, "Bridge isn't playing music")


def test_recording(ari: Ari, listener: Listener, bridge: str) -> None:
    ari("POST", f"/bridges/{bridge}/addChannel", channel=listener.channel())
    name = unique("recording")
    reply = ari("POST", f"/bridges/{bridge}/record", name=name, format="wav")
    assert (reply.status_code, reply.json()["target_uri"]) == (201, f"bridge:{bridge}")
    listener.wait("RecordingStarted")
    ari("POST", f"/recordings/live/{name}/stop")
    assert listener.wait("RecordingFinished")["recording"]["state"] == "done"
    assert ari("DELETE", f"/recordings/stored/{name}").status_code == 204


@pytest.mark.parametrize("comes", [True, False])
def test_the_video_source(ari: Ari, listener: Listener, bridge: str, comes: bool) -> None:
    id, other = listener.channel(), listener.channel()
    ari("POST", f"/bridges/{bridge}/addChannel", channel=id)
    assert ari("POST", f"/bridges/{bridge}/videoSource/{id}").status_code == 204
    event = listener.wait("BridgeVideoSourceChanged")
    assert (event["bridge"]["video_mode"], event["bridge"]["video_source_id"]) == ("single", id)
    assert ari("DELETE", f"/bridges/{bridge}/videoSource").status_code == 204
    assert ari("GET", f"/bridges/{bridge}").json()["video_source_id"] == id
    if comes:
        ari("POST", f"/bridges/{bridge}/addChannel", channel=other)
    else:
        ari("POST", f"/bridges/{bridge}/removeChannel", channel=id)
    changed = listener.wait("BridgeVideoSourceChanged", lambda e: "old_video_source_id" in e)
    assert (changed["bridge"]["video_mode"], changed["old_video_source_id"]) == ("talker", id)
    moved = "ChannelEnteredBridge" if comes else "ChannelLeftBridge"
    ari.sleep(0.3)
    last = listener.kinds(moved, "BridgeVideoSourceChanged")[-2:]
    expected = [moved, "BridgeVideoSourceChanged"]
    assert last == (expected if comes else expected[::-1])


def test_variables_a_bridge_is_made_with_are_told_again_later(ari: Ari) -> None:
    path = f"/bridges/{unique('bridge')}"
    body = {"variables": {"A": "1", "B": {"value": "2", "report_events": True}}}
    assert ari("POST", path, body).json()["bridgevars"] == {"B": "2"}
    assert "bridgevars" not in ari("GET", path).json()
    ari("POST", f"{path}/variable", variable="C", value="3", report_events="true")
    assert ari("GET", path).json()["bridgevars"] == {"B": "2", "C": "3"}
    ari("DELETE", path)


def test_variables(ari: Ari, bridge: str) -> None:
    path = f"/bridges/{bridge}/variable"
    assert ari("POST", path, variable="X", value="1").status_code == 204
    assert ari("POST", path, variable="Y", value="2", report_events="true").status_code == 204
    assert ari("GET", path, variable="X").json() == {"value": "1"}
    assert ari("GET", f"/bridges/{bridge}").json()["bridgevars"] == {"Y": "2"}
    both = ari("GET", f"/bridges/{bridge}/variables", variables="X,Y").json()
    assert both == {"variables": {"X": "1", "Y": "2"}}
    reply = ari("GET", f"/bridges/{bridge}/variables", variables="X,NO")
    assert (reply.status_code, reply.reason) == (404, "Variable Not Found")


def test_variables_of_no_bridge(ari: Ari) -> None:
    reply = ari("POST", "/bridges/nobridge/variables", {"variables": {}})
    refused(reply, 404, "Provided bridge was not found")


def test_without_an_id_in_the_path_the_whole_body_is_variables(ari: Ari) -> None:
    id = unique("bridge")
    reply = ari("POST", "/bridges", bridgeId=id, body={"variables": {"A": "1"}})
    refused(reply, 400, "Each object value in 'variables' must include string field 'value'")
    assert ari("GET", f"/bridges/{id}").status_code == 200, "it is made all the same"


def test_setting_a_reported_variable_anew_ends_its_reports(ari: Ari, bridge: str) -> None:
    path = f"/bridges/{bridge}/variable"
    ari("POST", path, variable="A", value="1", report_events="true")
    assert ari("GET", f"/bridges/{bridge}").json()["bridgevars"] == {"A": "1"}
    ari("POST", path, variable="A", value="2")
    assert "bridgevars" not in ari("GET", f"/bridges/{bridge}").json()


@pytest.mark.parametrize("query", ["channel=", "channel=,"])
@pytest.mark.parametrize("operation", ["addChannel", "removeChannel"])
def test_empty_names_of_channels_are_none(
    ari: Ari, bridge: str, operation: str, query: str
) -> None:
    reply = ari("POST", f"/bridges/{bridge}/{operation}?{query}")
    refused(reply, 400, "Missing parameter channel")


def test_a_channel_that_is_recorded_cannot_join(ari: Ari, bridge: str, listener: Listener) -> None:
    channel, name = listener.channel(), unique("recording")
    ari("POST", f"/channels/{channel}/record", name=name, format="wav")
    listener.wait("RecordingStarted")
    reply = ari("POST", f"/bridges/{bridge}/addChannel", channel=channel)
    refused(reply, 409, f"Channel {channel} currently recording")


def test_a_bridge_that_is_destroyed_ends_its_recording(
    ari: Ari, bridge: str, listener: Listener
) -> None:
    channel, name = listener.channel(), unique("recording")
    ari("POST", f"/bridges/{bridge}/addChannel", channel=channel)
    ari("POST", f"/bridges/{bridge}/record", name=name, format="wav")
    listener.wait("RecordingStarted")
    ari("DELETE", f"/bridges/{bridge}")
    # Whether an event tells of it depends on which is gone first, bridge or recording.
    until = time.monotonic() + 10
    while ari("GET", f"/recordings/live/{name}").status_code != 404 and time.monotonic() < until:
        time.sleep(0.02)
    refused(ari("GET", f"/recordings/live/{name}"), 404, "Recording not found")
    assert ari("GET", f"/recordings/stored/{name}").status_code == 200


def test_variables_that_are_not_named(ari: Ari, bridge: str) -> None:
    path = f"/bridges/{bridge}/variables"
    refused(ari("GET", path), 400, "At least one variable name is required")
    refused(ari("GET", f"{path}?variables=,"), 400, "Variable names are required")
    ari("POST", f"/bridges/{bridge}/variable", variable="A", value="1")
    assert ari("GET", f"{path}?variables=A,%20A").json() == {"variables": {"A": "1"}}
    refused(ari("GET", path, {"variables": []}), 400, "At least one variable name is required")
    for names in ("A,,A", ",A", "A,", "A, ,NOPE"):
        refused(ari("GET", path, variables=names), 400, "Variable names are required")
    refused(ari("GET", path, variables="NOPE,,A"), 404, "Provided variable was not found")
    path = "/bridges/nobridge/variables"
    refused(ari("GET", path, variables=","), 404, "Provided bridge was not found")


@pytest.mark.parametrize(
    ("format", "status"), [("wav", 422), ("slin16", 201), ("silk24", 201), ("h264", 201)]
)
def test_formats_are_codecs_not_files(ari: Ari, bridge: str, format: str, status: int) -> None:
    path = f"/bridges/{bridge}"
    played = ari("POST", f"{path}/play", media="sound:beep", announcer_format=format)
    recorded = ari(
        "POST", f"{path}/record", name=unique("rec"), format="wav", recorder_format=format
    )
    assert (played.status_code, recorded.status_code) == (status, status)


def introductions(listener: Listener, *ids: str) -> dict[str, str]:
    """Whom each channel was told that it is connected to, the last word counts."""
    told = {e["channel"]["id"]: e["channel"]["connected"] for e in listener.of(CONNECTED)}
    return {id: told[id]["number"] for id in ids if id in told}


def test_two_in_a_bridge_are_introduced(ari: Ari, listener: Listener, bridge: str) -> None:
    one, two, three = (listener.channel(callerId=f"<{number}>") for number in (1, 2, 3))
    ari("POST", f"/bridges/{bridge}/addChannel", channel=f"{one},{two}")
    listener.wait(CONNECTED, channel(one))
    listener.wait(CONNECTED, channel(two))
    assert introductions(listener, one, two) == {one: "2", two: "1"}
    ari("POST", f"/bridges/{bridge}/addChannel", channel=three)
    ari.sleep(0.3)
    assert introductions(listener, three) == {}
    ari("POST", f"/bridges/{bridge}/removeChannel", channel=one)
    listener.wait(CONNECTED, channel(three))
    ari.sleep(0.3)
    assert introductions(listener, one, two, three) == {one: "2", two: "3", three: "2"}
    assert ari("GET", f"/channels/{two}").json()["connected"] == {"name": "", "number": "3"}


@pytest.mark.parametrize(
    ("type", "inhibits"), [("mixing", "true"), ("holding", "false"), ("mixing", "again")]
)
def test_who_is_not_introduced(ari: Ari, listener: Listener, type: str, inhibits: str) -> None:
    first, second = (listener.channel(callerId=f"<{number}>") for number in (1, 2))
    path = f"/bridges/{unique('bridge')}"
    ari("POST", path, type=type)
    for id in (first, second):
        ari("POST", f"{path}/addChannel", channel=id, inhibitConnectedLineUpdates=inhibits)
    if inhibits == "again":
        listener.wait(CONNECTED, channel(second))
        ari("POST", f"{path}/addChannel", channel=second)
    ari.sleep(0.3)
    number = len([e for e in listener.of(CONNECTED) if e["channel"]["id"] in (first, second)])
    assert number == (2 if inhibits == "again" else 0)
