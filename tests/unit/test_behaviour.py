"""Behaviours: handlers, timers and generators of one call, and what ends them."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from aricli import Behaviour, events
from aricli.ari.request import Request, Response
from aricli.engine.behaviour import Script, check_behaviour, handlers
from aricli.errors import PluginError, TimedOut
from tests.unit.fakes import Bench, refusal

MakeBench = Callable[[type[Behaviour]], Bench]


@pytest.fixture
def bench() -> Iterator[MakeBench]:
    """Makes a bench for a behaviour; all of them are closed at the end."""
    made: list[Bench] = []

    def make(kind: type[Behaviour]) -> Bench:
        made.append(Bench(kind))
        return made[-1]

    yield make
    for each in made:
        each.close()


class Tones(Behaviour):
    """The example application, as a plugin author writes it."""

    app = "app"

    def stasis_start(self) -> None:
        self.say(f"{self.channel.name} entered")
        self.ringing = self.channel.play("tone:ring;tonezone=fr", playback_id="ring")
        self.after(8, self.pick_up)

    def pick_up(self) -> None:
        self.ringing.stop()
        self.channel.answer()
        self.after(1, self.channel.hangup)

    def stasis_end(self) -> None:
        self.say(f"{self.channel.name} left")


def test_timers_drive_a_call(bench: MakeBench) -> None:
    tones = bench(Tones)
    tones.enter()
    tones.clock.advance(7.9)
    assert [each.split("?")[0] for each in tones.server.requests] == ["POST /channels/c1/play/ring"]
    tones.clock.advance(1.2)
    assert tones.server.requests[1:] == [
        "DELETE /playbacks/ring",
        "POST /channels/c1/answer",
        "DELETE /channels/c1",
    ]
    tones.leave()
    assert tones.said == ["PJSIP/c1 entered", "PJSIP/c1 left"]


def test_timers_die_with_their_call(bench: MakeBench) -> None:
    tones = bench(Tones)
    tones.enter("c1")
    tones.enter("c2")
    tones.leave("c1")
    tones.clock.advance(60)
    assert not any("/channels/c1/answer" in each for each in tones.server.requests)
    assert "POST /channels/c2/answer" in tones.server.requests


def test_a_call_that_is_over_is_let_go_of_at_once(bench: MakeBench) -> None:
    made: list[weakref.ref[Behaviour]] = []

    class Remembered(Tones):
        def stasis_start(self) -> None:
            made.append(weakref.ref(self))
            super().stasis_start()

    tones = bench(Remembered)
    gc.disable()
    try:
        tones.enter()
        tones.clock.advance(8.5)
        tones.leave()
        tones.clock.advance(2)
        assert [each() for each in made] == [None]
    finally:
        gc.enable()


def test_a_channel_that_has_just_gone_is_no_failure(bench: MakeBench) -> None:
    tones = bench(Tones)
    tones.enter()
    tones.server.answer = lambda request: refusal(404, "Channel not found")
    tones.clock.advance(60)
    tones.leave()
    assert tones.audience.failures == []
    assert tones.said[-1] == "PJSIP/c1 left"


def test_a_channel_that_is_there_in_the_wrong_state_is_a_failure(bench: MakeBench) -> None:
    tones = bench(Tones)
    tones.server.answer = lambda request: (
        refusal(412, "Channel in invalid state") if request.path.endswith("/ring") else None
    )
    tones.enter()
    assert len(tones.audience.failures) == 1
    assert "412 Channel in invalid state" in tones.audience.failures[0]


def test_each_call_has_its_own_state(bench: MakeBench) -> None:
    class Counter(Behaviour):
        app = "app"
        pressed = 0

        def channel_dtmf_received(self, event: events.ChannelDtmfReceived) -> None:
            self.pressed += 1
            self.say(f"{self.channel.id} {event.digit} {self.pressed}")

    counter = bench(Counter)
    counter.enter("c1")
    counter.enter("c2")
    counter.press("7", "c1")
    counter.press("8", "c2")
    counter.press("9", "c1")
    assert counter.said == ["c1 7 1", "c2 8 1", "c1 9 2"]


def test_a_handler_that_raises_leaves_the_call_and_other_calls_alone(bench: MakeBench) -> None:
    class Faulty(Behaviour):
        app = "app"

        def stasis_start(self) -> None:
            if self.channel.id == "c1":
                raise ValueError("no luck")

        def stasis_end(self) -> None:
            self.say(f"{self.channel.id} left")

    faulty = bench(Faulty)
    for channel in ("c1", "c2"):
        faulty.enter(channel)
    for channel in ("c1", "c2"):
        faulty.leave(channel)
    assert faulty.audience.failures == ["c1 StasisStart: no luck"]
    assert faulty.said == ["c1 left", "c2 left"]


def test_a_wait_whose_condition_raises_fails_its_handler_and_no_other(bench: MakeBench) -> None:
    class Picky(Behaviour):
        app = "app"

        def stasis_start(self) -> Script:
            try:
                yield self.event("ChannelDtmfReceived", where=lambda event: event.nosuch)
            finally:
                self.say("closed")

        def channel_hold(self) -> Script:
            yield self.event("ChannelDtmfReceived")
            self.say("pressed")

        def stasis_end(self) -> None:
            self.say("left")

    picky = bench(Picky)
    picky.enter()
    picky.event("ChannelHold")
    picky.press("12")
    picky.leave()
    assert picky.audience.failures == [
        "c1 StasisStart: ChannelDtmfReceived has no 'nosuch'",
    ]
    assert picky.said == ["closed", "pressed", "left"]


def test_a_generator_that_raises_as_it_is_closed_is_told_of(bench: MakeBench) -> None:
    class Sloppy(Behaviour):
        app = "app"

        def stasis_start(self) -> Script:
            try:
                yield self.event("ChannelHold")
                yield None  # nothing that can be waited for
            finally:
                raise ValueError("no luck at the end either")

        def stasis_end(self) -> None:
            self.say("left")

    sloppy = bench(Sloppy)
    sloppy.enter()
    sloppy.event("ChannelHold")
    sloppy.leave()
    first, second = sloppy.audience.failures
    assert "a handler yielded None" in first
    assert second == "c1 StasisStart: no luck at the end either"
    assert sloppy.said == ["left"]


def test_a_behaviour_can_have_its_failed_calls_hung_up(bench: MakeBench) -> None:
    class Strict(Behaviour):
        app = "app"
        hang_up_on_error = True

        def stasis_start(self) -> None:
            raise ValueError("no luck")

    strict = bench(Strict)
    strict.enter()
    assert strict.server.requests == ["DELETE /channels/c1"]


def test_a_behaviour_that_always_fails_is_set_aside_and_calls_go_on(bench: MakeBench) -> None:
    class Hopeless(Behaviour):
        app = "app"

        def stasis_start(self) -> None:
            raise ValueError("no luck")

    hopeless = bench(Hopeless)
    for number in range(12):
        hopeless.enter(f"c{number}")
    assert hopeless.audience.aside == [Hopeless]
    assert len(hopeless.audience.failures) == 10
    assert hopeless.server.requests == [
        "POST /channels/c10/continue",
        "POST /channels/c11/continue",
    ]


class Menu(Behaviour):
    """A generator handler: it reads as the call happens."""

    app = "app"

    def stasis_start(self) -> Script:
        try:
            prompt = self.channel.play("sound:menu", playback_id="prompt")
            ended = yield prompt.finished()
            self.say(f"prompt {ended.state}")
            digits = yield self.digits(4, timeout=10)
            self.say(f"digits {digits}")
            yield self.sleep(5)
            self.say("slept")
            event = yield self.event("ChannelTalkingFinished", timeout=3)
            self.say(f"talked {event and event.duration}")
        finally:
            self.say("closed")


def test_a_generator_reads_top_to_bottom(bench: MakeBench) -> None:
    menu = bench(Menu)
    menu.enter()
    menu.playback("PlaybackStarted", "prompt", "playing")
    assert menu.said == []
    menu.playback("PlaybackFinished", "prompt", "done")
    menu.press("1234")
    menu.clock.advance(5)
    menu.event("ChannelTalkingFinished", duration=700)
    assert menu.said == ["prompt done", "digits 1234", "slept", "talked 700", "closed"]


def test_a_generator_is_closed_when_the_caller_hangs_up(bench: MakeBench) -> None:
    menu = bench(Menu)
    menu.enter()
    menu.leave()
    assert menu.said == ["closed"]


def test_digits_time_out_anew_from_each_digit(bench: MakeBench) -> None:
    menu = bench(Menu)
    menu.enter()
    menu.playback("PlaybackFinished", "prompt", "done")
    menu.clock.advance(9)
    menu.press("1")
    menu.clock.advance(9)
    menu.press("2")
    assert menu.said == ["prompt done"]
    menu.clock.advance(10)
    assert menu.said[1] == "digits 12"


def test_a_terminator_ends_the_digits(bench: MakeBench) -> None:
    menu = bench(Menu)
    menu.enter()
    menu.playback("PlaybackFinished", "prompt", "done")
    menu.press("12#")
    assert menu.said[1] == "digits 12"


def test_digits_pressed_before_they_are_asked_for_count(bench: MakeBench) -> None:
    menu = bench(Menu)
    menu.enter()
    menu.press("98")
    menu.playback("PlaybackFinished", "prompt", "done")
    menu.press("76")
    assert menu.said[1] == "digits 9876"


def test_an_event_that_does_not_come_is_none(bench: MakeBench) -> None:
    menu = bench(Menu)
    menu.enter()
    menu.playback("PlaybackFinished", "prompt", "done")
    menu.press("1234")
    menu.clock.advance(5 + 3)
    assert menu.said[-2:] == ["talked None", "closed"]


def test_a_playback_that_vanishes_is_failed(bench: MakeBench) -> None:
    menu = bench(Menu)
    menu.enter()
    menu.server.answer = lambda request: (
        refusal(404, "Playback not found") if request.method == "GET" else None
    )
    menu.clock.advance(10)
    assert menu.said == ["prompt failed"]


def test_a_playback_that_ended_before_it_is_waited_for(bench: MakeBench) -> None:
    class Late(Behaviour):
        app = "app"

        def stasis_start(self) -> Script:
            playback = self.channel.play("sound:x", playback_id="p")
            yield self.sleep(5)
            ended = yield playback.finished()
            self.say(ended.state)

    late = bench(Late)
    late.enter()
    late.playback("PlaybackFinished", "p", "done")
    late.clock.advance(5)
    assert late.said == ["done"]


def test_first_of_several(bench: MakeBench) -> None:
    class Either(Behaviour):
        app = "app"

        def stasis_start(self) -> Script:
            for name in ("p1", "p2"):
                pressed = self.digits(1)
                playback = self.channel.play("sound:x", playback_id=name)
                first = yield self.first(pressed, playback.finished(), self.sleep(30))
                self.say(f"pressed {pressed.result}" if first is pressed else "silence")

    either = bench(Either)
    either.enter()
    either.press("5")
    either.playback("PlaybackFinished", "p2", "done")
    assert either.said == ["pressed 5", "silence"]


def test_yielding_nonsense_is_a_failure_that_names_what_can_be_yielded(bench: MakeBench) -> None:
    class Nonsense(Behaviour):
        app = "app"

        def stasis_start(self) -> Any:
            yield 8

    nonsense = bench(Nonsense)
    nonsense.enter()
    assert "self.sleep()" in nonsense.audience.failures[0]


def test_an_adopted_channel_reaches_the_behaviour_until_its_call_ends(bench: MakeBench) -> None:
    class Caller(Behaviour):
        app = "app"

        def stasis_start(self, event: events.StasisStart) -> None:
            if event.channel.id == "c1":
                self.adopt(type(self.channel).of(self.ari, "c2"))
            self.say(f"start {event.channel.id} in {self.channel.id}")

        def channel_destroyed(self, event: events.ChannelDestroyed) -> None:
            self.say(f"destroyed {event.channel.id} in {self.channel.id}")

    caller = bench(Caller)
    caller.enter("c1")
    caller.enter("c2")
    caller.event("ChannelDestroyed", "c2", cause=16, cause_txt="")
    caller.leave("c1")
    caller.event("ChannelDestroyed", "c2", cause=16, cause_txt="")
    assert caller.said == ["start c1 in c1", "start c2 in c1", "destroyed c2 in c1"]


def test_every_call_that_an_event_names_hears_it_whatever_the_field(bench: MakeBench) -> None:
    class Moved(Behaviour):
        app = "app"

        def bridge_blind_transfer(self, event: events.BridgeBlindTransfer) -> None:
            self.say(f"{self.channel.id} hears of {event.channel.id}")

    moved = bench(Moved)
    for id in ("c1", "c2", "c3"):
        moved.enter(id)
    moved.event("BridgeBlindTransfer", "c1", transferee={"id": "c2"}, result="Success")
    assert sorted(moved.said) == ["c1 hears of c1", "c2 hears of c1"]


@pytest.mark.parametrize("name", ["stasis_strat", "on_stasis_start", "playback_finish"])
def test_a_misspelt_handler_is_an_error_that_names_the_right_one(name: str) -> None:
    kind = type("Misspelt", (Behaviour,), {"app": "app", name: lambda self: None})
    right = "playback_finished" if name.startswith("playback") else "stasis_start"
    with pytest.raises(PluginError, match=f"did you mean {right}"):
        check_behaviour(kind)


def test_methods_of_an_author_are_not_taken_for_misspelt_handlers() -> None:
    kind = type("Own", (Behaviour,), {"app": "app", "answer": lambda self: None})
    assert handlers(check_behaviour(kind)) == {}


def test_a_behaviour_without_an_application_is_an_error() -> None:
    with pytest.raises(PluginError, match="no app"):
        check_behaviour(type("Nowhere", (Behaviour,), {}))


def test_a_server_that_does_not_answer_is_not_asked_for_each_call_at_the_end() -> None:
    class Kept(Behaviour):
        app = "app"
        at_shutdown = "hangup"

        def stasis_start(self) -> None:
            self.say("began")

    def silence(request: Request) -> Response:
        raise TimedOut("no answer")

    bench = Bench(Kept)
    for number in range(3):
        bench.enter(f"c{number}")
    bench.server.answer = silence
    bench.close()
    assert len(bench.server.requests) == 1

    bench = Bench(Kept)
    for number in range(3):
        bench.enter(f"c{number}")
    bench.server.answer = lambda request: refusal(404, "gone")
    bench.close()
    assert [each for each in bench.server.requests if "DELETE" in each] == [
        f"DELETE /channels/c{number}" for number in range(3)
    ]
