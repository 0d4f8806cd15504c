"""What a few commands do beyond their operation: options such as ``--wait`` and ``--strict``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from aricli.ari.types import Unchecked
from aricli.cli.options import Session
from aricli.cli.output import show
from aricli.cli.text import visible
from aricli.errors import NotFound

if TYPE_CHECKING:
    from aricli.ari.operation import Operation

Run = Callable[..., None]

ALIASES: dict[tuple[str, str, str], tuple[str, ...]] = {
    ("channels", "hangup", "reason_code"): ("--cause",),
}
"""Shorter names of options, by resource, operation and parameter."""


class Extra(NamedTuple):
    """Options that a command has besides the operation's, and what it does with them."""

    options: Mapping[str, tuple[Any, Any]]
    run: Run


def send(session: Session, operation: Operation[Any, Any], values: dict[str, Any]) -> None:
    """Send the request and show what came back."""
    request = operation.request(**values)
    response = session.ari.send(request, operation)
    show(session, response.content, operation.returns)


def _stop(
    session: Session, operation: Operation[Any, Any], values: dict[str, Any], *, strict: bool
) -> None:
    try:
        send(session, operation, values)
    except NotFound as error:
        if strict or error.server_message == "Resource not found":
            raise
        print(f"aricli: playback {visible(values['playback_id'])} is over already", file=sys.stderr)


def _play(
    session: Session,
    operation: Operation[Any, Any],
    values: dict[str, Any],
    *,
    force: bool,
    wait: bool,
    timeout: float | None,
) -> None:
    if force:
        values = {**values, "media": tuple(map(Unchecked, values["media"]))}
    if not wait:
        send(session, operation, values)
        return
    from aricli.cli.waiting import play

    play(session, operation, values, timeout)


_FORCE = (
    Annotated[bool, typer.Option("--force", help="Send media URIs that Asterisk cannot finish")],
    False,
)
_WAIT = (
    Annotated[
        bool,
        typer.Option("--wait", help="Return when it is over: exit 0 when done, 8 when it failed"),
    ],
    False,
)
_TIMEOUT = (
    Annotated[
        float | None,
        typer.Option(min=0, metavar="SECONDS", help="Give up waiting after so long: exit 124"),
    ],
    None,
)
_STRICT = (
    Annotated[bool, typer.Option("--strict", help="Exit 5 when the playback is over already")],
    False,
)

_EXTRAS: dict[tuple[str, str], Extra] = {
    ("playbacks", "stop"): Extra({"strict": _STRICT}, _stop),
    ("channels", "play"): Extra({"force": _FORCE, "wait": _WAIT, "timeout": _TIMEOUT}, _play),
}


def of(operation: Operation[Any, Any]) -> Extra:
    """The options an operation's command has besides its own."""
    return _EXTRAS.get((operation.resource, operation.name), Extra({}, send))
