"""``aricli demo``: caller and application in step, in a pipe, on a terminal, and interrupted."""

from __future__ import annotations

import re
import signal
import time

import pytest

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
    assert lines[-1].endswith("aricli listen --app channel-playback-monkeys")


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


def test_an_interrupt_ends_it_quietly(aricli: Program) -> None:
    with aricli.start("demo", "tones") as process:
        assert process.stdout
        assert process.stderr
        assert any("hears" in line for line in process.stdout)
        process.send_signal(signal.SIGINT)
        assert (process.stdout.read(), process.stderr.read()) == ("", "")
    assert process.returncode == 130
