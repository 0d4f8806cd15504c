"""/recordings, and recording channels"""

from __future__ import annotations

import pytest

from tests.contract.client import Ari, Listener, refused, unique

UNKNOWN_FORMAT = "specified format is unknown on this system"


def record(ari: Ari, channel: str, **params: object) -> str:
    """Begin to record; returns the name."""
    name = unique("recording")
    reply = ari("POST", f"/channels/{channel}/record", name=name, format="wav", **params)
    assert reply.status_code == 201, reply.text
    return name


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        ("", 422, UNKNOWN_FORMAT),
        ("name=x", 422, UNKNOWN_FORMAT),
        ("name=x&format=bogus", 422, UNKNOWN_FORMAT),
        ("name=x&format=wav&terminateOn=zz", 400, "terminateOn invalid"),
        ("name=x&format=wav&ifExists=zz", 400, "ifExists invalid"),
        (
            "name=x&format=wav&maxDurationSeconds=-1",
            400,
            "max_duration_seconds cannot be negative",
        ),
        ("name=x&format=wav&maxSilenceSeconds=-1", 400, "max_silence_seconds cannot be negative"),
        ("format=wav", 500, "Error parsing request"),
        ("name=&format=wav", 500, "Error parsing request"),
        ("name=../x&format=wav", 500, "Error parsing request"),
    ],
)
def test_refusals(ari: Ari, listener: Listener, query: str, status: int, message: str) -> None:
    refused(ari("POST", f"/channels/{listener.channel()}/record?{query}"), status, message)


def test_the_answer(ari: Ari, listener: Listener) -> None:
    channel, name = listener.channel(), unique("recording")
    reply = ari("POST", f"/channels/{channel}/record", name=name, format="wav")
    assert reply.headers["Location"] == f"/ari/recordings/live/{name}"
    body = reply.json()
    assert body.pop("state") in ("queued", "recording")
    assert list(body.items()) == [
        ("name", name),
        ("format", "wav"),
        ("target_uri", f"channel:{channel}"),
    ]


def test_the_life_of_a_recording(ari: Ari, listener: Listener) -> None:
    name = record(ari, listener.channel())
    live, stored = f"/recordings/live/{name}", f"/recordings/stored/{name}"
    assert listener.wait("RecordingStarted")["recording"]["state"] == "recording"
    assert ari("GET", live).json()["state"] == "recording"
    assert ari("POST", f"{live}/stop").status_code == 204
    event = listener.wait("RecordingFinished")
    assert (event["recording"]["state"], event["recording"]["duration"]) == ("done", 0)
    refused(ari("GET", live), 404, "Recording not found")
    assert ari("GET", stored).json() == {"name": name, "format": "wav"}
    assert {"name": name, "format": "wav"} in ari("GET", "/recordings/stored").json()
    file = ari("GET", f"{stored}/file")
    assert (file.headers["Content-Type"], file.content[:4]) == ("audio/wav", b"RIFF")
    assert ari("DELETE", stored).status_code == 204
    refused(ari("DELETE", stored), 404, "Recording not found")


def test_discarding(ari: Ari, listener: Listener) -> None:
    name = record(ari, listener.channel())
    listener.wait("RecordingStarted")
    assert ari("DELETE", f"/recordings/live/{name}").status_code == 204
    assert listener.wait("RecordingFinished")["recording"]["state"] == "done"
    assert ari("GET", f"/recordings/stored/{name}").status_code == 404


def test_pausing_and_muting(ari: Ari, listener: Listener) -> None:
    name = record(ari, listener.channel())
    listener.wait("RecordingStarted")
    live = f"/recordings/live/{name}"
    for method, what, state in (
        ("POST", "pause", "paused"),
        ("POST", "pause", "paused"),
        ("DELETE", "pause", "recording"),
        ("DELETE", "pause", "recording"),
        ("POST", "mute", "recording"),
        ("DELETE", "mute", "recording"),
    ):
        assert ari(method, f"{live}/{what}").status_code == 204
        assert ari("GET", live).json()["state"] == state
    ari("DELETE", live)


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/pause"), ("DELETE", "/pause"), ("POST", "/mute")]
)
def test_controlling_what_is_queued(ari: Ari, listener: Listener, method: str, path: str) -> None:
    channel = listener.channel()
    ari("POST", f"/channels/{channel}/play", media="tone:ring")
    name = record(ari, channel)
    assert ari("GET", f"/recordings/live/{name}").json()["state"] == "queued"
    refused(ari(method, f"/recordings/live/{name}{path}"), 409, "Recording not in session")


