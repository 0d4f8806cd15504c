"""What /channels refuses, and in which words."""

from __future__ import annotations

import pytest

from tests.contract.client import Ari, Listener, refused, unique

LOCAL = "Local/2000@default"
LONG = "x" * 150
BAD_VARIABLES = (
    "Each value in 'variables' must be a string or an object with 'value' "
    "and optional 'report_events'"
)


@pytest.mark.parametrize(
    ("params", "status", "message"),
    [
        ({}, 400, "Endpoint must be specified"),
        ({"endpoint": ""}, 400, "Endpoint must be specified"),
        ({"endpoint": LOCAL}, 400, "Application or extension must be specified"),
        ({"endpoint": "nope", "app": "a"}, 400, "Invalid endpoint specified"),
        (
            {"endpoint": LOCAL, "app": "a", "channelId": LONG},
            400,
            "Uniqueid length exceeds maximum of 149",
        ),
        (
            {"endpoint": LOCAL, "app": "a", "otherChannelId": LONG},
            400,
            "Uniqueid length exceeds maximum of 149",
        ),
        (
            {"endpoint": LOCAL, "app": "a", "channelId": "same", "otherChannelId": "same"},
            409,
            "Channel with given unique ID already exists",
        ),
        (
            {"endpoint": LOCAL, "app": "a", "originator": "nobody"},
            400,
            "Provided originator channel was not found",
        ),
        (
            {"endpoint": LOCAL, "app": "a", "formats": "bogus"},
            400,
            "Provided format (bogus) was not found",
        ),
        (
            {"endpoint": LOCAL, "app": "a", "formats": "ulaw", "originator": "x"},
            400,
            "Originator and formats can't both be specified",
        ),
        (
            {"endpoint": LOCAL, "extension": "2000", "context": "default", "label": "nolabel"},
            404,
            "Requested label can not be found",
        ),
    ],
)
def test_originate(ari: Ari, params: dict[str, str], status: int, message: str) -> None:
    refused(ari("POST", "/channels", **params), status, message)


@pytest.mark.parametrize("endpoint", ["PJSIP/alice", "PJSIP/nobody", "NOPE/x"])
@pytest.mark.parametrize("path", ["/channels", "/channels/create"])
def test_endpoints_that_cannot_be_called(ari: Ari, endpoint: str, path: str) -> None:
    reply = ari("POST", path, endpoint=endpoint, app="a")
    # Asterisk answers 409 when its thread has met a duplicate id before.
    assert reply.status_code in (500, 409)
    if reply.status_code == 500:
        assert reply.json() == {"error": "Allocation failed"}


@pytest.mark.parametrize(
    ("params", "status", "message"),
    [
        ({}, 400, "Endpoint must be specified"),
        ({"app": "a"}, 400, "Endpoint must be specified"),
        ({"endpoint": "nope", "app": "a"}, 400, "Invalid endpoint specified"),
    ],
)
def test_create(ari: Ari, params: dict[str, str], status: int, message: str) -> None:
    refused(ari("POST", "/channels/create", **params), status, message)


@pytest.mark.parametrize("value", [5, None, ["x"]])
def test_variables_that_are_no_strings(ari: Ari, value: object) -> None:
    body = {"endpoint": LOCAL, "app": "a", "variables": {"FOO": value}}
    refused(ari("POST", "/channels", body), 400, BAD_VARIABLES)


@pytest.mark.parametrize("value", [{"report_events": True}, {"value": 5}])
def test_variables_without_a_value(ari: Ari, value: object) -> None:
    body = {"endpoint": LOCAL, "app": "a", "variables": {"FOO": value}}
    message = "Each object value in 'variables' must include string field 'value'"
    refused(ari("POST", "/channels", body), 400, message)


def test_an_id_in_use(ari: Ari, listener: Listener) -> None:
    id = listener.channel()
    message = "Channel with given unique ID already exists"
    refused(ari("POST", "/channels", endpoint=LOCAL, app="a", channelId=id), 409, message)
    refused(ari("POST", f"/channels/{id}", endpoint=LOCAL, app="a"), 409, message)
    refused(ari("POST", f"/channels/{id};2", endpoint=LOCAL, app="a"), 409, message)
    refused(ari("POST", "/channels/create", endpoint=LOCAL, app="a", channelId=id), 409, message)


