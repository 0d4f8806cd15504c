"""Calls do not hold each other up: half of hundreds block in answer, the others go on."""

from __future__ import annotations

import threading

from aricli import Ari, Behaviour
from aricli.ari.request import Request, Response
from aricli.engine.engine import Engine
from tests.unit.fakes import Memory, Yes

CALLS = 400


class Answering(Behaviour):
    """Answers, then hangs up."""

    app = "app"

    def stasis_start(self) -> None:
        self.channel.answer()
        self.say(f"{self.channel.id} answered")

    def channel_dtmf_received(self) -> None:
        self.say(f"{self.channel.id} pressed")


def test_half_of_the_calls_block_and_the_others_do_not_wait() -> None:
    released = threading.Event()
    server = Yes()

    def block_odd(request: Request) -> Response | None:
        if request.path.endswith("1/answer"):
            released.wait(60)
        return None

    server.answer = block_odd
    audience = Memory()
    others_are_done = threading.Event()
    real = audience.said

    def said(kind: type[Behaviour], text: str) -> None:
        real(kind, text)
        if sum("answered" in line for line in list(audience.lines)) == CALLS // 2:
            others_are_done.set()

    audience.said = said  # type: ignore[method-assign]
    engine = Engine(Ari.over(server), {"app": Answering}, audience)
    for number in range(CALLS):
        channel = {"id": f"c{number}-{number % 2}", "name": "x", "state": "Ring"}
        for type in ("StasisStart", "ChannelDtmfReceived"):
            engine.deliver(
                {
                    "type": type,
                    "application": "app",
                    "channel": channel,
                    "args": [],
                    "digit": "1",
                    "duration_ms": 1,
                }
            )
    assert others_are_done.wait(60), f"{len(audience.lines)} lines"
    blocked = [line for line in audience.lines if line.split(" ")[0].endswith("-1")]
    assert blocked == [], "a blocked call went on"
    released.set()
    assert engine.lanes.settle(60)
    engine.close()
    for number in range(CALLS):
        own = [line for line in audience.lines if line.startswith(f"c{number}-")]
        assert [line.split(" ")[1] for line in own] == ["answered", "pressed"]
