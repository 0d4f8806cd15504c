"""The pages of docs that are made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aricli.cli import EXIT_CODES
from aricli.cli.reference.tree import SHARED, Node, root, top
from aricli.cli.topics.exit_codes import TITLES, meanings

_MADE = "<!-- Made by: python -m aricli.cli.reference docs -->\n"
_REFERENCE = """\
# Commands

What `--help` shows of each command. Options that nearly all commands take are at the end.
"""
_SHARED = """\
## Options that nearly all commands take

Where the help above ends without these sections, they are as here.
"""
_EXIT_CODES = """\
# Exit codes

`aricli help exit-codes` tells the same in a terminal.

| Code | Meaning | What happened | Error in Python |
|---:|---|---|---|
"""
_STDIN = """
With `-` for ids from stdin, each id is tried, and the highest exit code counts.
"""


def reference() -> str:
    """``reference.md``: the help of every command."""
    start = root()
    nodes = list(top(start))
    shared = _shared_sections(nodes)
    parts = [_MADE + _REFERENCE, *_entries([start], 2, shared), *_entries(nodes, 2, shared)]
    return "\n".join([*parts, _SHARED, _fenced("\n\n".join(shared))])


def exit_codes() -> str:
    """``exit-codes.md``: a row for each exit code."""
    rows = [
        f"| {code} | {title} | {' '.join(meanings(code))} | {_errors(code)} |\n"
        for code, title in TITLES.items()
    ]
    return _MADE + _EXIT_CODES + "".join(rows) + _STDIN


def _errors(code: int) -> str:
    return ", ".join(f"`{error.__name__}`" for error, its in EXIT_CODES.items() if its == code)


def _entries(nodes: Iterable[Node], level: int, shared: list[str]) -> Iterator[str]:
    """A heading and the help of each command, and of those below it one level deeper."""
    for node in nodes:
        parts = [part for part in node.help().split("\n\n") if part not in shared]
        text = "\n\n".join(parts)
        yield f"{'#' * level} {node.path}\n\n{_fenced(text)}"
        if node.path != "aricli":
            yield from _entries(node.below(), level + 1, shared)


def _shared_sections(nodes: list[Node]) -> list[str]:
    """The sections as the first verb has them."""
    headings = tuple(f"{title}:\n" for title in SHARED)
    return [part for part in nodes[0].help().split("\n\n") if part.startswith(headings)]


def _fenced(text: str) -> str:
    return f"```text\n{text}\n```\n"
