"""``aricli __complete SHELL ...``: what the scripts of the shells ask at each TAB."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Sequence
from typing import Any

from typer.core import TyperCommand

from aricli.cli.completion import FILES, Candidate
from aricli.cli.completion.line import split
from aricli.cli.completion.tree import candidates
from aricli.cli.text import columns, cut, padded, visible

_WIDTH = 56
"""Columns of a description."""
_LISTING = {"!", "?", "@"}
"""The values of ``COMP_TYPE`` with which bash shows what there is, and puts nothing else in."""


def build() -> Any:
    """The command."""
    return _Answer(name="__complete", hidden=True)


class _Answer(TyperCommand):
    """Takes all words as they are; says nothing but the answer, whatever happens."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Leave the words alone: they are another command's."""
        ctx.args = args
        return args

    def invoke(self, ctx: Any) -> None:
        """Print the answer."""
        lines = (f"{line}\n" for line in answer(*ctx.args))
        sys.stdout.buffer.write("".join(lines).encode())


def answer(shell: str = "", *words: str) -> list[str]:
    """The lines of the answer to a shell; none if anything goes wrong.

    Args:
        shell: One of `SHELLS`.
        words: What its script sends: see there.
    """
    silence = io.StringIO()
    with (
        contextlib.suppress(Exception, SystemExit),
        contextlib.redirect_stdout(silence),
        contextlib.redirect_stderr(silence),
    ):
        return SHELLS[shell](*words)
    return []


def _bash(kind: str, breaks: str, text: str) -> list[str]:
    line = split(text, breaks)
    found = [FILES] if line.redirected else _found(line.words[1:], line.incomplete)
    if found == [FILES]:
        return _described(found)
    written = [line.written(each.value) for each in found]
    if chr(int(kind)) not in _LISTING or len(found) == 1:
        return written
    width = max(map(columns, written), default=0) + 2
    return [
        padded(word, width) + each.help if each.help else word
        for word, each in zip(written, found, strict=True)
    ]


def _zsh(*words: str) -> list[str]:
    return _described(_found(words[:-1], words[-1]))


def _fish(*words: str) -> list[str]:
    # fish passes the word at the cursor with its quotes.
    return _described(_found(words[:-1], split(words[-1], "").incomplete))


def _powershell(current: str, *words: str) -> list[str]:
    return _described(_found(words, current.removeprefix("=")))


SHELLS: dict[str, Callable[..., list[str]]] = {
    "bash": _bash,
    "zsh": _zsh,
    "fish": _fish,
    "powershell": _powershell,
}


def _found(words: Sequence[str], incomplete: str) -> list[Candidate]:
    """The candidates, without what must not get onto a terminal or into a command line."""
    from aricli.cli.root import Root

    return [
        each._replace(help=cut(visible(" ".join(each.help.split())), _WIDTH))
        for each in candidates(Root(), words, incomplete)
        if each.value == visible(each.value)
    ]


def _described(found: Sequence[Candidate]) -> list[str]:
    return [f"{value}\t{help}" for value, help in found]
