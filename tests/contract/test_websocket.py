"""The event WebSocket, and REST over it."""

from __future__ import annotations

import json

import pytest
import websocket

from tests.contract.client import VIEWER, Ari, Event, Listener, channel, unique
from tests.contract.raw import HANDSHAKE, exchange, request

RESPONSE_KEYS = [
    "type",
    "transaction_id",
    "request_id",
    "status_code",
    "reason_phrase",
    "uri",
    "content_type",
    "message_body",
    "application",
    "timestamp",
    "asterisk_id",
]


def receive(socket: websocket.WebSocket) -> Event:
    """The next message."""
    message: Event = json.loads(socket.recv())
    return message


@pytest.mark.parametrize(
    ("query", "apps"),
    [
        ("app={0}", ["{0}"]),
        ("app={0},{1}", ["{0}", "{1}"]),
        ("app=%20{0}%20,%20{1}", ["{0}", "{1}"]),
        ("app={0}&app={1}", ["{0}"]),
        ("app={0}%2Fx", ["{0}/x"]),
        ("app={0}%20x", ["{0} x"]),
        ("app={0}&subscribeAll=banana", ["{0}"]),
    ],
)
def test_application_names(ari: Ari, query: str, apps: list[str]) -> None:
    names = unique("first"), unique("second")
    socket = ari.connect(query.format(*names))
    listed = {app["name"] for app in ari("GET", "/applications").json()}
    socket.close()
    found = {name for name in listed if name.startswith(names)}
    assert found == {app.format(*names) for app in apps}


def test_subscribing_to_all(ari: Ari) -> None:
    with ari.listen(subscribe_all=True) as everything, ari.listen() as other:
        id = other.channel()
        everything.wait("ChannelCreated", channel(id))
        body = ari("GET", f"/applications/{everything.app}").json()
        assert body["channel_ids"] == ["__AST_CHANNEL_ALL_TOPIC"]
        assert body["bridge_ids"] == ["__AST_BRIDGE_ALL_TOPIC"]
        assert body["endpoint_ids"] == ["__AST_ENDPOINT_ALL_TOPIC"]
        assert body["device_names"] == ["__AST_DEVICE_STATE_ALL_TOPIC"]


def test_pings_are_answered(ari: Ari) -> None:
    socket = ari.connect(f"app={unique('app')}")
    socket.ping("hey")
    frame = socket.recv_frame()
    assert (frame.opcode, frame.data) == (websocket.ABNF.OPCODE_PONG, b"hey")
    socket.close()


def test_binary_is_ignored(ari: Ari) -> None:
    socket = ari.connect(f"app={unique('app')}")
    socket.send_binary(b"nonsense")
    socket.ping("still there")
    assert socket.recv_frame().opcode == websocket.ABNF.OPCODE_PONG
    socket.close()


def test_closing_is_echoed(ari: Ari) -> None:
    socket = ari.connect(f"app={unique('app')}")
    socket.send_close()
    frame = socket.recv_frame()
    assert (frame.opcode, frame.data) == (websocket.ABNF.OPCODE_CLOSE, b"\x03\xe8")
    socket.shutdown()


def test_an_application_goes_with_its_socket(ari: Ari) -> None:
    with ari.listen() as listener:
        app = listener.app
        assert ari("GET", f"/applications/{app}").status_code == 200
    ari.sleep(0.5)
    assert ari("GET", f"/applications/{app}").status_code == 404


def test_replacement(ari: Ari, listener: Listener) -> None:
    with ari.listen(listener.app) as newer:
        event = listener.wait("ApplicationReplaced")
        assert list(event) == ["type", "timestamp", "application", "asterisk_id"]
        assert ari("POST", "/events/user/hello", application=listener.app).status_code == 204
        newer.wait("ChannelUserevent")
        assert listener.rest("GET", "asterisk/ping")["status_code"] == 200
        assert "ChannelUserevent" not in listener.kinds()


