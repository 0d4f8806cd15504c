"""/applications and /events"""

from __future__ import annotations

import pytest

from tests.contract.client import Ari, Listener, channel, refused, unique

NO_SCHEME = "Invalid event source URI scheme"


def test_the_model(ari: Ari, listener: Listener) -> None:
    expected = {
        "name": listener.app,
        "channel_ids": [],
        "bridge_ids": [],
        "endpoint_ids": [],
        "device_names": [],
        "events_allowed": [],
        "events_disallowed": [],
    }
    body = ari("GET", f"/applications/{listener.app}").json()
    assert list(body.items()) == list(expected.items())
    assert expected in ari("GET", "/applications").json()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("POST", "/subscription?eventSource=deviceState:x"),
        ("DELETE", "/subscription?eventSource=deviceState:x"),
        ("PUT", "/eventFilter"),
    ],
)
def test_no_such_application(ari: Ari, method: str, path: str) -> None:
    refused(ari(method, f"/applications/noapp{path}"), 404, "Application not found")


@pytest.mark.parametrize(
    ("source", "status", "message"),
    [
        ("bogus", 400, NO_SCHEME),
        ("bogus:x", 400, NO_SCHEME),
        ("", 400, NO_SCHEME),
        ("channel", 400, NO_SCHEME),
        ("channel:no", 422, "Event source does not exist"),
        ("bridge:no", 422, "Event source does not exist"),
        ("endpoint:PJSIP/no", 422, "Event source does not exist"),
    ],
)
def test_sources_that_cannot_be_had(
    ari: Ari, listener: Listener, source: str, status: int, message: str
) -> None:
    path = f"/applications/{listener.app}/subscription"
    refused(ari("POST", path, eventSource=source), status, message)


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_no_source(ari: Ari, listener: Listener, method: str) -> None:
    path = f"/applications/{listener.app}/subscription"
    refused(ari(method, path), 400, "Missing parameter eventSource")


def test_subscribing(ari: Ari, listener: Listener) -> None:
    path = f"/applications/{listener.app}/subscription"
    source = "endpoint:PJSIP/alice,deviceState:Stasis:foo"
    body = ari("POST", path, eventSource=source).json()
    assert (body["endpoint_ids"], body["device_names"]) == (["PJSIP/alice"], ["Stasis:foo"])
    assert ari("DELETE", path, eventSource=source).json()["device_names"] == []
    refused(ari("DELETE", path, eventSource=source), 422, "Event source was not subscribed to")


def test_subscriptions_are_counted(ari: Ari, listener: Listener) -> None:
    bridge = unique("bridge")
    ari("POST", f"/bridges/{bridge}")
    path, source = f"/applications/{listener.app}/subscription", f"bridge:{bridge}"
    for expected in ([bridge], [bridge]):
        assert ari("POST", path, eventSource=source).json()["bridge_ids"] == expected
    for expected in ([bridge], []):
        assert ari("DELETE", path, eventSource=source).json()["bridge_ids"] == expected


def test_device_states_are_heard(ari: Ari, listener: Listener) -> None:
    name = unique("Stasis:dev")
    ari("POST", f"/applications/{listener.app}/subscription", eventSource=f"deviceState:{name}")
    ari("PUT", f"/deviceStates/{name}", deviceState="INUSE")
    event = listener.wait("DeviceStateChanged")
    assert event["device_state"] == {"name": name, "state": "INUSE"}
    assert list(event) == ["type", "application", "timestamp", "device_state", "asterisk_id"]


def test_bridges_are_heard(ari: Ari, listener: Listener) -> None:
    bridge = unique("bridge")
    ari("POST", f"/bridges/{bridge}")
    ari("POST", f"/applications/{listener.app}/subscription", eventSource=f"bridge:{bridge}")
    ari("DELETE", f"/bridges/{bridge}")
    assert listener.wait("BridgeDestroyed")["bridge"]["id"] == bridge


def test_everything_of_a_kind(ari: Ari, listener: Listener) -> None:
    path = f"/applications/{listener.app}/subscription"
    body = ari("POST", path, eventSource="channel:").json()
    assert body["channel_ids"] == ["__AST_CHANNEL_ALL_TOPIC"]
    refused(ari("DELETE", path, eventSource="channel:"), 501, "Method not implemented")
    id = listener.channel()
    ari.sleep(0.3)
    created = [e["channel"]["id"] for e in listener.of("ChannelCreated")]
    assert created.count(id) == 1
    assert len([e for e in listener.of("StasisStart") if channel(id)(e)]) == 1
    answered = [e for e in listener.of("ChannelStateChange") if channel(id)(e)]
    assert len(answered) == 1


def test_everything_of_a_kind_is_given_up_by_the_name_of_the_topic(
    ari: Ari, listener: Listener
) -> None:
    path = f"/applications/{listener.app}/subscription"
    for kind, topic in (
        ("channel", "__AST_CHANNEL_ALL_TOPIC"),
        ("bridge", "__AST_BRIDGE_ALL_TOPIC"),
        ("endpoint", "__AST_ENDPOINT_ALL_TOPIC"),
    ):
        assert topic in ari("POST", path, eventSource=f"{kind}:").text
        body = ari("DELETE", path, eventSource=f"{kind}:{topic}").json()
        assert body[f"{kind}_ids"] == []


