"""pytest fixtures for plugin authors: an Asterisk of your own, callers, and virtual time.

Every pytest finds them by itself where aricli is installed::

    def test_tones(sandbox):
        call = sandbox.call("1000", caller="alice")
        sandbox.run("channel-tones")
        sandbox.advance(9)
        assert call.saw == ["183 Session Progress", "200 OK", "BYE"]

This module is imported at the start of every pytest: it imports nothing else until it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from aricli.sandbox import Settings
    from aricli.stage import Stage, StageCall


class Clock:
    """The virtual time of a sandbox."""

    def __init__(self, sandbox: Stage) -> None:
        self._sandbox = sandbox
        self._begun = sandbox.time

    @property
    def now(self) -> float:
        """Seconds since the test began, to the millisecond."""
        return round(self._sandbox.time - self._begun, 3)

    def advance(self, seconds: float) -> None:
        """Let time pass; what is due is done in order. Raises ValueError: it never goes back."""
        self._sandbox.advance(seconds)


@pytest.fixture
def sandbox_settings() -> Settings:
    """The settings of `sandbox`; override it to have others. Keep ``virtual_time``."""
    from aricli.sandbox import Settings

    return Settings(virtual_time=True)


@pytest.fixture
def sandbox(sandbox_settings: Settings) -> Iterator[Stage]:
    """A simulated Asterisk that runs behaviours. A handler that raises fails the test.

    At the end all callers hang up, and what handlers do about that counts too.
    """
    from aricli.stage import Stage

    with Stage(sandbox_settings) as stage:
        yield stage
        stage.rest()
        stage.hang_up()


@pytest.fixture
def call(sandbox: Stage) -> Callable[..., StageCall]:
    """Makes a call in `sandbox`: ``call("1000", caller="bob", dtmf="12")``."""
    return sandbox.call


@pytest.fixture
def clock(sandbox: Stage) -> Clock:
    """The time in `sandbox`: ``clock.now``, ``clock.advance(8)``."""
    return Clock(sandbox)
