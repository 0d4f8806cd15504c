"""The HTTP layer: authentication, routing, limits, pages, headers."""

from __future__ import annotations

import json

import pytest

from aricli.ari.request import MAX_REQUEST_LINE
from tests.contract.client import USER, VIEWER, Ari, refused, unique
from tests.contract.raw import HANDSHAKE, exchange, request

PING = "GET /ari/asterisk/ping HTTP/1.1"
REALM = 'Basic realm="Asterisk REST Interface"'


def test_ping(ari: Ari) -> None:
    reply = ari("GET", "/asterisk/ping")
    assert (reply.status_code, list(reply.json())) == (200, ["ping", "timestamp", "asterisk_id"])


def test_headers(ari: Ari) -> None:
    headers = ari("GET", "/asterisk/ping").headers
    assert headers["Server"].startswith("Asterisk/22.10.1")
    assert headers["Cache-Control"] == "no-cache, no-store"
    assert headers["Content-Type"] == "application/json"
    assert "Date" in headers
    assert "Connection" not in headers


def test_no_content(ari: Ari) -> None:
    reply = ari("DELETE", "/deviceStates/Stasis:nothing")
    assert (reply.status_code, reply.headers["Content-Length"]) == (204, "0")
    assert "Content-Type" not in reply.headers


@pytest.mark.parametrize(
    "auth",
    [None, ("asterisk", "wrong"), ("nobody", "asterisk"), ("asterisk", ""), ("", "")],
)
@pytest.mark.parametrize("path", ["/asterisk/ping", "/nosuch", "/api-docs/resources.json"])
def test_unknown_users(ari: Ari, auth: tuple[str, str] | None, path: str) -> None:
    reply = ari("GET", path, auth=auth)
    refused(reply, 401, "Authentication required")
    assert reply.headers["WWW-Authenticate"] == REALM


@pytest.mark.parametrize("header", ["Bearer x", "Basic", "Basic !!!", "Basic YXN0ZXJpc2s="])
def test_malformed_credentials(ari: Ari, header: str) -> None:
    reply = ari("GET", "/asterisk/ping", auth=None, headers={"Authorization": header})
    refused(reply, 401, "Authentication required")


@pytest.mark.parametrize(
    ("key", "auth", "status"),
    [
        ("asterisk:asterisk", None, 200),
        ("asterisk:wrong", None, 401),
        ("asterisk", None, 401),
        ("asterisk:wrong", USER, 200),
        ("asterisk:asterisk", ("asterisk", "wrong"), 401),
    ],
)
def test_api_key(ari: Ari, key: str, auth: tuple[str, str] | None, status: int) -> None:
    assert ari("GET", "/asterisk/ping", auth=auth, api_key=key).status_code == status


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("Bearer abc", 200),
        ("Basic", 200),
        ("Basic !!!!", 200),
        ("Basic YXN0ZXJpc2s=", 200),
        ("Basic Og==", 401),
    ],
)
def test_a_key_counts_beside_what_are_no_credentials(ari: Ari, header: str, status: int) -> None:
    headers = {"Authorization": header}
    reply = ari("GET", "/asterisk/ping", auth=None, headers=headers, api_key="asterisk:asterisk")
    assert reply.status_code == status


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/channels"), ("DELETE", "/channels/x"), ("PUT", "/nosuch"), ("POST", "/bridges")],
)
def test_viewers_write_nothing(ari: Ari, method: str, path: str) -> None:
    refused(ari(method, path, auth=VIEWER), 403, "Write access denied")


@pytest.mark.parametrize("path", ["/channels", "/asterisk/ping", "/applications"])
def test_viewers_read(ari: Ari, path: str) -> None:
    assert ari("GET", path, auth=VIEWER).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/nosuch", "/Channels", "/channels.json", "/channels/x/y/z", "/sounds/digits/1", "/mailboxes"],
)
def test_no_such_resource(ari: Ari, path: str) -> None:
    refused(ari("GET", path), 404, "Resource not found")
    refused(ari("OPTIONS", path), 404, "Resource not found")
    refused(ari("OPTIONS", path, auth=VIEWER), 404, "Resource not found")


