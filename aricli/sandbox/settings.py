"""What a sandbox is made of before anybody calls: users, dialplan, endpoints."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from aricli.sandbox.dialplan import DEFAULT

VERSION = "22.10.1"


class EventsOrder(StrEnum):
    """Whether the events a request causes come before or after its answer."""

    AFTER = "after"
    BEFORE = "before"
    RANDOM = "random"


@dataclass(frozen=True)
class User:
    """Somebody who may use the interface."""

    name: str
    password: str
    read_only: bool = False

    @property
    def guessable(self) -> bool:
        """Whether the password is one that anybody would try."""
        return self.password in {"", self.name, *(known.password for known in DEFAULT_USERS)}


DEFAULT_USERS = (User("asterisk", "asterisk"), User("viewer", "viewer", read_only=True))


@dataclass(frozen=True)
class Settings:
    """The exchange to simulate.

    ``dialplan`` is text in the manner of extensions.conf. ``endpoints`` are the names of PJSIP
    endpoints; none has a contact, so none can be called. ``modules_missing`` names resources whose
    module is not loaded; they answer 404. With ``virtual_time`` time stands still until it is
    moved; else it passes ``speed`` times as fast as outside.
    """

    users: tuple[User, ...] = DEFAULT_USERS
    dialplan: str = DEFAULT
    endpoints: tuple[str, ...] = ("alice",)
    music_classes: tuple[str, ...] = ("default",)
    modules_missing: tuple[str, ...] = ("mailboxes",)
    events_order: EventsOrder = EventsOrder.AFTER
    virtual_time: bool = False
    speed: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        """Raise ValueError for a speed at which no time would pass, or none would be left."""
        if not 0 < self.speed < math.inf:
            raise ValueError(f"time cannot pass {self.speed:g} times as fast")