def test_a_name_in_use(ari: Ari, listener: Listener) -> None:
    channel = listener.channel()
    name = record(ari, channel)
    message = f"Recording '{name}' already exists and can not be overwritten"
    path = f"/channels/{channel}/record"
    refused(ari("POST", path, name=name, format="wav"), 409, message)
    listener.wait("RecordingStarted")
    ari("POST", f"/recordings/live/{name}/stop")
    listener.wait("RecordingFinished")
    refused(ari("POST", path, name=name, format="wav"), 409, message)
    reply = ari("POST", path, name=name, format="wav", ifExists="overwrite")
    assert reply.status_code == 201
    ari("DELETE", f"/recordings/live/{name}")


def test_a_channel_in_a_bridge_cannot_be_recorded(ari: Ari, listener: Listener) -> None:
    channel, bridge = listener.channel(), unique("bridge")
    ari("POST", f"/bridges/{bridge}")
    ari("POST", f"/bridges/{bridge}/addChannel", channel=channel)
    record(ari, channel)
    event = listener.wait("RecordingFailed")
    assert event["recording"]["cause"] == "Cannot record channel while in bridge"
    assert event["recording"]["state"] == "failed"


def test_hanging_up_ends_a_recording(ari: Ari, listener: Listener) -> None:
    channel = listener.channel()
    record(ari, channel)
    listener.wait("RecordingStarted")
    ari("DELETE", f"/channels/{channel}")
    listener.wait("StasisEnd")
    assert listener.kinds("RecordingFinished", "StasisEnd") == ["RecordingFinished", "StasisEnd"]


def test_a_channel_that_sends_nothing_is_given_up(ari: Ari, listener: Listener) -> None:
    record(ari, listener.channel())
    assert listener.wait("RecordingFinished")["recording"]["duration"] == 0


@pytest.mark.parametrize(("method", "path"), [("POST", "/stop"), ("DELETE", "")])
def test_ending_what_is_queued_is_forgotten(
    ari: Ari, listener: Listener, method: str, path: str
) -> None:
    channel, tone = listener.channel(), unique("tone")
    ari("POST", f"/channels/{channel}/play/{tone}", media="tone:ring")
    name = record(ari, channel)
    assert ari(method, f"/recordings/live/{name}{path}").status_code == 204
    ari("DELETE", f"/playbacks/{tone}")
    listener.wait("RecordingStarted")
    assert ari("GET", f"/recordings/live/{name}").json()["state"] == "recording"
    assert ari("POST", f"/recordings/live/{name}/stop").status_code == 204
    listener.wait("RecordingFinished")
    assert ari("DELETE", f"/recordings/stored/{name}").status_code == 204


def test_a_hangup_before_a_recording_is_noticed_late(ari: Ari, listener: Listener) -> None:
    channel, tone = listener.channel(), unique("tone")
    ari("POST", f"/channels/{channel}/play/{tone}", media="tone:ring")
    name = record(ari, channel)
    ari("DELETE", f"/channels/{channel}")
    listener.wait("RecordingStarted")
    ari.sleep(1)
    assert ari("GET", f"/recordings/live/{name}").json()["state"] == "recording"
    listener.wait("StasisEnd")
    assert listener.kinds("RecordingFinished", "StasisEnd") == ["RecordingFinished", "StasisEnd"]


def test_discarding_what_is_deleted_already(ari: Ari, listener: Listener) -> None:
    name = record(ari, listener.channel())
    listener.wait("RecordingStarted")
    ari("DELETE", f"/recordings/stored/{name}")
    message = "Recording operation failed"
    refused(ari("DELETE", f"/recordings/live/{name}"), 500, message)
    listener.wait("RecordingFinished")
    refused(ari("GET", f"/recordings/live/{name}"), 404, "Recording not found")


def test_an_unanswered_channel_is_answered_before_it_is_recorded(
    ari: Ari, listener: Listener
) -> None:
    name = record(ari, listener.incoming())
    listener.wait("ChannelStateChange", lambda event: event["channel"]["state"] == "Up")
    assert ari("GET", f"/recordings/live/{name}").json()["state"] == "queued"
    listener.wait("RecordingStarted")
    ari("DELETE", f"/recordings/live/{name}")


@pytest.mark.parametrize(("members", "finished"), [(0, 0), (1, 0), (2, 1)])
def test_only_a_bridge_that_mixes_is_heard(
    ari: Ari, listener: Listener, members: int, finished: int
) -> None:
    bridge, name = unique("bridge"), unique("recording")
    ari("POST", f"/bridges/{bridge}")
    path = f"/applications/{listener.app}/subscription"
    ari("POST", path, eventSource=f"bridge:{bridge}")
    for _ in range(members):
        ari("POST", f"/bridges/{bridge}/addChannel", channel=listener.channel())
    query = {"name": name, "format": "wav", "maxDurationSeconds": 1}
    assert ari("POST", f"/bridges/{bridge}/record", **query).status_code == 201
    listener.wait("RecordingStarted")
    ari.sleep(2)
    assert len(listener.of("RecordingFinished")) == finished
    ari("DELETE", f"/recordings/live/{name}")
    ari("DELETE", f"/bridges/{bridge}")


