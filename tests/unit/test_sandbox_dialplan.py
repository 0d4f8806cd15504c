"""The sandbox's dialplan: how it is read, and what a caller meets in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aricli.sandbox import DialplanError, Sandbox, Settings
from aricli.sandbox.dialplan import Dialplan
from aricli.sandbox.pbx import APPS

SETTINGS = """
[general]
static=yes
[globals]
WHO => bob
[default]
exten => 100,1,Set(X=${WHO})
"""


def saw(dialplan: str, number: str, seconds: float = 5) -> list[str]:
    """What a caller sees who calls a number of context ``default``."""
    with Sandbox(Settings(dialplan=f"[default]\n{dialplan}", virtual_time=True)) as sandbox:
        call = sandbox.call(number)
        sandbox.advance(seconds)
        assert call.ended
        return call.saw


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("nonsense", r"\[context\], exten => or same => expected"),
        ("include => others", "expected"),
        ("exten => 1", "expected"),
        ("exten => 1,x,NoOp()", "'x' is no priority"),
        ("exten => 1,n,NoOp()", "the first priority of a context is 1, not n"),
        ("same => n", "there is no exten => before it"),
        ("same => n,NoOp()", "there is no exten => before it"),
        ("exten => 1,1,No Op", "'No Op' is no application"),
        ("exten => 1,1,Answer(", r"'Answer\(' is no application"),
        ("exten => _[9-1],1,NoOp()", r"\[9-1\] is no set of characters"),
        ("exten => _[1-9,1,NoOp()", r"\[ is no set of characters"),
        ("exten => _1[],1,NoOp()", r"\[\] is no set of characters"),
    ],
)
def test_dialplans_that_cannot_be_read(line: str, why: str) -> None:
    with pytest.raises(DialplanError, match=f"dialplan line 2: .*{why}.*: {re.escape(repr(line))}"):
        Sandbox(Settings(dialplan=f"[default]\n{line}"))


def test_settings_and_globals() -> None:
    dialplan = Dialplan(SETTINGS)
    assert dialplan.globals == {"WHO": "bob"}
    assert list(dialplan.contexts) == ["default"]
    with pytest.raises(DialplanError, match="line 2: NAME=VALUE expected"):
        Dialplan("[globals]\n=")
    with Sandbox(Settings(dialplan=SETTINGS)) as sandbox:
        assert sandbox.server.exchange.globals == {"WHO": "bob"}


ELSEWHERE = """
exten => _3XX,1(start),Set(WHO=${EXTEN})
 same => n,Goto(hello,${WHO},1)
[hello]
exten => _3XX,1,Progress()
 same => n,Playback(beep) ; a comment
 same => n,Busy(1)
exten => 400,1,Ringing()
 same => n,Congestion(1)
"""


def test_another_context() -> None:
    assert saw(ELSEWHERE, "345") == ["183 Session Progress", "200 OK", "BYE"]


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        ("2", "404 Not Found"),
        ("21", "503 Service Unavailable"),
        ("25", "486 Busy Here"),
        ("254", "403 Forbidden"),
        ("2544", "486 Busy Here"),
    ],
)
def test_the_closest_pattern_counts(number: str, answer: str) -> None:
    patterns = """
exten => _2.,1,Hangup(17)
exten => _2XX,1,Hangup(21)
exten => _2[1-3],1,Hangup(34)
"""
    assert saw(patterns, number)[-1] == answer


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("Playback(beep)", ["200 OK", "BYE"]),
        ("Playback(beep,noanswer)", ["603 Decline"]),
        ("Progress()\n same => n,Playback(beep,noanswer)", ["183 Session Progress", "603 Decline"]),
        ("Playback(beep,skip)", ["603 Decline"]),
        ("Playback()", ["603 Decline"]),
    ],
)
def test_playing_a_sound(steps: str, expected: list[str]) -> None:
    assert saw(f"exten => 1,1,{steps}", "1") == expected


@pytest.mark.parametrize(
    ("steps", "complaint"),
    [
        (
            "Dial(PJSIP/bob)",
            "1@default, priority 1: the dialplan application Dial is not simulated",
        ),
        ("Playback()", "no sound to play"),
        ("Goto(nowhere)", "'nowhere' is no priority or label to go to"),
        ("NoOp()\n same => n,Goto(1)", "the dialplan goes in a circle without waiting"),
        ("Wait(0)\n same => n,Goto(1)", "the dialplan goes in a circle without waiting"),
        ("Hangup()\nexten => h,1,Goto(1)", "h@default, priority 1: the dialplan goes in a circle"),
        ("Stasis(nobody)", "PJSIP/alice-00000000: nobody is connected as nobody"),
    ],
)
def test_why_a_call_ends_is_said(
    steps: str, complaint: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert saw(f"exten => 1,1,{steps}", "1") == ["603 Decline"]
    assert complaint in caplog.text


@pytest.mark.parametrize(
    ("cause", "answer"),
    [
        ("3", "404 Not Found"),
        ("22", "410 Gone"),
        ("DESTINATION_OUT_OF_ORDER", "502 Bad Gateway"),
        ("switch_congestion", "503 Service Unavailable"),
        ("17 or so", "486 Busy Here"),
        ("66", "503 Service Unavailable"),
        ("nonsense", "603 Decline"),
    ],
)
def test_what_a_cause_is_to_a_sip_telephone(cause: str, answer: str) -> None:
    assert saw(f"exten => 1,1,Hangup({cause})", "1") == [answer]


def test_the_manual_names_the_dialplan_applications() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text()
    named = re.search(r"There are (.*?)\. A step", manual, re.DOTALL)
    assert named
    assert {name.lower() for name in re.findall(r"`(\w+)`", named[1])} == {
        name.lower() for name in APPS
    }
