"""``--wait`` of originate and dial: until answered, refused or timed out, with the cause."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable

import pytest

from tests.asterisk.bench import Bench
from tests.asterisk.command import Aricli

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
