"""Playing media on a channel: which URIs play, fail or vanish, lists, controls, queues."""

from __future__ import annotations

import pytest

from tests.contract.client import Ari, Event, Listener, playback, refused, unique


def states(listener: Listener, id: str) -> list[tuple[str, str]]:
    """Event and state of everything heard of one playback."""
    return [
        (event["type"].removeprefix("Playback"), event["playback"]["state"])
        for event in listener.events
        if event["type"].startswith("Playback") and event["playback"]["id"] == id
    ]


def play(ari: Ari, channel: str, media: str, **params: object) -> str:
    """Play something; returns the playback's id."""
    id = unique("playback")
    reply = ari("POST", f"/channels/{channel}/play/{id}", media=media, **params)
    assert reply.status_code == 201, reply.text
    return id


STARTED, DONE, FAILED = ("Started", "playing"), ("Finished", "done"), ("Finished", "failed")


@pytest.mark.parametrize(
    "media",
    ["sound:beep", "sound:digits/1", "sound:en/beep", "digits:", "characters:", "number:1"],
)
def test_media_that_play_to_their_end(ari: Ari, listener: Listener, media: str) -> None:
    id = play(ari, listener.channel(), media)
    listener.wait("PlaybackFinished", playback(id))
    assert states(listener, id) == [STARTED, DONE]


@pytest.mark.parametrize(
    "media",
    ["sound:nosuch", "sound:", "sound:beep.gsm", "tone:nosuch", "tone:", "tone:busy;loop=2"],
)
def test_media_that_fail(ari: Ari, listener: Listener, media: str) -> None:
    id = play(ari, listener.channel(), media)
    listener.wait("PlaybackFinished", playback(id))
    assert states(listener, id) == [STARTED, FAILED]


@pytest.mark.parametrize(
    "media",
    ["bogus:x", "tt-monkeys", "Sound:beep", "number:", "number:abc", "recording:no", "datetime:0"],
)
def test_media_that_vanish(ari: Ari, listener: Listener, media: str) -> None:
    channel = listener.channel()
    id = play(ari, channel, media)
    later = play(ari, channel, "digits:")
    listener.wait("PlaybackFinished", playback(later))
    assert states(listener, id) == [STARTED]
    refused(ari("GET", f"/playbacks/{id}"), 404, "Playback not found")


@pytest.mark.parametrize(
    "media",
    [
        "tone:ring",
        "tone:ring;tonezone=fr",
        "tone:busy;tonezone=zz",
        "tone:440/200",
        "tone:RING",
        "tone:ring;",
    ],
)
def test_tones_end_only_when_stopped(ari: Ari, listener: Listener, media: str) -> None:
    id = play(ari, listener.channel(), media)
    listener.wait("PlaybackStarted", playback(id))
    assert ari("GET", f"/playbacks/{id}").json()["state"] == "playing"
    assert ari("DELETE", f"/playbacks/{id}").status_code == 204
    listener.wait("PlaybackFinished", playback(id))
    assert states(listener, id) == [STARTED, DONE]


@pytest.mark.parametrize("media", ["", "sound:a,,sound:b"])
def test_media_that_are_missing(ari: Ari, listener: Listener, media: str) -> None:
    reply = ari("POST", f"/channels/{listener.channel()}/play", media=media)
    refused(reply, 500, "Failed to queue media for playback")


@pytest.mark.parametrize("body", [{}, {"media": 5}, {"media": []}, {"media": ["sound:a", 5]}])
def test_media_in_a_body_that_are_missing(
    ari: Ari, listener: Listener, body: dict[str, object]
) -> None:
    reply = ari("POST", f"/channels/{listener.channel()}/play", body)
    refused(reply, 500, "Failed to queue media for playback")


@pytest.mark.parametrize("name", ["offsetms", "skipms"])
def test_negative_times(ari: Ari, listener: Listener, name: str) -> None:
    path = f"/channels/{listener.channel()}/play"
    refused(ari("POST", path, media="sound:beep", **{name: -1}), 400, f"{name} cannot be negative")


def test_the_answer(ari: Ari, listener: Listener) -> None:
    channel = listener.channel()
    reply = ari("POST", f"/channels/{channel}/play/an%2Fid", media="tone:ring,sound:beep")
    assert reply.status_code == 201
    assert reply.headers["Location"] == "/ari/playbacks/an/id"
    body = reply.json()
    assert body.pop("state") in ("queued", "playing")
    assert list(body.items()) == [
        ("id", "an/id"),
        ("media_uri", "tone:ring"),
        ("next_media_uri", "sound:beep"),
        ("target_uri", f"channel:{channel}"),
        ("language", "en"),
    ]


def test_the_language_is_echoed(ari: Ari, listener: Listener) -> None:
    id = play(ari, listener.channel(), "tone:ring", lang="xx")
    assert ari("GET", f"/playbacks/{id}").json()["language"] == "xx"


