"""``listen --record`` on a real call, then ``replay``: behaviours ask for the same again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.asterisk.command import Aricli
from tests.asterisk.conftest import Dial
from tests.asterisk.server import Asterisk
from tests.asterisk.test_ivr import install


@pytest.mark.parametrize(
    ("extension", "behaviour", "scenario", "last", "requests"),
    [
        ("1000", "tones", "waits", "just left our application", 4),
        ("1001", "monkeys", "waits", "just left our application", 2),
        ("1002", "ivr", "walks_the_ivr", "is done", None),
    ],
)
def test_a_recorded_call_replays_without_a_change(
    asterisk: Asterisk,
    aricli: Aricli,
    dial: Dial,
    tmp_path: Path,
    extension: str,
    behaviour: str,
    scenario: str,
    last: str,
    requests: int | None,
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    install(site)
    asterisk.ari("DELETE", "/bridges/ivr-conference")  # of an earlier caller
    app = {"1000": "channel-tones", "1001": "channel-playback-monkeys", "1002": "bench"}[extension]
    session = str(tmp_path / "session.jsonl")
    plugins = {"PYTHONPATH": str(site)}
    options = ("--behaviour", behaviour, "--record", session, "--redact-numbers")
    listening = aricli.listen(app, *options, **plugins)
    dial(extension, scenario).wait_for_one()
    listening.stdout.wait_for(last)
    listening.stop()

    replayed = aricli("replay", session, "--behaviour", behaviour, "--app", app, **plugins)
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr
    assert replayed.stdout.splitlines() == listening.stdout.all()
    if requests is not None:
        assert f"1 call: {requests} requests as recorded" in replayed.stderr
