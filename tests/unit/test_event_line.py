"""An event on one line: what happened to whom, aligned, coloured on a terminal only."""

from __future__ import annotations

from typing import Any

import pytest

from aricli.ari.events import TYPES
from aricli.cli import event_line as module
from aricli.cli.event_line import event_line

ALICE = {
    "id": "1795425058.17",
    "name": "PJSIP/alice-00000001",
    "state": "Up",
    "caller": {"name": "Alice", "number": "1000"},
    "connected": {"name": "Bob", "number": "2000"},
}
BRIDGE = {"id": "b1", "name": "conference", "channels": ["1.1"], "video_source_id": "1.1"}
TIME = {"timestamp": "2026-11-23T09:10:58.880+0000", "application": "my-app"}


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")


def parts(type: str, **fields: Any) -> list[str]:
    """The line of an event, cut where there are two spaces or more."""
    line = event_line({"type": type, **TIME, **fields})
    return [each.strip() for each in line.split("  ") if each.strip()]


@pytest.mark.parametrize(
    ("type", "fields", "told"),
    [
        ("StasisStart", {"args": ["vip", "fr"]}, ["id 1795425058.17", "args vip fr"]),
        ("StasisStart", {"args": []}, ["id 1795425058.17"]),
        ("StasisEnd", {}, []),
        ("ChannelDtmfReceived", {"digit": "5", "duration_ms": 120}, ["digit 5", "120 ms"]),
        ("ChannelDestroyed", {"cause": 17, "cause_txt": "User busy"}, ["cause 17", "User busy"]),
        ("ChannelHangupRequest", {"cause": 32, "soft": True}, []),
        ("ChannelVarset", {"variable": "LANG", "value": "fr"}, ["LANG=fr"]),
        ("ChannelVarset", {"variable": "LANG", "value": ""}, ["LANG="]),
        ("ChannelEnteredBridge", {"bridge": BRIDGE}, ["bridge b1", "conference"]),
        ("ChannelLeftBridge", {"bridge": BRIDGE | {"name": ""}}, ["bridge b1"]),
        ("ChannelTalkingFinished", {"duration": 900}, ["900 ms"]),
        ("ChannelDialplan", {"dialplan_app": "Dial", "dialplan_app_data": "x"}, ["Dial", "x"]),
        ("ChannelUserevent", {"eventname": "lunch", "userevent": {"a": 1}}, ["lunch", '{"a": 1}']),
        ("ApplicationMoveFailed", {"destination": "x", "args": []}, ["to x"]),
    ],
)
def test_what_matters_of_events_of_a_channel(
    type: str, fields: dict[str, Any], told: list[str]
) -> None:
    shown = parts(type, channel=ALICE, **fields)
    head = ["09:10:58.880", type, "PJSIP/alice-00000001", "Up", "Alice <1000>"]
    assert shown == head + told


PLAYBACK = {"id": "p", "media_uri": "sound:hi", "target_uri": "channel:1.1", "state": "done"}
RECORDING = {"name": "vm", "target_uri": "bridge:b1", "state": "failed", "cause": "No"}


@pytest.mark.parametrize(
    ("type", "fields", "told"),
    [
        ("PlaybackFinished", {"playback": PLAYBACK}, ["sound:hi", "done", "on channel:1.1"]),
        ("RecordingFailed", {"recording": RECORDING}, ["vm", "failed", "of bridge:b1", "No"]),
        (
            "RecordingFinished",
            {"recording": RECORDING | {"state": "done", "duration": 0}},
            ["vm", "done", "of bridge:b1", "0 s"],
        ),
        ("BridgeCreated", {"bridge": BRIDGE}, ["conference"]),
        (
            "BridgeMerged",
            {"bridge": BRIDGE, "bridge_from": {"id": "b2"}},
            ["conference", "from b2"],
        ),
        ("Dial", {"peer": ALICE, "dialstatus": "BUSY"}, ["PJSIP/alice-00000001", "Up", "BUSY"]),
        (
            "EndpointStateChange",
            {"endpoint": {"technology": "PJSIP", "resource": "bob", "state": "online"}},
            ["PJSIP/bob", "online"],
        ),
        (
            "DeviceStateChanged",
            {"device_state": {"name": "Stasis:door", "state": "INUSE"}},
            ["Stasis:door", "INUSE"],
        ),
        ("ChannelVarset", {"variable": "TRUNK", "value": "x"}, ["TRUNK=x"]),
        ("ApplicationReplaced", {}, ["my-app"]),
        (
            "TextMessageReceived",
            {"message": {"from": "sip:a", "to": "sip:b", "body": "hi\x1b[2J"}},
            ["sip:a", "to sip:b", "hi\\x1b[2J"],
        ),
    ],
)
def test_what_matters_of_other_events(type: str, fields: dict[str, Any], told: list[str]) -> None:
    shown = parts(type, **fields)
    assert shown[:2] == ["09:10:58.880", type]
    assert [each for each in shown[2:] if each != "Alice <1000>"] == told


def test_an_unknown_event_is_a_line_too() -> None:
    assert parts("FromTheFuture", channel=ALICE, new=[1]) == [
        "09:10:58.880",
        "FromTheFuture",
        "PJSIP/alice-00000001",
        "Up",
        "Alice <1000>",
    ]
    assert event_line({"type": "Odd\n"}).strip() == "Odd\\x0a"


def test_columns_are_aligned() -> None:
    lines = [
        event_line({"type": type, **TIME, "channel": ALICE | {"name": name}})
        for type, name in [("StasisEnd", "PJSIP/alice-1"), ("ChannelDtmfReceived", "漢字")]
    ]
    assert lines[0].index("PJSIP") == lines[1].index("漢字")
    assert lines[0].index("Up") == lines[1].index("Up") + 2


def test_colours_are_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    event = {"type": "StasisStart", **TIME, "channel": ALICE}
    assert "\x1b" not in event_line(event)
    monkeypatch.delenv("NO_COLOR")
    assert "\x1b" not in event_line(event)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[32mStasisStart" in event_line(event)


def test_details_are_of_events_that_exist() -> None:
    assert set(module._DETAILS) | set(module._COLOURS) <= {*TYPES, "RESTResponse"}