NEEDS_CHANNEL = [
    ("GET", ""),
    ("DELETE", ""),
    ("POST", "/answer"),
    ("POST", "/ring"),
    ("DELETE", "/ring"),
    ("POST", "/progress"),
    ("POST", "/hold"),
    ("DELETE", "/hold"),
    ("POST", "/moh"),
    ("DELETE", "/moh"),
    ("POST", "/silence"),
    ("DELETE", "/silence"),
    ("POST", "/mute?direction=in"),
    ("DELETE", "/mute?direction=in"),
    ("POST", "/dtmf?dtmf=1"),
    ("POST", "/play?media=sound:beep"),
    ("POST", "/play/p?media=sound:beep"),
    ("POST", "/record?name=x&format=wav"),
    ("POST", "/variable?variable=X&value=1"),
    ("POST", "/continue"),
    ("POST", "/move?app=x"),
    ("POST", "/redirect?endpoint=Local/x"),
    ("POST", "/dial"),
    ("POST", "/transfer_progress?states=channel_progress"),
    ("GET", "/rtp_statistics"),
]
NEEDS_STASIS = [
    (method, path) for method, path in NEEDS_CHANNEL if path not in ("", "/rtp_statistics")
]
NEEDS_STATE = [
    (method, path)
    for method, path in NEEDS_STASIS
    if not path.startswith(("/record", "/variable", "/move", "/dial", "/transfer"))
]


@pytest.mark.parametrize(("method", "path"), NEEDS_CHANNEL)
def test_channel_that_does_not_exist(ari: Ari, method: str, path: str) -> None:
    refused(ari(method, f"/channels/nochannel{path}"), 404, "Channel not found")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/variable?variable=X"),
        ("GET", "/variables?variables=X"),
        ("POST", "/snoop?spy=both&app=a"),
        ("POST", "/snoop/s?spy=both&app=a"),
    ],
)
def test_channel_that_was_not_provided(ari: Ari, method: str, path: str) -> None:
    reply = ari(method, f"/channels/nochannel{path}")
    refused(reply, 404, "Provided channel was not found")
    assert reply.reason == "Channel Not Found"


@pytest.mark.parametrize(("method", "path"), NEEDS_STASIS)
def test_channel_outside_stasis(ari: Ari, listener: Listener, method: str, path: str) -> None:
    id = listener.channel()
    reply = ari(method, f"/channels/{id};2{path}")
    refused(reply, 409, "Channel not in Stasis application")


@pytest.mark.parametrize(("method", "path"), NEEDS_STATE)
def test_channel_not_yet_dialed(ari: Ari, listener: Listener, method: str, path: str) -> None:
    reply = ari(method, f"/channels/{listener.created()}{path}")
    refused(reply, 412, "Channel in invalid state")


