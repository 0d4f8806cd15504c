"""``--wait``: commands that return when what they began is over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from aricli.ari.types import NEW
from aricli.ari.watch import Watch, playback_end
from aricli.cli.output import compact, show

if TYPE_CHECKING:
    from aricli.ari.operation import Operation
    from aricli.cli.options import Session


def play(
    session: Session,
    operation: Operation[Any, Any],
    values: dict[str, Any],
    timeout: float | None,
) -> None:
    """Play media and wait for the end of the playback."""
    playback_id = values["playback_id"]
    if playback_id is NEW:
        playback_id = str(uuid4())
    request = operation.request(**{**values, "playback_id": playback_id})
    source = f"{operation.resource.removesuffix('s')}:{next(iter(values.values()))}"
    with Watch(session.server, session.ari, source) as watch:
        session.ari.send(request, operation)
        ended = playback_end(watch, session.ari, playback_id, timeout)
    show(session, compact(ended), operation.returns)
