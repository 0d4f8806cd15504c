"""``--wait``: commands that return when what they began is over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from aricli.ari.chance import new_id
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
    source = _source(operation, values)
    _wait(session, operation, values, "playback_id", playback_end, source, timeout)


def record(
    session: Session, operation: Operation[Any, Any], values: Values, timeout: float | None
) -> None:
    """Record and wait for the end of the recording."""
    source = _source(operation, values)
    _wait(session, operation, values, "name", recording_end, source, timeout)


def originate(session: Session, operation: Operation[Any, Any], values: Values) -> None:
    """Call and wait until it is answered, refused, or has rung for long enough."""
    if values["app"]:
        # Where nobody holds it, Asterisk calls all the same and hangs up on who answers.
        session.ari.applications.get(values["app"])
    # The channel is not made yet, and once it is, events could overtake a subscription to it.
    _call(session, operation, values, "channel:")


def dial(session: Session, operation: Operation[Any, Any], values: Values) -> None:
    """Dial a created channel and wait until it is answered, refused, or has rung long enough."""
    _call(session, operation, values, *_source(operation, values))


def _call(session: Session, operation: Operation[Any, Any], values: Values, source: str) -> None:
    # Asterisk 16 ends a channel that has rung for too long with any cause.
    outcome = partial(call_answer, rings=values["timeout"])
    _wait(session, operation, values, "channel_id", outcome, (source,))


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
    outcome: Outcome,
    sources: tuple[str, ...],
    timeout: float | None = None,
) -> None:
    if values[awaited] is NEW:
        values = {**values, awaited: new_id()}
    request = operation.request(**values)
    types = CALL_EVENTS if sources == ("channel:",) else ()
    with Watch(session.server, session.ari, *sources, types=types) as watch:
        response = session.ari.send(request, operation)
        remember(session, operation.returns, response.content)
        ended = outcome(watch, session.ari, values[awaited], timeout)
    show(session, compact(ended), _SHOWN[awaited])
