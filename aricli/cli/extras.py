"""What a few commands do beyond their operation: options such as ``--wait`` and ``--strict``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from aricli.ari.types import Unchecked
from aricli.cli.columns import stasis_application
from aricli.cli.completion import completes
from aricli.cli.completion.begun import remember
from aricli.cli.options import Session
from aricli.cli.output import compact, show
from aricli.cli.text import tell
from aricli.errors import InvalidRequest, NotFound, Unsupported

if TYPE_CHECKING:
    from aricli.ari.operation import Operation

Run = Callable[..., None]

ALIASES: dict[tuple[str, str, str], tuple[str, ...]] = {
    ("channels", "hangup", "reason_code"): ("--cause",),
}
"""Shorter names of options, by resource, operation and parameter."""


class Added(NamedTuple):
    """A command that is no operation: the module whose `build` makes it, and one line on it."""

    module: str
    summary: str


COMMANDS: dict[str, dict[str, Added]] = {
    "recordings": {
        "download": Added("aricli.cli.download", "Save the sound file of a stored recording."),
    },
}
"""Commands that a group has beside its operations."""


class Extra(NamedTuple):
    """Options that a command has besides the operation's, and what it does with them."""

    options: Mapping[str, tuple[Any, Any]]
    run: Run


def send(session: Session, operation: Operation[Any, Any], values: dict[str, Any]) -> None:
    """Send the request and show what came back."""
    request = operation.request(**values)
    response = session.ari.send(request, operation)
    remember(session, operation.returns, response.content)
    show(session, response.content, operation.returns)


def _stop(
    session: Session, operation: Operation[Any, Any], values: dict[str, Any], *, strict: bool
) -> None:
    try:
        send(session, operation, values)
    except NotFound as error:
        if strict or isinstance(error, Unsupported):
            raise
        tell(f"playback {values['playback_id']} is over already")


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
        _refuse_timeout(timeout)
        send(session, operation, values)
        return
    from aricli.cli.waiting import play

    play(session, operation, values, timeout)


def _hangup(session: Session, operation: Operation[Any, Any], values: dict[str, Any]) -> None:
    # Asterisk 16 has no reason_code; where the cause has a name, every version takes that.
    if values["reason"] is None and values["reason_code"] in _REASONS:
        values = {**values, "reason": _REASONS[values["reason_code"]], "reason_code": None}
    send(session, operation, values)


_REASONS = {
    1: "unallocated",
    16: "normal",
    17: "busy",
    18: "timeout",
    19: "no_answer",
    21: "rejected",
    26: "answered_elsewhere",
    28: "number_incomplete",
    31: "normal_unspecified",
    34: "congestion",
    38: "failure",
    58: "codec_mismatch",
    127: "interworking",
}
"""The reasons that stand for a Q.850 cause (FACTS 5.2)."""


def _record(
    session: Session,
    operation: Operation[Any, Any],
    values: dict[str, Any],
    *,
    wait: bool,
    timeout: float | None,
) -> None:
    if not wait:
        _refuse_timeout(timeout)
        send(session, operation, values)
        return
    from aricli.cli.waiting import record

    record(session, operation, values, timeout)


def _refuse_timeout(timeout: float | None) -> None:
    if timeout is not None:
        raise InvalidRequest("--timeout is for how long to wait", "add --wait")


def _originate(
    session: Session, operation: Operation[Any, Any], values: dict[str, Any], *, wait: bool
) -> None:
    if not wait:
        send(session, operation, values)
        return
    from aricli.cli import waiting

    begin = waiting.dial if operation.name == "dial" else waiting.originate
    begin(session, operation, values)


def _list(
    session: Session, operation: Operation[Any, Any], values: dict[str, Any], *, app: str | None
) -> None:
    """List channels, those of one application if asked."""
    response = session.ari.send(operation.request(**values), operation)
    content = response.content
    if app:
        rows = [row for row in response.json() if stasis_application(row) == app]
        content = compact(rows)
    show(session, content, operation.returns)


def _wait_option(help: str) -> tuple[Any, Any]:
    return Annotated[bool, typer.Option("--wait", help=help)], False


_FORCE = (
    Annotated[bool, typer.Option("--force", help="Send media URIs that Asterisk cannot finish")],
    False,
)
_TIMEOUT = (
    Annotated[
        float | None,
        typer.Option(min=0, metavar="SECONDS", help="Give up waiting after so long: exit 124"),
    ],
    None,
)
_APP = (
    Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Only channels in this application",
            autocompletion=completes("app"),
        ),
    ],
    None,
)
_STRICT = (
    Annotated[bool, typer.Option("--strict", help="Exit 5 when the playback is over already")],
    False,
)
_PLAY = Extra(
    {
        "force": _FORCE,
        "wait": _wait_option("Return when it is over: exit 0 when done, 8 when it failed"),
        "timeout": _TIMEOUT,
    },
    _play,
)
_RECORD = Extra(
    {
        "wait": _wait_option("Return when it is over: exit 0 when done, 8 when it failed"),
        "timeout": _TIMEOUT,
    },
    _record,
)
_CALL = Extra(
    {
        "wait": _wait_option(
            "Return when answered: exit 0; 6 when refused, with the cause; 124 when not answered"
        )
    },
    _originate,
)

_EXTRAS: dict[tuple[str, str], Extra] = {
    ("bridges", "play"): _PLAY,
    ("bridges", "record"): _RECORD,
    ("channels", "dial"): _CALL,
    ("channels", "hangup"): Extra({}, _hangup),
    ("channels", "list"): Extra({"app": _APP}, _list),
    ("channels", "originate"): _CALL,
    ("channels", "play"): _PLAY,
    ("channels", "record"): _RECORD,
    ("playbacks", "stop"): Extra({"strict": _STRICT}, _stop),
}


def of(operation: Operation[Any, Any]) -> Extra:
    """The options an operation's command has besides its own."""
    return _EXTRAS.get((operation.resource, operation.name), Extra({}, send))
