"""Command lines that are wrong: two lines on stderr, exit code 2, and nothing sent."""

from __future__ import annotations

import pytest

from tests.unit.answering import Answer, Answering
from tests.unit.program import Program

WRONG = {
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
        "Missing argument 'DEVICE_STATE'. Choose from: NOT_INUSE, INUSE,",
        "how to use it:  aricli device-states update --help",
    ),
    "an option before the command": (
        ("-p", "lab", "channels", "list"),
        "No such option: -p",
        "options come after the command:  aricli COMMAND ... -p",
    ),
    "an option before the command of a group": (
        ("channels", "--url", "http://localhost", "list"),
        "No such option: --url",
        "options come after the command:  aricli channels COMMAND ... --url",
    ),
    "neither application nor extension": (
        ("channels", "originate", "PJSIP/alice"),
        "one of app and extension has to be given",
        "nothing was sent",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_two_lines_and_nothing_sent(case: str, aricli: Program, web: Answering) -> None:
    arguments, what, todo = WRONG[case]
    ran = aricli(*arguments)
    assert (ran.code, ran.stdout, web.asked) == (2, b"", [])
    first, second = ran.stderr.splitlines()
    assert first.startswith(f"aricli: {what}")
    assert second == f"  {todo}"


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
