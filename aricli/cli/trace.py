"""``aricli trace``: draw a session as a ladder."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aricli.cli.options import Session, command
from aricli.cli.text import tell, visible
from aricli.errors import InvalidRequest

if TYPE_CHECKING:
    from aricli.engine.recorded import Record
    from aricli.trace.model import Step, Trace

_HELP = """Draw a session as a ladder: caller, Asterisk and application.

FILE is what aricli listen --record wrote, or - for stdin, where events may come as they happen:
aricli listen --app ivr -o jsonl | aricli trace -
"""
_WIDTH = 80
"""Columns where there is no terminal."""

_OPTIONS: dict[str, tuple[Any, Any]] = {
    "file": (
        Annotated[str, typer.Argument(metavar="FILE", help="The recording, - for stdin")],
        inspect.Parameter.empty,
    ),
    "call": (
        Annotated[
            str | None, typer.Option(metavar="ID", help="Show only what is about this channel")
        ],
        None,
    ),
    "svg": (
        Annotated[str | None, typer.Option(metavar="FILE", help="Draw a picture instead")],
        None,
    ),
    "html": (
        Annotated[
            str | None, typer.Option(metavar="FILE", help="Write a page to look into instead")
        ],
        None,
    ),
}


def build() -> Any:
    """The command."""
    parameters = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (kind, default) in _OPTIONS.items()
    ]
    return command(_trace, parameters, {}, name="trace", help=_HELP)


def _trace(
    session: Session, file: str, call: str | None, svg: str | None, html: str | None
) -> None:
    from aricli.trace.model import Trace

    trace = Trace(visible, call)
    steps = _steps(trace, _records(file), file)
    if svg or html:
        _draw(trace, steps, file, svg, html)
    else:
        _print(trace, steps, live=file == "-")
    if trace.passed_over:
        lines = f"{trace.passed_over} line{'s'[: trace.passed_over != 1]}"
        tell(f"passed over {lines} with neither event nor request")


def _records(file: str) -> Iterator[Record]:
    from aricli.engine.recorded import read_session, records

    return records(sys.stdin.buffer, "stdin") if file == "-" else read_session(file)


def _steps(trace: Trace, records: Iterator[Record], file: str) -> Iterator[Step]:
    found = False
    for record in records:
        for step in trace.steps(record):
            found = found or step.lane != "note"
            yield step
    if not found:
        raise InvalidRequest(f"nothing to draw in {file}", "is it a recording, and --call in it?")


def _print(trace: Trace, steps: Iterator[Step], live: bool) -> None:
    from aricli.cli.ladder import Ladder, draw
    from aricli.cli.terminal import coloured, width

    if not live:
        steps = chain([next(steps)], steps)  # if there are none, that is told without a heading
    encoding = sys.stdout.encoding or "ascii"
    ladder = Ladder(
        width(sys.stdout) or _WIDTH,
        trace.number,
        ascii=not encoding.lower().startswith("utf"),
        coloured=coloured(sys.stdout),
    )
    for line in draw(ladder, steps):
        sys.stdout.buffer.write(line.encode(encoding, "replace") + b"\n")
        if live:
            sys.stdout.buffer.flush()
    sys.stdout.buffer.flush()


def _draw(
    trace: Trace, steps: Iterator[Step], file: str, svg: str | None, html: str | None
) -> None:
    from aricli.trace.html import Page
    from aricli.trace.svg import Picture

    drawings: dict[str, Picture | Page] = {}
    if svg:
        drawings[svg] = Picture(trace.number)
    if html:
        drawings[html] = Page(os.path.basename(file), trace.number, visible)
    for step in steps:
        for drawing in drawings.values():
            drawing.add(step)
        if all(drawing.full for drawing in drawings.values()):
            break
    for path, drawing in drawings.items():
        _write(path, drawing.text())
        if drawing.full:
            tell(f"{path} shows the beginning only: all would be too large; use --call")


def _write(path: str, text: str) -> None:
    try:
        with open(path, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
    except OSError as error:
        hint = "name a file that can be written"
        raise InvalidRequest(f"cannot write {path}: {error.strerror}", hint) from error