@pytest.mark.parametrize(
    "path",
    ["/channels/x", "/channels/x/play/y", "/bridges/x/variable", "/recordings/stored/x%2Fy/file"],
)
def test_options_finds_what_could_be_there(ari: Ari, path: str) -> None:
    assert ari("OPTIONS", path).status_code == 204
    assert ari("OPTIONS", path, auth=VIEWER).status_code == 204


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "", "OPTIONS"),
        ("GET", "/asterisk", "OPTIONS"),
        ("GET", "/recordings", "OPTIONS"),
        ("GET", "/channels/x/answer", "OPTIONS,POST"),
        ("GET", "/channels/create", "OPTIONS,POST"),
        ("PUT", "/channels", "OPTIONS,GET,POST"),
        ("DELETE", "/channels", "OPTIONS,GET,POST"),
        ("PATCH", "/channels/x", "OPTIONS,GET,POST,DELETE"),
        ("POST", "/deviceStates/x", "OPTIONS,GET,PUT,DELETE"),
        ("POST", "/playbacks/x", "OPTIONS,GET,DELETE"),
        ("POST", "/events", "OPTIONS"),
        ("GET", "/events/user/x", "OPTIONS,POST"),
        ("BOGUS", "/asterisk/ping", "OPTIONS,GET"),
    ],
)
def test_methods_not_allowed(ari: Ari, method: str, path: str, allow: str) -> None:
    reply = ari(method, path)
    refused(reply, 405, "Invalid method")
    assert reply.headers["Allow"] == allow


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/channels", "OPTIONS,GET,POST"),
        ("/channels/x", "OPTIONS,GET,POST,DELETE"),
        ("/asterisk/modules/x", "OPTIONS,GET,POST,PUT,DELETE"),
    ],
)
def test_options(ari: Ari, path: str, allow: str) -> None:
    reply = ari("OPTIONS", path)
    assert (reply.status_code, reply.headers["Allow"]) == (204, allow)


@pytest.mark.parametrize("path", ["channels", "asterisk/ping", "nosuch"])
def test_trailing_slashes(ari: Ari, path: str) -> None:
    message = f"ARI URLs do not end with a slash. Try /ari/{path}"
    refused(ari("GET", f"/{path}/"), 404, message)


@pytest.mark.parametrize(
    ("path", "hint"), [("a%20b/", "a%20b"), ("%2f/", "%2f"), ("/", ""), ("//", "/")]
)
def test_the_hint_is_the_path_as_it_came(ari: Ari, path: str, hint: str) -> None:
    answer = exchange(ari.url, request(f"GET /ari/{path} HTTP/1.1"))
    message = f"ARI URLs do not end with a slash. Try /ari/{hint}"
    assert (answer.status, json.loads(answer.body)) == (404, {"message": message})


def test_an_empty_segment_ends_the_path(ari: Ari) -> None:
    assert ari("GET", "/applications//x").json() == ari("GET", "/applications").json()


@pytest.mark.parametrize("body", ["{x", "{", "[", "nonsense"])
def test_bodies_that_are_no_json(ari: Ari, body: str) -> None:
    headers = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    answer = exchange(ari.url, request("POST /ari/channels HTTP/1.1", headers, body))
    assert (answer.status, answer.body) == (400, '{"message":"Error parsing request body"}')


@pytest.mark.parametrize("kind", ["text/plain", "application/xml"])
def test_other_bodies_are_ignored(ari: Ari, kind: str) -> None:
    reply = ari("POST", "/asterisk/variable", {"variable": "X"}, headers={"Content-Type": kind})
    refused(reply, 400, "Variable name is required")


def test_forms(ari: Ari) -> None:
    name = unique("VARIABLE").replace("-", "")
    body = f"variable={name}&value=a+b%26c"
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    headers = f"{kind}Content-Length: {len(body)}\r\n"
    answer = exchange(ari.url, request("POST /ari/asterisk/variable HTTP/1.1", headers, body))
    assert answer.status == 204
    assert ari("GET", "/asterisk/variable", variable=name).json() == {"value": "a b&c"}


def test_text_is_utf8(ari: Ari) -> None:
    name = unique("VARIABLE").replace("-", "")
    ari("POST", "/asterisk/variable", {"variable": name, "value": "Zoë 日本"})
    reply = ari("GET", "/asterisk/variable", variable=name)
    assert reply.content == '{"value":"Zoë 日本"}'.encode()


@pytest.mark.parametrize(
    ("data", "status", "text"),
    [
        ("nonsense\r\n\r\n", 400, "Invalid Request"),
        (request("GET"), 400, "Invalid Request"),
        (request(f"GET /ari/channels/{'x' * 4100} HTTP/1.1"), 400, "Request line too long"),
        (request(PING, f"X-Long: {'y' * 5000}\r\n"), 400, "Header line too long"),
        (request(PING, "X: 1\r\n" * 120), 413, "Too many headers"),
        (
            request("POST /ari/channels HTTP/1.1", "Content-Length: abc\r\n"),
            400,
            "Invalid Content-Length in request!",
        ),
        (
            request("POST /ari/channels HTTP/1.1", "Content-Length: -5\r\n"),
            400,
            "Invalid Content-Length in request!",
        ),
    ],
)
def test_messages_that_are_refused(ari: Ari, data: str, status: int, text: str) -> None:
    answer = exchange(ari.url, data)
    assert (answer.status, answer.closed) == (status, True)
    assert answer.headers["Content-type"] == "text/html"
    assert answer.headers["Connection"] == "close"
    assert f"<p>{text}</p>" in answer.body


