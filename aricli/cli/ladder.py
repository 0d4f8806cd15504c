"""The ladder of a session as text: one line for each step, as soon as it is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from aricli.cli.terminal import BOLD, CYAN, DIM, GREEN, RED, YELLOW, styled
from aricli.cli.text import columns, cut
from aricli.trace.model import Step

_TIME = 8
_MARK = 4
_CALLER = 16
_NARROWEST = 60
_ASCII = str.maketrans({"─": "-", "│": "|", "▶": ">", "◀": "<", "…": "~"})


class Ladder:
    """Draws steps as lines.

    Args:
        width: Columns that a line may take.
        number: The number that stands for a channel.
        ascii: Whether to do without the characters that draw lines.
        coloured: Whether to colour.
    """

    def __init__(
        self, width: int, number: Callable[[str], int | None], *, ascii: bool, coloured: bool
    ) -> None:
        self._application = max(width, _NARROWEST) - _TIME - _MARK - _CALLER - 5
        self._number = number
        self._ascii = ascii
        self._coloured = coloured
        self._margin = " " * (_TIME + _MARK + 2)

    def heading(self) -> str:
        """The names of the columns."""
        between = _CALLER + self._application + 3
        names = f"caller{'Asterisk':>{_CALLER - 2}}".ljust(between - len("application"))
        return self._finished(f"{self._margin}{names}application", BOLD)

    def line(self, step: Step) -> str:
        """The line for a step."""
        time = f"{step.t:{_TIME}.3f}"
        if step.lane == "call":
            return self._finished(
                f"{self._margin}call {self._marks(step).strip()}: {step.label}", BOLD
            )
        if step.lane == "note":
            return f"{time} {'':{_MARK}} {self._finished(f'── {step.label} ──', _colour(step))}"
        arrow = self._finished(_arrow(step, self._width(step)), _colour(step))
        bar = self._finished("│")
        lanes = (
            (arrow, " " * self._application) if step.lane == "caller" else (" " * _CALLER, arrow)
        )
        return f"{self._finished(time, DIM)} {self._marks(step)} {bar}{bar.join(lanes)}{bar}"

    def _width(self, step: Step) -> int:
        return _CALLER if step.lane == "caller" else self._application

    def _marks(self, step: Step) -> str:
        numbers = [str(each) for each in map(self._number, step.calls) if each]
        return f"{cut(','.join(numbers), _MARK):>{_MARK}}"

    def _finished(self, text: str, *codes: str) -> str:
        text = text.translate(_ASCII) if self._ascii else text
        return styled(text, *codes) if self._coloured and codes else text


def _colour(step: Step) -> str:
    if step.failed:
        return RED
    if step.lane == "caller":
        return YELLOW
    return GREEN if step.rightward else CYAN


def _arrow(step: Step, width: int) -> str:
    """An arrow with its label on it, and the status at its tail."""
    tail = f" {step.status} ─" if step.status else "─"
    label = f" {cut(step.label, width - 3 - columns(tail))} "
    shaft = "─" * (width - 1 - columns(label) - columns(tail))
    return f"─{label}{shaft}▶" if step.rightward else f"◀{label}{shaft}{tail}"


def draw(ladder: Ladder, steps: Iterator[Step]) -> Iterator[str]:
    """All lines, the heading first."""
    yield ladder.heading()
    for step in steps:
        yield ladder.line(step)
