"""The findings as lines for a person, or as JSON."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable, Iterator

from aricli.cli.doctor.checks import CHECKS
from aricli.cli.doctor.finding import Finding, Status
from aricli.cli.options import Session
from aricli.cli.output import compact, write
from aricli.cli.terminal import BLUE, BOLD, DIM, GREEN, RED, YELLOW, coloured, styled, width
from aricli.cli.text import visible

_SYMBOLS: dict[Status, str] = {"ok": "✓", "warn": "!", "fail": "✗", "skip": "-"}
_STYLES: dict[Status, tuple[str, ...]] = {
    "ok": (GREEN,),
    "warn": (YELLOW, BOLD),
    "fail": (RED, BOLD),
    "skip": (DIM,),
}
_NAME = max(len(check.name) for check in CHECKS)


def report(session: Session, findings: Iterable[Finding]) -> list[Finding]:
    """Print each finding as soon as it is made, and return them all."""
    shown = []
    for finding in findings:
        shown.append(finding)
        output = session.output
        if output == "table":
            write(*(line.encode() for line in _lines(finding)))
        elif session.writer:
            write(*session.writer([_data(finding)]))
        elif output == "jsonl":
            write(compact(_data(finding)))
        elif output == "id":
            write(finding.check.encode())
    if session.output == "json":
        write(compact([_data(finding) for finding in shown]))
    return shown


def _data(finding: Finding) -> dict[str, str]:
    return {
        "check": finding.check,
        "status": finding.status,
        "detail": finding.detail,
        "mend": finding.mend,
    }


def _lines(finding: Finding) -> Iterator[str]:
    """One line on what was found, and below it, fit for pasting, what mends it."""
    mark = _mark(finding.status)
    margin = " " * (len(mark) + _NAME + 3)
    detail = visible(finding.detail)
    columns = width(sys.stdout)
    lines = textwrap.wrap(detail, max(columns - len(margin), 20)) if columns else [detail]
    if coloured(sys.stdout):
        mark = styled(mark, *_STYLES[finding.status])
    yield f"{mark} {finding.check:{_NAME}}  {lines[0]}"
    yield from (margin + line for line in lines[1:])
    for line in finding.mend.splitlines():
        line = margin + visible(line)
        yield styled(line, BLUE) if coloured(sys.stdout) else line


def _mark(status: Status) -> str:
    """A symbol on a terminal that has it, else a word."""
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    return _SYMBOLS[status] if sys.stdout.isatty() and encoding == "utf8" else f"{status:4}"
