"""Where things wait for the thread that takes them, with bounded room."""

from __future__ import annotations

import threading
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Waiting(Generic[T]):
    """Things that wait, in order. Where there is no more room the oldest is dropped.

    Args:
        room: How much may wait, in the unit of the sizes that `put` is given.

    Attributes:
        dropped: How many were dropped.
    """

    def __init__(self, room: int) -> None:
        self.dropped = 0
        self._room = room
        self._taken = 0
        self._things: deque[tuple[T, int]] = deque()
        self._changed = threading.Condition()
        self._closed = False

    def __len__(self) -> int:
        return len(self._things)

    def put(self, thing: T, size: int = 1) -> None:
        """Let something wait. Never blocks; once closed, nothing is taken in."""
        with self._changed:
            if self._closed:
                return
            self._things.append((thing, size))
            self._taken += size
            while self._taken > self._room and len(self._things) > 1:
                self._taken -= self._things.popleft()[1]
                self.dropped += 1
            self._changed.notify()

    def take(self, most: int) -> list[T]:
        """Wait for what comes, and take up to so many; none when closed and empty."""
        with self._changed:
            self._changed.wait_for(lambda: self._things or self._closed)
            taken = [self._things.popleft() for _ in range(min(most, len(self._things)))]
            self._taken -= sum(size for _, size in taken)
            return [thing for thing, _ in taken]

    def close(self) -> None:
        """Take nothing in any more."""
        with self._changed:
            self._closed = True
            self._changed.notify()
