"""Callers who do not wait for the end, and many callers at once."""

from __future__ import annotations

from collections import Counter

from tests.asterisk.command import Aricli
from tests.asterisk.conftest import Dial

TONES = [
    "Channel {} has entered the application",
    "Answering channel {}",
    "Hanging up channel {}",
    "Channel {} just left our application",
]
ENTERED, ANSWERED, _, LEFT = TONES


def names(lines: list[str]) -> list[str]:
    """The channel names in `lines`, each once, in the order of their first mention."""
    words = (word.strip("!;") for line in lines for word in line.split())
    return list(dict.fromkeys(word for word in words if word.startswith("PJSIP/alice-")))


def spoken(channel: str, lines: list[str]) -> list[str]:
    return [line.format(channel) for line in lines]


def lines_about(channel: str, lines: list[str]) -> list[str]:
    return [line for line in lines if channel in line]


def test_callers_who_hang_up_first_end_their_call_quietly(aricli: Aricli, dial: Dial) -> None:
    tones = aricli.listen("channel-tones")
    # The one who stays is the last to enter, so a timer that was left running would be seen.
    scenarios = ("cancels", "leaves", "waits")
    callers = []
    for entered, scenario in enumerate(scenarios, 1):
        callers.append(dial("1000", scenario))
        tones.stdout.wait_for("has entered the application", count=entered)
    tones.stdout.wait_for("just left our application", count=3)
    tones.stop()
    said = tones.stdout.all()
    while_ringing, once_answered, patient = names(said)
    assert lines_about(while_ringing, said) == spoken(while_ringing, [ENTERED, LEFT])
    assert lines_about(once_answered, said) == spoken(once_answered, [ENTERED, ANSWERED, LEFT])
    assert lines_about(patient, said) == spoken(patient, TONES)
    assert tones.complaints() == []
    assert [caller.wait_for_one().saw[-1] for caller in callers] == [
        "487 Request Terminated",
        "200 OK (BYE)",
        "BYE",
    ]


def test_a_caller_who_flees_the_monkeys_is_not_vanquished(aricli: Aricli, dial: Dial) -> None:
    monkeys = aricli.listen("channel-playback-monkeys")
    dial("1001", "cancels")
    monkeys.stdout.wait_for("just left our application")
    monkeys.stop()
    said = monkeys.stdout.all()
    (channel,) = names(said)
    assert said == [f"Monkeys! Attack {channel}!", LEFT.format(channel)]
    assert monkeys.complaints() == []


def test_fifty_calls_at_once_do_not_disturb_each_other(aricli: Aricli, dial: Dial) -> None:
    tones = aricli.listen("channel-tones")
    callers = dial("1000", calls=50)
    tones.stdout.wait_for("just left our application", count=50)
    tones.stop()
    said = tones.stdout.all()
    channels = names(said)
    assert len(channels) == 50
    for channel in channels:
        assert lines_about(channel, said) == spoken(channel, TONES)
    assert len(said) == 50 * len(TONES)
    assert tones.complaints() == []
    seen = Counter(tuple(call.saw) for call in callers.wait())
    assert seen == {("100 Trying", "183 Session Progress", "200 OK", "BYE"): 50}


def test_two_applications_in_one_process(aricli: Aricli, dial: Dial) -> None:
    both = aricli.listen("channel-tones", "--app", "channel-playback-monkeys")
    dial("1000", "cancels")
    dial("1001", "cancels")
    both.stdout.wait_for("just left our application", count=2)
    both.stop()
    assert Counter(line.split()[0] for line in both.stdout.all()) == {"Channel": 3, "Monkeys!": 1}
