"""Behaviours that do what the other contenders do; a plugin of ``aricli listen``."""

from __future__ import annotations

import itertools
import os

from aricli import Behaviour, RegisterBehaviour, events, hookimpl

_counted = itertools.count(1)
_EVENTS = int(os.environ.get("BENCH_EVENTS", "0"))


class Count(Behaviour):
    """Counts events, a handler for each type; hangs up the channel "done" after the last."""

    app = "bench-count"

    def channel_dtmf_received(self, event: events.ChannelDtmfReceived) -> None:
        self._count()

    def channel_state_change(self, event: events.ChannelStateChange) -> None:
        self._count()

    def channel_hold(self, event: events.ChannelHold) -> None:
        self._count()

    def channel_unhold(self, event: events.ChannelUnhold) -> None:
        self._count()

    def _count(self) -> None:
        if next(_counted) == _EVENTS:
            self.ari.channels.hangup("done")


class Play(Behaviour):
    """Plays to each caller."""

    app = "bench-play"

    def stasis_start(self) -> None:
        self.channel.play("tone:ring")


class Wait(Play):
    """Plays to each caller and waits for a long time."""

    app = "bench-wait"

    def stasis_start(self) -> None:
        super().stasis_start()
        self.after(3600, self.channel.hangup)


class Tones(Behaviour):
    """What channel-tones does, in less time."""

    app = "bench-tones"

    def stasis_start(self) -> None:
        self.ringing = self.channel.play("tone:ring")
        self.after(0.5, self._answer)

    def _answer(self) -> None:
        self.ringing.stop()
        self.channel.answer()
        self.after(0.1, self.channel.hangup)


@hookimpl
def register_behaviours(register: RegisterBehaviour) -> None:
    for kind in (Count, Play, Wait, Tones):
        register(kind)
