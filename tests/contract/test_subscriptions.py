"""/applications: what a subscription lasts for, and what keeps an application known"""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.client import Ari, Listener, channel, refused, unique

TOPICS = {
    "channel": "__AST_CHANNEL_ALL_TOPIC",
    "bridge": "__AST_BRIDGE_ALL_TOPIC",
    "endpoint": "__AST_ENDPOINT_ALL_TOPIC",
    "deviceState": "__AST_DEVICE_STATE_ALL_TOPIC",
}


class Subscription:
    """The subscriptions of one application."""

    def __init__(self, ari: Ari, app: str) -> None:
        self._ari = ari
        self._path = f"/applications/{app}"

    def add(self, source: str) -> Any:
        return self._ari("POST", f"{self._path}/subscription", eventSource=source)

    def drop(self, source: str) -> Any:
        return self._ari("DELETE", f"{self._path}/subscription", eventSource=source)

    def __call__(self, kind: str) -> list[str]:
        key = "device_names" if kind == "deviceState" else f"{kind}_ids"
        return list(self._ari("GET", self._path).json()[key])


@pytest.fixture
def subscription(ari: Ari, listener: Listener) -> Subscription:
    return Subscription(ari, listener.app)


def test_devices_are_not_counted(subscription: Subscription) -> None:
    for _ in range(2):
        assert subscription.add("deviceState:Stasis:x").json()["device_names"] == ["Stasis:x"]
    assert subscription.drop("deviceState:Stasis:x").json()["device_names"] == []
    refused(subscription.drop("deviceState:Stasis:x"), 422, "Event source was not subscribed to")


def test_the_order_of_devices(subscription: Subscription) -> None:
    body = subscription.add("deviceState:PJSIP/alice,deviceState:b,deviceState:a").json()
    assert body["device_names"] == ["a", "b", "PJSIP/alice"]


def test_all_devices_can_be_given_up(subscription: Subscription) -> None:
    subscription.add("deviceState:")
    assert subscription.add("deviceState:x").json()["device_names"] == [TOPICS["deviceState"]]
    assert subscription.drop("deviceState:x").status_code == 200
    assert subscription.drop("deviceState:").json()["device_names"] == []


@pytest.mark.parametrize("bad", ["bogus:x", "channel:no", "endpoint:PJSIP/"])
def test_sources_before_a_bad_one_are_subscribed(subscription: Subscription, bad: str) -> None:
    assert subscription.add(f"deviceState:x,{bad},deviceState:y").status_code in (400, 422)
    assert subscription("deviceState") == ["x"]


def test_sources_before_an_unknown_one_are_given_up(subscription: Subscription) -> None:
    subscription.add("endpoint:PJSIP/alice,endpoint:PJSIP")
    assert subscription.drop("endpoint:PJSIP/alice,endpoint:no").status_code == 422
    assert subscription("endpoint") == ["PJSIP"]


def test_a_channel_is_found_by_any_of_its_names(ari: Ari, listener: Listener) -> None:
    id = listener.channel()
    name = ari("GET", f"/channels/{id}").json()["name"]
    with ari.listen() as other:
        subscription = Subscription(ari, other.app)
        for source in (name, name.lower(), id.upper()):
            assert subscription.add(f"channel:{source}").json()["channel_ids"] == [id]


def test_subscribed_to_all_from_the_start(ari: Ari) -> None:
    with ari.listen(subscribe_all=True) as listener:
        subscription = Subscription(ari, listener.app)
        assert {kind: subscription(kind) for kind in TOPICS} == {k: [v] for k, v in TOPICS.items()}
        refused(subscription.drop("channel:"), 501, "Method not implemented")
        for kind, topic in TOPICS.items():
            assert subscription.drop(f"{kind}:{topic}").status_code == 200
            assert subscription(kind) == []


def test_applications_are_listed_by_name(ari: Ari) -> None:
    stem = unique("list")
    with ari.listen(f"{stem}-b", f"{stem}-c", f"{stem}-a"):
        names = [app["name"] for app in ari("GET", "/applications").json()]
    assert [name for name in names if name.startswith(stem)] == [f"{stem}-{x}" for x in "abc"]


