"""The HTTP layer where it is odd: who is let in, bodies that break off, other paths."""

from __future__ import annotations

import base64

import pytest

from tests.contract.client import Ari
from tests.contract.raw import AUTHORIZED, exchange, request

PING = "GET /ari/asterisk/ping HTTP/1.1"
CHUNKED = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
STRANGER = "Authorization: Basic " + base64.b64encode(b"xx:yy").decode()
VIEWER = "Authorization: Basic " + base64.b64encode(b"viewer:viewer").decode()
UNPARSABLE = '{"message":"Error parsing request body"}'


def asked(line: str, headers: str = "", body: str = "") -> str:
    """A request without credentials but those in the headers."""
    return f"{line}\r\nHost: x\r\n{headers}\r\n{body}"


@pytest.mark.parametrize(
    ("line", "headers", "status"),
    [
        (PING, f"{AUTHORIZED}\r\n".replace("Basic", "basic"), 401),
        (PING, f"{AUTHORIZED}\r\n{STRANGER}\r\n", 200),
        (PING, f"{STRANGER}\r\n{AUTHORIZED}\r\n", 401),
        (PING, f"{AUTHORIZED}\r\n more\r\n", 200),
        (PING.replace("GET", "get"), f"{AUTHORIZED}\r\n", 200),
        (PING.replace(" HTTP", "?api_key=asterisk:asterisk&api_key=xx:yy HTTP"), "", 200),
        (PING.replace(" HTTP", "?api_key=xx:yy&api_key=asterisk:asterisk HTTP"), "", 401),
        ("HEAD /ari/bridges HTTP/1.1", f"{VIEWER}\r\n", 403),
    ],
)
def test_who_is_let_in(ari: Ari, line: str, headers: str, status: int) -> None:
    assert exchange(ari.url, asked(line, headers)).status == status


def test_a_key_in_a_form(ari: Ari) -> None:
    form = "api_key=asterisk:asterisk&variable=CHK"
    headers = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n"
    answer = exchange(ari.url, asked("POST /ari/asterisk/variable HTTP/1.1", headers, form))
    assert answer.status == 204


@pytest.mark.parametrize(
    "chunks", ["zz\r\n{}\r\n0\r\n\r\n", "-2\r\n{}\r\n", "2\r\n{}XX\r\n0\r\n\r\n"]
)
def test_broken_chunks(ari: Ari, chunks: str) -> None:
    line = "GET /ari/asterisk/variable HTTP/1.1"
    answer = exchange(ari.url, request(line, CHUNKED, chunks))
    assert (answer.status, answer.body, answer.closed) == (400, UNPARSABLE, True)


def test_a_trailer_behind_chunks_is_passed_over(ari: Ari) -> None:
    body = '12\r\n{"variable":"CHK"}\r\n0\r\nX-Trailer: x\r\n\r\n'
    answer = exchange(ari.url, request("GET /ari/asterisk/variable HTTP/1.1", CHUNKED, body))
    assert (answer.status, answer.body, answer.closed) == (200, '{"value":""}', False)


def test_an_encoding_that_nobody_has(ari: Ari) -> None:
    answer = exchange(ari.url, request(PING, "Transfer-Encoding: gzip\r\n"))
    assert (answer.status, answer.reason, answer.closed) == (501, "Unimplemented", True)
    assert "<p>Unsupported Transfer-Encoding.</p>" in answer.body


@pytest.mark.parametrize("body", ['"x"', "null", "5", "true", '{"a":"\\ud800"}', "\xef\xbb\xbf{}"])
def test_json_that_is_no_object(ari: Ari, body: str) -> None:
    headers = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    line = "GET /ari/asterisk/variable HTTP/1.1"
    answer = exchange(ari.url, request(line, headers, body))
    assert (answer.status, answer.body) == (400, UNPARSABLE)


def test_a_parameter_ends_at_a_zero_byte(ari: Ari) -> None:
    assert ari("GET", "/asterisk/variable?variable=%00").status_code == 400


def test_an_empty_form_field_leaves_the_query_as_it_is(ari: Ari) -> None:
    headers = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n"
    line = "POST /ari/asterisk/variable?variable=CHK HTTP/1.1"
    assert exchange(ari.url, request(line, headers, "variable=")).status == 204


@pytest.mark.parametrize(
    ("line", "status", "text"),
    [
        ("GET /ws HTTP/1.1", 426, ""),
        ("POST /ws HTTP/1.1", 501, "Attempt to use unimplemented / unsupported method"),
        ("GET /media HTTP/1.1", 404, "WebSocket instance not found"),
        ("GET /media/x HTTP/1.1", 404, "WebSocket instance not found"),
    ],
)
def test_paths_of_websockets(ari: Ari, line: str, status: int, text: str) -> None:
    answer = exchange(ari.url, request(line, "Content-Length: 0\r\n"))
    assert (answer.status, answer.headers["Content-type"]) == (status, "text/html")
    assert f"<p>{text}</p>" in answer.body
    assert answer.closed == (status == 404)


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("POST /ari/bridges HTTP/1.1", VIEWER),
        ("POST /ari/nope HTTP/1.1", AUTHORIZED),
        ("POST /ari/channels/ HTTP/1.1", AUTHORIZED),
        ("OPTIONS /ari/channels HTTP/1.1", AUTHORIZED),
    ],
)
def test_a_body_is_parsed_before_anything_is_looked_up(ari: Ari, line: str, who: str) -> None:
    headers = f"{who}\r\nContent-Type: application/json\r\nContent-Length: 1\r\n"
    answer = exchange(ari.url, asked(line, headers, "{"))
    assert (answer.status, answer.body) == (400, UNPARSABLE)


@pytest.mark.parametrize("body", ['{"a":"\\u0000"}', '{"a":1e400}', '{"a":9223372036854775808}'])
def test_json_that_asterisk_cannot_hold(ari: Ari, body: str) -> None:
    headers = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    answer = exchange(ari.url, request(PING, headers, body))
    assert (answer.status, answer.body) == (400, UNPARSABLE)


@pytest.mark.parametrize(
    ("length", "status"),
    [("2x", 200), ("+2", 200), ("2,2", 200), ("", 200), ("4294967298", 200), ("2147483648", 400)],
)
def test_a_length_is_what_the_text_begins_with(ari: Ari, length: str, status: int) -> None:
    assert exchange(ari.url, request(PING, f"Content-Length: {length}\r\n", "{}")).status == status


def test_a_query_beats_a_form(ari: Ari) -> None:
    form = "variable="
    headers = (
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form) + 4}\r\n"
    )
    line = "GET /ari/asterisk/variable?variable= HTTP/1.1"
    assert exchange(ari.url, request(line, headers, form + "NAME")).status == 400


def test_padding_of_credentials_may_be_missing(ari: Ari) -> None:
    assert exchange(ari.url, asked(PING, f"{AUTHORIZED.rstrip('=')}\r\n")).status == 200


@pytest.mark.parametrize(("size", "status"), [(4093, 200), (4094, 400)])
def test_the_longest_line(ari: Ari, size: int, status: int) -> None:
    line = PING.replace(" HTTP", f"?x={'x' * (size - len(PING) - 3)} HTTP")
    assert exchange(ari.url, request(line)).status == status


def test_parts_of_the_information_in_any_case(ari: Ari) -> None:
    assert list(ari("GET", "/asterisk/info", only="CONFIG").json()) == ["config"]
