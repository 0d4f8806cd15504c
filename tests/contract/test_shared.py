"""What both halves of a Local channel have in common, and when reported variables are shown."""

from __future__ import annotations

import pytest

from tests.contract.client import Ari, Listener, channel, unique


@pytest.mark.parametrize(
    ("item", "value", "far"),
    [
        ("language", "fr", "fr"),
        ("musicclass", "loud", "loud"),
        ("tonezone", "de", "de"),
        ("userfield", "x", "x"),
        ("parkinglot", "x", "x"),
        ("accountcode", "x", ""),
    ],
)
def test_what_is_set_on_one_half(
    ari: Ari, listener: Listener, item: str, value: str, far: str
) -> None:
    id, name = listener.channel(), f"CHANNEL({item})"
    ari("POST", f"/channels/{id}/variable", variable=name, value=value)
    for half, expected in ((id, value), (f"{id};2", far)):
        reply = ari("GET", f"/channels/{half}/variable", variable=name)
        assert reply.json() == {"value": expected}


def test_a_tone_zone_that_there_is_not(ari: Ari, listener: Listener) -> None:
    path = f"/channels/{listener.channel()}/variable"
    for value in ("de", "zz"):
        ari("POST", path, variable="CHANNEL(tonezone)", value=value)
    assert ari("GET", path, variable="CHANNEL(tonezone)").json() == {"value": "de"}


def test_when_reported_variables_of_external_media_are_told(ari: Ari, listener: Listener) -> None:
    id = unique("channel")
    given = {"app": listener.app, "external_host": "127.0.0.1:40000", "format": "ulaw"}
    body = {"variables": {"A": {"value": "1", "report_events": True}}}
    assert ari("POST", "/channels/externalMedia", body, channelId=id, **given).status_code == 200
    start = listener.wait("StasisStart", channel(id))
    assert start["channel"]["channelvars"] == {"A": "1"}
    assert "channelvars" not in listener.wait("Dial")["peer"]
    ari("DELETE", f"/channels/{id}")


def test_a_variable_set_anew_is_reported_until_the_channel_changes(
    ari: Ari, listener: Listener
) -> None:
    path = f"/channels/{listener.channel()}"
    ari("POST", f"{path}/variable", variable="R", value="1", report_events="true")
    for name in ("R", "OTHER"):
        ari("POST", f"{path}/variable", variable=name, value="2")
    assert ari("GET", path).json()["channelvars"] == {"R": "1"}
    ari("POST", f"{path}/variable", variable="CALLERID(num)", value="5")
    assert "channelvars" not in listener.wait("ChannelCallerId")["channel"]
    assert "channelvars" not in ari("GET", path).json()


def test_of_several_reported_variables_one_goes_at_once(ari: Ari, listener: Listener) -> None:
    path = f"/channels/{listener.channel()}"
    for name in ("R", "S"):
        ari("POST", f"{path}/variable", variable=name, value="1", report_events="true")
    ari("POST", f"{path}/variable", variable="R", value="2")
    assert ari("GET", path).json()["channelvars"] == {"S": "1"}
