"""Fibers: coroutines driven by the sandbox's clock, one per channel, bridge player or request.

They are not asyncio tasks. A turn of the clock runs every fiber that can go on, in a fixed order,
so the simulation is the same each time and virtual time needs no guessing about what still runs.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator
from typing import Any, Generic, TypeVar, cast

from aricli.sandbox.clock import Clock, Timer

T = TypeVar("T")


class Pause:
    """Where a fiber waits until somebody calls ``go`` or ``fail``; the first call counts."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.over = False
        self._error: BaseException | None = None
        self._resume: Callable[[], None] | None = None
        self._timer: Timer | None = None

    def go(self) -> None:
        """Let the waiting fiber go on."""
        self._end(None)

    def fail(self, error: BaseException) -> None:
        """Raise an error where the fiber waits."""
        self._end(error)

    def go_after(self, seconds: float) -> None:
        """Let the waiting fiber go on later, if nothing else does before."""
        self._timer = self.clock.call_later(seconds, self.go)

    def attach(self, resume: Callable[[], None]) -> None:
        """Called by the fiber that waits here."""
        if self.over:
            self.clock.call_soon(resume)
        else:
            self._resume = resume

    def _end(self, error: BaseException | None) -> None:
        if self.over:
            return
        self.over, self._error = True, error
        if self._timer is not None:
            self._timer.cancel()
        if self._resume is not None:
            self.clock.call_soon(self._resume)

    def __await__(self) -> Generator[Pause, None, None]:
        yield self
        if self._error is not None:
            raise self._error


class Fiber(Generic[T]):
    """Runs a coroutine that awaits nothing but pauses. ``done`` is called once with the fiber."""

    def __init__(
        self,
        clock: Clock,
        coroutine: Coroutine[Any, Any, T],
        done: Callable[[Fiber[T]], None] = lambda fiber: None,
    ) -> None:
        self.clock = clock
        self.finished = False
        self.error: BaseException | None = None
        self._result: T | None = None
        self._coroutine = coroutine
        self._done = done
        clock.fibers.add(self)

    def start(self) -> Fiber[T]:
        """Run up to the first pause, now."""
        self._step()
        return self

    def start_soon(self) -> Fiber[T]:
        """Run up to the first pause, in the clock's next turn."""
        self.clock.call_soon(self._step)
        return self

    def result(self) -> T:
        """What the coroutine returned; raises what it raised."""
        if self.error is not None:
            raise self.error
        return cast("T", self._result)

    def close(self) -> None:
        """Give the coroutine up where it waits."""
        self.finished = True
        self.clock.fibers.discard(self)
        self._coroutine.close()

    def _step(self) -> None:
        if self.finished:
            return
        try:
            pause = self._coroutine.send(None)
        except StopIteration as stop:
            self._finish(stop.value, None)
        except Exception as error:
            self._finish(None, error)
        else:
            pause.attach(self._step)

    def _finish(self, result: T | None, error: BaseException | None) -> None:
        self.finished, self._result, self.error = True, result, error
        self.clock.fibers.discard(self)
        self._done(self)


async def sleep(clock: Clock, seconds: float) -> None:
    """Wait in a fiber."""
    pause = Pause(clock)
    pause.go_after(seconds)
    await pause
