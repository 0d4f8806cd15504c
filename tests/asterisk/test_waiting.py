"""``--wait`` of originate and dial, and ``aricli wait``: until it has happened, or not."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Callable

import pytest

from tests.asterisk.bench import Bench
from tests.asterisk.command import PATIENCE, Aricli, Running
from tests.asterisk.server import Asterisk

Completed = subprocess.CompletedProcess[str]
Call = Callable[..., Completed]


@pytest.fixture(params=["originate", "dial"])
def call(request: pytest.FixtureRequest, aricli: Aricli, bench: Bench) -> Call:
    """Calls an extension into an application that is held, and waits."""

    def call(extension: str, *more: str) -> Completed:
        called = (f"Local/{extension}@default", "--app", "bench")
        if request.param == "originate":
            return aricli("channels", "originate", *called, "--wait", *more)
        created = aricli("channels", "create", *called, "-o", "id").stdout.strip()
        return aricli("channels", "dial", created, "--wait", *more)

    return call


def test_an_answered_call_is_shown(call: Call) -> None:
    answered = call("2000")
    assert (answered.returncode, answered.stderr) == (0, "")
    assert json.loads(answered.stdout)["state"] == "Up"


def test_a_busy_callee_refuses(call: Call) -> None:
    refused = call("1003")
    assert refused.returncode == 6
    assert re.search(r"was not answered: .*BUSY", refused.stderr)


def test_nobody_answers_in_time(call: Call) -> None:
    unanswered = call("1002", "--timeout", "1")
    assert unanswered.returncode == 124
    assert re.search(r"was not answered: .*\(cause \d+", unanswered.stderr)
    assert "--timeout" in unanswered.stderr


class Wait:
    """``aricli wait ChannelVarset``, and the events that it waits for."""

    def __init__(self, asterisk: Asterisk, aricli: Aricli) -> None:
        """Begin with :meth:`begin`."""
        self._asterisk = asterisk
        self._aricli = aricli

    def begin(self, channel: str, *more: str) -> Running:
        """Start it and return once it watches the channel."""
        waiting = self._aricli.start("wait", "ChannelVarset", "--channel", channel, *more)
        deadline = time.monotonic() + PATIENCE
        while not self._watchers(channel):
            assert time.monotonic() < deadline, waiting.stderr.now()
        return waiting

    def _watchers(self, channel: str) -> list[str]:
        apps = self._asterisk.ari("GET", "/applications").json()
        return [
            app["name"] for app in apps if app["name"] != "bench" and channel in app["channel_ids"]
        ]

    def set(self, channel: str, value: str) -> None:
        """Let it happen."""
        self._asterisk.ari("POST", f"/channels/{channel}/variable", variable="X", value=value)


@pytest.fixture
def wait(asterisk: Asterisk, aricli: Aricli) -> Wait:
    return Wait(asterisk, aricli)


def test_wait_returns_with_the_last_of_so_many_events(wait: Wait, bench: Bench) -> None:
    channel, other = bench.channel(), bench.channel()
    waiting = wait.begin(channel, "--count", "2")
    for target, value in [(channel, "1"), (other, "2"), (channel, "3"), (channel, "4")]:
        wait.set(target, value)
    assert waiting.wait() == 0
    assert [json.loads(line)["value"] for line in waiting.stdout.all()] == ["1", "3"]


def test_wait_gives_the_id_to_go_on_with(wait: Wait, bench: Bench) -> None:
    channel = bench.channel()
    waiting = wait.begin(channel, "-o", "id")
    wait.set(channel, "1")
    assert waiting.wait() == 0
    assert waiting.stdout.all() == [channel]
