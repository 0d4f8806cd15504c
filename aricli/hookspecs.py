"""Every hook a plugin can implement. Mark the function with ``@aricli.hookimpl``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pluggy

if TYPE_CHECKING:
    from aricli.engine.behaviour import Behaviour

hookspec = pluggy.HookspecMarker("aricli")
hookimpl = pluggy.HookimplMarker("aricli")


class RegisterBehaviour(Protocol):
    """What `register_behaviours` is given."""

    def __call__(self, behaviour: type[Behaviour], *, app: str | None = None) -> None:
        """Offer a behaviour for an application, by default the one its class names."""


@hookspec
def register_behaviours(register: RegisterBehaviour) -> None:
    """Offer behaviours: call ``register(MyBehaviour)`` for each."""
