"""Waiting for sockets. Python's `selectors` would do, but adds as much work as poll has itself."""

from __future__ import annotations

import select
from collections.abc import Callable
from typing import Final, Protocol

READABLE: Final = 1
"""There is something to read, as ``POLLIN``."""
WRITABLE: Final = 4
"""More can be sent, as ``POLLOUT``."""


class Poll(Protocol):
    """What `select.poll` makes, as far as it is used here."""

    def register(self, fd: int, eventmask: int, /) -> None:
        """Wait for this socket too."""

    def unregister(self, fd: int, /) -> None:
        """Wait for it no longer.

        Raises:
            KeyError: If it is not waited for.
        """

    def poll(self, timeout: float | None = None, /) -> list[tuple[int, int]]:
        """The sockets that are ready, and what for; empty after so many milliseconds.

        A socket that somebody closes is ready too.
        """


class BySelect:
    """The same for Windows, which has no poll; there `select` takes as many sockets as needed."""

    def __init__(self) -> None:
        self._wanted: dict[int, int] = {}

    def register(self, fd: int, eventmask: int, /) -> None:
        """Wait for this socket too."""
        self._wanted[fd] = eventmask

    def unregister(self, fd: int, /) -> None:
        """Wait for it no longer."""
        del self._wanted[fd]

    def poll(self, timeout: float | None = None, /) -> list[tuple[int, int]]:
        """The sockets that are ready, and what for; empty after so many milliseconds."""
        wanted = dict(self._wanted)
        readers = [fd for fd, mask in wanted.items() if mask & READABLE]
        writers = [fd for fd, mask in wanted.items() if mask & WRITABLE]
        seconds = None if timeout is None else timeout / 1000
        try:
            readable, writable, failed = select.select(readers, writers, list(wanted), seconds)
        except OSError:  # somebody closed one: whoever reads finds out which
            return list(wanted.items())
        found = dict.fromkeys(readable, READABLE)
        for fd in writable:
            found[fd] = found.get(fd, 0) | WRITABLE
        # Windows tells so of a connection that fails.
        found |= {fd: wanted[fd] for fd in failed}
        return list(found.items())


new_poll: Callable[[], Poll] = getattr(select, "poll", BySelect)
"""Makes one. Not epoll: it forgets a socket that another thread closes."""
