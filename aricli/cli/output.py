"""Output: the server's data as JSON, as ids, or as a table for a person."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from aricli.cli.text import visible

if TYPE_CHECKING:
    from aricli.cli.options import Session


def show(session: Session, content: bytes, returns: str) -> None:
    """Print what an operation returned, if it returned anything.

    Args:
        session: Says which format.
        content: The response's body.
        returns: The operation's return annotation, which says what the columns are.
    """
    if not content or returns == "None":
        return
    if session.output == "json":
        write(content.rstrip(b"\n"))
        return
    data = json.loads(content)
    rows = data if isinstance(data, list) else [data]
    if session.output == "jsonl":
        for row in rows:
            write(compact(row))
    elif session.output == "id":
        for row in rows:
            write(_id(row).encode())
    else:
        _table(rows)


def write(line: bytes) -> None:
    """Write a line to stdout."""
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def compact(data: Any) -> bytes:
    """Data as one line of JSON."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _id(row: dict[str, Any]) -> str:
    return str(row.get("id") or row.get("name") or "")


def _table(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        print("  ".join(visible(str(value)) for value in row.values()))


def event_line(raw: dict[str, Any]) -> str:
    """An event on one line for a person."""
    time = str(raw.get("timestamp", ""))[11:23]
    about = (
        raw.get("channel") or raw.get("playback") or raw.get("bridge") or raw.get("endpoint") or {}
    )
    name = about.get("name") or about.get("media_uri") or about.get("id") or ""
    state = about.get("state", "")
    return visible(f"{time}  {raw['type']:<22}  {name}  {state}".rstrip())
