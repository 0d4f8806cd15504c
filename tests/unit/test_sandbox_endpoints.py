"""What is told of a simulated caller to who is subscribed to its endpoint."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aricli.sandbox import Sandbox
from tests.contract.client import Ari, Listener, unique


@pytest.fixture(params=["PJSIP", "PJSIP/alice"])
def watcher(ari: Ari, request: pytest.FixtureRequest) -> Iterator[Listener]:
    """An application that hears of alice's calls without having them."""
    with ari.listen() as watcher:
        path = f"/applications/{watcher.app}/subscription"
        assert ari("POST", path, eventSource=f"endpoint:{request.param}").ok
        yield watcher


def ends(watcher: Listener) -> list[tuple[str, int | None, int | None]]:
    """The hangup requests and the end: cause, and what SIP calls it."""
    wanted = ("ChannelHangupRequest", "ChannelDestroyed")
    return [
        (e["type"], e.get("cause"), e.get("tech_cause"))
        for e in watcher.events
        if e["type"] in wanted
    ]


def test_the_endpoint_and_its_channel(sandbox: Sandbox, ari: Ari, watcher: Listener) -> None:
    with ari.listen("bench") as app:
        sandbox.call("1002")
        id = app.wait("StasisStart")["channel"]["id"]
        ari("DELETE", f"/channels/{id}")
        watcher.wait("ChannelDestroyed")
        sandbox.quiesce()
    first, second, *_, last = watcher.events
    assert [e["type"] for e in (first, second, last)] == [
        "EndpointStateChange",
        "ChannelCreated",
        "EndpointStateChange",
    ]
    model = {"technology": "PJSIP", "resource": "alice", "state": "offline"}
    assert first["endpoint"] == model | {"channel_ids": [id]}
    assert last["endpoint"] == model | {"channel_ids": []}
    assert second["channel"]["protocol_id"] == ""
    assert watcher.wait("ChannelDialplan")["channel"]["protocol_id"]


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize(
    ("code", "sip"), [(16, None), (17, 486), (22, 410), (26, None), (29, 501), (127, 500)]
)
def test_a_cause_in_the_words_of_sip(
    sandbox: Sandbox, ari: Ari, watcher: Listener, answered: bool, code: int, sip: int | None
) -> None:
    with ari.listen("bench") as app:
        sandbox.call("1002")
        id = app.wait("StasisStart")["channel"]["id"]
        if answered:
            ari("POST", f"/channels/{id}/answer")
        ari("DELETE", f"/channels/{id}", reason_code=code)
        watcher.wait("ChannelDestroyed")
    assert ends(watcher)[-1] == ("ChannelDestroyed", code, sip)


def test_a_caller_who_cancels(sandbox: Sandbox, ari: Ari, watcher: Listener) -> None:
    with ari.listen("bench"):
        sandbox.call("1002", hangup_after=2)
        sandbox.advance(3)
        watcher.wait("ChannelDestroyed")
    request, *_, end = ends(watcher)
    assert request == ("ChannelHangupRequest", 127, 487)
    assert end == ("ChannelDestroyed", 127, 487)


def test_a_caller_who_says_goodbye(sandbox: Sandbox, ari: Ari, watcher: Listener) -> None:
    with ari.listen("bench") as app:
        sandbox.call("1002", hangup_after=2)
        ari("POST", f"/channels/{app.wait('StasisStart')['channel']['id']}/answer")
        sandbox.advance(3)
        watcher.wait("ChannelDestroyed")
    request, *_, end = ends(watcher)
    assert (request, end) == (
        ("ChannelHangupRequest", None, None),
        ("ChannelDestroyed", 0, None),
    )


def test_whom_a_sip_call_is_bridged_with(sandbox: Sandbox, ari: Ari) -> None:
    bridge = unique("bridge")
    ari("POST", f"/bridges/{bridge}")
    with ari.listen("bench") as app:
        sandbox.call("1002")
        caller = app.wait("StasisStart")["channel"]
        ari("POST", f"/channels/{caller['id']}/answer")
        other, third = unique("channel"), unique("channel")
        for id in (other, third):
            ari("POST", f"/channels/{id}", endpoint="Local/2000@default", app="bench")
            app.wait("StasisStart", lambda event, id=id: event["channel"]["id"] == id)
        for id in (caller["id"], other, third):
            ari("POST", f"/bridges/{bridge}/addChannel", channel=id)
        sandbox.quiesce()
    told = [
        (e["channel"]["id"], e["value"])
        for e in app.of("ChannelVarset")
        if e["variable"] == "BRIDGEPVTCALLID"
    ]
    assert told == [(other, caller["protocol_id"]), (other, "")]
