"""``aricli trace``: what the ladder shows of a session, as text and as a picture."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aricli.cli.text import columns, visible
from aricli.trace import svg
from aricli.trace.model import Trace
from tests.unit.program import Program
from tests.unit.sessions import call, channel, event, lines, playback, request, write

REPOSITORY = Path(__file__).parents[2]
RECORDING = "docs/channel-tones.jsonl"


@pytest.fixture
def aricli(tmp_path: Path) -> Program:
    """The command; no server is needed."""
    return Program("http://127.0.0.1:1", tmp_path)


def drawn(aricli: Program, *records: Any, options: tuple[str, ...] = ()) -> list[str]:
    """The lines of the ladder, without times and heading."""
    ran = aricli("trace", "-", *options, stdin=lines(*records), PYTHONIOENCODING="utf-8")
    assert ran.code == 0, ran.stderr
    return [line[9:] for line in ran.lines[1:]]


def arrows(ladder: list[str]) -> list[str]:
    """The arrows alone, as ``> INVITE`` or ``DELETE channel <``, without their shafts."""
    found = []
    for line in ladder:
        arrow = re.search(r"([─◀])(.*?)([─▶])│", line)
        if arrow:
            text = re.sub("─+", "", arrow[2]).strip()
            found.append(f"{text} >" if arrow[3] == "▶" else f"< {text}")
    return found


def test_the_ladder_of_a_call(aricli: Program) -> None:
    ran = aricli("trace", "-", stdin=lines(*call("17.1")), PYTHONIOENCODING="utf-8")
    assert ran.lines == [
        "              caller      Asterisk                                   application",
        "              call 1: 17.1  PJSIP/alice-00000001  alice",
        "   0.000    1 │─ INVITE ──────▶│                                               │",
        "   0.000    1 │                │─ StasisStart Ring ───────────────────────────▶│",
        "   0.100    1 │                │◀ POST answer ─────────────────────────── 204 ─│",
        "   0.200    1 │                │─ ChannelStateChange Up ──────────────────────▶│",
        "   0.200    1 │◀ 200 OK ───────│                                               │",
        "   0.300    1 │                │◀ POST play sound:hello ───────────────── 201 ─│",
        "   0.400    1 │                │─ PlaybackStarted sound:hello ────────────────▶│",
        "   2.400    1 │                │─ PlaybackFinished sound:hello done ──────────▶│",
        "   2.500    1 │                │◀ DELETE channel ──────────────────────── 204 ─│",
        "   2.600    1 │                │─ ChannelHangupRequest 32 ────────────────────▶│",
        "   2.600    1 │◀ BYE ──────────│                                               │",
        "   2.700    1 │                │─ StasisEnd ──────────────────────────────────▶│",
    ]


def documents() -> Iterator[tuple[str, str]]:
    """The ladders in the documentation: the page, and what it shows."""
    for page in (REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))):
        blocks = re.findall(
            rf"^\$ aricli trace {RECORDING}\n(.*?)^```", page.read_text(), re.M | re.S
        )
        yield from ((page.name, block) for block in blocks)


@pytest.mark.parametrize(("page", "shown"), list(documents()))
def test_the_documentation_shows_what_the_tool_draws(
    aricli: Program, page: str, shown: str
) -> None:
    ran = aricli("trace", str(REPOSITORY / RECORDING), PYTHONIOENCODING="utf-8")
    assert ran.stdout.decode() == shown
    assert len(list(documents())) >= 1


def test_the_picture_in_the_documentation_is_what_the_tool_draws(aricli: Program) -> None:
    aricli("trace", str(REPOSITORY / RECORDING), "--svg", "new.svg")
    assert (aricli.home / "new.svg").read_text() == (
        REPOSITORY / "docs/channel-tones.svg"
    ).read_text()


EARLY = [
    event(0, "StasisStart", args=[], channel=channel("17", "Ring")),
    playback(1, "PlaybackStarted", "channel:17"),
]


@pytest.mark.parametrize(
    ("last", "ends"),
    [
        ({"state": "Ring"}, "CANCEL >"),
        ({"state": "Ring", "soft": True}, "< refusal"),
        ({"state": "Up"}, "BYE >"),
        ({"state": "Up", "soft": True}, "< BYE"),
    ],
)
def test_who_ended_the_call_is_shown(aricli: Program, last: Any, ends: str) -> None:
    end = channel("17", last.pop("state"))
    hangup = event(2, "ChannelHangupRequest", channel=end, **last)
    again = event(2, "ChannelHangupRequest", channel=end, cause=16)
    assert [each for each in arrows(drawn(aricli, *EARLY, hangup, again)) if "Ch" not in each][
        -1
    ] == ends


def test_early_media_is_shown_once_and_not_after_the_answer(aricli: Program) -> None:
    again = playback(2, "PlaybackStarted", "channel:17", id="pb2")
    assert arrows(drawn(aricli, *EARLY, again)).count("< 183 Progress") == 1

    answered = event(0, "StasisStart", args=[], channel=channel("17", "Up"))
    assert "< 183 Progress" not in arrows(drawn(aricli, answered, EARLY[1]))


def test_nothing_is_claimed_of_a_call_seen_from_the_middle(aricli: Program) -> None:
    up = event(0, "ChannelStateChange", channel=channel("17", "Up"))
    assert arrows(drawn(aricli, up)) == ["ChannelStateChange Up >"]


def test_a_call_that_asterisk_makes_goes_the_other_way(aricli: Program) -> None:
    peer = channel("17", "Down")
    ladder = drawn(
        aricli,
        event(0, "Dial", dialstatus="", peer=peer),
        event(1, "Dial", dialstatus="RINGING", peer=channel("17", "Down")),
        event(1, "ChannelStateChange", channel=channel("17", "Ringing")),
        event(2, "ChannelStateChange", channel=channel("17", "Up")),
    )
    shown = [each for each in arrows(ladder) if "Dial" not in each and "Change" not in each]
    assert shown == ["< INVITE", "180 Ringing >", "200 OK >"]


def test_a_channel_that_is_not_sips_gets_plain_words(aricli: Program) -> None:
    start = event(0, "StasisStart", args=[], channel=channel("17", "Ring", name="Local/1@a;2"))
    assert arrows(drawn(aricli, start))[0] == "call >"


def test_one_call_alone(aricli: Program) -> None:
    records = [*call("17"), *call("18", 1.5), request(5, "GET", "/asterisk/info", 200)]
    alone = drawn(aricli, *records, options=("--call", "18"))
    assert alone[0].strip() == "call 2: 18  PJSIP/alice-00000001  alice"
    assert arrows(alone) == arrows(drawn(aricli, *call("18")))


def test_what_is_about_a_call_without_naming_it(aricli: Program) -> None:
    bridge = {"id": "b1", "channels": ["17"]}
    records = [
        event(0, "StasisStart", args=[], channel=channel("17", "Ring")),
        event(1, "ChannelEnteredBridge", bridge=bridge, channel=channel("17", "Up")),
        playback(2, "PlaybackStarted", "bridge:b1"),
        request(3, "DELETE", "/playbacks/pb"),
        request(4, "POST", "/bridges/b1/removeChannel", channel="17"),
    ]
    marks = {line[0:4].strip() for line in drawn(aricli, *records)[1:]}
    assert marks == {"1"}


def test_errors_and_lost_connections_are_red(aricli: Program) -> None:
    records = [
        request(0, "POST", "/channels/17/answer", 409),
        request(1, "POST", "/channels/17/answer", None),
        playback(2, "PlaybackFinished", "channel:17", "failed"),
        {"t": 3, "kind": "wsclosed", "err": "the connection broke"},
    ]
    ladder = drawn_in_colour(aricli, *records)
    red = [line for line in ladder if "\x1b[31m" in line]
    assert len(red) == 4
    for line, word in zip(red, ("409", "no answer", "failed", "lost"), strict=True):
        assert word in line


def drawn_in_colour(aricli: Program, *records: Any) -> list[str]:
    path = write(aricli.home / "session.jsonl", *records)
    return aricli.on_terminal("trace", str(path)).lines


def test_there_is_colour_on_a_terminal_only(aricli: Program) -> None:
    assert "\x1b[" in "".join(drawn_in_colour(aricli, *call("17")))
    assert "\x1b[" not in "".join(drawn(aricli, *call("17")))


@pytest.mark.parametrize("width", [80, 120])
def test_lines_fit_the_terminal(aricli: Program, width: int) -> None:
    long = event(
        3, "ChannelVarset", variable="電話" * 40, value="x" * 200, channel=channel("1", "Up")
    )
    path = write(aricli.home / "session.jsonl", *call("17"), long)
    ran = aricli.on_terminal("trace", str(path), columns=width, NO_COLOR="1", LC_ALL="C.UTF-8")
    shown = [columns(line) for line in ran.lines if "│" in line]
    assert set(shown) == {width}


def test_lines_are_drawn_in_ascii_where_there_is_nothing_else(aricli: Program) -> None:
    ran = aricli("trace", "-", stdin=lines(*call("17")), PYTHONIOENCODING="ascii")
    assert ran.stdout.isascii()
    assert "|- INVITE ------>|" in ran.stdout.decode()


def test_what_callers_send_cannot_command_the_terminal(aricli: Program) -> None:
    evil = channel("17", "Ring", caller="\x1b]0;gotcha\x07\u202e")
    shown = "".join(drawn(aricli, event(0, "StasisStart", args=["\x1b[2J"], channel=evil)))
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\\x1b]0;gotcha" in shown


def test_plain_events_are_drawn_as_they_come(aricli: Program) -> None:
    with subprocess.Popen(
        aricli.command("trace", "-"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=aricli.environment | {"PYTHONIOENCODING": "utf-8"},
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(call("17")[0]["event"]).encode() + b"\n")
        process.stdin.flush()
        shown = [process.stdout.readline().decode() for _ in range(4)]
        process.stdin.close()
        process.stdout.read()
    assert "StasisStart Ring" in shown[3]


def test_a_gap_is_drawn_and_what_was_inferred_claims_nothing(aricli: Program) -> None:
    gap = {"type": "AricliGap", "seconds": 2.5}
    start = {"type": "StasisStart", "aricli_inferred": True, "channel": channel("17", "Ring")}
    ladder = drawn(aricli, gap, start)
    assert "2.5 s without events" in ladder[0]
    assert arrows(ladder) == ["StasisStart Ring (inferred) >"]


def test_what_cannot_be_drawn_is_counted(aricli: Program) -> None:
    stdin = lines({"t": 0, "kind": "ws_tx", "text": "{}"}, *call("17"))
    ran = aricli("trace", "-", stdin=stdin)
    assert "passed over 1 line with neither" in ran.stderr


@pytest.mark.parametrize(
    ("stdin", "options", "words"),
    [
        ("hello\nworld\n", (), "line 1 of stdin is no JSON"),
        ("", (), "nothing to draw"),
        (lines(*call("17")), ("--call", "18"), "nothing to draw"),
        (lines(*call("17")), ("--svg", "none/a.svg"), "No such file"),
    ],
)
def test_what_goes_wrong_is_said(
    aricli: Program, stdin: str, options: tuple[str, ...], words: str
) -> None:
    ran = aricli("trace", "-", *options, stdin=stdin)
    assert ran.code == 2
    assert words in ran.stderr


def test_a_file_that_is_not_there(aricli: Program) -> None:
    ran = aricli("trace", "none.jsonl")
    assert (ran.code, ran.lines) == (2, [])
    assert ran.stderr.startswith("aricli: cannot read none.jsonl")
    assert "aricli listen --record FILE" in ran.stderr


def test_odd_records_do_no_harm() -> None:
    """Whatever values fields have, there are steps and no exception."""
    dice = random.Random(0)
    odd: list[Any] = [None, 1, "x", [], {}, [1], {"id": 1}, True]

    def mangled(data: Any) -> Any:
        if dice.random() < 0.1:
            return dice.choice(odd)
        if isinstance(data, dict):
            return {name: mangled(value) for name, value in data.items()}
        return [mangled(each) for each in data] if isinstance(data, list) else data

    sample = [*EARLY, *call("18"), event(0, "Dial", dialstatus="", peer=channel("1", "Down"))]
    sample.append(request(4, "POST", "/bridges/b1/addChannel", 200, "{}", channel="17"))
    for _ in range(300):
        trace = Trace(visible)
        for record in sample:
            record = mangled(record)
            if isinstance(record, dict):
                assert all(step.label.isprintable() for step in trace.steps(record))


def test_a_long_recording_takes_little_memory(aricli: Program) -> None:
    record = lines(*call("17"))

    path = aricli.home / "calls.jsonl"
    begun = (
        "import aricli.cli, atexit, pathlib, sys",
        "status = pathlib.Path('/proc/self/status')",
        "atexit.register(lambda: sys.stderr.write(status.read_text()))",
        f"sys.argv = ['aricli', 'trace', {str(path)!r}]",
        "aricli.cli.main()",
    )

    def memory(calls: int) -> int:
        """The most bytes that it took for a recording of so many calls."""
        with path.open("w") as file:
            for n in range(calls):
                file.write(record.replace('"17"', f'"{n}"'))
        ran = subprocess.run(
            [sys.executable, "-c", "\n".join(begun)],
            env=aricli.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        most = re.search(r"VmHWM:\s+(\d+) kB", ran.stderr)
        assert most
        return int(most[1]) * 1024

    few, many = memory(50), memory(2500)
    assert many - few < path.stat().st_size / 2


def test_a_picture_is_well_formed_whatever_callers_are_called(aricli: Program) -> None:
    records = call("17", caller="<script>&\"'\ufffe\x00")
    ran = aricli("trace", "-", "--svg", "a.svg", stdin=lines(*records))
    assert (ran.code, ran.stdout) == (0, b"")
    root = ET.parse(aricli.home / "a.svg").getroot()
    texts = ["".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "INVITE" in texts
    assert any("<script>&" in each for each in texts)
    assert not list(root.iter("{http://www.w3.org/2000/svg}script"))


def test_a_picture_of_too_much_shows_the_beginning(aricli: Program) -> None:
    records = [event(t, "StasisEnd", channel=channel("17", "Up")) for t in range(svg.MOST_STEPS)]
    ran = aricli("trace", "-", "--svg", "a.svg", stdin=lines(*records))
    assert ran.code == 0
    assert "shows the beginning only" in ran.stderr
    assert ET.parse(aricli.home / "a.svg").getroot() is not None
