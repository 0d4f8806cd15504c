"""``aricli top`` on a terminal: what it shows, what keys do, and what it leaves behind."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aricli.cli.top.controls import Controls
from aricli.cli.top.scene import Scene
from tests.unit.program import Program
from tests.unit.switchboard import Switchboard
from tests.unit.terminal import Terminal

LEFT = b"\x1b[?1049l"
"""What gives the terminal its former screen back."""
CURSOR = b"\x1b[?25h"


def channel(id: str, *, state: str = "Up", caller: str = "alice", age: int = 65) -> dict[str, Any]:
    """A channel that is so many seconds old."""
    born = datetime.now(UTC) - timedelta(seconds=age)
    return {
        "id": id,
        "name": f"PJSIP/{caller}-{id}",
        "state": state,
        "caller": {"name": "", "number": caller},
        "connected": {"name": "", "number": ""},
        "dialplan": {"app_name": "Stasis", "app_data": "ivr,1"},
        "creationtime": born.isoformat(timespec="milliseconds"),
    }


@pytest.fixture
def board() -> Iterator[Switchboard]:
    """A server with two channels and a bridge."""
    with Switchboard() as board:
        board.channels = [channel("17"), channel("18", state="Ring", caller="bob", age=5)]
        board.bridges = [
            {"id": "b1", "name": "room", "bridge_type": "mixing", "channels": ["17", "18"]}
        ]
        yield board


@pytest.fixture
def program(board: Switchboard, tmp_path: Path) -> Program:
    """The command."""
    return Program(board.url, tmp_path)


@pytest.fixture
def top(program: Program) -> Iterator[Terminal]:
    """``aricli top`` on a terminal, its first screen drawn."""
    with Terminal(program.command("top"), program.environment) as terminal:
        terminal.wait_for("q quit")
        yield terminal


def patched(*lines: str) -> list[str]:
    """What starts ``aricli top`` after these lines of Python."""
    start = ("import aricli.cli, sys", "sys.argv = ['aricli', 'top']", "aricli.cli.main()")
    return [sys.executable, "-c", "\n".join((*lines, *start))]


def rows(screen: list[str]) -> list[str]:
    """The ids of the channels on the screen, from above."""
    return [line.split()[0] for line in screen if "PJSIP/" in line]


def test_it_shows_what_goes_on(board: Switchboard, top: Terminal) -> None:
    playback = {"id": "p", "media_uri": "sound:hi", "target_uri": "channel:17", "state": "playing"}
    board.event("PlaybackStarted", playback=playback)
    screen = top.wait_for("sound:hi")
    assert screen[0].startswith(board.url.removeprefix("http://"))
    assert "2 channels  1 bridge" in screen[0]
    assert "events/s" in screen[0]
    first, second = (line.split() for line in screen if "PJSIP/" in line)
    assert first[:5] == ["17", "PJSIP/alice-17", "Up", "alice", "ivr"]
    assert first[5].startswith("1m0")
    assert first[6] == "sound:hi"
    assert second[:5] == ["18", "PJSIP/bob-18", "Ring", "bob", "ivr"]
    assert any(line.split()[:4] == ["b1", "room", "mixing", "2"] for line in screen)


def test_events_change_the_screen(board: Switchboard, top: Terminal) -> None:
    board.event("ChannelCreated", channel=channel("19", caller="carol"))
    top.wait_for("PJSIP/carol-19", "3 channels")
    board.event("ChannelDestroyed", channel=channel("17"))
    top.wait_for("2 channels", gone="PJSIP/alice-17")
    board.event("BridgeDestroyed", bridge=board.bridges[0])
    top.wait_for("0 bridges", gone="room")


def test_what_no_event_told_is_found_by_looking(board: Switchboard, program: Program) -> None:
    often = ("from aricli.cli.top import feed", "feed._LOOK = 0.1")
    with Terminal(patched(*often), program.environment) as terminal:
        terminal.wait_for("PJSIP/alice-17")
        board.channels = [channel("20", caller="dave")]
        terminal.wait_for("PJSIP/dave-20", gone="PJSIP/alice-17")


def test_s_sorts_and_r_reverses(top: Terminal) -> None:
    assert rows(top.shown()) == ["17", "18"]
    top.type("r")
    top.wait_for("by age, reversed")
    top.wait_until(lambda screen: rows(screen) == ["18", "17"], "18 above 17")
    top.type("rss")
    top.wait_for("by state")
    top.wait_until(lambda screen: rows(screen) == ["18", "17"], "18 above 17")


def test_slash_filters_until_escape(top: Terminal) -> None:
    top.type("/BOB")
    screen = top.wait_for("filter: BOB", gone="PJSIP/alice-17")
    assert rows(screen) == ["18"]
    top.type("\r")
    top.wait_for("with BOB", "q quit")
    top.type("\x1b")
    top.wait_for("PJSIP/alice-17", gone="with BOB")


def test_hanging_up_asks_first(board: Switchboard, top: Terminal) -> None:
    top.type("h")
    top.wait_for("Hang up PJSIP/alice-17 (17)? y/n")
    top.type("n")
    top.wait_for("q quit")
    top.type("\x1b[B")
    top.type("h")
    top.wait_for("Hang up PJSIP/bob-18 (18)? y/n")
    top.type("y")
    board.wait_for("DELETE /channels/18")
    top.wait_for("1 channel ", gone="PJSIP/bob-18")
    assert "DELETE /channels/17" not in board.asked


def test_a_refusal_is_shown_and_nothing_ends(board: Switchboard, top: Terminal) -> None:
    board.refuses["DELETE"] = 409
    top.type("h")
    top.wait_for("y/n")
    top.type("y")
    top.wait_for("Not now", "PJSIP/alice-17")


def test_who_may_only_read_sees_channels_too(board: Switchboard, program: Program) -> None:
    board.refuses["POST"] = 403
    with Terminal(program.command("top"), program.environment) as terminal:
        terminal.wait_for("no events: ", "PJSIP/alice-17")


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (lambda top: top.type("q"), 0),
        (lambda top: top.type("\x03"), 130),
        (lambda top: top.signal(signal.SIGTERM), 143),
        (lambda top: top.signal(signal.SIGHUP), 129),
    ],
    ids=["q", "ctrl-c", "SIGTERM", "SIGHUP"],
)
def test_it_leaves_the_terminal_as_it_was(
    top: Terminal, end: Callable[[Terminal], None], code: int
) -> None:
    assert not top.as_before
    end(top)
    assert top.wait() == code
    assert top.as_before
    assert LEFT in top.written
    assert CURSOR in top.written
    assert b"Traceback" not in top.written


def test_an_error_leaves_the_terminal_as_it_was_too(program: Program) -> None:
    broken = patched(
        "from aricli.cli.top import screen",
        "def boom(*args): raise ZeroDivisionError('oops')",
        "screen.summary = boom",
    )
    with Terminal(broken, program.environment) as terminal:
        assert terminal.wait() == 1
        assert terminal.as_before
        terminal.wait_for("unexpected ZeroDivisionError: oops")
        assert terminal.written.index(LEFT) < terminal.written.index(b"oops")


def test_nothing_is_wiped_between_two_screens(board: Switchboard, top: Terminal) -> None:
    board.event("ChannelCreated", channel=channel("19", caller="carol"))
    top.wait_for("PJSIP/carol-19")
    _, _, drawn = top.written.partition(b"\x1b[?1049h")
    assert drawn.count(b"\x1b[2J") <= 1  # once, before the first screen
    assert drawn.count(b"\x1b[?1049h") == 0


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (40, 10), (200, 50)])
def test_it_fits_any_terminal(
    board: Switchboard, program: Program, columns: int, lines: int
) -> None:
    board.channels = [channel(f"1795425058.{n}", age=n) for n in range(100)]
    board.bridges = [{**board.bridges[0], "id": f"b{n}"} for n in range(100)]
    with Terminal(program.command("top"), program.environment, columns, lines) as terminal:
        screen = terminal.wait_for("q quit" if columns > 40 else "h hang")
        assert screen[0].startswith("127.0.0.1")
        assert "sort" in screen[-1]
        assert any("more" in line for line in screen)
        terminal.type("r")
        terminal.wait_for("reversed")


def test_in_80_columns_channels_are_told_apart_and_a_question_is_whole(
    board: Switchboard, program: Program
) -> None:
    halves = [channel(f"05fe9847-f0b9-40bf-872a-5167845c513f{end}") for end in ("", ";2")]
    for number, half in enumerate(halves, start=1):
        half["name"] = f"Local/1000@default-0000000f;{number}"
    board.channels = halves
    with Terminal(program.command("top"), program.environment, columns=80) as terminal:
        shown = terminal.wait_for("3f;2 ", "Local/1000@d…0f;2 ", "…0f;1 ", "sort")
        assert all(len(line) <= 80 for line in shown)
        terminal.type("h")
        terminal.wait_for("Hang up Local/1000@default-0000000f;1", "? y/n")


def test_callers_cannot_draw_on_the_screen(board: Switchboard, program: Program) -> None:
    board.channels = [channel("17", caller="\x1b[2J[bold]x")]
    with Terminal(program.command("top"), program.environment, columns=160) as terminal:
        terminal.wait_for("\\x1b[2J[bold]x")


def test_once_prints_and_ends(board: Switchboard, program: Program) -> None:
    ran = program("top", "--once")
    assert (ran.code, ran.stderr) == (0, "")
    assert "2 channels  1 bridge" in ran.lines[0]
    assert any(line.startswith("17") and "alice" in line for line in ran.lines)
    assert any(line.startswith("b1") for line in ran.lines)
    assert b"\x1b" not in ran.stdout
    assert board.asked == ["GET /channels", "GET /bridges"]


def test_without_a_terminal_it_names_the_way_out(program: Program) -> None:
    ran = program("top")
    assert ran.code == 2
    assert "aricli top --once" in ran.stderr


def test_without_a_server_the_screen_is_not_touched(tmp_path: Path) -> None:
    program = Program("http://127.0.0.1:1", tmp_path)
    with Terminal(program.command("top"), program.environment) as terminal:
        assert terminal.wait() == 3
        assert terminal.as_before
        terminal.wait_for("aricli: ")
        assert LEFT not in terminal.written


def test_events_since_the_look_are_newer_than_its_answer() -> None:
    scene = Scene()
    scene.seen([channel("17", state="Ring"), channel("18")], [])
    scene.look()
    scene.event({"type": "ChannelStateChange", "channel": channel("17", state="Up")})
    scene.event({"type": "ChannelDestroyed", "channel": channel("18")})
    scene.event({"type": "ChannelCreated", "channel": channel("19")})
    scene.seen([channel("17", state="Ring"), channel("18")], [])
    assert {each["id"]: each["state"] for each in scene.view().channels} == {"17": "Up", "19": "Up"}


def test_the_rate_is_that_of_the_last_seconds() -> None:
    now = [100.0]
    scene = Scene(clock=lambda: now[0])
    for _ in range(50):
        scene.event({"type": "ChannelVarset"})
    now[0] = 101.0
    assert scene.view().rate == 10.0
    now[0] = 120.0
    assert scene.view().rate == 0.0


def test_what_was_typed_ahead_answers_no_question() -> None:
    hung_up: list[str] = []
    controls = Controls(hung_up.append)
    controls.rows([{"id": "17", "name": "PJSIP/alice", "creationtime": ""}])
    controls.press_all(["h", "y"])
    assert hung_up == []
    controls.press_all(["y"])
    assert hung_up == ["17"]


def test_the_chosen_channel_stays_chosen_when_others_come() -> None:
    controls = Controls(lambda id: None)
    controls.rows([channel("17", age=9), channel("18", age=5)])
    controls.press("down")
    controls.rows([channel("16", age=20), channel("17", age=9), channel("18", age=5)])
    assert controls.selected == "18"
    controls.rows([channel("16", age=20), channel("17", age=9)])
    assert controls.selected == "17"


def test_channels_of_the_same_age_keep_their_places() -> None:
    born = "2026-11-23T10:00:00.000+0000"
    channels = [{**channel(id), "creationtime": born} for id in ("3", "1", "2")]
    controls = Controls(lambda id: None)
    for seen in (channels, channels[::-1]):
        assert [row["id"] for row in controls.rows(seen)] == ["1", "2", "3"]
