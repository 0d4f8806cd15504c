"""Output: the server's data as JSON, as ids, or as a table for a person."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from aricli.cli import columns
from aricli.cli.event_line import event_line as event_line
from aricli.cli.terminal import coloured, width
from aricli.cli.text import tell, visible
from aricli.errors import InvalidRequest, NotAri

if TYPE_CHECKING:
    from aricli.cli.options import Session


def check(session: Session, returns: str) -> None:
    """Refuse, before anything is sent, columns that what comes back will not have.

    Raises:
        InvalidRequest: If there is no such column, or no table to have it.
    """
    if session.columns is None:
        return
    if session.output in {"json", "jsonl", "id"}:
        raise InvalidRequest(f"--columns does not go with -o {session.output}", "use -o table")
    if returns in {"None", "bytes"}:
        raise InvalidRequest("--columns is for what a command returns; this returns nothing")
    columns.check(_kind(returns), session.columns)


def show(session: Session, content: bytes, returns: str) -> None:
    """Print what an operation returned, if it returned anything.

    Args:
        session: Says which format and columns.
        content: The response's body.
        returns: The operation's return annotation, which says what the columns are.
    """
    if not content or returns == "None":
        return
    if returns == "bytes":
        write_binary([content])
    elif session.output == "json":
        write(content.removesuffix(b"\n"))
    else:
        _show_data(session, _data(content), _kind(returns))


def write(*lines: bytes) -> None:
    """Write lines to stdout."""
    sys.stdout.buffer.write(b"".join(line + b"\n" for line in lines))
    sys.stdout.buffer.flush()


def write_binary(chunks: Iterable[bytes]) -> None:
    """Write data that is no text to stdout.

    Raises:
        InvalidRequest: If stdout is a terminal, which it would garble.
    """
    if sys.stdout.isatty():
        raise InvalidRequest("this is no text, and stdout is a terminal", "add  > FILE")
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()


def compact(data: Any) -> bytes:
    """Data as one line of JSON."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _kind(returns: str) -> str:
    return returns.removeprefix("list[").removesuffix("]")


def _data(content: bytes) -> Any:
    try:
        data = json.loads(content)
    except ValueError:
        data = None
    rows = data if isinstance(data, list) else [data]
    if not all(isinstance(row, dict) for row in rows):
        raise NotAri(
            "what came back is not ARI's JSON",
            "check the URL and its path prefix (prefix= in http.conf)",
        )
    return data


def _show_data(session: Session, data: Any, kind: str) -> None:
    rows = data if isinstance(data, list) else [data]
    if session.output == "jsonl":
        write(*map(compact, rows))
    elif session.output == "id":
        write(*(_named(kind, row).encode() for row in rows))
    elif session.writer:
        write(*session.writer(_chosen(kind, rows, session.columns)))
    elif isinstance(data, list):
        _show_table(kind, rows, session.columns)
    else:
        _show_fields(session, kind, data)


def _chosen(
    kind: str, rows: Sequence[columns.Row], chosen: Sequence[str] | None
) -> Sequence[columns.Row]:
    """The rows as they are, or the columns that were chosen as text."""
    if chosen is None:
        return rows
    return [{each: columns.text(kind, row, each) for each in chosen} for row in rows]


def _named(kind: str, row: columns.Row) -> str:
    found = columns.name(kind, row)
    return visible(found) if sys.stdout.isatty() else found


def _show_table(kind: str, rows: list[columns.Row], chosen: Sequence[str] | None) -> None:
    from aricli.cli.table import Column, table

    if not rows:
        tell(f"no {_plural(kind)}")
        return
    names = chosen or columns.DEFAULTS.get(kind) or list(rows[0])
    shown = [
        Column(
            each,
            columns.stays_whole(kind, each),
            [columns.cell(kind, row, each) for row in rows],
        )
        for each in names
    ]
    write(*(line.encode() for line in table(shown, width(sys.stdout), coloured(sys.stdout))))


def _show_fields(session: Session, kind: str, row: columns.Row) -> None:
    from aricli.cli.table import fields

    pairs = list(columns.pairs(kind, row))
    if session.columns:
        pairs = [(each, columns.cell(kind, row, each)) for each in session.columns]
    lines = [line.encode() for line in fields(pairs, coloured(sys.stdout))]
    write(*([b""] if session.shown else []), *lines)
    session.shown = True


def _plural(kind: str) -> str:
    words = re.sub("(?<=[a-z])(?=[A-Z])", " ", kind).lower()
    return words + ("es" if words.endswith("x") else "s")