def test_closing_a_replaced_socket_hurts_nobody(ari: Ari) -> None:
    older = ari.listen()
    with ari.listen(older.app) as newer:
        older.wait("ApplicationReplaced")
        older.close()
        ari("POST", "/events/user/hello", application=newer.app)
        newer.wait("ChannelUserevent")


def test_calls_live_on_without_a_socket(ari: Ari) -> None:
    first = ari.listen()
    id = first.channel()
    first.close()
    ari.sleep(0.3)
    assert ari("GET", f"/channels/{id}").json()["dialplan"]["app_name"] == "Stasis"
    assert ari("GET", f"/applications/{first.app}").json()["channel_ids"]
    with ari.listen(first.app) as again:
        ari("DELETE", f"/channels/{id}")
        again.wait("StasisEnd")
        assert again.of("StasisStart") == []


def test_two_applications_on_one_socket(ari: Ari) -> None:
    names = unique("first"), unique("second")
    with ari.listen(*names) as listener:
        for name in names:
            ari("POST", "/events/user/hello", application=name)
        listener.wait("ChannelUserevent", lambda event: event["application"] == names[1])
        assert [e["application"] for e in listener.of("ChannelUserevent")] == list(names)


def test_a_response(listener: Listener) -> None:
    event = listener.rest("GET", "asterisk/ping", transaction_id="t")
    assert list(event) == RESPONSE_KEYS
    assert (event["transaction_id"], event["uri"]) == ("t", "asterisk/ping")
    assert json.loads(event["message_body"])["ping"] == "pong"


def test_a_response_without_a_body(listener: Listener) -> None:
    event = listener.rest("DELETE", "deviceStates/Stasis:nothing")
    assert (event["status_code"], event["reason_phrase"]) == (204, "No Content")
    assert list(event) == [k for k in RESPONSE_KEYS if k not in ("content_type", "message_body")]


NO_METHOD = "Unknown or missing 'method' property."


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({}, "No 'type' property."),
        ([1], "No 'type' property."),
        ({"type": 5}, "No 'type' property."),
        ({"type": "Bogus"}, "Unknown request type."),
        ({"type": "RESTRequest", "method": "GET"}, "Empty or missing 'uri' property."),
        ({"type": "RESTRequest", "method": "GET", "uri": ""}, "Empty or missing 'uri' property."),
        ({"type": "RESTRequest", "uri": "x"}, NO_METHOD),
        ({"type": "RESTRequest", "uri": "x", "method": "get"}, NO_METHOD),
        ({"type": "RESTRequest", "uri": "x", "method": "PATCH"}, NO_METHOD),
        (
            {"type": "RESTRequest", "uri": "x", "method": "GET", "message_body": "{}"},
            "No 'content_type' for 'message_body'.",
        ),
        (
            {
                "type": "RESTRequest",
                "uri": "x",
                "method": "GET",
                "message_body": "{x",
                "content_type": "application/json",
            },
            "Unable to parse 'message_body' as 'application/json'.",
        ),
        (
            {"type": "RESTRequest", "uri": "x", "method": "GET", "query_strings": [{"name": 5}]},
            "Unable to parse 'query_strings' array.",
        ),
        (
            {"type": "RESTRequest", "uri": "events?app=a", "method": "GET"},
            "Can't upgrade to websocket from a websocket",
        ),
    ],
)
def test_bad_envelopes(ari: Ari, message: object, text: str) -> None:
    socket = ari.connect(f"app={unique('app')}")
    socket.send(json.dumps(message))
    event = receive(socket)
    assert (event["status_code"], event["reason_phrase"]) == (400, "Bad request")
    assert json.loads(event["message_body"]) == {"message": text}
    socket.close()


@pytest.mark.parametrize("text", ["x", '"x"', "5", "null", "{"])
def test_messages_that_are_no_json(ari: Ari, text: str) -> None:
    socket = ari.connect(f"app={unique('app')}")
    socket.send(text)
    event = receive(socket)
    assert event["status_code"] == 400
    assert event["reason_phrase"] == "Failed to parse request message JSON"
    assert "message_body" not in event
    socket.close()


