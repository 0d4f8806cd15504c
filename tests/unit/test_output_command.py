"""``-o`` and ``--columns``: data on stdout in a pipe and on a terminal."""

from __future__ import annotations

import json

import pytest

from tests.unit.answering import Answer, Answering
from tests.unit.program import Program

ENDPOINTS = b"""[ {"technology": "PJSIP", "resource": "alice", "state": "online",
  "channel_ids": ["1795425058.17"], "rate": 1.50, "new\\u0021": "caf\\u00e9"},
 {"technology": "PJSIP", "resource": "bob", "state": "offline", "channel_ids": []} ]
"""
LIST = ("endpoints", "list")


@pytest.fixture(autouse=True)
def endpoints(web: Answering) -> None:
    web.answers["GET /ari/endpoints"] = Answer(ENDPOINTS)
    web.answers["GET /ari/endpoints/PJSIP/alice"] = Answer(json.loads(ENDPOINTS)[0])
    web.answers["GET /ari/channels"] = Answer([])


def test_json_is_the_servers_bytes(aricli: Program) -> None:
    assert aricli(*LIST, "-o", "json").stdout == ENDPOINTS


def test_a_pipe_gets_a_line_for_each(aricli: Program) -> None:
    lines = aricli(*LIST).stdout.splitlines()
    assert [json.loads(line) for line in lines] == json.loads(ENDPOINTS)
    assert b": " not in lines[1]
    assert "café".encode() in lines[0]
    assert aricli(*LIST, "-o", "jsonl").stdout.splitlines() == lines


def test_ids_alone(aricli: Program) -> None:
    assert aricli(*LIST, "-o", "id").lines == ["PJSIP/alice", "PJSIP/bob"]


def test_a_terminal_gets_a_table(aricli: Program) -> None:
    shown = aricli.on_terminal(*LIST).lines
    assert shown == [
        "\x1b[1mendpoint     state    channel_ids\x1b[0m",
        "PJSIP/alice  online   1795425058.17",
        "PJSIP/bob    offline",
    ]


@pytest.mark.parametrize(
    ("environment", "bold"),
    [
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, True),
    ],
)
def test_colours_can_be_had_and_refused(
    aricli: Program, environment: dict[str, str], bold: bool
) -> None:
    assert aricli.on_terminal(*LIST, columns=80, **environment).lines[0].startswith("\x1b") == bold


def test_a_table_in_a_pipe_is_plain(aricli: Program) -> None:
    assert aricli(*LIST, "-o", "table").lines[0] == "endpoint     state    channel_ids"
    assert "\x1b" in aricli(*LIST, "-o", "table", FORCE_COLOR="1").lines[0]


def test_a_table_is_as_wide_as_the_terminal(aricli: Program, web: Answering) -> None:
    long = {"id": "x" * 20, "text": "word " * 50, "formats": []}
    web.answers["GET /ari/sounds"] = Answer([long])
    shown = aricli.on_terminal("sounds", "list", columns=60).lines
    assert max(map(len, shown[1:])) == 60
    assert shown[1].endswith("…")
    assert len(aricli("sounds", "list", "-o", "table").lines[1]) > 200


def test_one_thing_is_its_fields(aricli: Program) -> None:
    shown = aricli("endpoints", "get", "PJSIP", "alice", "-o", "table").lines
    assert shown[:2] == ["technology   PJSIP", "resource     alice"]


def test_things_one_after_another_are_kept_apart(aricli: Program) -> None:
    shown = aricli("endpoints", "get", "-", "alice", "-o", "table", stdin="PJSIP\nPJSIP\n").lines
    assert shown.count("") == 1


def test_chosen_columns(aricli: Program, web: Answering) -> None:
    assert aricli(*LIST, "--columns", "resource, state").lines == [
        "resource  state",
        "alice     online",
        "bob       offline",
    ]
    one = aricli("endpoints", "get", "PJSIP", "alice", "--columns", "endpoint")
    assert one.lines == ["endpoint  PJSIP/alice"]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["endpoints", "list", "--columns", "resource,phone"], "'phone'"),
        (["endpoints", "list", "--columns", ""], "''"),
        (["endpoints", "list", "--columns", "state", "-o", "json"], "-o json"),
        (["channels", "answer", "1.1", "--columns", "id"], "nothing"),
    ],
)
def test_wrong_columns_are_refused_before_anything_is_sent(
    aricli: Program, web: Answering, arguments: list[str], why: str
) -> None:
    refused = aricli(*arguments)
    assert refused.code == 2
    assert why in refused.stderr.splitlines()[0]
    assert web.requests == []


def test_unknown_columns_are_told_the_known_ones(aricli: Program) -> None:
    refused = aricli("endpoints", "list", "--columns", "phone")
    assert "endpoint, state, channel_ids" in refused.stderr.splitlines()[1]


def test_nothing_to_show_is_said_on_a_terminal(aricli: Program) -> None:
    shown = aricli.on_terminal("channels", "list")
    assert (shown.code, shown.stdout, shown.stderr) == (0, b"", "aricli: no channels\n")
    for form in ("json", "jsonl", "id"):
        ran = aricli("channels", "list", "-o", form)
        assert (ran.code, ran.stderr) == (0, "")
    assert aricli("channels", "list", "-o", "json").stdout == b"[]\n"


@pytest.mark.parametrize("content", [b"<html>hello</html>", b"[1, 2]", b'"text"'])
def test_what_is_not_ari_says_so(aricli: Program, web: Answering, content: bytes) -> None:
    web.answers["GET /ari/channels"] = Answer(content)
    ran = aricli("channels", "list")
    assert ran.code == 3
    assert len(ran.stderr.splitlines()) == 2


def test_sound_does_not_go_to_a_terminal(aricli: Program, web: Answering) -> None:
    web.answers["GET /ari/recordings/stored/a/file"] = Answer(b"RIFF\x00\n", kind="audio/wav")
    command = ("recordings", "get-stored-file", "a")
    assert aricli(*command).stdout == b"RIFF\x00\n"
    refused = aricli.on_terminal(*command)
    assert (refused.code, refused.stdout) == (2, b"")
    assert "> FILE" in refused.stderr


@pytest.mark.parametrize("command", [LIST, ("--help",), ("config", "show")])
def test_a_full_disk_is_said(aricli: Program, command: tuple[str, ...]) -> None:
    told = "aricli: cannot write the output: no space left on the device\n"
    assert aricli.on_a_full_disk(*command) == (1, b"", told)


def test_a_full_disk_is_said_in_the_middle_of_the_output(aricli: Program, web: Answering) -> None:
    web.answers["GET /ari/channels"] = Answer([{"id": "x" * 9000, "state": "Up"}] * 20)
    ran = aricli.on_a_full_disk("channels", "list", "-o", "jsonl")
    assert ran.stderr == "aricli: cannot write the output: no space left on the device\n"
