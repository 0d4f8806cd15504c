"""``--wait``: commands that return when what they began is over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from aricli.ari.client import Ari
from aricli.ari.outcomes import CALL_EVENTS, call_answer, playback_end, recording_end
from aricli.ari.types import NEW
from aricli.ari.watch import Watch
from aricli.cli.completion.begun import remember
from aricli.cli.output import compact, show

if TYPE_CHECKING:
    from aricli.ari.operation import Operation
    from aricli.cli.options import Session

Values = dict[str, Any]
Outcome = Callable[[Watch, Ari, str, float | None], Mapping[str, Any]]


def play(
    session: Session, operation: Operation[Any, Any], values: Values, timeout: float | None
) -> None:
    """Play media and wait for the end of the playback."""
    _wait(session, operation, values, "playback_id", _source(operation, values), timeout)


def record(
    session: Session, operation: Operation[Any, Any], values: Values, timeout: float | None
) -> None:
    """Record and wait for the end of the recording."""
    _wait(session, operation, values, "name", _source(operation, values), timeout)


def originate(session: Session, operation: Operation[Any, Any], values: Values) -> None:
    """Call and wait until it is answered, refused, or has rung for long enough."""
    if values["app"]:
        # Where nobody holds it, Asterisk calls all the same and hangs up on who answers.
        session.ari.applications.get(values["app"])
    # The channel is not made yet, and once it is, events could overtake a subscription to it.
    _wait(session, operation, values, "channel_id", ("channel:",), None)


def dial(session: Session, operation: Operation[Any, Any], values: Values) -> None:
    """Dial a created channel and wait until it is answered, refused, or has rung long enough."""
    _wait(session, operation, values, "channel_id", _source(operation, values), None)


_OUTCOMES: dict[str, Outcome] = {
    "playback_id": playback_end,
    "name": recording_end,
    "channel_id": call_answer,
}
_SHOWN = {"channel_id": "Channel", "name": "LiveRecording", "playback_id": "Playback"}


def _source(operation: Operation[Any, Any], values: Values) -> tuple[str, ...]:
    """The event source of what the first argument names."""
    first = operation.parameters[0]
    return (f"{first.name.removesuffix('_id')}:{values[first.name]}",)


def _wait(
    session: Session,
    operation: Operation[Any, Any],
    values: Values,
    awaited: str,
    sources: tuple[str, ...],
    timeout: float | None,
) -> None:
    if values[awaited] is NEW:
        values = {**values, awaited: str(uuid4())}
    request = operation.request(**values)
    types = CALL_EVENTS if sources == ("channel:",) else ()
    with Watch(session.server, session.ari, *sources, types=types) as watch:
        response = session.ari.send(request, operation)
        remember(session, operation.returns, response.content)
        ended = _OUTCOMES[awaited](watch, session.ari, values[awaited], timeout)
    show(session, compact(ended), _SHOWN[awaited])