@pytest.mark.parametrize(
    ("method", "uri", "status"),
    [
        ("GET", "nosuch", 404),
        ("GET", "ari/asterisk/ping", 404),
        ("GET", "/asterisk/ping", 405),
        ("HEAD", "channels", 405),
        ("OPTIONS", "channels", 204),
        ("GET", "channels/", 404),
        ("GET", "channels/nosuch", 404),
        ("GET", "api-docs/resources.json", 200),
    ],
)
def test_statuses(listener: Listener, method: str, uri: str, status: int) -> None:
    assert listener.rest(method, uri)["status_code"] == status


def test_what_cannot_be_unsubscribed(ari: Ari, listener: Listener) -> None:
    uri = f"applications/{listener.app}/subscription?eventSource=bridge:"
    assert listener.rest("POST", uri)["status_code"] == 200
    answer = listener.rest("DELETE", uri)
    assert (answer["status_code"], "message_body" in answer) == (200, False)
    assert ari("DELETE", f"/{uri}").status_code == 501


def test_ways_to_give_parameters(listener: Listener) -> None:
    name = unique("VARIABLE").replace("-", "")
    given = [{"name": "variable", "value": name}, {"name": "value", "value": "a&b=c d"}]
    assert listener.rest("POST", "asterisk/variable", query_strings=given)["status_code"] == 204
    body = {"content_type": "application/json", "message_body": json.dumps({"variable": name})}
    form = {
        "content_type": "application/x-www-form-urlencoded",
        "message_body": f"variable={name}",
    }
    for uri, fields in (
        (f"asterisk/variable?variable={name}", {}),
        ("asterisk/variable?variable=other", {"query_strings": given[:1]}),
        ("asterisk/variable?variable=other", body),
        ("asterisk/variable", form),
    ):
        event = listener.rest("GET", uri, **fields)
        assert event["uri"] == "asterisk/variable"
        assert json.loads(event["message_body"]) == {"value": "a&b=c d"}


def test_viewers(ari: Ari) -> None:
    socket = ari.connect(f"app={unique('app')}", auth=VIEWER)
    for method, uri, status in (("GET", "asterisk/ping", 200), ("POST", "channels", 403)):
        socket.send(json.dumps({"type": "RESTRequest", "method": method, "uri": uri}))
        assert receive(socket)["status_code"] == status
    socket.close()


def test_requests_are_answered_in_order(listener: Listener) -> None:
    ids = [f"r{number}" for number in range(30)]
    for id in ids:
        message = {"type": "RESTRequest", "request_id": id, "method": "GET", "uri": "channels"}
        listener.send(json.dumps(message))
    listener.wait("RESTResponse", lambda event: event["request_id"] == ids[-1])
    assert [event["request_id"] for event in listener.of("RESTResponse")] == ids


def test_a_blocked_request_blocks_all_later_ones(ari: Ari, listener: Listener) -> None:
    id = listener.channel()
    ari("POST", f"/channels/{id}/play/{unique('p')}", media="sound:beep")
    message = {"type": "RESTRequest", "method": "POST", "uri": f"channels/{id}/variable"}
    query = [{"name": "variable", "value": "X"}]
    listener.send(json.dumps(message | {"request_id": "slow", "query_strings": query}))
    listener.rest("GET", "asterisk/ping")
    assert listener.of("RESTResponse")[0]["request_id"] == "slow"
    listener.wait("PlaybackFinished")


@pytest.mark.parametrize(
    ("query", "path", "headers", "status"),
    [
        ("App=x", "events", "", 101),
        ("app=%20", "events", "", 500),
        (f"app={'x' * 73}", "events", "", 101),
        (f"app={'x' * 74}", "events", "", 500),
        ("app=x", "events/", "", 404),
        ("app=x", "events", "Sec-WebSocket-Protocol: zz, ARI\r\n", 101),
    ],
)
def test_handshakes(ari: Ari, query: str, path: str, headers: str, status: int) -> None:
    line = f"GET /ari/{path}?{query} HTTP/1.1"
    assert exchange(ari.url, request(line, HANDSHAKE + headers)).status == status