def test_a_source_subscribed_before_all_is_heard_twice(ari: Ari, listener: Listener) -> None:
    id = listener.channel()
    ari("POST", f"/applications/{listener.app}/subscription", eventSource="channel:")
    ari("POST", f"/channels/{id}/variable", variable="TWICE", value="1")
    ari.sleep(0.3)
    assert len([e for e in listener.of("ChannelVarset") if e["variable"] == "TWICE"]) == 2


def test_unsubscribing_from_all_without_having_subscribed(ari: Ari, listener: Listener) -> None:
    path = f"/applications/{listener.app}/subscription"
    refused(ari("DELETE", path, eventSource="bridge:"), 422, "Event source was not subscribed to")


@pytest.mark.parametrize(
    "body",
    [
        {"allowed": "x"},
        {"allowed": [{"x": 1}]},
        {"allowed": [{"type": 5}]},
        {"disallowed": ["x"]},
        {"allowed": {}},
        {"allowed": None},
        [1],
    ],
)
def test_bad_filters(ari: Ari, listener: Listener, body: object) -> None:
    reply = ari("PUT", f"/applications/{listener.app}/eventFilter", body)
    refused(reply, 400, "Invalid format definition")


def test_filters_add_up_and_are_reset(ari: Ari, listener: Listener) -> None:
    path = f"/applications/{listener.app}/eventFilter"
    allowed, disallowed = [{"type": "StasisStart"}], [{"type": "ChannelVarset"}]
    ari("PUT", path, {"allowed": allowed})
    body = ari("PUT", path, {"disallowed": disallowed}).json()
    assert (body["events_allowed"], body["events_disallowed"]) == (allowed, disallowed)
    body = ari("PUT", path, {"filter": {"allowed": []}}).json()
    assert (body["events_allowed"], body["events_disallowed"]) == (allowed, disallowed)
    body = ari("PUT", path, {"allowed": []}).json()
    assert (body["events_allowed"], body["events_disallowed"]) == ([], disallowed)
    body = ari("PUT", path).json()
    assert (body["events_allowed"], body["events_disallowed"]) == ([], [])
    for both in (allowed, []):
        body = ari("PUT", path, both).json()
        assert (body["events_allowed"], body["events_disallowed"]) == (both, both)


def test_filters_work(ari: Ari, listener: Listener) -> None:
    wanted = [{"type": "StasisStart"}, {"type": "ChannelDestroyed"}, {"type": "Dial"}]
    body = {"allowed": wanted, "disallowed": [{"type": "Dial"}]}
    ari("PUT", f"/applications/{listener.app}/eventFilter", body)
    id = listener.channel()
    ari("DELETE", f"/channels/{id}")
    listener.wait("ChannelDestroyed", channel(f"{id};2"))
    assert set(listener.kinds()) == {"StasisStart", "ChannelDestroyed"}


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        ("", 400, "Missing parameter application"),
        ("application=", 400, "Missing parameter application"),
        ("application=noapp", 404, "Application not found"),
        ("application=noapp&source=bogus", 404, "Application not found"),
    ],
)
def test_user_events_to_nobody(ari: Ari, query: str, status: int, message: str) -> None:
    refused(ari("POST", f"/events/user/hello?{query}"), status, message)


@pytest.mark.parametrize(
    ("source", "status", "message"),
    [
        ("bogus", 400, NO_SCHEME),
        ("deviceState:x", 400, NO_SCHEME),
        ("channel:no", 422, "Event source was not found"),
        ("bridge:no", 422, "Event source was not found"),
        ("endpoint:PJSIP", 422, "Event source was not found"),
    ],
)
def test_user_events_about_nothing(
    ari: Ari, listener: Listener, source: str, status: int, message: str
) -> None:
    reply = ari("POST", "/events/user/hello", application=listener.app, source=source)
    refused(reply, status, message)


def test_user_events_about_an_endpoint_in_other_letters(ari: Ari, listener: Listener) -> None:
    source = "endpoint:pjsip/alice"
    reply = ari("POST", "/events/user/hi", application=listener.app, source=source)
    assert reply.status_code == 204
    assert listener.wait("ChannelUserevent")["endpoint"]["technology"] == "PJSIP"


def test_user_events(ari: Ari, listener: Listener) -> None:
    body = {"variables": {"k": "v", "n": 1}}
    path = "/events/user/hello"
    source = "endpoint:PJSIP/alice"
    assert ari("POST", path, body, application=listener.app, source=source).status_code == 204
    event = listener.wait("ChannelUserevent")
    assert (event["eventname"], event["endpoint"]["resource"]) == ("hello", "alice")
    assert event["userevent"] == {"k": "v", "n": 1, "eventname": "hello"}


@pytest.mark.parametrize("variables", [["x"], "x"])
def test_user_events_with_bad_variables(ari: Ari, listener: Listener, variables: object) -> None:
    body = {"variables": variables}
    reply = ari("POST", "/events/user/hello", body, application=listener.app)
    refused(reply, 500, "Error processing request")


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        ("", 400, "channelId parameter is required"),
        ("application=x", 400, "channelId parameter is required"),
        ("channelId=x", 400, "application parameter is required"),
        ("channelId=x&application=y", 404, "Channel not found or not in broadcast state"),
    ],
)
def test_claims(ari: Ari, query: str, status: int, message: str) -> None:
    refused(ari("POST", f"/events/claim?{query}"), status, message)
