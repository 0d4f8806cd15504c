"""Fixtures of unit tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aricli.engine.lanes import Lanes
from aricli.engine.loop import Loop
from aricli.sandbox import Sandbox, Settings
from tests.contract.client import Ari
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


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A sandbox whose time only a test lets pass."""
    with Sandbox(Settings(virtual_time=True)) as sandbox:
        yield sandbox


@pytest.fixture
def ari(sandbox: Sandbox) -> Iterator[Ari]:
    """A client of that sandbox."""
    client = Ari(sandbox.url)
    yield client
    client.close()


@pytest.fixture
def loop() -> Iterator[Loop]:
    """A loop with a pool of its own."""
    lanes = Lanes()
    loop = Loop(lanes)
    yield loop
    loop.close()
    lanes.close()