@pytest.mark.parametrize(("size", "status"), [(MAX_REQUEST_LINE, 404), (MAX_REQUEST_LINE + 1, 400)])
def test_long_lines(ari: Ari, size: int, status: int) -> None:
    id = "x" * (size - len("GET /ari/channels/ HTTP/1.1\r\n"))
    answer = exchange(ari.url, request(f"GET /ari/channels/{id} HTTP/1.1"))
    assert answer.status == status


@pytest.mark.parametrize(("size", "status"), [(40960, 400), (40961, 413)])
def test_long_bodies(ari: Ari, size: int, status: int) -> None:
    headers = f"Content-Type: application/json\r\nContent-Length: {size}\r\n"
    body = "{}".ljust(size)
    answer = exchange(ari.url, request("POST /ari/channels HTTP/1.1", headers, body))
    assert answer.status == status


def test_a_long_body_that_is_not_looked_at(ari: Ari) -> None:
    headers = "Content-Type: text/plain\r\nContent-Length: 50000\r\n"
    answer = exchange(ari.url, request("POST /ari/channels HTTP/1.1", headers, "x" * 50000))
    assert answer.status == 400


@pytest.mark.parametrize("path", ["/", "/arix", "/httpstatus", "ari/asterisk/ping"])
def test_outside_ari(ari: Ari, path: str) -> None:
    answer = exchange(ari.url, request(f"GET {path} HTTP/1.1"))
    assert (answer.status, answer.headers["Content-type"]) == (404, "text/html")
    assert "<p>The requested URL was not found on this server.</p>" in answer.body


@pytest.mark.parametrize(
    "line",
    [
        "GET /ARI/asterisk/ping HTTP/1.1",
        "GET /ari/asterisk/ping HTTP/1.0",
        "GET /ari/asterisk/ping HTTP/2.0",
        "GET /ari/asterisk/ping",
    ],
)
def test_what_is_let_through(ari: Ari, line: str) -> None:
    answer = exchange(ari.url, request(line))
    assert (answer.status, answer.closed) == (200, False)


def test_closing(ari: Ari) -> None:
    answer = exchange(ari.url, request(PING, "Connection: close\r\n"))
    assert (answer.status, answer.closed) == (200, True)
    assert answer.headers["Connection"] == "close"


def test_chunks(ari: Ari) -> None:
    headers = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
    body = '2\r\n{"\r\n10\r\nvariable":"CHK"}\r\n0\r\n\r\n'
    answer = exchange(ari.url, request("GET /ari/asterisk/variable HTTP/1.1", headers, body))
    assert (answer.status, answer.body) == (200, '{"value":""}')


@pytest.mark.parametrize(
    ("line", "headers", "status", "text"),
    [
        ("GET /ari/events HTTP/1.1", HANDSHAKE, 400, "HTTP request is missing param: [app]"),
        ("GET /ari/events?app= HTTP/1.1", HANDSHAKE, 400, "HTTP request is missing param: [app]"),
        ("GET /ari/events?app=a,,b HTTP/1.1", HANDSHAKE, 500, "Stasis app registration failed"),
        ("GET /ari/events?app=a HTTP/1.1", "", 426, ""),
        ("GET /ari/events HTTP/1.1", "", 426, ""),
    ],
)
def test_handshake_pages(ari: Ari, line: str, headers: str, status: int, text: str) -> None:
    answer = exchange(ari.url, request(line, headers))
    assert (answer.status, answer.headers["Content-type"]) == (status, "text/html")
    assert f"<p>{text}</p>" in answer.body


@pytest.mark.parametrize(
    ("line", "headers"),
    [
        ("GET /ws HTTP/1.1", HANDSHAKE),
        ("GET /ari/events?app=a HTTP/1.1", HANDSHAKE.replace("13", "12")),
        ("GET /ari/events?app=a HTTP/1.1", f"{HANDSHAKE}Sec-WebSocket-Protocol: zz\r\n"),
    ],
)
def test_bad_handshakes(ari: Ari, line: str, headers: str) -> None:
    answer = exchange(ari.url, request(line, headers))
    assert (answer.status, answer.body) == (400, "")
    assert answer.headers["Sec-WebSocket-Version"] == "7, 8, 13"


@pytest.mark.parametrize("protocol", ["", "ari", "ari,zz"])
def test_good_handshakes(ari: Ari, protocol: str) -> None:
    headers = f"{HANDSHAKE}Sec-WebSocket-Protocol: {protocol}\r\n" if protocol else HANDSHAKE
    answer = exchange(ari.url, request(f"GET /ari/events?app={unique('app')} HTTP/1.1", headers))
    assert (answer.status, answer.reason) == (101, "Switching Protocols")
    assert answer.headers["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    assert answer.headers.get("Sec-WebSocket-Protocol") == ("ari" if protocol else None)


def test_an_upgrade_elsewhere_is_ignored(ari: Ari) -> None:
    answer = exchange(ari.url, request(PING, HANDSHAKE))
    assert answer.status == 200
