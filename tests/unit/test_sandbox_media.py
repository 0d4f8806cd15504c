"""How long media last in the sandbox: as long as the sounds that they are spoken with."""

from __future__ import annotations

import pytest

from aricli.sandbox import sounds
from aricli.sandbox.clock import Clock
from aricli.sandbox.exchange import Exchange
from aricli.sandbox.media import Fate, resolve
from aricli.sandbox.settings import Settings

SPOKEN = {
    "sound:tt-monkeys": ["tt-monkeys"],
    "digits:12*#": ["digits/1", "digits/2", "digits/star", "digits/pound"],
    "characters:aB1*": ["letters/a", "letters/b", "digits/1", "letters/asterisk"],
    "number:1345": [
        *("digits/1", "digits/thousand", "digits/3", "digits/hundred"),
        *("digits/40", "digits/5"),
    ],
    "number:-7": ["digits/minus", "digits/7"],
}


@pytest.mark.parametrize("uri", SPOKEN)
def test_it_lasts_as_long_as_its_sounds(uri: str) -> None:
    media = resolve(Exchange(Settings(), Clock(virtual=True)), uri)
    parts = [sounds.durations()[name] for name in SPOKEN[uri]]
    assert media.fate is Fate.PLAYS
    assert sum(parts) <= media.seconds <= sum(parts) + 0.1 * len(parts)
