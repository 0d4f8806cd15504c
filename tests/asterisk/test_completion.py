"""What completion offers, asked of a real Asterisk."""

from __future__ import annotations

import pytest

from tests.asterisk.bench import Bench
from tests.asterisk.command import Aricli


def offered(aricli: Aricli, *words: str) -> dict[str, str]:
    """The values offered for the last word, and what is said of each."""
    done = aricli("__complete", "zsh", *words)
    assert (done.returncode, done.stderr) == (0, "")
    return dict(line.split("\t") for line in done.stdout.splitlines())


def test_a_channel_is_offered_with_state_and_caller(aricli: Aricli, bench: Bench) -> None:
    channel = bench.ringing()
    assert offered(aricli, "answer", "")[channel] == "Ring, alice <100>"


def test_playbacks_that_are_not_over_are_offered(aricli: Aricli, bench: Bench) -> None:
    channel = bench.channel()
    for name in ("over", "playing"):
        assert aricli("play", channel, "tone:ring", "--id", name).returncode == 0
    assert aricli("stop", "over").returncode == 0
    bench.wait_for("PlaybackFinished", "over")
    bench.wait_for("PlaybackStarted", "playing")
    assert offered(aricli, "stop", "") == {"playing": "playing, tone:ring"}


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (("applications", "get", ""), "bench"),
        (("play", "c", "sound:hello-w"), "sound:hello-world"),
        (("play", "c", "sound:digits/1"), "sound:digits/1"),
        (("asterisk", "get-module", "app_st"), "app_stasis.so"),
        (("channels", "originate", "PJSIP/"), "PJSIP/alice"),
    ],
)
def test_what_the_server_has_is_offered(
    aricli: Aricli, bench: Bench, words: tuple[str, ...], value: str
) -> None:
    assert value in offered(aricli, *words)


def test_a_bridge_is_offered(aricli: Aricli, bench: Bench) -> None:
    channel = bench.channel()
    assert aricli("bridges", "create", "--id", "b", "--name", "lobby").returncode == 0
    assert aricli("bridges", "add-channel", "b", channel).returncode == 0
    assert offered(aricli, "bridges", "get", "")["b"] == "lobby, mixing, 1 channel"
    assert aricli("bridges", "destroy", "b").returncode == 0


def test_a_log_is_offered_by_a_name_that_it_answers_to(aricli: Aricli) -> None:
    names = offered(aricli, "asterisk", "rotate-log", "")
    assert any("messages.log" in name for name in names)
    for name in names:
        assert aricli("asterisk", "rotate-log", name).returncode == 0, name
