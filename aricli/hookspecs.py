"""Every hook a plugin can implement. Mark the function with ``@aricli.hookimpl``.

An implementation takes those of a hook's arguments that it needs. The hooks that begin with
``register_`` are called once, when the plugin is loaded. The others are called by ``aricli listen``
on a thread that each plugin has for itself, one after another, in the order of what happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import pluggy

if TYPE_CHECKING:
    from typer import Typer

    from aricli.ari.client import Ari
    from aricli.ari.events import Event
    from aricli.engine.behaviour import Behaviour
    from aricli.engine.resync import Gap
    from aricli.errors import Disconnected

HOOK_API = 1
"""The version of these hooks. A plugin may state the one it is written for: ``HOOK_API = 1``."""

hookspec = pluggy.HookspecMarker("aricli")
hookimpl = pluggy.HookimplMarker("aricli")
"""Marks a function of a plugin as the implementation of the hook of its name."""


class Output(Protocol):
    """Makes text of what a command returned. Each command that is run makes its own."""

    def __call__(self, rows: Sequence[Mapping[str, Any]]) -> Iterable[str]:
        """Lines for these rows; called again for each batch of events.

        Args:
            rows: What the server sent; with ``--columns``, these columns as text.
        """


class Sink(Protocol):
    """Delivers events to somewhere. All calls come from one thread."""

    def write(self, events: Sequence[bytes]) -> None:
        """Deliver events, each as a line of JSON. What raises is tried again, all of it."""

    def close(self) -> None:
        """Let go of connections."""


class RegisterBehaviour(Protocol):
    """What `register_behaviours` is given."""

    def __call__(self, behaviour: type[Behaviour], *, app: str | None = None) -> None:
        """Offer a behaviour for an application, by default the one its class names."""


class RegisterCommand(Protocol):
    """What `register_commands` is given."""

    def __call__(self, name: str, command: Typer | Callable[..., Any], /) -> None:
        """Add the command ``aricli NAME``.

        Args:
            name: Small letters, digits and dashes; none of aricli's own.
            command: A function as Typer takes it, or a Typer app. A parameter of the type
                `aricli.Ari` is a client for the server, and brings the options that choose it.
        """


class RegisterOutput(Protocol):
    """What `register_outputs` is given."""

    def __call__(self, name: str, make: Callable[[], Output], /) -> None:
        """Add the output format ``-o NAME``.

        Args:
            name: Small letters, digits and dashes; none of aricli's own.
            make: Makes an output, for example its class.
        """


class RegisterSink(Protocol):
    """What `register_sinks` is given."""

    def __call__(self, scheme: str, make: Callable[[str], Sink], /) -> None:
        """Let ``aricli listen --to SCHEME://...`` deliver events.

        Args:
            scheme: What stands before ``://``.
            make: Makes a sink of the whole URL, for example its class. Raises ValueError where
                the URL is not right.
        """


@hookspec
def register_behaviours(register: RegisterBehaviour) -> None:
    """Offer behaviours: call ``register(MyBehaviour)`` for each."""


@hookspec
def register_commands(register: RegisterCommand) -> None:
    """Add commands: call ``register("name", function)`` for each."""


@hookspec
def register_outputs(register: RegisterOutput) -> None:
    """Add output formats: call ``register("name", MyOutput)`` for each."""


@hookspec
def register_sinks(register: RegisterSink) -> None:
    """Add places to deliver events to: call ``register("scheme", MySink)`` for each."""


@hookspec
def connected(ari: Ari, apps: Sequence[str]) -> None:
    """Events of these applications flow, for the first time or again after a loss."""


@hookspec
def event(event: Event) -> None:
    """An event came, whether a behaviour answers it or not."""


@hookspec
def gap(gap: Gap) -> None:
    """Events flow again after a loss, and this is what was found out about the time between.

    Also told, with ``gap.seconds`` 0, when events had to be dropped for want of room.
    """


@hookspec
def disconnected(error: Disconnected | None) -> None:
    """The connection is lost, or with ``None`` was closed because listening ends."""
