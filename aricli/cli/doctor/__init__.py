"""``aricli doctor``: go the way to the server step by step, and say what mends each fault."""

from __future__ import annotations

import inspect
from typing import Annotated, Any

import typer

from aricli.cli.completion import completes
from aricli.cli.options import CONNECTION, OUTPUT, Session, command

_HELP = """Find out what works between here and the server, and what mends the rest.

Nothing is changed there, and no application is taken from anybody. A check that cannot be made
because an earlier one failed is skipped. Exits 0 when nothing fails, else with the highest of the
exit codes of what fails.
"""
_APP = inspect.Parameter(
    "app",
    inspect.Parameter.KEYWORD_ONLY,
    default=None,
    annotation=Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Application to ask after, too", autocompletion=completes("app")
        ),
    ],
)


def build() -> Any:
    """The command."""
    return command(
        _doctor,
        [_APP],
        {**CONNECTION, **OUTPUT},
        name="doctor",
        help=_HELP,
        short_help="Check everything between here and the server.",
    )


def _doctor(session: Session, app: str | None) -> None:
    from aricli.cli.doctor.checks import CHECKS
    from aricli.cli.doctor.finding import examined
    from aricli.cli.doctor.report import report
    from aricli.cli.doctor.visit import Visit

    findings = report(session, examined(CHECKS, Visit(session, app)))
    worst = max(finding.code for finding in findings)
    if worst:
        raise typer.Exit(worst)