def test_the_event(ari: Ari, listener: Listener) -> None:
    id = play(ari, listener.channel(), "sound:beep")
    event = listener.wait("PlaybackStarted", playback(id))
    assert list(event) == ["type", "timestamp", "playback", "asterisk_id", "application"]
    assert event["application"] == listener.app


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        (
            "digits:,digits:",
            [STARTED, ("Continuing", "continuing"), STARTED, DONE],
        ),
        (
            "sound:nosuch,digits:",
            [STARTED, ("Continuing", "continuing"), STARTED, DONE],
        ),
        (
            "digits:,sound:nosuch",
            [STARTED, ("Continuing", "continuing"), STARTED, FAILED],
        ),
        ("bogus:x,digits:", [STARTED, STARTED, DONE]),
    ],
)
def test_lists(ari: Ari, listener: Listener, media: str, expected: list[tuple[str, str]]) -> None:
    id = play(ari, listener.channel(), media)
    listener.wait("PlaybackFinished", playback(id))
    assert states(listener, id) == expected


def test_stopping_a_list_ends_all_of_it(ari: Ari, listener: Listener) -> None:
    id = play(ari, listener.channel(), "sound:tt-monkeys,sound:beep")
    listener.wait("PlaybackStarted", playback(id))
    ari("DELETE", f"/playbacks/{id}")
    event = listener.wait("PlaybackFinished", playback(id))
    assert states(listener, id) == [STARTED, DONE]
    assert event["playback"]["next_media_uri"] == "sound:beep"


def test_stopping_a_tone_in_a_list_goes_on_to_the_next(ari: Ari, listener: Listener) -> None:
    id = play(ari, listener.channel(), "tone:ring,digits:")
    listener.wait("PlaybackStarted", playback(id))
    ari("DELETE", f"/playbacks/{id}")
    listener.wait("PlaybackFinished", playback(id))
    assert states(listener, id) == [STARTED, ("Continuing", "continuing"), STARTED, DONE]


@pytest.mark.parametrize("operation", ["pause", "restart", "forward", "reverse"])
def test_digits_cannot_be_controlled(ari: Ari, listener: Listener, operation: str) -> None:
    id = play(ari, listener.channel(), "digits:123456789")
    listener.wait("PlaybackStarted", playback(id))
    reply = ari("POST", f"/playbacks/{id}/control", operation=operation)
    refused(reply, 500, f"Could not {operation} playback")


def test_digits_cannot_be_stopped(ari: Ari, listener: Listener) -> None:
    id = play(ari, listener.channel(), "digits:123456789")
    listener.wait("PlaybackStarted", playback(id))
    refused(ari("DELETE", f"/playbacks/{id}"), 500, "Could not stop playback")
    assert ari("POST", f"/playbacks/{id}/control", operation="unpause").status_code == 204


@pytest.mark.parametrize("operation", ["pause", "unpause", "forward", "reverse"])
def test_controlling_what_is_queued(ari: Ari, listener: Listener, operation: str) -> None:
    channel = listener.channel()
    play(ari, channel, "tone:ring")
    id = play(ari, channel, "sound:beep")
    reply = ari("POST", f"/playbacks/{id}/control", operation=operation)
    refused(reply, 409, f"Can only {operation} while media is playing")
    assert ari("POST", f"/playbacks/{id}/control", operation="restart").status_code == 204


@pytest.mark.parametrize("operation", ["restart", "forward", "reverse"])
def test_controlling_what_is_paused(ari: Ari, listener: Listener, operation: str) -> None:
    id = play(ari, listener.channel(), "sound:tt-monkeys")
    listener.wait("PlaybackStarted", playback(id))
    assert ari("POST", f"/playbacks/{id}/control", operation="pause").status_code == 204
    assert ari("GET", f"/playbacks/{id}").json()["state"] == "paused"
    reply = ari("POST", f"/playbacks/{id}/control", operation=operation)
    refused(reply, 409, f"Can only {operation} while media is playing")
    assert ari("POST", f"/playbacks/{id}/control", operation="pause").status_code == 204


def test_pausing_is_silent_and_unpausing_starts_again(ari: Ari, listener: Listener) -> None:
    id = play(ari, listener.channel(), "sound:beep")
    listener.wait("PlaybackStarted", playback(id))
    ari("POST", f"/playbacks/{id}/control", operation="pause")
    ari.sleep(1.0)
    assert states(listener, id) == [STARTED]
    ari("POST", f"/playbacks/{id}/control", operation="unpause")
    listener.wait("PlaybackFinished", playback(id))
    assert states(listener, id) == [STARTED, STARTED, DONE]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "Missing operation"),
        ("?operation=", "Invalid operation "),
        ("?operation=stop", "Invalid operation stop"),
    ],
)
def test_unknown_operations(ari: Ari, query: str, message: str) -> None:
    refused(ari("POST", f"/playbacks/nosuch/control{query}"), 400, message)


def test_controlling_what_is_gone(ari: Ari) -> None:
    reply = ari("POST", "/playbacks/nosuch/control", operation="pause")
    refused(reply, 404, "Playback not found")


