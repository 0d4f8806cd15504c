"""The two example applications, word for word, with what the caller got."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.asterisk.bench import Bench
from tests.asterisk.command import Aricli, Running
from tests.asterisk.provision import SUITES
from tests.asterisk.sip import Call, Callers
from tests.conftest import new_asterisk, required


@dataclass
class Story:
    """One call from beginning to end, with the application's words."""

    said: list[str]
    complained: list[str]


@dataclass
class SipStory(Story):
    """The same for a call by SIP, with what the caller got."""

    caller: Call
    heard: int


@dataclass
class Stories:
    """All four: each application met a SIP call and a Local one."""

    tones_sip: SipStory
    tones_local: Story
    monkeys_sip: SipStory
    monkeys_local: Story


class Exchange:
    """An Asterisk of its own, so that alice's first channel is its very first."""

    def __init__(self, series: str, home: Path, running: ExitStack) -> None:
        self.asterisk = running.enter_context(new_asterisk(series))
        self.aricli = Aricli(
            home, self.asterisk.url, self.asterisk.username, self.asterisk.password
        )
        running.callback(self.aricli.close)
        self.bench = Bench(self.asterisk)
        running.callback(self.bench.close)
        self._running = running

    def listen(self, app: str) -> Running:
        return self.aricli.listen(app)

    def call_by_sip(self, extension: str) -> Callers:
        with required():
            return self._running.enter_context(Callers(self.asterisk, extension))


def sip_story(listener: Running, callers: Callers) -> SipStory:
    call = callers.wait_for_one()
    listener.stdout.wait_for("just left our application")
    listener.stop()
    return SipStory(listener.stdout.all(), listener.complaints(), call, callers.heard())


def local_story(listener: Running) -> Story:
    listener.stdout.wait_for("just left our application")
    listener.stop()
    return Story(listener.stdout.all(), listener.complaints())


@pytest.fixture(scope="module", params=SUITES)
def stories(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stories]:
    """All four calls at once, on two Asterisks, since each lasts as long as its media."""
    with ExitStack() as running:
        one = Exchange(request.param, tmp_path_factory.mktemp("one"), running)
        two = Exchange(request.param, tmp_path_factory.mktemp("two"), running)
        tones, other_tones = one.listen("channel-tones"), two.listen("channel-tones")
        monkeys, other_monkeys = (
            two.listen("channel-playback-monkeys"),
            one.listen("channel-playback-monkeys"),
        )
        tones_call, monkeys_call = one.call_by_sip("1000"), two.call_by_sip("1001")
        two.bench.call("1000")
        one.bench.call("1001")
        yield Stories(
            tones_sip=sip_story(tones, tones_call),
            tones_local=local_story(other_tones),
            monkeys_sip=sip_story(monkeys, monkeys_call),
            monkeys_local=local_story(other_monkeys),
        )


def test_tones_by_sip(stories: Stories) -> None:
    assert stories.tones_sip.said == [
        "Channel PJSIP/alice-00000000 has entered the application",
        "Answering channel PJSIP/alice-00000000",
        "Hanging up channel PJSIP/alice-00000000",
        "Channel PJSIP/alice-00000000 just left our application",
    ]


def test_tones_by_local_channel(stories: Stories) -> None:
    assert stories.tones_local.said == [
        "Channel Local/1000@default-00000000;2 has entered the application",
        "Answering channel Local/1000@default-00000000;2",
        "Hanging up channel Local/1000@default-00000000;2",
        "Channel Local/1000@default-00000000;2 just left our application",
    ]


def test_monkeys_by_sip(stories: Stories) -> None:
    assert stories.monkeys_sip.said == [
        "Monkeys! Attack PJSIP/alice-00000000!",
        "Monkeys successfully vanquished PJSIP/alice-00000000; hanging them up",
        "Channel PJSIP/alice-00000000 just left our application",
    ]


def test_monkeys_by_local_channel(stories: Stories) -> None:
    assert stories.monkeys_local.said == [
        "Monkeys! Attack Local/1001@default-00000000;2!",
        "Monkeys successfully vanquished Local/1001@default-00000000;2; hanging them up",
        "Channel Local/1001@default-00000000;2 just left our application",
    ]


def test_the_caller_hears_ringing_for_8_seconds_then_is_answered_and_hung_up(
    stories: Stories,
) -> None:
    story = stories.tones_sip
    assert story.caller.saw == ["100 Trying", "183 Session Progress", "200 OK", "BYE"]
    # A timer may be late on a busy machine, but never early.
    assert story.caller.after["200 OK"] > 8
    assert story.caller.after["BYE"] > 9
    assert story.heard


def test_the_caller_hears_monkeys_unanswered_and_is_declined(stories: Stories) -> None:
    story = stories.monkeys_sip
    assert story.caller.saw == ["100 Trying", "183 Session Progress", "603 Decline"]
    assert story.caller.after["603 Decline"] > 16
    assert story.heard


def test_nothing_is_complained_of(stories: Stories) -> None:
    for story in vars(stories).values():
        assert story.complained == []
