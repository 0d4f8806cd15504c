"""Tables and lists of fields for a person, as wide as the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from aricli.cli.columns import Cell
from aricli.cli.terminal import BOLD, styled
from aricli.cli.text import columns, cut, cut_inside, padded, visible

_GAP = "  "
_NARROWEST = 6
"""Columns of the terminal that a cell keeps when it is cut."""
_ALIKE = {"id", "name"}
"""Columns of cells that begin alike, and are told apart by their ends: ``PJSIP/alice-00000007``."""


class Column(NamedTuple):
    """A column of a table: its name, whether its cells stay whole, and the cells."""

    name: str
    whole: bool
    cells: Sequence[Cell]


def table(shown: Sequence[Column], width: int | None, bold: bool) -> Iterator[str]:
    """The lines of a table, header first.

    Args:
        shown: Its columns.
        width: Columns of the terminal to fit into by cutting cells, ``None`` for no limit.
        bold: Whether the header is bold.
    """
    widths = _fitted(shown, width)
    header = _line([each.name for each in shown], widths)
    yield styled(header, BOLD) if bold else header
    cuts = [cut_inside if each.name in _ALIKE else cut for each in shown]
    for cells in zip(*(each.cells for each in shown), strict=True):
        short = map(_short, cells, widths, cuts)
        yield _line(list(short), widths)


def fields(pairs: Sequence[tuple[str, Cell]], bold: bool) -> Iterator[str]:
    """The lines of one thing: names of fields and, aligned, their values, whole."""
    width = max((columns(visible(name)) for name, _ in pairs), default=0)
    for name, value in pairs:
        label = padded(visible(name), width)
        yield f"{styled(label, BOLD) if bold else label}{_GAP}{_text(value)}".rstrip()


def _fitted(shown: Sequence[Column], width: int | None) -> list[int]:
    """The width of each column, the widest ones that may be cut made narrower until all fit."""
    widths = [max(columns(_text(cell)) for cell in (each.name, *each.cells)) for each in shown]
    if width is None:
        return widths
    floors = [
        natural if each.whole else max(columns(each.name), _NARROWEST)
        for each, natural in zip(shown, widths, strict=True)
    ]
    while sum(widths) + len(_GAP) * (len(widths) - 1) > width:
        room = [(each, at) for at, each in enumerate(widths) if each > floors[at]]
        if not room:
            break
        widths[max(room)[1]] -= 1
    return widths


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return _GAP.join(map(padded, cells, widths)).rstrip()


def _short(cell: Cell, width: int, cut: Callable[[str, int], str]) -> str:
    text = _text(cell)
    if isinstance(cell, tuple) and columns(text) > width:
        first, _, _ = cut(text, width).rpartition(", ")
        return f"{first}, …" if first else "…"
    return cut(text, width)


def _text(cell: Cell) -> str:
    return visible(cell if isinstance(cell, str) else ", ".join(cell))
