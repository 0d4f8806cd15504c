"""Fixtures of unit tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.answering import Answering
from tests.unit.program import Program
from tests.unit.site import Site


@pytest.fixture
def web() -> Iterator[Answering]:
    """A server to be told its answers."""
    with Answering() as server:
        yield server


@pytest.fixture
def aricli(web: Answering, tmp_path: Path) -> Program:
    """``aricli``, with that server for its Asterisk."""
    return Program(web.url, tmp_path)


@pytest.fixture
def site(aricli: Program, tmp_path: Path) -> Site:
    """Where plugins are installed that ``aricli`` finds."""
    site = Site(tmp_path / "site")
    site.visible_to(aricli)
    return site
