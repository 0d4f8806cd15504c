"""What is played on one half of a Local channel comes in at the other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.client import Ari, Event, Listener, channel, playback, unique

LONG = "sound:tt-monkeys"


@pytest.fixture
def far(ari: Ari, listener: Listener) -> Iterator[str]:
    """The far half, answered, of a Local channel: its other half is in the same application."""
    id = unique("channel")
    ari("POST", f"/channels/{id}", endpoint=f"Local/x@stasis-{listener.app}", app=listener.app)
    listener.wait("StasisStart", channel(f"{id};2"))
    ari("POST", f"/channels/{id};2/answer")
    listener.wait("StasisStart", channel(id))
    yield f"{id};2"
    ari("DELETE", f"/channels/{id}")


def near(far: str) -> str:
    """The half that listens."""
    return far.removesuffix(";2")


def recorded(ari: Ari, listener: Listener, id: str, seconds: float, **limits: int) -> Event:
    """Record a channel for so long; returns what was recorded."""
    name = unique("recording")
    reply = ari("POST", f"/channels/{id}/record", name=name, format="wav", **limits)
    assert reply.status_code == 201
    ari.sleep(seconds)
    ari("POST", f"/recordings/live/{name}/stop")
    event = listener.wait("RecordingFinished", lambda e: e["recording"]["name"] == name)
    recording: Event = event["recording"]
    return recording


@pytest.mark.parametrize("source", [f"play?media={LONG}", "play?media=tone:ring", "moh", "silence"])
def test_what_comes_in_is_recorded(ari: Ari, listener: Listener, far: str, source: str) -> None:
    ari("POST", f"/channels/{far}/{source}")
    assert recorded(ari, listener, near(far), 2.5)["duration"] in (1, 2)


def test_a_recording_with_something_in_it_plays(ari: Ari, listener: Listener, far: str) -> None:
    ari("POST", f"/channels/{far}/play", media=LONG)
    name, id = recorded(ari, listener, near(far), 1.0)["name"], unique("playback")
    ari("POST", f"/channels/{near(far)}/play/{id}", media=f"recording:{name}")
    event = listener.wait("PlaybackFinished", playback(id))
    assert event["playback"]["state"] == "done"


def test_sound_may_begin_while_it_is_recorded(ari: Ari, listener: Listener, far: str) -> None:
    id = unique("playback")
    name = unique("recording")
    ari("POST", f"/channels/{near(far)}/record", name=name, format="wav")
    ari.sleep(1.0)
    ari("POST", f"/channels/{far}/play/{id}", media=LONG)
    ari.sleep(2.5)
    ari("POST", f"/recordings/live/{name}/stop")
    event = listener.wait("RecordingFinished")
    assert event["recording"]["duration"] in (2, 3)


def test_sound_is_no_silence(ari: Ari, listener: Listener, far: str) -> None:
    ari("POST", f"/channels/{far}/play", media=LONG)
    recording = recorded(ari, listener, near(far), 2.6, maxSilenceSeconds=1)
    assert recording["duration"] == recording["talking_duration"] == 2
    assert recording["silence_duration"] == 0


@pytest.mark.parametrize("where", ["channel", "bridge"])
def test_answer_waits_for_sound_no_longer_than_it_takes(
    ari: Ari, listener: Listener, where: str
) -> None:
    sound, bridge = unique("playback"), unique("bridge")
    if where == "bridge":
        ari("POST", f"/bridges/{bridge}")
    id = listener.channel()
    target = f"/channels/{id}"
    if where == "bridge":
        ari("POST", f"/bridges/{bridge}/addChannel", channel=id)
        target = f"/bridges/{bridge}"
    ari("POST", f"{target}/play/{sound}", media="sound:beep")
    listener.wait("PlaybackFinished", playback(sound))
    assert "Wait" in [e["dialplan_app"] for e in listener.of("ChannelDialplan")]