def test_an_application_is_known_until_asterisk_looks_again(ari: Ari) -> None:
    bridge = unique("bridge")
    ari("POST", f"/bridges/{bridge}")
    with ari.listen() as listener:
        subscription = Subscription(ari, listener.app)
        subscription.add(f"bridge:{bridge}")
    ari.sleep(0.3)
    assert subscription("bridge") == [bridge]
    ari("DELETE", f"/bridges/{bridge}")
    ari.sleep(0.3)
    assert subscription("bridge") == []
    with ari.listen():
        assert ari("GET", f"/applications/{listener.app}").status_code == 404


def test_devices_outlive_their_application(ari: Ari) -> None:
    device = unique("Stasis:kept")
    with ari.listen() as before:
        Subscription(ari, before.app).add(f"deviceState:{device}")
    ari.sleep(0.3)
    assert ari("GET", f"/applications/{before.app}").status_code == 404
    with ari.listen(before.app) as after:
        assert Subscription(ari, before.app)("deviceState") == [device]
        ari("PUT", f"/deviceStates/{device}", deviceState="BUSY")
        after.wait("DeviceStateChanged")
    ari("DELETE", f"/deviceStates/{device}")


def test_the_end_is_told_to_an_application_that_has_come_back(ari: Ari) -> None:
    with ari.listen() as before:
        Subscription(ari, before.app).add("channel:")
        id = before.channel()
        before._channels.clear()
    ari.sleep(0.3)
    assert ari("GET", f"/applications/{before.app}").status_code == 404
    with ari.listen(before.app) as after:
        ari("DELETE", f"/channels/{id}")
        after.wait("StasisEnd", channel(id))


def bridge_with_a_member(ari: Ari, listener: Listener) -> str:
    """The id of a bridge that a channel has just come into."""
    id, bridge = listener.channel(), unique("bridge")
    ari("POST", f"/bridges/{bridge}")
    ari("POST", f"/bridges/{bridge}/addChannel", channel=id)
    ari.sleep(0.3)
    return bridge


def test_a_member_subscribes_its_application_twice(
    ari: Ari, listener: Listener, subscription: Subscription
) -> None:
    bridge = bridge_with_a_member(ari, listener)
    assert subscription.drop(f"bridge:{bridge}").json()["bridge_ids"] == [bridge]
    assert subscription.drop(f"bridge:{bridge}").json()["bridge_ids"] == []
    ari("DELETE", f"/bridges/{bridge}")


def test_a_member_does_not_hear_the_end_of_its_bridge(
    ari: Ari, listener: Listener, subscription: Subscription
) -> None:
    bridge = bridge_with_a_member(ari, listener)
    ari("DELETE", f"/bridges/{bridge}")
    listener.wait("ChannelLeftBridge")
    ari.sleep(0.5)
    assert listener.of("BridgeDestroyed") == []
    assert subscription("bridge") == []


@pytest.mark.parametrize(
    ("body", "status", "allowed", "disallowed"),
    [
        ({"allowed": [{"type": ""}]}, 400, ["A"], ["B"]),
        ({"allowed": "x", "disallowed": [{"type": "C"}]}, 400, ["A"], ["C"]),
        ({"allowed": [{"type": "C"}], "disallowed": "x"}, 400, ["A"], ["B"]),
        ([], 200, [], []),
        ({}, 200, [], []),
        ({"else": 1}, 200, ["A"], ["B"]),
    ],
)
def test_a_filter_is_set_list_by_list(
    ari: Ari, listener: Listener, body: object, status: int, allowed: list[str], disallowed: object
) -> None:
    path = f"/applications/{listener.app}"
    ari("PUT", f"{path}/eventFilter", {"allowed": [{"type": "A"}], "disallowed": [{"type": "B"}]})
    assert ari("PUT", f"{path}/eventFilter", body).status_code == status
    now = ari("GET", path).json()
    assert [entry["type"] for entry in now["events_allowed"]] == allowed
    assert [entry["type"] for entry in now["events_disallowed"]] == disallowed
