"""Playbacks and recordings that aricli has begun: ARI has no list of those under way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aricli.cli.options import Session

_IDS = {"Playback": ("playback", "id"), "LiveRecording": ("live_recording", "name")}
"""What operations return: the kind of thing, and the field with its id."""
_REMEMBERED = 8
"""How many of a kind: each is one more question to the server."""
_AGE = 86400.0
"""Seconds after which they are forgotten."""


def remember(session: Session, returns: str, content: bytes) -> None:
    """Keep the id of what a command has begun, so that a shell can complete it.

    Args:
        session: Where it was begun.
        returns: What the operation returns, e.g. ``Playback``; most things are not kept.
        content: The body of the answer.
    """
    if returns not in _IDS or not content:
        return
    from aricli.cli.completion import cache

    kind, field = _IDS[returns]
    try:
        name = json.loads(content)[field]
    except (ValueError, KeyError, TypeError):
        return
    whose = session.settings["url"], session.settings["username"]
    known = [each for each in recall(kind, *whose) if each != name]
    cache.store(f"begun_{kind}", *whose, data=[name, *known][:_REMEMBERED], age=_AGE)


def recall(kind: str, url: str, username: str) -> list[str]:
    """The ids kept for a server and user, the latest first."""
    from aricli.cli.completion import cache

    return cache.load(f"begun_{kind}", url, username, age=_AGE) or []