@pytest.mark.parametrize(
    ("method", "path", "status", "message", "reason"),
    [
        (
            "DELETE",
            "?reason=nope",
            400,
            "Invalid reason for hangup reason provided",
            "Invalid Reason",
        ),
        (
            "DELETE",
            "?reason_code=abc",
            400,
            "Invalid reason for hangup reason code provided",
            "Invalid Reason Code",
        ),
        (
            "DELETE",
            "?reason=busy&reason_code=17",
            400,
            "The reason and reason_code can't both be specified",
            "Bad Request",
        ),
        ("POST", "/mute", 400, "Direction is required", "Bad Request"),
        ("POST", "/mute?direction=", 400, "Direction is required", "Bad Request"),
        ("POST", "/mute?direction=up", 400, "Invalid direction specified", "Bad Request"),
        ("DELETE", "/mute", 400, "Direction is required", "Bad Request"),
        ("DELETE", "/mute?direction=up", 400, "Invalid direction specified", "Bad Request"),
        ("POST", "/dtmf", 400, "DTMF is required", "Bad Request"),
        ("POST", "/dtmf?dtmf=", 400, "DTMF is required", "Bad Request"),
        ("GET", "/variable", 400, "Variable name is required", "Bad Request"),
        ("POST", "/variable", 400, "Variable name is required", "Bad Request"),
        ("GET", "/variables", 400, "At least one variable name is required", "Bad Request"),
        ("POST", "/variables", 400, "The 'variables' field is required", "Bad Request"),
        (
            "GET",
            "/variable?variable=NOSUCH",
            404,
            "Provided variable was not found",
            "Variable Not Found",
        ),
        (
            "GET",
            "/variable?variable=CHANNEL(bogus)",
            500,
            "Unable to read provided function",
            "Error With Function",
        ),
        (
            "GET",
            "/variable?variable=NOFUNC(x)",
            500,
            "Unable to read provided function",
            "Error With Function",
        ),
        (
            "GET",
            "/variable?variable=SHELL(id)",
            500,
            "Unable to read provided function",
            "Error With Function",
        ),
        (
            "GET",
            "/variables?variables=CHANNEL,NOSUCH",
            404,
            "Provided variable was not found",
            "Variable Not Found",
        ),
        (
            "POST",
            "/redirect",
            400,
            "Required parameter 'endpoint' not provided.",
            "Not Found",
        ),
        (
            "POST",
            "/redirect?endpoint=foo",
            422,
            "Endpoint parameter 'foo' does not contain tech/resource",
            "Unprocessable Entity",
        ),
        (
            "POST",
            "/redirect?endpoint=Local/",
            422,
            "No resource provided in endpoint parameter 'Local/'",
            "Unprocessable Entity",
        ),
        (
            "POST",
            "/redirect?endpoint=PJSIP/x",
            422,
            "Endpoint technology 'PJSIP' does not match channel technology 'Local'",
            "Unprocessable Entity",
        ),
        (
            "POST",
            "/snoop",
            400,
            "Direction must be specified for at least spy or whisper",
            "Bad Request",
        ),
        ("POST", "/snoop?spy=both", 400, "Application name is required", "Bad Request"),
        (
            "POST",
            "/snoop?spy=up&app=a",
            400,
            "Invalid direction specified for spy",
            "Bad Request",
        ),
        (
            "POST",
            "/snoop?whisper=up&app=a",
            400,
            "Invalid direction specified for whisper",
            "Bad Request",
        ),
        ("POST", "/continue?label=nolabel", 404, "Requested label can not be found", "Not Found"),
        ("POST", "/transfer_progress", 400, "states must not be empty", "Bad Request"),
        ("POST", "/transfer_progress?states=zz", 400, "Invalid states value", "Bad Request"),
        ("GET", "/rtp_statistics", 403, "Unsupported channel type", "Forbidden"),
        ("POST", "/dial", 409, "Channel is not in the 'Down' state", "Conflict"),
    ],
)
def test_channel_in_stasis(
    ari: Ari, listener: Listener, method: str, path: str, status: int, message: str, reason: str
) -> None:
    reply = ari(method, f"/channels/{listener.channel()}{path}")
    refused(reply, status, message)
    assert reply.reason == reason


def test_variables_must_be_an_object(ari: Ari, listener: Listener) -> None:
    reply = ari("POST", f"/channels/{listener.channel()}/variables", {"variables": ["x"]})
    refused(reply, 400, "The 'variables' field must be a JSON object")


def test_a_snoop_id_in_use(ari: Ari, listener: Listener) -> None:
    id, snoop = listener.channel(), unique("snoop")
    path = f"/channels/{id}/snoop/{snoop}"
    assert ari("POST", path, spy="both", app=listener.app).status_code == 200
    reply = ari("POST", path, spy="both", app=listener.app)
    refused(reply, 500, "Snoop channel could not be created")
    assert reply.reason == "Internal error"
    ari("DELETE", f"/channels/{snoop}")


EXTERNAL = {"app": "a", "format": "ulaw", "external_host": "127.0.0.1:17777"}


@pytest.mark.parametrize(
    ("params", "status", "message"),
    [
        ({}, 400, "app cannot be empty"),
        ({"format": "ulaw"}, 400, "app cannot be empty"),
        (
            {"app": "a", "format": "ulaw"},
            400,
            "external_host is required for all but websocket server connections",
        ),
        (
            EXTERNAL | {"external_host": "nope"},
            400,
            "external_host must be <host>:<port> for all transports other than websocket",
        ),
        (
            EXTERNAL | {"encapsulation": "zz"},
            501,
            "The encapsulation and/or transport is not supported",
        ),
        (
            EXTERNAL | {"transport": "tcp"},
            400,
            "transport must be 'udp' for rtp encapsulation",
        ),
        (
            EXTERNAL | {"connection_type": "server"},
            400,
            "'server' connection_type can only be used with the websocket transport",
        ),
        (
            EXTERNAL | {"format": "bogus"},
            500,
            "An internal error prevented this request from being handled",
        ),
        (
            EXTERNAL | {"transport": "websocket", "encapsulation": "none", "external_host": "zz"},
            400,
            "external_host must be a valid websocket_client connection id.",
        ),
    ],
)
def test_external_media(ari: Ari, params: dict[str, str], status: int, message: str) -> None:
    refused(ari("POST", "/channels/externalMedia", **params), status, message)
