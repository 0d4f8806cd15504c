"""``--dry-run``, ``--curl`` and ``-v``: what would be sent, what is sent, and no password."""

from __future__ import annotations

import base64
import json
import logging
import shutil
import subprocess
from pathlib import Path

import pytest

from aricli.ari.redaction import Redaction
from tests.unit.answering import Answer, Answering
from tests.unit.program import PASSWORD, Program

ORIGINATE = (
    *("channels", "originate", "Local/1000@default", "--app", "my app", "--id", "c/1"),
    *("--caller-id", "Zoë O'Hara <1000>", "--variable", "A=$HOME `x` \"y\" 'z'"),
)
TOKEN = base64.b64encode(f"asterisk:{PASSWORD}".encode()).decode()


def test_dry_run_shows_the_request_and_sends_nothing(aricli: Program, web: Answering) -> None:
    ran = aricli(*ORIGINATE, "--dry-run")
    assert (ran.code, ran.stderr, web.requests) == (0, "", [])
    first, *body = ran.lines
    assert first.startswith(f"POST {web.url}/ari/channels/c%2F1?endpoint=Local%2F1000%40default&")
    assert json.loads("\n".join(body)) == {"variables": {"A": "$HOME `x` \"y\" 'z'"}}
    assert body[1] == '  "variables": {'


