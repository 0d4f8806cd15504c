"""``aricli wait``: return when an event has happened."""

from __future__ import annotations

import inspect
import time
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from aricli.ari.watch import EVERYTHING, Watch
from aricli.cli.completion import completes
from aricli.cli.event_types import warn_of_unknown
from aricli.cli.options import CONNECTION, OUTPUT, Session, command
from aricli.cli.output import compact, show
from aricli.errors import TimedOut

_HELP = """Return when an event has happened, and print it.

Watches on an application of its own, so no other client loses an event. Without --channel or
--source all channels, bridges and endpoints are watched.
"""

_PARAMETERS: dict[str, tuple[Any, Any]] = {
    "event": (
        Annotated[
            str,
            typer.Argument(
                metavar="EVENT",
                help="Type, e.g. ChannelDtmfReceived",
                autocompletion=completes("event_type"),
            ),
        ],
        inspect.Parameter.empty,
    ),
    "channel": (
        Annotated[
            list[str] | None,
            typer.Option(
                metavar="ID",
                help="Of this channel; repeatable",
                autocompletion=completes("channel"),
            ),
        ],
        None,
    ),
    "source": (
        Annotated[
            list[str] | None,
            typer.Option(
                metavar="SOURCE",
                help="Of bridge:ID, endpoint:TECH/NAME, deviceState:ID",
                autocompletion=completes("event_source"),
            ),
        ],
        None,
    ),
    "timeout": (
        Annotated[
            float | None,
            typer.Option(min=0, metavar="SECONDS", help="Give up after so long: exit 124"),
        ],
        None,
    ),
    "count": (Annotated[int, typer.Option(min=1, help="Events to wait for")], 1),
}


def build() -> Any:
    """The command."""
    return command(
        _wait,
        [
            inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind
            )
            for name, (kind, default) in _PARAMETERS.items()
        ],
        {**CONNECTION, **OUTPUT},
        name="wait",
        help=_HELP,
        short_help="Return when an event has happened, and print it.",
    )


def _wait(
    session: Session,
    event: str,
    channel: list[str] | None,
    source: list[str] | None,
    timeout: float | None,
    count: int,
) -> None:
    warn_of_unknown([event])
    for each in channel or ():
        _check_channel(session, each)
    sources = [*(f"channel:{each}" for each in channel or ()), *(source or ())]
    deadline = None if timeout is None else time.monotonic() + timeout
    with Watch(session.server, session.ari, *(sources or EVERYTHING), types=[event]) as watch:
        for number in range(count):
            happened = _next(watch, event, deadline)
            if happened is None:
                raise TimedOut(
                    f"{number} of {count} {event} came within {timeout:g} s",
                    "wait longer with --timeout, or watch everything: no --channel or --source",
                )
            show(session, compact(happened), "Event")


def _next(watch: Watch, type: str, deadline: float | None) -> Mapping[str, Any] | None:
    while True:
        happened = watch.next(None if deadline is None else deadline - time.monotonic())
        if happened is None or happened["type"] == type:
            return happened


def _check_channel(session: Session, channel_id: str) -> None:
    """A channel that is not there would be waited for in vain."""
    session.ari.channels.get(channel_id)
