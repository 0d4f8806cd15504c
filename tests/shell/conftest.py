"""Fixtures: a server, and each shell with its completion installed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.shell.pbx import Pbx, running
from tests.shell.terminal import INSTALLED, Terminal, environment


@pytest.fixture(scope="session")
def pbx() -> Iterator[Pbx]:
    """A server that all tests share."""
    with running() as pbx:
        yield pbx


@pytest.fixture(scope="session", params=INSTALLED)
def terminal(
    request: pytest.FixtureRequest, pbx: Pbx, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Terminal]:
    """A shell of each kind, as its user has it after ``aricli completion install``."""
    home = tmp_path_factory.mktemp("home")
    terminal = INSTALLED[request.param](home, environment(home, pbx.environment))
    yield terminal
    terminal.close()