@pytest.mark.parametrize("format", ["sln48", "siren14", "spx", "g726-32", "g719", "ulw", "vp8"])
def test_more_formats(ari: Ari, listener: Listener, format: str) -> None:
    name = unique("recording")
    path = f"/channels/{listener.channel()}/record"
    assert ari("POST", path, name=name, format=format).status_code == 201


def test_where_a_name_with_slashes_leads(ari: Ari, listener: Listener) -> None:
    channel, name = listener.channel(), unique("recording")
    ari("POST", f"/channels/{channel}/record", name=f"/{name}/./x", format="wav")
    listener.wait("RecordingStarted")
    ari("POST", f"/recordings/live/%2F{name}%2F.%2Fx/stop")
    listener.wait("RecordingFinished")
    assert {"name": f"{name}/x", "format": "wav"} in ari("GET", "/recordings/stored").json()


def test_copying(ari: Ari, listener: Listener) -> None:
    name = record(ari, listener.channel())
    listener.wait("RecordingStarted")
    ari("POST", f"/recordings/live/{name}/stop")
    listener.wait("RecordingFinished")
    path = f"/recordings/stored/{name}/copy"
    refused(ari("POST", path), 400, "Invalid destination recording name")
    copy = unique("copy")
    reply = ari("POST", path, destinationRecordingName=copy)
    assert (reply.status_code, reply.json()) == (200, {"name": copy, "format": "wav"})
    message = "A recording with the same name already exists on the system"
    refused(ari("POST", path, destinationRecordingName=copy), 409, message)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/stored/no"),
        ("DELETE", "/stored/no"),
        ("GET", "/stored/no/file"),
        ("POST", "/stored/no/copy"),
        ("POST", "/stored/no/copy?destinationRecordingName=x"),
        ("GET", "/stored/a%2Fb"),
        ("GET", "/live/no"),
        ("DELETE", "/live/no"),
        ("POST", "/live/no/stop"),
        ("POST", "/live/no/pause"),
        ("DELETE", "/live/no/pause"),
        ("POST", "/live/no/mute"),
        ("DELETE", "/live/no/mute"),
    ],
)
def test_a_recording_that_does_not_exist(ari: Ari, method: str, path: str) -> None:
    refused(ari(method, f"/recordings{path}"), 404, "Recording not found")


def test_there_is_a_file_while_it_is_recorded(ari: Ari, listener: Listener) -> None:
    name = record(ari, listener.channel())
    listener.wait("RecordingStarted")
    assert ari("GET", f"/recordings/stored/{name}").json() == {"name": name, "format": "wav"}
    assert ari("DELETE", f"/recordings/stored/{name}").status_code == 204
    ari("POST", f"/recordings/live/{name}/stop")
    listener.wait("RecordingFinished")
    refused(ari("GET", f"/recordings/stored/{name}"), 404, "Recording not found")


@pytest.mark.parametrize(
    ("format", "stored", "type"),
    [("wav", "wav", "audio/wav"), ("wav49", "WAV", "audio/WAV"), ("ulaw", "ulaw", "audio/ulaw")],
)
def test_the_file_is_of_its_format(
    ari: Ari, listener: Listener, format: str, stored: str, type: str
) -> None:
    name = unique("recording")
    ari("POST", f"/channels/{listener.channel()}/record", name=name, format=format)
    listener.wait("RecordingStarted")
    ari("POST", f"/recordings/live/{name}/stop")
    listener.wait("RecordingFinished")
    assert ari("GET", f"/recordings/stored/{name}").json()["format"] == stored
    assert ari("GET", f"/recordings/stored/{name}/file").headers["Content-Type"] == type


@pytest.mark.parametrize(
    ("to", "status", "name"),
    [
        ("../{}", 403, ""),
        ("/{}", 200, "{}"),
        ("{}.4", 200, "{}"),
        ("{}.b.c", 200, "{}.b"),
        ("{}.y/z", 200, "{}"),
        ("{}/.d", 500, ""),
        (".{}", 500, ""),
    ],
)
def test_where_a_copy_goes(ari: Ari, listener: Listener, to: str, status: int, name: str) -> None:
    recorded, copied = record(ari, listener.channel()), unique("copy")
    listener.wait("RecordingStarted")
    ari("POST", f"/recordings/live/{recorded}/stop")
    listener.wait("RecordingFinished")
    path = f"/recordings/stored/{recorded}/copy"
    reply = ari("POST", path, destinationRecordingName=to.format(copied))
    assert reply.status_code == status
    assert reply.json().get("name", "") == name.format(copied)
