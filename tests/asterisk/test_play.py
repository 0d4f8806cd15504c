"""``aricli play``: every kind of media to its end or its stop, and its options."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.asterisk.bench import Bench
from tests.asterisk.command import Aricli, Running
from tests.asterisk.provision import SUITES
from tests.asterisk.web import WebServer, chirp
from tests.conftest import new_asterisk

SOUNDS = "/usr/share/asterisk/sounds/en_US_f_Allison"
DONE, FAILED = 0, 8
#: What `play --wait` comes to; WEB stands for the test's own web server.
OUTCOMES = {
    "sound:beep": DONE,
    "sound:digits/1": DONE,
    f"sound:{SOUNDS}/beep": DONE,
    "sound:WEB/chirp.wav": DONE,
    "recording:greeting": DONE,
    "number:42": DONE,
    "number:-3": DONE,
    "digits:1*#": DONE,
    "characters:aB1": DONE,
    "sound:nosuch": FAILED,
    "sound:beep.gsm": FAILED,
    "sound:WEB/nosuch.wav": FAILED,
    "recording:nosuch": FAILED,
    "tone:nosuch": FAILED,
}
FORCED = ("bogus:x", "number:abc", "tt-monkeys")


@pytest.fixture(scope="module", params=SUITES)
def outcomes(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Running]]:
    """A `play --wait` for each kind of media, all at once, each on a channel of its own."""
    with new_asterisk(request.param) as asterisk, WebServer() as web:
        (asterisk.recordings / "greeting.wav").write_bytes(chirp())
        bench = Bench(asterisk)
        home = tmp_path_factory.mktemp("home")
        aricli = Aricli(home, asterisk.url, asterisk.username, asterisk.password)
        played = {
            media: aricli.start("play", bench.channel(), media.replace("WEB", web.url), "--wait")
            for media in OUTCOMES
        } | {
            media: aricli.start("play", bench.channel(), media, "--wait", "--force")
            for media in FORCED
        }
        yield played
        aricli.close()
        bench.close()


@pytest.mark.parametrize("media", OUTCOMES)
def test_wait_ends_with_the_playback(outcomes: dict[str, Running], media: str) -> None:
    playing = outcomes[media]
    assert playing.wait() == OUTCOMES[media], playing.stderr.all()
    assert bool(playing.stderr.all()) == (OUTCOMES[media] == FAILED)


@pytest.mark.parametrize("media", FORCED)
def test_wait_ends_when_a_playback_vanishes(outcomes: dict[str, Running], media: str) -> None:
    playing = outcomes[media]
    assert playing.wait() == FAILED, playing.stderr.all()
    what, todo = playing.stderr.all()
    assert "vanished" in what
    assert todo.startswith("  ")


def test_a_tone_plays_until_it_is_stopped(aricli: Aricli, bench: Bench) -> None:
    playing = aricli.start("play", bench.channel(), "tone:ring;tonezone=fr", "--id", "t", "--wait")
    bench.wait_for("PlaybackStarted", "t")
    assert playing.process.poll() is None
    assert aricli("stop", "t").returncode == 0
    assert playing.wait() == 0
    assert bench.events("t") == ["PlaybackStarted", "PlaybackFinished"]


def test_wait_times_out_and_the_tone_goes_on(aricli: Aricli, bench: Bench) -> None:
    arguments = ("tone:ring", "--id", "long", "--wait", "--timeout", "0.5")
    waited = aricli("play", bench.channel(), *arguments)
    assert waited.returncode == 124
    assert len(waited.stderr.splitlines()) == 2
    assert aricli("stop", "long", "--strict").returncode == 0


def test_wait_ends_when_the_caller_hangs_up(aricli: Aricli, bench: Bench) -> None:
    channel = bench.channel()
    playing = aricli.start("play", channel, "sound:tt-monkeys", "--id", "m", "--wait")
    bench.wait_for("PlaybackStarted", "m")
    assert aricli("hangup", channel).returncode == 0
    assert playing.wait() == FAILED


def test_a_second_play_waits_behind_the_first(aricli: Aricli, bench: Bench) -> None:
    channel = bench.channel()
    assert aricli("play", channel, "tone:ring", "--id", "first").returncode == 0
    second = aricli("play", channel, "sound:beep", "--id", "second")
    assert second.returncode == 0
    assert bench.events("second") == []
    waiting = aricli.start("play", channel, "sound:beep", "--id", "third", "--wait")
    assert aricli("stop", "first").returncode == 0
    assert waiting.wait() == 0
    bench.wait_for("PlaybackFinished", "third")
    order = [(e["type"], e["playback"]["id"]) for e in bench.playback_events()]
    assert order == [
        (type, name)
        for name in ("first", "second", "third")
        for type in ("PlaybackStarted", "PlaybackFinished")
    ]


def test_several_media_play_in_order(aricli: Aricli, bench: Bench) -> None:
    media = ("sound:beep", "digits:12", "sound:beep")
    played = aricli("play", bench.channel(), *media, "--id", "list", "--wait")
    assert played.returncode == 0, played.stderr
    bench.wait_for("PlaybackFinished", "list")
    started = [e for e in bench.playback_events() if e["type"] == "PlaybackStarted"]
    assert [e["playback"]["media_uri"] for e in started] == list(media)


def test_a_comma_in_a_uri_survives(aricli: Aricli, bench: Bench) -> None:
    tone = "tone:440/200,0/200"
    assert aricli("play", bench.channel(), tone, "--id", "comma").returncode == 0
    started = bench.wait_for("PlaybackStarted", "comma")
    assert started["playback"]["media_uri"] == tone
    assert aricli("stop", "comma", "--strict").returncode == 0


def test_play_makes_an_id_that_can_be_stopped(aricli: Aricli, bench: Bench) -> None:
    channel = bench.channel()
    played = aricli("play", channel, "tone:ring", "-o", "id")
    playback_id = played.stdout.strip()
    assert len(playback_id) == 36
    assert bench.wait_for("PlaybackStarted", playback_id)
    assert aricli("stop", playback_id, "--strict").returncode == 0


def test_lang_and_offset_reach_the_playback(aricli: Aricli, bench: Bench) -> None:
    options = ("--lang", "fr", "--offsetms", "15000", "--skipms", "500")
    played = aricli("play", bench.channel(), "sound:tt-monkeys", "--id", "o", "--wait", *options)
    assert played.returncode == 0, played.stderr
    assert bench.wait_for("PlaybackStarted", "o")["playback"]["language"] == "fr"


def test_play_leaves_the_application_to_its_owner(aricli: Aricli, bench: Bench) -> None:
    channel = bench.channel()
    assert aricli("play", channel, "sound:beep", "--wait").returncode == 0
    assert aricli("hangup", channel).returncode == 0
    bench.wait_for("StasisEnd", channel)


def test_a_dead_web_server_fails_the_playback(aricli: Aricli, bench: Bench) -> None:
    with WebServer() as web:
        url = web.url
    played = aricli("play", bench.channel(), f"sound:{url}/chirp.wav", "--wait")
    assert played.returncode == FAILED, played.stderr