@pytest.mark.parametrize(("sent", "echoed"), [(1001, 1001), (4000, 4000), (0, 1000)])
def test_the_code_of_closing_is_echoed(ari: Ari, sent: int, echoed: int) -> None:
    socket = ari.connect(f"app={unique('app')}")
    socket.send(sent.to_bytes(2, "big"), websocket.ABNF.OPCODE_CLOSE)
    assert closed_with(socket) == echoed


@pytest.mark.parametrize(
    ("frame", "code"), [(b"\x83\x00", 1003), (b"\x81\x7e\xff\xfe", 1009)], ids=["unknown", "long"]
)
def test_frames_nobody_takes(ari: Ari, frame: bytes, code: int) -> None:
    socket = ari.connect(f"app={unique('app')}")
    socket.sock.sendall(frame)
    assert closed_with(socket) == code


def closed_with(socket: websocket.WebSocket) -> int:
    """The code of the close frame that comes."""
    frame = socket.recv_frame()
    socket.shutdown()
    assert frame.opcode == websocket.ABNF.OPCODE_CLOSE
    return int.from_bytes(frame.data, "big")


def test_a_ping_between_fragments(ari: Ari) -> None:
    text = b'{"type":"RESTRequest","method":"GET","uri":"asterisk/ping"}'
    socket = ari.connect(f"app={unique('app')}")
    for opcode, data, final in [(1, text[:9], 0), (9, b"", 1), (0, text[9:], 1)]:
        socket.send_frame(websocket.ABNF(fin=final, opcode=opcode, data=data))
    assert socket.recv_frame().opcode == websocket.ABNF.OPCODE_PONG
    assert receive(socket)["status_code"] == 200
    socket.close()


def test_a_filter_holds_back_responses_and_replacements(ari: Ari) -> None:
    app = unique("app")
    socket = ari.connect(f"app={app}")
    ari("PUT", f"/applications/{app}/eventFilter", {"allowed": [{"type": "ChannelUserevent"}]})
    socket.send('{"type":"RESTRequest","method":"GET","uri":"asterisk/ping"}')
    other = ari.connect(f"app={app}")
    socket.ping()
    assert socket.recv_frame().opcode == websocket.ABNF.OPCODE_PONG
    socket.close()
    other.close()


def test_who_takes_an_application_over_keeps_what_it_is_subscribed_to(ari: Ari) -> None:
    app = unique("app")
    first = ari.connect(f"app={app}&subscribeAll=true")
    second = ari.connect(f"app={app}")
    body = ari("GET", f"/applications/{app}").json()
    assert body["bridge_ids"] == ["__AST_BRIDGE_ALL_TOPIC"]
    first.close()
    second.close()


@pytest.mark.parametrize(
    ("source", "kept"),
    [("endpoint:PJSIP", True), ("endpoint:", False), ("bridge:", False), ("deviceState:x", False)],
)
def test_which_subscriptions_keep_an_application(ari: Ari, source: str, kept: bool) -> None:
    with ari.listen() as listener:
        ari("POST", f"/applications/{listener.app}/subscription", eventSource=source)
    for _ in range(1 if kept else 50):
        status = ari("GET", f"/applications/{listener.app}").status_code
        if status == 404:
            break
        ari.sleep(0.1)
    assert status == (200 if kept else 404)
    ari("DELETE", f"/applications/{listener.app}/subscription", eventSource=source)


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("text/plain", "x", 400),
        ("application/json; charset=utf-8", "{}", 400),
        ("application/x-www-form-urlencoded", "variable=NAME", 200),
    ],
)
def test_bodies_of_requests(listener: Listener, kind: str, body: str, status: int) -> None:
    answer = listener.rest(
        "GET", "asterisk/variable?variable=", content_type=kind, message_body=body
    )
    assert answer["status_code"] == status
