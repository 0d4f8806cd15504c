"""A listener left running: Asterisk restarted and killed, the line cut, the application taken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.asterisk.command import Aricli, Running
from tests.asterisk.conftest import Dial
from tests.asterisk.line import Line
from tests.asterisk.server import Asterisk
from tests.conftest import required

CALLS = 50


@pytest.fixture(scope="module", params=["22"])
def mortal(request: pytest.FixtureRequest) -> Iterator[Asterisk]:
    """An Asterisk that may be killed."""
    with required(), Asterisk(request.param) as running:
        yield running


@pytest.fixture
def listener(mortal: Asterisk, tmp_path: Path) -> Iterator[Running]:
    """``aricli listen --app channel-tones`` on it."""
    aricli = Aricli(tmp_path, mortal.url, mortal.username, mortal.password)
    yield aricli.listen("channel-tones", "--ping", "2")
    aricli.close()


def begin_calls(asterisk: Asterisk, listener: Running, generation: str) -> None:
    """Have many callers in the application."""
    for number in range(CALLS):
        asterisk.ari(
            "POST",
            "/channels",
            endpoint="Local/1000@default",
            extension="2000",
            context="default",
            channelId=f"{generation}-{number}",
        )
    listener.stdout.wait_for("has entered the application", CALLS)


@pytest.mark.parametrize("death", ["restart", "kill"])
def test_calls_end_with_their_asterisk_and_the_next_one_is_answered(
    mortal: Asterisk, listener: Running, death: str
) -> None:
    begin_calls(mortal, listener, death)
    if death == "kill":
        mortal.kill()
        mortal.start()
    else:
        mortal.restart()
    listener.stderr.wait_for("Asterisk was started anew")
    listener.stdout.wait_for("just left our application", CALLS)
    mortal.ari(
        "POST", "/channels", endpoint="Local/1000@default", extension="2000", context="default"
    )
    listener.stdout.wait_for("just left our application", CALLS + 1)
    assert listener.stop() == 143
    said = listener.stdout.all()
    ends = [at for at, line in enumerate(said) if "just left our application" in line]
    since = [line.split(" ")[0] for line in said[ends[CALLS - 1] + 1 :]]
    assert since == ["Channel", "Answering", "Hanging", "Channel"], "timers of dead calls fired"


def behind(line: Line, asterisk: Asterisk, home: Path) -> closing[Aricli]:
    """The command, with the line between it and its Asterisk."""
    return closing(Aricli(home, line.url, asterisk.username, asterisk.password))


def test_a_call_survives_a_cut_line(asterisk: Asterisk, tmp_path: Path, dial: Dial) -> None:
    with Line(asterisk.ports.http) as line, behind(line, asterisk, tmp_path) as aricli:
        listening = aricli.listen("channel-tones")
        caller = dial("1000")
        listening.stdout.wait_for("has entered the application")
        line.cut()
        listening.stderr.wait_for("connected again after")
        listening.stdout.wait_for("just left our application")
        assert listening.stop() == 143
    lost, *rest = listening.complaints()
    assert lost.endswith("; connecting again")
    assert [line.partition(" after ")[0] for line in rest] == ["aricli: connected again"]
    assert caller.wait_for_one().saw[-2:] == ["200 OK", "BYE"]
    said = [text.split(" ")[0] for text in listening.stdout.all()]
    assert said == ["Channel", "Answering", "Hanging", "Channel"]


def test_a_caller_who_left_while_the_line_was_dead_gets_an_end(
    asterisk: Asterisk, tmp_path: Path, dial: Dial
) -> None:
    with Line(asterisk.ports.http) as line, behind(line, asterisk, tmp_path) as aricli:
        listening = aricli.listen("channel-tones", "-o", "jsonl", "--ping", "0.5")
        caller = dial("1000", "cancels")
        listening.stdout.wait_for("PlaybackStarted")
        line.hold()
        caller.wait()
        listening.stderr.wait_for("just left our application")
        gap = listening.stdout.wait_for("AricliGap")
        assert '"restarted":false' in gap
        assert listening.stop() == 143
    assert "Answering" not in "".join(listening.stderr.all())


def test_an_application_that_is_taken_over_is_not_fought_over(
    aricli: Aricli, asterisk: Asterisk
) -> None:
    first = aricli.listen("taken")
    second = aricli.listen("taken")
    assert first.wait() == 6
    said = "".join(first.stderr.all())
    assert "another client took over the application taken" in said
    assert "known to Asterisk" not in said
    second.stderr.wait_for("taken is known to Asterisk already")
    assert second.stop() == 143


def test_an_application_can_be_fought_for(aricli: Aricli, asterisk: Asterisk) -> None:
    first = aricli.listen("fought-for", "--takeover")
    second = aricli.listen("fought-for")
    first.stderr.wait_for("taking it back")
    assert second.wait() == 6
    assert first.stop() == 143
