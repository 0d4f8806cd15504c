"""``aricli api``: any request as it is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.answering import Answer, Answering
from tests.unit.program import Program

PLAY = ["POST", "channels/1.1/play"]


def sent(web: Answering) -> tuple[str, Any]:
    """The one request that was sent: method and path, and the body."""
    (request,) = web.requests
    return f"{request.method} {request.path}", json.loads(request.body) if request.body else None


@pytest.mark.parametrize("path", ["channels", "/channels", "/ari/channels", "ari/channels/"])
def test_the_path_is_what_stands_below_ari(aricli: Program, web: Answering, path: str) -> None:
    web.answers["GET /ari/channels"] = Answer(b'[ {"id": "1.1"} ]')
    ran = aricli("api", path)
    assert (ran.code, ran.stdout) == (0, b'[ {"id": "1.1"} ]')
    assert sent(web) == ("GET /ari/channels", None)


@pytest.mark.parametrize(
    ("words", "request_line", "body"),
    [
        (["GET", "sounds", "lang=fr"], "GET /ari/sounds?lang=fr", None),
        (["sounds?lang=fr", "format=gsm"], "GET /ari/sounds?lang=fr&format=gsm", None),
        (["delete", "channels/1.1", "reason=busy"], "DELETE /ari/channels/1.1?reason=busy", None),
        (["sounds/digits%2F1"], "GET /ari/sounds/digits%2F1", None),
        (["device/a b/ü"], "GET /ari/device/a%20b/%C3%BC", None),
        (["PUT", "new/thing", "a==b", "c="], "PUT /ari/new/thing?a=%3Db&c=", None),
        (["new/thing", 'list:=["a", 1]', "b=1"], "POST /ari/new/thing?b=1", {"list": ["a", 1]}),
        (["PUT", "new", "on:=true"], "PUT /ari/new", {"on": True}),
        ([*PLAY, "media=sound:a"], "POST /ari/channels/1.1/play?media=sound%3Aa", None),
        (
            [*PLAY, "media=sound:a", "media=sound:b,c"],
            "POST /ari/channels/1.1/play",
            {"media": ["sound:a", "sound:b,c"]},
        ),
        (["GET", "new", "a=1", "a=2"], "GET /ari/new?a=1%2C2", None),
    ],
)
def test_fields_go_where_they_belong(
    aricli: Program, web: Answering, words: list[str], request_line: str, body: Any
) -> None:
    aricli("api", *words)
    assert sent(web) == (request_line, body)


def test_the_body_comes_from_a_file_or_stdin(aricli: Program, web: Answering) -> None:
    body = '{"variables": {"A": "é"}}'
    (aricli.home / "body.json").write_text(body, encoding="utf-8")
    aricli("api", "bridges/b/variables", "--input", "body.json")
    aricli("api", "PUT", "bridges/b/variables", "x=1", "--input", "-", stdin=body)
    assert [json.loads(each.body) for each in web.requests] == [json.loads(body)] * 2
    assert web.asked == ["POST /ari/bridges/b/variables", "PUT /ari/bridges/b/variables?x=1"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["POST"], "no path"),
        ([""], "no path below"),
        (["http://localhost/ari/channels"], "no path below"),
        (["channels//play"], "no path below"),
        (["channels/../asterisk"], "'..'"),
        (["channels", "novalue"], "NAME=VALUE"),
        (["channels", "=x"], "NAME=VALUE"),
        (["channels", "a:=[1"], "not JSON"),
        (["channels", "--input", "no-such-file"], "no-such-file"),
        (["channels", "a:=1", "--input", "-"], "whole body"),
        (["POST", "new", "a=1", "a=2", "--input", "-"], "no object"),
        (["channels", "a=1", "a=2,3"], "comma"),
        (["channels?api_key=asterisk:secret"], "password"),
        (["channels", "api_key=asterisk:secret"], "password"),
    ],
)
def test_what_cannot_be_sent_is_refused(
    aricli: Program, web: Answering, words: list[str], why: str
) -> None:
    refused = aricli("api", *words, stdin="[1]")
    assert refused.code == 2
    assert why in refused.stderr.splitlines()[0]
    assert "secret" not in refused.stderr
    assert web.requests == []


@pytest.mark.parametrize(
    "words",
    [
        "POST channels/1.1/move",
        "POST bridges/b/record name=x",
        "POST bridges/b/variable value=x",
        "POST channels/1.1/dtmf dtmf=1 before=-5",
        "POST channels/1.1/dtmf dtmf=1 before=now",
        "POST channels/1.1/play media=number:abc",
        "POST channels/1.1/play/p media=hello",
        "POST channels/1.1/record name=../x format=wav",
        "DELETE recordings/stored/..%2Fx",
        "POST channels endpoint=Local/1@default",
        "POST channels/1.1/move app:=5",
        "POST bridges/b/record name=x format:=5",
        "POST bridges/b/variable variable:=5",
        "GET channels/1.1/variables variables:=[5]",
        "GET asterisk/info only:=5",
        "GET asterisk/info only:=null",
        "POST applications/a/subscription eventSource:=[5]",
        "POST events/user/hi application=a source:=[5]",
        "PUT asterisk/config/dynamic/res_pjsip/endpoint/x fields:=[5]",
        'PUT asterisk/config/dynamic/res_pjsip/endpoint/x fields:=[{"attribute":"allow"}]',
    ],
)
def test_what_hurts_asterisk_is_refused_unless_forced(
    aricli: Program, web: Answering, words: str
) -> None:
    refused = aricli("api", *words.split())
    assert refused.code == 2, refused
    assert web.requests == []
    aricli("api", *words.split(), "--force")
    assert len(web.requests) == 1


def test_attributes_are_sent_as_they_are(aricli: Program, web: Answering) -> None:
    fields = [{"attribute": "allow", "value": "ulaw"}]
    path = "asterisk/config/dynamic/res_pjsip/endpoint/x"
    aricli("api", "PUT", path, f"fields:={json.dumps(fields)}")
    assert sent(web) == (f"PUT /ari/{path}", {"fields": fields})


def test_values_in_the_body_count_too(aricli: Program, web: Answering) -> None:
    aricli("api", "POST", "channels/1.1/move", 'app:="other"')
    assert sent(web) == ("POST /ari/channels/1.1/move", {"app": "other"})


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("channelz", "/channels"),
        ("nonsense", "/applications, /asterisk, /bridges"),
        ("POST channels/1.1/anser", "/channels/{channel_id}/answer"),
        ("recordings/stores/x", "/recordings/stored/{recording_name}"),
    ],
)
def test_an_unknown_path_gets_suggestions(aricli: Program, words: str, told: str) -> None:
    ran = aricli("api", *words.split())
    assert ran.code == 5
    assert told in ran.stderr.splitlines()[1]


def test_a_wrong_method_gets_the_right_ones(aricli: Program, web: Answering) -> None:
    web.answers["PUT /ari/channels/1.1/ring"] = Answer({"message": "Invalid method"}, 405)
    ran = aricli("api", "PUT", "channels/1.1/ring")
    assert ran.code == 5
    assert ran.stderr.splitlines()[1].endswith("is known with DELETE, POST")


def test_errors_are_those_of_the_command(aricli: Program, web: Answering) -> None:
    refusal = Answer({"message": "Channel not in Stasis application"}, 409)
    web.answers["POST /ari/channels/1.1/answer"] = refusal
    ran = aricli("api", "POST", "channels/1.1/answer")
    assert ran.code == 6
    assert ran.stderr == aricli("answer", "1.1").stderr


def test_sound_goes_into_a_pipe_only(aricli: Program, web: Answering) -> None:
    sound = bytes(range(256)) * 1000
    web.answers["GET /ari/recordings/stored/a/file"] = Answer(sound, kind="audio/wav")
    command = ("api", "recordings/stored/a/file")
    assert aricli(*command).stdout == sound
    refused = aricli.on_terminal(*command)
    assert (refused.code, refused.stdout) == (2, b"")


def test_the_prompt_begins_on_a_line_of_its_own(aricli: Program, web: Answering) -> None:
    web.answers["GET /ari/asterisk/ping"] = Answer(b'{"ping":"pong"}')
    assert aricli.on_terminal("api", "asterisk/ping").stdout == b'{"ping":"pong"}\n'