@pytest.mark.parametrize(
    "arguments",
    [
        ("answer", "1.1"),
        ("play", "1.1", "sound:hello", "--wait"),
        ("channels", "record", "1.1", "x", "--format", "wav", "--wait"),
        ("channels", "originate", "Local/1@default", "--app", "a", "--wait"),
        ("channels", "dial", "1.1", "--wait", "--timeout", "5"),
        ("recordings", "download", "x"),
        ("recordings", "download", "x", "-o", "file"),
        ("recordings", "download", "--all"),
        ("api", "DELETE", "channels/1.1"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("flag", ["--dry-run", "--curl"])
def test_every_command_shows_its_one_request(
    aricli: Program, web: Answering, arguments: tuple[str, ...], flag: str
) -> None:
    ran = aricli(*arguments, flag, ARICLI_PASSWORD="")
    assert (ran.code, ran.stderr, web.requests) == (0, "", [])
    assert len(ran.lines) == 1
    assert f"{web.url}/ari/" in ran.lines[0]
    assert list(aricli.home.iterdir()) == []


def test_ids_from_stdin_are_a_request_each(aricli: Program, web: Answering) -> None:
    ran = aricli("hangup", "-", "--dry-run", stdin="1.1\n\n2.2\n")
    assert ran.code == 0
    assert ran.lines == [f"DELETE {web.url}/ari/channels/{id}" for id in ("1.1", "2.2")]
    assert web.requests == []


def test_what_is_refused_is_refused_in_a_dry_run_too(aricli: Program) -> None:
    assert aricli("play", "1.1", "nonsense", "--dry-run").code == 2
    huge = aricli("channels", "send-dtmf", "1.1", "1" * 5000, "--dry-run")
    assert huge.code == 2
    assert "Asterisk takes 4095" in huge.stderr


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
@pytest.mark.parametrize(
    "arguments",
    [
        ORIGINATE,
        ("channels", "list"),
        ("answer", "it's 1&2;3"),
        ("hangup", "1.1", "--reason", "busy"),
        ("play", "1.1", "sound:[a]{b}", "sound:c"),
        ("api", "PUT", "applications/a/eventFilter", 'allowed:=[{"type":"Ä\u202e\\u001b"}]'),
    ],
    ids=lambda arguments: arguments[0],
)
def test_the_line_for_curl_sends_the_same(
    aricli: Program, web: Answering, arguments: tuple[str, ...]
) -> None:
    if arguments[0] == "play":
        arguments = (*arguments, "--id", "p")
    (line,) = aricli(*arguments, "--curl").lines
    subprocess.run(
        ["sh", "-c", line], env=aricli.environment, check=True, capture_output=True, timeout=60
    )
    aricli(*arguments)
    theirs, ours = web.requests
    assert (theirs.method, theirs.path) == (ours.method, ours.path)
    assert theirs.headers["Authorization"] == ours.headers["Authorization"]
    assert theirs.headers.get("Content-Type") == ours.headers.get("Content-Type")
    assert (theirs.body and json.loads(theirs.body)) == (ours.body and json.loads(ours.body))


@pytest.mark.parametrize(
    ("environment", "user"),
    [
        ({}, '-u asterisk:"$ARICLI_PASSWORD"'),
        ({"ARICLI_PASSWORD": ""}, "-u asterisk "),
        ({"ARICLI_USERNAME": "o'brian"}, """-u 'o'"'"'brian':"$ARICLI_PASSWORD\""""),
        ({"ARICLI_USERNAME": ""}, '-u "$ARICLI_USERNAME:$ARICLI_PASSWORD"'),
    ],
)
def test_curl_is_given_no_password(aricli: Program, environment: dict[str, str], user: str) -> None:
    (line,) = aricli("channels", "list", "--curl", **environment).lines
    assert line.startswith(f"curl {user}")
    assert PASSWORD not in line
    assert TOKEN not in line


def test_curl_gets_the_way_to_the_server(aricli: Program, tmp_path: Path) -> None:
    (line,) = aricli(
        *("channels", "list", "--curl", "--insecure", "--url", "https://localhost:8089/pbx"),
        *("--ca-cert", "my ca.pem", "--proxy", "http://localhost:3128"),
    ).lines
    options = "--insecure --cacert 'my ca.pem' --proxy http://localhost:3128"
    assert f" {options} https://localhost:8089/pbx/ari/channels" in line


def test_v_shows_requests_and_vv_bodies(aricli: Program, web: Answering) -> None:
    web.answers["POST /ari/channels/c%2F1"] = Answer({"id": "c/1"})
    once = aricli(*ORIGINATE, "-v")
    assert len(once.stderr.splitlines()) == 1
    assert once.stderr.startswith("POST /channels/c%2F1?")
    assert " -> 200 " in once.stderr
    twice = aricli(*ORIGINATE, "-vv")
    assert '{"id": "c/1"}' in twice.stderr
    assert '{"variables":' in twice.stderr
    assert twice.stdout == once.stdout


def test_no_password_in_anything_that_is_said(aricli: Program, web: Answering) -> None:
    web.answers["GET /ari/channels"] = Answer({"message": "Authentication required"}, 401)
    for arguments in (
        ("channels", "list", "-vv"),
        ("channels", "list", "--curl"),
        ("channels", "list", "--dry-run"),
        ("channels", "get", "x", "-vv"),
        ("api", "channels", "-vv"),
        ("recordings", "download", "x", "-vv"),
    ):
        ran = aricli(*arguments, ARICLI_DEBUG="1")
        assert PASSWORD not in ran.stderr + ran.stdout.decode()
        assert TOKEN not in ran.stderr + ran.stdout.decode()


@pytest.mark.parametrize(
    "text",
    [
        "GET /channels?api_key=asterisk:hunter2&app=x",
        "GET /channels?password=hunter2",
        "Authorization: Basic hunter2==",
        "'Authorization': 'Basic hunter2'",
        "connect to http://asterisk:hunter2@localhost:8088/ari",
        '{"password": "hunter2"}',
        '{"auth_secret":"hunter2 \\"and more hunter2\\""}',
        '{"attribute":"password","value":"hunter2"}',
        '[{"attribute": "md5_cred", "value": "hunter2"}, {"attribute": "a", "value": "kept"}]',
    ],
)
def test_a_password_that_slips_into_the_log_is_blotted_out(text: str) -> None:
    record = logging.LogRecord("aricli.wire", logging.INFO, "", 0, "%s kept", (text,), None)
    assert Redaction().filter(record)
    assert "hunter2" not in record.getMessage()
    assert "***" in record.getMessage()
    assert record.getMessage().endswith("kept")


def test_the_wire_log_has_the_filter(caplog: pytest.LogCaptureFixture) -> None:
    from aricli.ari.wire import wire

    with caplog.at_level(logging.INFO, "aricli.wire"):
        wire.info("GET /x?%s", "api_key=hunter2")
    assert "hunter2" not in caplog.text


def test_what_is_no_secret_is_kept() -> None:
    record = logging.LogRecord(
        "w", logging.INFO, "", 0, "POST /channels/1?app=a&caller=b", (), None
    )
    Redaction().filter(record)
    assert record.getMessage() == "POST /channels/1?app=a&caller=b"


def test_misspelt_types_in_a_filter_are_told_of_and_sent(aricli: Program, web: Answering) -> None:
    ran = aricli("applications", "filter", "my-app", "--allowed", "channelvarset", "--dry-run")
    assert ran.code == 0
    assert ran.stderr.splitlines() == [
        "aricli: no event type channelvarset is known; did you mean ChannelVarset?"
    ]
    cleared = aricli("applications", "filter", "my-app", "--allowed", "", "--dry-run")
    assert (cleared.code, cleared.stderr) == (0, "")


def test_a_password_in_the_url_of_a_proxy_is_refused_as_that(aricli: Program) -> None:
    ran = aricli("channels", "list", "--proxy", "http://me:secret@127.0.0.1:3128")
    assert ran.code == 2
    assert "aricli: the proxy's URL must hold no user" in ran.stderr
    assert "secret" not in ran.stderr


def test_a_proxy_that_is_none_is_told_what_one_looks_like(aricli: Program) -> None:
    for proxy in ("http://localhost:nought", "ftp://localhost:3128"):
        ran = aricli("channels", "list", "--proxy", proxy)
        assert (ran.code, "it looks like  http://localhost:3128" in ran.stderr) == (2, True)
