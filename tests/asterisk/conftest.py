"""Fixtures: the installed command, channels to act on, and callers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from tests.asterisk.bench import Bench
from tests.asterisk.command import Aricli
from tests.asterisk.server import Asterisk
from tests.asterisk.sip import Callers
from tests.conftest import required


@pytest.fixture
def bench(asterisk: Asterisk) -> Iterator[Bench]:
    """Channels in an application that the test holds without aricli."""
    bench = Bench(asterisk)
    yield bench
    bench.close()


@pytest.fixture
def aricli(asterisk: Asterisk, tmp_path: Path) -> Iterator[Aricli]:
    """The installed command, pointed at the Asterisk through its environment."""
    aricli = Aricli(tmp_path, asterisk.url, asterisk.username, asterisk.password)
    yield aricli
    aricli.close()


class Dial(Protocol):
    """Begins calls from ``alice`` with SIPp."""

    def __call__(self, extension: str, scenario: str = "waits", calls: int = 1) -> Callers:
        """See `Callers`."""


@pytest.fixture
def dial(asterisk: Asterisk) -> Iterator[Dial]:
    """Callers that are cut off when the test ends."""
    with ExitStack() as running:

        def dial(extension: str, scenario: str = "waits", calls: int = 1) -> Callers:
            with required():
                return running.enter_context(Callers(asterisk, extension, scenario, calls))

        yield dial
