"""``aricli help``: on a topic or a command, through a pager where it is long."""

from __future__ import annotations

import inspect
import os
import shlex
import shutil
import signal
import subprocess
import sys
from difflib import get_close_matches
from typing import Annotated, Any

import typer

from aricli.cli.completion import completes
from aricli.cli.options import Session, command
from aricli.cli.terminal import BOLD, coloured, styled, width
from aricli.cli.text import padded
from aricli.cli.topics import TOPICS, blocks
from aricli.cli.topics.page import plain
from aricli.errors import InvalidRequest

_HELP = """Show help on a topic, or on a command.
"""
_WIDEST = 88
"""Columns in which a page reads well."""
_WORDS = inspect.Parameter(
    "words",
    inspect.Parameter.KEYWORD_ONLY,
    default=None,
    annotation=Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TOPIC|COMMAND...",
            help="Nothing lists what there is",
            autocompletion=completes("help"),
        ),
    ],
)


def build() -> Any:
    """The command."""
    return command(
        _help,
        [_WORDS],
        {},
        name="help",
        help=_HELP,
        short_help="Show help on a topic, or on a command.",
    )


def _help(session: Session, words: list[str] | None) -> None:
    if words and not (len(words) == 1 and words[0] in TOPICS):
        _of_command(words)
    else:
        _show(_topic(words[0]) if words else _overview())


def _of_command(words: list[str]) -> None:
    """Show what the command itself shows; it suggests another where there is none of the name."""
    from aricli.cli.root import OWN, Root

    near = get_close_matches(words[0], [*OWN, *TOPICS], n=1)
    if near and near[0] not in OWN:
        raise InvalidRequest(
            f"no topic or command {' '.join(words)!r}", f"did you mean:  aricli help {near[0]}"
        )
    root = Root()
    with root.make_context("aricli", [*words, "--help"]) as context:
        root.invoke(context)


def _topic(name: str) -> str:
    from aricli.cli.root import OWN

    text = plain(blocks(name), min(width(sys.stdout) or _WIDEST, _WIDEST))
    if name in OWN:
        text += f"\nThe command of this name:  aricli {name} --help\n"
    return text


def _overview() -> str:
    """All topics and commands, on one line each."""
    from aricli.cli.root import Root

    parts = {"Topics": TOPICS, "Commands": Root().summaries()}
    column = max(len(name) for part in parts.values() for name in part) + 4
    lines = ["Usage: aricli help [TOPIC|COMMAND...]"]
    for title, part in parts.items():
        heading = f"{title}:"
        lines += ["", styled(heading, BOLD) if coloured(sys.stdout) else heading]
        lines += [padded(f"  {name}", column) + text for name, text in part.items()]
    return "\n".join(lines) + "\n"


def _show(text: str) -> None:
    """Show a text: on a terminal that it does not fit, through a pager."""
    pager = shlex.split(os.environ.get("PAGER", "less -FRX"))
    fits = text.count("\n") < shutil.get_terminal_size().lines
    if fits or not sys.stdout.isatty() or not pager or not shutil.which(pager[0]):
        print(text, end="")
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the pager
    subprocess.run(pager, input=text.encode())
