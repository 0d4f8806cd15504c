"""Waiting in a script for what never comes, because what it is about is gone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import aricli
from aricli import errors, events
from aricli.ari.handles import Channel, LiveRecording, Playback
from aricli.sandbox import Sandbox

PATIENCE = 20.0


@pytest.fixture
def ari() -> Iterator[aricli.Ari]:
    with Sandbox() as sandbox, aricli.Ari(sandbox.url, "asterisk", "asterisk") as ari:
        yield ari


def test_a_playback_that_is_gone_is_not_waited_for(ari: aricli.Ari) -> None:
    gone = Playback.of(ari, "p1")
    with (
        ari.watch() as watch,
        pytest.raises(errors.PlaybackFailed, match="p1 vanished without a PlaybackFinished"),
    ):
        watch.wait(events.PlaybackFinished, gone, PATIENCE)


def test_a_recording_that_is_gone_is_not_waited_for(ari: aricli.Ari) -> None:
    gone = LiveRecording.of(ari, "r1")
    with (
        ari.watch() as watch,
        pytest.raises(errors.RecordingFailed, match="r1 vanished without a RecordingFinished"),
    ):
        watch.wait(events.RecordingFinished, gone, PATIENCE)


def test_a_channel_that_is_gone_is_not_waited_for(ari: aricli.Ari) -> None:
    gone = Channel.of(ari, "c1")
    with (
        ari.watch() as watch,
        pytest.raises(errors.CallFailed, match="c1 vanished without a StasisStart"),
    ):
        watch.wait(events.StasisStart, gone, PATIENCE)
