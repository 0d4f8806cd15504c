"""``aricli demo``: caller and application in step, in a pipe, on a terminal, and interrupted."""

from __future__ import annotations

import re
import signal
import time

import pytest

from aricli.sandbox.dialplan import Dialplan, Step
from tests.unit.program import Program

TONES = [
    "alice calls 1000, which is channel-tones",
    "0.0 s  tones  Channel PJSIP/alice-00000000 has entered the application",
    "0.0 s  alice  <- 183 Session Progress",
    "0.0 s  alice  hears tone:ring;tonezone=fr",
    "8.0 s  tones  Answering channel PJSIP/alice-00000000",
    "8.0 s  alice  <- 200 OK",
    "9.0 s  tones  Hanging up channel PJSIP/alice-00000000",
    "9.0 s  alice  <- BYE",
    "9.0 s  tones  Channel PJSIP/alice-00000000 just left our application",
]
MONKEYS = [
    "alice calls 1001, which is channel-playback-monkeys",
    "0.0 s  monkeys  Monkeys! Attack PJSIP/alice-00000000!",
    "0.0 s  alice  <- 183 Session Progress",
    "0.0 s  alice  hears sound:tt-monkeys",
    "16.2 s  monkeys  Monkeys successfully vanquished PJSIP/alice-00000000; hanging them up",
    "16.2 s  alice  <- 603 Decline",
    "16.2 s  monkeys  Channel PJSIP/alice-00000000 just left our application",
]


def told(lines: list[str]) -> list[str]:
    """The lines without alignment."""
    return [re.sub(r"(?<=\S)  +", "  ", line).strip() for line in lines]


def without_times(lines: list[str]) -> list[str]:
    """The lines without when they happened."""
    return [re.sub(r"^[0-9.]+ s  ", "", line) for line in told(lines)]


@pytest.mark.parametrize(
    ("names", "expected"),
    [(["tones"], TONES), (["monkeys"], MONKEYS), ([], TONES + MONKEYS)],
)
def test_the_calls_in_virtual_time(aricli: Program, names: list[str], expected: list[str]) -> None:
    ran = aricli("demo", "--fast", *names, ARICLI_URL="", ARICLI_PASSWORD="")
    assert (ran.code, ran.stderr) == (0, "")
    assert told(ran.lines)[: len(expected)] == expected


def test_how_to_do_it_on_an_asterisk(aricli: Program) -> None:
    lines = aricli("demo", "--fast", "monkeys").lines
    assert "  exten => 1001,1,Stasis(channel-playback-monkeys)" in lines
    assert lines[-1] == "  aricli listen --app channel-playback-monkeys"


def test_how_to_do_both_on_an_asterisk(aricli: Program) -> None:
    ran = aricli("demo", "--fast")
    advice = ran.stdout.decode().partition("extensions.conf, in the context of your telephones:\n")
    dialplan = Dialplan(advice[2].partition("After")[0])
    assert dialplan.step("default", "1000", 1) == Step("Stasis", "channel-tones")
    assert dialplan.step("default", "1001", 1) == Step("Stasis", "channel-playback-monkeys")
    apps = "--app channel-tones --app channel-playback-monkeys"
    assert ran.lines[-1] == f"  aricli listen {apps}"


def test_real_time_passes(aricli: Program) -> None:
    begun = time.monotonic()
    ran = aricli("demo", "tones")
    assert without_times(ran.lines)[: len(TONES)] == without_times(TONES)
    assert time.monotonic() - begun > 9


def test_on_a_narrow_terminal_with_colours(aricli: Program) -> None:
    shown = aricli.on_terminal("demo", "--fast", "monkeys", columns=60).stdout.decode()
    plain = re.sub("\x1b\\[[0-9;]*m", "", shown)
    assert plain != shown
    assert all(len(line) <= 60 for line in plain.splitlines()[:8])


def test_a_terminal_without_room_shows_words_all_the_same(aricli: Program) -> None:
    shown = aricli.on_terminal("demo", "--fast", "tones", columns=12, NO_COLOR="1").stdout.decode()
    assert "<- 183 Session" in shown


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_ends_it_quietly(aricli: Program, number: signal.Signals, code: int) -> None:
    with aricli.start("demo", "tones") as process:
        assert process.stdout
        assert process.stderr
        assert any("hears" in line for line in process.stdout)
        process.send_signal(number)
        assert (process.stdout.read(), process.stderr.read()) == ("", "")
    assert process.returncode == code
