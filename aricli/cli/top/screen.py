"""The screen as lines: a summary, channels, bridges, and what keys do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from aricli.cli.columns import DEFAULTS, cell, stays_whole
from aricli.cli.table import Column, table
from aricli.cli.text import cut, cut_inside, padded, visible
from aricli.cli.top.controls import COLUMNS, Controls
from aricli.cli.top.scene import View

_KEYS = "s sort  r reverse  / filter  h hang up  q quit"
_BRIDGE = ("id", "name", "bridge_type", "members", "age")
_MOST_BRIDGES = 0.3
"""Share of the screen that bridges take at most."""


class Line(NamedTuple):
    """A line and how it looks, in rich's words."""

    text: str
    style: str = ""


def screen(view: View, controls: Controls, where: str, width: int, height: int) -> list[Line]:
    """The lines of the whole screen, as many as it has."""
    bridges = _table("Bridge", view.bridges, _BRIDGE, width)
    bridges = _shortened(bridges, max(3, int(height * _MOST_BRIDGES)), width)
    below = [Line(""), *bridges] if view.bridges else []
    head = [Line(cut(summary(view, where), width), "bold"), _second(view, controls, width)]
    room = max(2, height - len(head) - len(below) - 1)
    middle = _channels(view, controls, width, room)
    lines = [*head, *middle, *[Line("")] * (room - len(middle)), *below]
    return [*lines[: height - 1], _last(controls, width)]


def summary(view: View, where: str, rate: bool = True) -> str:
    """What there is, in one line."""
    told = [visible(where), _several(len(view.channels), "channel")]
    told.append(_several(len(view.bridges), "bridge"))
    return "  ".join([*told, f"{view.rate:.1f} events/s"] if rate else told)


def snapshot(view: View, where: str, width: int | None) -> list[Line]:
    """The lines of a picture of the moment."""
    lines = [Line(summary(view, where, rate=False), "bold")]
    for kind, things in (("Channel", view.channels), ("Bridge", view.bridges)):
        if things:
            lines += [Line(""), *_table(kind, things, DEFAULTS[kind], width, whole=True)]
    return lines


def _several(number: int, what: str) -> str:
    return f"{number} {what}{'s'[: number != 1]}"


def _second(view: View, controls: Controls, width: int) -> Line:
    """What does not work, else what the user has set."""
    if view.trouble:
        return Line(cut(visible(view.trouble), width), "red")
    order = f"by {controls.order}{', reversed' if controls.reverse else ''}"
    wanted = f"  with {visible(controls.filter)}" if controls.filter else ""
    return Line(cut(order + wanted, width), "dim")


def _last(controls: Controls, width: int) -> Line:
    if controls.asking:
        name = visible(f"{controls.asking['name']} ({controls.asking['id']})")
        answers = "? y/n"
        return Line(cut_inside(f"Hang up {name}", width - len(answers)) + answers, "bold red")
    if controls.typing:
        return Line(
            cut(f"filter: {visible(controls.filter)}▏  enter: keep  esc: drop", width), "bold"
        )
    return Line(cut(_KEYS, width), "dim")


def _channels(view: View, controls: Controls, width: int, room: int) -> list[Line]:
    """The channels around the chosen one, as many as there is room for."""
    rows = controls.rows(view.channels)
    if not rows:
        return [Line("no channels" if not view.channels else "no channel has that", "dim")]
    heading, *lines = _table("Channel", rows, COLUMNS, width)
    at = next(at for at, each in enumerate(rows) if each["id"] == controls.selected)
    lines[at] = Line(padded(lines[at].text, width), "reverse")
    first = max(0, min(at - room // 2, len(lines) - (room - 1)))
    return [heading, *lines[first : first + room - 1]]


def _table(
    kind: str, things: Sequence[Any], names: Sequence[str], width: int | None, whole: bool = False
) -> list[Line]:
    shown = [
        Column(name, whole and stays_whole(kind, name), [cell(kind, each, name) for each in things])
        for name in names
    ]
    heading, *lines = table(shown, width, bold=False)
    return [Line(heading, "bold"), *map(Line, lines)]


def _shortened(lines: list[Line], most: int, width: int) -> list[Line]:
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], Line(cut(f"and {len(lines) - most + 1} more", width), "dim")]
