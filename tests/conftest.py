"""What several kinds of tests share: a running Asterisk of each series."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.asterisk.provision import SUITES
from tests.asterisk.server import Asterisk, Unavailable

# Each of hundreds of commands would compile aricli anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# What is started in the background ignores SIGINT, and so would all that the tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_xdist_auto_num_workers() -> int:
    """How many tests run at once with ``-n auto``: most wait for clocks or other processes."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs more than this repository, so that ``-m`` can leave it out."""
    for item in items:
        kind = item.path.relative_to(Path(__file__).parent).parts[0]
        if kind == "packaging":
            item.add_marker(pytest.mark.packaging)
        elif kind == "asterisk" or "[asterisk" in item.name:
            item.add_marker(pytest.mark.asterisk)


@contextmanager
def required() -> Iterator[None]:
    """Skip the test when something is Unavailable; fail it where ARICLI_REQUIRE_ASTERISK is 1."""
    try:
        yield
    except Unavailable as missing:
        if os.environ.get("ARICLI_REQUIRE_ASTERISK") == "1":
            raise
        pytest.skip(str(missing))


def new_asterisk(series: str) -> Asterisk:
    """An Asterisk not yet started."""
    with required():
        return Asterisk(series)


@pytest.fixture(scope="session", params=SUITES)
def asterisk(request: pytest.FixtureRequest) -> Iterator[Asterisk]:
    """One Asterisk for all tests; each test runs on every series.

    ``@pytest.mark.parametrize("asterisk", ["22"], indirect=True)`` restricts a test to one.
    """
    with new_asterisk(request.param) as running:
        yield running
