"""Signals that end a command with everything put in order."""

from __future__ import annotations

import signal
from typing import NoReturn

import typer


def end_at(*numbers: signal.Signals) -> None:
    """Let these signals end the command in order; a second one ends it at once.

    One that is ignored, as SIGHUP is under nohup, stays so.
    """
    for number in numbers:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


def _end(number: int, frame: object) -> NoReturn:
    signal.signal(number, signal.SIG_DFL)
    raise typer.Exit(128 + number)
