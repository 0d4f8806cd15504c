"""What becomes of commands behind one that lets a channel go, or go to another application."""

from __future__ import annotations

import pytest

from tests.contract.client import Ari, Listener, channel, playback, unique


def test_what_stands_behind_a_continue_is_done_before(ari: Ari, listener: Listener) -> None:
    id, before, behind = listener.channel(), unique("playback"), unique("playback")
    path = f"/channels/{id}"
    ari("POST", f"{path}/play/{before}", media="sound:beep")
    assert ari("POST", f"{path}/continue", context="default", extension="9999").ok
    assert ari("POST", f"{path}/play/{behind}", media="digits:1").status_code == 201
    assert ari("POST", f"{path}/variable", variable="LATE", value="1").status_code == 204
    listener.wait("StasisEnd", channel(id))
    over = [e["type"] for e in listener.events if e["type"] in ("PlaybackFinished", "StasisEnd")]
    assert over == ["PlaybackFinished", "PlaybackFinished", "StasisEnd"]
    assert listener.wait("PlaybackFinished", playback(behind))["playback"]["state"] == "done"


def test_what_stands_behind_a_move_is_done_before(ari: Ari, listener: Listener) -> None:
    id, first, second = listener.channel(), unique("playback"), unique("playback")
    path = f"/channels/{id}"
    with ari.listen() as other, ari.listen() as last:
        ari("POST", f"{path}/play/{first}", media="sound:beep")
        ari("POST", f"{path}/move", app=other.app)
        ari("POST", f"{path}/move", app=last.app, appArgs="a,b")
        ari("POST", f"{path}/play/{second}", media="digits:1")
        assert last.wait("StasisStart", channel(id))["args"] == ["a", "b"]
        listener.wait("PlaybackFinished", playback(second))
        assert other.events == []


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ('"x,y"', ['"x', 'y"']),
        ("a\\,b", ["a\\", "b"]),
        ("(a,b)", ["(a", "b)"]),
        (",a,,b,", ["a", "b"]),
        (",", []),
    ],
)
def test_arguments_of_a_move(ari: Ari, listener: Listener, text: str, args: list[str]) -> None:
    id = listener.channel()
    ari("POST", f"/channels/{id}/move", app="nobody", appArgs=text)
    assert listener.wait("ApplicationMoveFailed")["args"] == args
    with ari.listen() as other:
        ari("POST", f"/channels/{id}/move", app=other.app, appArgs=text)
        assert other.wait("StasisStart")["args"] == args


@pytest.mark.parametrize(
    "query", ["context=nosuch", "priority=5", "extension=9999", "context=nosuch&priority=x"]
)
def test_where_a_channel_was_when_it_goes_nowhere(ari: Ari, listener: Listener, query: str) -> None:
    id = listener.channel()
    ari("POST", f"/channels/{id}/continue?{query}")
    listener.wait("ChannelDestroyed", channel(id))
    told = [e for e in listener.of("ChannelVarset") if e["value"] == "SUCCESS"]
    places = [event["channel"]["dialplan"] for event in told]
    assert [(place["context"], place["exten"], place["priority"]) for place in places] == [
        ("default", "2000", 1)
    ]
