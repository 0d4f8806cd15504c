"""Command lines that are wrong: two lines on stderr, exit code 2, and nothing sent."""

from __future__ import annotations

import pytest
from typer.core import TyperOption

from tests.unit.answering import Answer, Answering
from tests.unit.program import Program

WRONG = {
    "a command known by other words": (
        ("channels", "set-variable", "c", "X"),
        "no such command 'set-variable'. Did you mean 'set-channel-var'?",
        "how to use it:  aricli channels --help",
    ),
    "a method that there is not": (
        ("api", "FETCH", "/channels"),
        "FETCH is no method",
        "there are GET, POST, PUT, DELETE, HEAD, PATCH, OPTIONS",
    ),
    "a time to wait without --wait": (
        ("play", "c", "sound:beep", "--timeout", "5"),
        "--timeout is for how long to wait",
        "add --wait",
    ),
    "the same of a recording": (
        ("bridges", "record", "b", "r", "--format", "wav", "--timeout", "5"),
        "--timeout is for how long to wait",
        "add --wait",
    ),
    "pseudonyms in no recording": (
        ("listen", "--app", "a", "--redact-numbers"),
        "--redact-numbers is for a recording",
        "add --record FILE",
    ),
    "several at a time of one": (
        ("hangup", "c", "--parallel", "4"),
        "--parallel is for ids from stdin",
        "give - in place of the id",
    ),
    "a choice that is missing": (
        ("device-states", "update", "Stasis:x"),
        "DEVICE_STATE is missing: one of NOT_INUSE, INUSE,",
        "how to use it:  aricli device-states update --help",
    ),
    "a choice that there is not": (
        ("playbacks", "control", "p", "halt"),
        "OPERATION cannot be 'halt': one of restart, pause, unpause, reverse, forward",
        "how to use it:  aricli playbacks control --help",
    ),
    "a number out of range": (
        ("hangup", "c", "--reason-code", "200"),
        "--reason-code must be from 1 to 127, not 200",
        "how to use it:  aricli hangup --help",
    ),
    "a number below the least": (
        ("channels", "play", "c", "sound:beep", "--skipms", "-5"),
        "--skipms must be 0 or more, not -5",
        "how to use it:  aricli channels play --help",
    ),
    "no number": (
        ("channels", "originate", "PJSIP/a", "--timeout", "soon"),
        "--timeout must be a whole number, -1 or more, not 'soon'",
        "how to use it:  aricli channels originate --help",
    ),
    "an option without its value": (
        ("hangup", "c", "--reason"),
        "option '--reason' requires an argument",
        "how to use it:  aricli hangup --help",
    ),
    "a command of a group": (
        ("originate", "PJSIP/a"),
        "no such command 'originate'. Did you mean 'channels originate'?",
        "how to use it:  aricli --help",
    ),
    "an option before the command": (
        ("-o", "id", "channels", "list"),
        "no such option: -o",
        "options come after the command:  aricli COMMAND ... -o",
    ),
    "an option before the command of a group": (
        ("channels", "--url", "http://localhost", "list"),
        "no such option: --url",
        "options come after the command:  aricli channels COMMAND ... --url",
    ),
    "neither application nor extension": (
        ("channels", "originate", "PJSIP/alice"),
        "one of --app and --extension has to be given",
        "nothing was sent",
    ),
    "the same by hand": (
        ("api", "POST", "channels", "endpoint=PJSIP/alice"),
        "one of app and extension has to be given",
        "nothing was sent",
    ),
    "two that exclude each other by hand": (
        ("api", "DELETE", "channels/c", "reason=busy", "reason_code=17"),
        "reason and reason_code exclude each other",
        "give one of them",
    ),
    "media that would never end": (
        ("play", "c", "number:abc"),
        "'number:abc' has no number; Asterisk would never finish playing it",
        "spell it with characters:abc; --force sends it all the same",
    ),
}


OWN_WORDS = hasattr(TyperOption, "human_readable_name")
"""Typer 0.29 and later check types in words of their own."""
TYPES = {
    "a choice that is missing",
    "a number out of range",
    "a number below the least",
    "no number",
}


@pytest.mark.parametrize("case", WRONG)
def test_two_lines_and_nothing_sent(case: str, aricli: Program, web: Answering) -> None:
    arguments, what, todo = WRONG[case]
    ran = aricli(*arguments)
    assert (ran.code, ran.stdout, web.asked) == (2, b"", [])
    first, second = ran.stderr.splitlines()
    said = what if OWN_WORDS or case not in TYPES else what.partition(" ")[0]
    assert first.startswith(f"aricli: {said}")
    assert second == f"  {todo}"


@pytest.mark.parametrize(
    ("arguments", "written"),
    [
        (("channels", "record", "c", "r", "--format", "wav"), "or --if-exists overwrite"),
        (("api", "POST", "channels/c/record", "name=r", "format=wav"), "or ifExists overwrite"),
    ],
)
def test_hints_name_parameters_as_they_are_typed(
    arguments: tuple[str, ...], written: str, aricli: Program, web: Answering
) -> None:
    held = {"id": "c", "state": "Up", "dialplan": {"app_name": "Stasis", "app_data": "a"}}
    web.answers["GET /ari/channels/c"] = Answer(held)
    web.answers["POST /ari/channels/c/record"] = Answer({"message": "taken"}, 409)
    ran = aricli(*arguments)
    assert ran.code == 6
    assert written in ran.stderr


@pytest.mark.parametrize("before", [True, False])
def test_connection_options_stand_before_the_command_or_behind_it(
    before: bool, aricli: Program, web: Answering
) -> None:
    web.answers["GET /ari/channels"] = Answer([])
    url, command = ("--url", web.url), ("channels", "list")
    arguments = (*url, *command) if before else (*command, *url)
    ran = aricli(*arguments, ARICLI_URL="http://127.0.0.1:1")
    assert (ran.code, web.asked) == (0, ["GET /ari/channels"]), ran.stderr


def test_what_stands_behind_the_command_wins(aricli: Program, web: Answering) -> None:
    web.answers["GET /ari/channels"] = Answer([])
    ran = aricli("--url", "http://127.0.0.1:1", "channels", "list", "--url", web.url)
    assert (ran.code, web.asked) == (0, ["GET /ari/channels"]), ran.stderr


@pytest.mark.parametrize("command", [("answer", "c"), ("recordings", "download", "r")])
def test_a_web_page_is_no_success(
    command: tuple[str, ...], aricli: Program, web: Answering
) -> None:
    page = Answer(b"<html>Welcome</html>", kind="text/html")
    web.answers["POST /ari/channels/c/answer"] = page
    web.answers["GET /ari/recordings/stored/r/file"] = page
    ran = aricli(*command)
    assert (ran.code, ran.stdout) == (3, b"")
    assert f" {web.url}/ari/" in ran.stderr
