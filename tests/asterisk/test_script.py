"""aricli in a script of a few lines, from connecting to hanging up."""

from __future__ import annotations

import pytest

import aricli
from aricli import errors, events
from tests.asterisk.bench import Bench
from tests.asterisk.command import Aricli
from tests.asterisk.server import Asterisk

PATIENCE = 20.0


def test_two_calls_are_bridged_and_recorded(asterisk: Asterisk) -> None:
    with (
        aricli.Ari(asterisk.url, asterisk.username, asterisk.password) as ari,
        ari.watch() as watch,
    ):
        alice, bob = (
            ari.channels.originate("Local/2000@default", app=watch.app, variables={"A": "x=1,2"})
            for _ in range(2)
        )
        # Bob may be there first: what has come meanwhile is not lost.
        assert watch.wait(events.StasisStart, alice, PATIENCE).channel == alice
        assert watch.wait(events.StasisStart, bob, PATIENCE).channel == bob
        assert bob.get_channel_var("A").value == "x=1,2"
        bridge = ari.bridges.create(type="mixing")
        bridge.add_channel(alice.id, bob.id)
        bridge.play("tone:440")
        recording = bridge.record("script", format="wav", max_duration_seconds=1)
        finished = watch.wait(events.RecordingFinished, recording, PATIENCE)
        assert finished.recording.state == "done"
        bridge.destroy()
        for channel in (alice, bob):
            channel.hangup()
            watch.wait(events.ChannelDestroyed, channel, PATIENCE)
        ari.recordings.delete_stored("script")


def test_waiting_for_what_does_not_come_ends_in_time(asterisk: Asterisk) -> None:
    with (
        aricli.Ari(asterisk.url, asterisk.username, asterisk.password) as ari,
        ari.watch() as watch,
        pytest.raises(errors.TimedOut, match="no StasisStart came within"),
    ):
        watch.wait(events.StasisStart, timeout=0.05)


@pytest.mark.parametrize(
    "command",
    [
        ("channels", "originate", "Local/2000@default", "--app", "bench", "--wait"),
        ("wait", "ChannelUserevent", "--timeout", "0.1"),
        ("wait", "DeviceStateChanged", "--source", "deviceState:", "--timeout", "0.1"),
    ],
)
def test_what_waits_leaves_no_application_behind(
    asterisk: Asterisk, aricli: Aricli, bench: Bench, command: tuple[str, ...]
) -> None:
    before = _applications(asterisk)
    assert aricli(*command).returncode in {0, 124}
    assert _applications(asterisk) == before


def test_nobody_is_called_for_an_application_that_nobody_holds(
    asterisk: Asterisk, aricli: Aricli
) -> None:
    call = ("channels", "originate", "Local/2000@default", "--app", "unheld", "--wait")
    failed = aricli(*call)
    assert failed.returncode == 5
    assert "application unheld does not exist" in failed.stderr
    assert asterisk.ari("GET", "/channels").json() == []


def _applications(asterisk: Asterisk) -> set[str]:
    return {app["name"] for app in asterisk.ari("GET", "/applications").json()}
