"""``aricli stop``, ``answer`` and ``hangup``, one by one and many through stdin."""

from __future__ import annotations

import pytest

from tests.asterisk.bench import Bench
from tests.asterisk.command import Aricli
from tests.asterisk.conftest import Dial

#: What the caller of an unanswered call is told, by the reason given to hangup.
REFUSALS = {
    "normal": "603 Decline",
    "busy": "486 Busy Here",
    "congestion": "503 Service Unavailable",
    "no_answer": "480 Temporarily Unavailable",
    "rejected": "403 Forbidden",
    "unallocated": "404 Not Found",
}


def test_answer_answers(aricli: Aricli, bench: Bench) -> None:
    channel = bench.ringing()
    assert bench.state(channel) == "Ring"
    answered = aricli("answer", channel)
    assert (answered.returncode, answered.stderr) == (0, "")
    assert bench.state(channel) == "Up"


def test_answer_waits_behind_a_playback(aricli: Aricli, bench: Bench) -> None:
    channel = bench.ringing()
    assert aricli("play", channel, "tone:ring", "--id", "p").returncode == 0
    answering = aricli.start("answer", channel)
    assert aricli("stop", "p").returncode == 0
    assert answering.wait() == 0, answering.stderr.all()
    assert bench.state(channel) == "Up"


def test_hangup_hangs_up(aricli: Aricli, bench: Bench) -> None:
    channel = bench.channel()
    hung_up = aricli("hangup", channel)
    assert (hung_up.returncode, hung_up.stderr) == (0, "")
    bench.wait_for("ChannelDestroyed", channel)
    assert bench.state(channel) is None


def test_hangup_tells_the_caller_the_reason(aricli: Aricli, bench: Bench, dial: Dial) -> None:
    for reason, refusal in REFUSALS.items():
        caller = dial("1002")
        assert aricli("hangup", bench.next_call(), "--reason", reason).returncode == 0
        assert caller.wait_for_one().saw[-1] == refusal


@pytest.mark.parametrize("asterisk", ["22"], indirect=True)  # 16 knows no reason_code
def test_hangup_tells_the_caller_the_cause(aricli: Aricli, bench: Bench, dial: Dial) -> None:
    caller = dial("1002")
    assert aricli("hangup", bench.next_call(), "--cause", "34").returncode == 0
    assert caller.wait_for_one().saw[-1] == "503 Service Unavailable"


@pytest.mark.parametrize("arguments", [("--reason", "boredom"), ("--cause", "busy")])
def test_hangup_takes_no_other_reason(
    aricli: Aricli, bench: Bench, arguments: tuple[str, str]
) -> None:
    channel = bench.channel()
    refused = aricli("hangup", channel, *arguments)
    assert refused.returncode == 2
    assert arguments[1] in refused.stderr
    assert bench.state(channel) == "Up"


def test_stop_of_what_is_over_is_a_success_with_a_word(aricli: Aricli, bench: Bench) -> None:
    assert aricli("play", bench.channel(), "sound:beep", "--id", "b", "--wait").returncode == 0
    stopped = aricli("stop", "b")
    assert stopped.returncode == 0
    assert "b" in stopped.stderr
    assert len(stopped.stderr.splitlines()) == 1
    assert aricli("stop", "b", "--strict").returncode == 5


def test_spoken_digits_cannot_be_stopped(aricli: Aricli, bench: Bench) -> None:
    channel = bench.channel()
    assert aricli("play", channel, "digits:1234567890", "--id", "d").returncode == 0
    bench.wait_for("PlaybackStarted", "d")
    stopped = aricli("stop", "d")
    assert stopped.returncode == 7
    what, todo = stopped.stderr.splitlines()
    assert "Could not stop playback" in what
    assert "digits" in todo


def test_ids_come_from_stdin_and_each_failure_is_told(aricli: Aricli, bench: Bench) -> None:
    channels = [bench.ringing() for _ in range(3)]
    ids = [channels[0], "nosuch-1", channels[1], "nosuch-2", channels[2]]
    answered = aricli("answer", "-", stdin="".join(f"{id}\n" for id in ids))
    assert answered.returncode == 5
    assert [bench.state(channel) for channel in channels] == ["Up"] * 3
    told = [line for line in answered.stderr.splitlines() if line.startswith("aricli: ")]
    assert len(told) == 2
    assert "nosuch-1" in told[0]
    assert "nosuch-2" in told[1]


def test_the_worst_failure_is_the_exit_code(aricli: Aricli, bench: Bench) -> None:
    outside = f"{bench.channel()};2"
    answered = aricli("answer", "-", stdin=f"nosuch\n{outside}\nnosuch-either\n")
    assert answered.returncode == 6


def test_every_verb_reads_ids_from_stdin(aricli: Aricli, bench: Bench) -> None:
    channels = [bench.channel() for _ in range(3)]
    stdin = "\n".join(channels)
    played = aricli("play", "-", "tone:ring", "-o", "id", stdin=stdin)
    assert played.returncode == 0, played.stderr
    playbacks = played.stdout.split()
    assert len(set(playbacks)) == 3
    assert aricli("stop", "-", "--strict", stdin=played.stdout).returncode == 0
    for playback in playbacks:
        bench.wait_for("PlaybackFinished", playback)
    assert aricli("hangup", "-", stdin=stdin).returncode == 0
    for channel in channels:
        bench.wait_for("StasisEnd", channel)


def test_no_ids_on_stdin_is_nothing_to_do(aricli: Aricli) -> None:
    hung_up = aricli("hangup", "-", stdin="")
    assert (hung_up.returncode, hung_up.stdout) == (0, "")
