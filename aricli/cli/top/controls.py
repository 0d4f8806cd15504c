"""What keys do: order, filter, choose, hang up after asking, quit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from aricli.cli.columns import cell

COLUMNS = ("id", "name", "state", "caller", "application", "age", "playing")
ORDERS = ("age", "name", "state", "caller", "application", "playing")

Row = dict[str, Any]

_PAGE = 10


class Controls:
    """The state of the screen that the user sets.

    Args:
        hang_up: Hangs up the channel with an id.

    Attributes:
        order: The column that the channels are sorted by.
        reverse: Whether backwards.
        filter: Text that a channel must have somewhere to be shown.
        typing: Whether keys go to the filter.
        asking: The channel that is to be hung up, if the answer is yes.
        over: Whether the user has seen enough.
        selected: The id of the chosen channel, if any.
    """

    def __init__(self, hang_up: Callable[[str], None]) -> None:
        self.order = ORDERS[0]
        self.reverse = False
        self.filter = ""
        self.typing = False
        self.asking: Row | None = None
        self.over = False
        self.selected: str | None = None
        self._hang_up = hang_up
        self._at = 0
        self._rows: list[Row] = []

    def rows(self, channels: Sequence[Row]) -> list[Row]:
        """The channels to show, in order; keeps one of them chosen."""
        wanted = self.filter.casefold()
        shown = [each for each in channels if wanted in _text(each).casefold()]
        shown.sort(key=lambda each: _key(each, self.order), reverse=self.reverse)
        self._rows = shown
        ids = [each["id"] for each in shown]
        if self.selected in ids:
            self._at = ids.index(self.selected)
        self._at = max(0, min(self._at, len(ids) - 1))
        self.selected = ids[self._at] if ids else None
        return shown

    def press_all(self, keys: Sequence[str]) -> None:
        """Do what keys are for; a question is not answered by what was pressed before it."""
        for key in keys:
            self.press(key)
            if self.asking or self.over:
                return

    def press(self, key: str) -> None:
        """Do what a key is for."""
        if self.asking:
            if key == "y":
                self._hang_up(self.asking["id"])
            self.asking = None
        elif self.typing:
            self._type(key)
        elif key in _STEPS:
            self._at = max(0, min(self._at + _STEPS[key], len(self._rows) - 1))
            self.selected = self._rows[self._at]["id"] if self._rows else None
        else:
            self._command(key)

    def _type(self, key: str) -> None:
        if key in ("enter", "escape"):
            self.typing = False
        if key == "escape":
            self.filter = ""
        elif key == "backspace":
            self.filter = self.filter[:-1]
        elif key.isprintable() and len(key) == 1:
            self.filter += key

    def _command(self, key: str) -> None:
        if key == "q":
            self.over = True
        elif key == "s":
            self.order = ORDERS[(ORDERS.index(self.order) + 1) % len(ORDERS)]
        elif key == "r":
            self.reverse = not self.reverse
        elif key == "/":
            self.typing = True
        elif key == "escape":
            self.filter = ""
        elif key == "h" and self._rows:
            self.asking = self._rows[self._at]


_STEPS = {"up": -1, "k": -1, "down": 1, "j": 1, "page up": -_PAGE, "page down": _PAGE}


def _key(row: Row, order: str) -> tuple[str, str, str]:
    """What a row is sorted by; those equal in it by age, and those as old by id."""
    born = str(row.get("creationtime", ""))
    first = "" if order == "age" else str(cell("Channel", row, order)).casefold()
    return first, born, str(row["id"])


def _text(row: Row) -> str:
    return " ".join(str(cell("Channel", row, each)) for each in COLUMNS)
