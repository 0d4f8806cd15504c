"""What goes wrong is told in two lines, with the exit code that scripts rely on."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from tests.asterisk.bench import Bench
from tests.asterisk.command import Aricli
from tests.asterisk.web import WebServer

ON_CHANNEL = [("answer",), ("hangup",), ("play", "sound:beep")]


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer() as web:
        yield web


def told(failed: subprocess.CompletedProcess[str], code: int) -> tuple[str, str]:
    """The two lines of an error, which must have ended with `code` and printed nothing else."""
    assert failed.returncode == code, failed.stderr
    assert failed.stdout == ""
    what, todo = failed.stderr.splitlines()
    assert what.startswith("aricli: ")
    assert todo.startswith("  ")
    assert todo.strip()
    return what, todo


def on(channel: str, verb: tuple[str, ...]) -> list[str]:
    return [verb[0], channel, *verb[1:]]


@pytest.mark.parametrize("verb", ON_CHANNEL)
def test_unknown_channel(aricli: Aricli, verb: tuple[str, ...]) -> None:
    what, _ = told(aricli(*on("1795425058.17", verb)), 5)
    assert "1795425058.17" in what
    assert "404" in what


@pytest.mark.parametrize("verb", [("answer",), ("play", "sound:beep")])
def test_channel_not_in_stasis(aricli: Aricli, bench: Bench, verb: tuple[str, ...]) -> None:
    outside = f"{bench.channel()};2"
    what, todo = told(aricli(*on(outside, verb)), 6)
    assert outside in what
    assert "(409 Channel not in Stasis application)" in what
    assert "same => n,Stasis(" in todo


@pytest.mark.parametrize("verb", [*ON_CHANNEL, ("listen", "--app")])
def test_wrong_password(aricli: Aricli, verb: tuple[str, ...]) -> None:
    arguments = ["listen", "--app", "x"] if verb[0] == "listen" else on("x", verb)
    what, _ = told(aricli(*arguments, ARICLI_PASSWORD="not-it"), 4)
    assert "401" in what
    assert "not-it" not in what


def test_read_only_user(aricli: Aricli, bench: Bench) -> None:
    channel = bench.ringing()
    viewer = {"ARICLI_USERNAME": "viewer", "ARICLI_PASSWORD": "viewer"}
    what, _ = told(aricli("answer", channel, **viewer), 4)
    assert "403" in what
    assert bench.state(channel) == "Ring"


@pytest.mark.parametrize("arguments", [("hangup", "x"), ("stop", "x"), ("listen", "--app", "x")])
def test_nothing_listens(aricli: Aricli, web: WebServer, arguments: tuple[str, ...]) -> None:
    with WebServer() as gone:
        url = gone.url
    what, _ = told(aricli(*arguments, ARICLI_URL=url), 3)
    assert url.removeprefix("http://") in what


@pytest.mark.parametrize("arguments", [("hangup", "x"), ("stop", "x"), ("listen", "--app", "x")])
def test_what_answers_is_no_ari(aricli: Aricli, web: WebServer, arguments: tuple[str, ...]) -> None:
    what, todo = told(aricli(*arguments, ARICLI_URL=web.url), 3)
    assert "check the URL" in todo
    assert "<html>" not in what


@pytest.mark.parametrize("media", ["bogus:x", "tt-monkeys", "Sound:beep", "number:abc", "number:"])
def test_media_that_would_never_finish_are_not_sent(
    aricli: Aricli, web: WebServer, media: str
) -> None:
    what, todo = told(aricli("play", "some-channel", media, ARICLI_URL=web.url), 2)
    assert media in what
    assert "--force" in what + todo
    assert web.requests == []


def test_an_unknown_scheme_is_told_the_known_ones(aricli: Aricli) -> None:
    failed = aricli("play", "some-channel", "bogus:x")
    for scheme in ("sound", "recording", "number", "digits", "characters", "tone"):
        assert f"{scheme}:" in failed.stderr


@pytest.mark.parametrize("verb", [*ON_CHANNEL, ("stop",)])
def test_empty_id(aricli: Aricli, web: WebServer, verb: tuple[str, ...]) -> None:
    told(aricli(*on("", verb), ARICLI_URL=web.url), 2)
    assert web.requests == []


def test_one_bad_medium_of_several_stops_them_all(aricli: Aricli, bench: Bench) -> None:
    channel = bench.channel()
    told(aricli("play", channel, "sound:beep", "bogus:x", "--id", "p"), 2)
    assert bench.events("p") == []