OPERATIONS = ["pause", "unpause", "restart", "forward", "reverse"]


@pytest.mark.parametrize("media", ["tone:ring", "sound:digits/1,digits:123456"])
def test_what_was_stopped_is_done_before_it_is_over(
    ari: Ari, listener: Listener, media: str
) -> None:
    channel = listener.channel()
    id = play(ari, channel, media)
    if media == "tone:ring":
        id = play(ari, channel, "sound:beep")
    else:
        listener.wait("PlaybackContinuing", playback(id))
        listener.wait("PlaybackStarted", lambda e: "next_media_uri" not in e["playback"])
    for _ in range(2):
        assert ari("DELETE", f"/playbacks/{id}").status_code == 204
        assert ari("GET", f"/playbacks/{id}").json()["state"] == "done"
    for operation in OPERATIONS:
        reply = ari("POST", f"/playbacks/{id}/control", operation=operation)
        refused(reply, 409, f"Can only {operation} while media is playing")


def test_forward_past_the_end_goes_back_from_there(ari: Ari, listener: Listener) -> None:
    channel = listener.channel()
    id = play(ari, channel, "sound:tt-monkeys", offsetms=1000, skipms=20000)
    listener.wait("PlaybackStarted", playback(id))
    assert ari("POST", f"/playbacks/{id}/control", operation="forward").status_code == 204
    ari.sleep(1.0)
    assert ari("GET", f"/playbacks/{id}").json()["state"] == "playing"


def test_cancelling_what_is_queued(ari: Ari, listener: Listener) -> None:
    channel = listener.channel()
    first, second = play(ari, channel, "tone:ring"), play(ari, channel, "sound:beep")
    assert ari("GET", f"/playbacks/{second}").json()["state"] == "queued"
    assert ari("DELETE", f"/playbacks/{second}").status_code == 204
    assert states(listener, second) == []
    ari("DELETE", f"/playbacks/{first}")
    listener.wait("PlaybackFinished", playback(second))
    assert states(listener, second) == [DONE]


def test_hanging_up_fails_what_is_left(ari: Ari, listener: Listener) -> None:
    channel = listener.channel()
    media = ["tone:ring", "bogus:x", "sound:beep", "sound:beep"]
    ids = [play(ari, channel, item) for item in media]
    ari("DELETE", f"/playbacks/{ids[3]}")
    ari("DELETE", f"/channels/{channel}")
    listener.wait("StasisEnd")
    assert [states(listener, id) for id in ids] == [
        [STARTED, FAILED],
        [STARTED],
        [STARTED, FAILED],
        [DONE],
    ]


def test_two_playbacks_may_share_an_id(ari: Ari, listener: Listener) -> None:
    path = f"/channels/{listener.channel()}/play/{unique('shared')}"
    assert ari("POST", path, media="tone:ring").status_code == 201
    assert ari("POST", path, media="tone:busy").status_code == 201


def test_the_id_in_the_path_wins(ari: Ari, listener: Listener) -> None:
    id = unique("playback")
    path = f"/channels/{listener.channel()}/play/{id}"
    assert ari("POST", path, media="tone:ring", playbackId="other").json()["id"] == id


def test_the_last_of_a_repeated_key_wins(ari: Ari, listener: Listener) -> None:
    path = f"/channels/{listener.channel()}/play?media=tone:ring&media=tone:busy"
    body = ari("POST", path).json()
    assert body["media_uri"] == "tone:busy"
    assert "next_media_uri" not in body


def test_the_body_beats_the_query(ari: Ari, listener: Listener) -> None:
    path = f"/channels/{listener.channel()}/play?media=tone:ring&nonsense=1"
    assert ari("POST", path, {"media": "tone:busy"}).json()["media_uri"] == "tone:busy"


def blocked(listener: Listener, event: Event) -> bool:
    """Whether an event came after the tone had finished."""
    finished = listener.of("PlaybackFinished")
    return bool(finished) and listener.events.index(event) > listener.events.index(finished[0])


def test_variables_wait_behind_a_playback(ari: Ari, listener: Listener) -> None:
    channel = listener.channel()
    id = play(ari, channel, "sound:beep")
    assert ari("POST", f"/channels/{channel}/variable?variable=X&value=1").status_code == 204
    listener.wait("PlaybackFinished", playback(id))
    event = listener.wait("ChannelVarset", lambda event: event["variable"] == "X")
    assert blocked(listener, event)


def test_answering_waits_behind_a_playback(ari: Ari, listener: Listener) -> None:
    channel = listener.incoming()
    id = play(ari, channel, "sound:beep")
    assert ari("GET", f"/channels/{channel}").json()["state"] == "Ring"
    assert ari("POST", f"/channels/{channel}/answer").status_code == 204
    listener.wait("PlaybackFinished", playback(id))
    assert blocked(listener, listener.wait("ChannelStateChange"))
