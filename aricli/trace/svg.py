"""The ladder of a session as a picture."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from aricli.trace.model import Step

MOST_STEPS = 2000
"""More make a picture that nobody can look at."""

_WIDTH = 900
_CALLER, _ASTERISK, _APPLICATION = 130, 310, 885
_LINE = 24
_TOP = 44
_CHARACTER = 7.3
"""Width of a character of the labels, at least: what does not fit is cut."""

_STYLE = """
svg { background: #fff; color: #1f2328; font: 12px ui-monospace, Menlo, Consolas, monospace }
text { fill: currentColor } line, path { stroke: currentColor; fill: none }
.life { stroke: #afb8c1 } .time { fill: #656d76 } .head { font-weight: bold }
.caller { color: #9a6700 } .event { color: #1a7f37 } .request { color: #0969da }
.failed { color: #cf222e }
@media (prefers-color-scheme: dark) {
  svg { background: #0d1117; color: #e6edf3 }
  .life { stroke: #484f58 } .time { fill: #8b949e }
  .caller { color: #d29922 } .event { color: #3fb950 } .request { color: #58a6ff }
  .failed { color: #ff7b72 }
}
"""


class Picture:
    """Gathers steps and draws them.

    Args:
        number: The number that stands for a channel.

    Attributes:
        full: Whether there was more than a picture can hold.
    """

    def __init__(self, number: Callable[[str], int | None]) -> None:
        self.full = False
        self._number = number
        self._rows: list[str] = []

    def add(self, step: Step) -> None:
        """Draw a step below the others."""
        if len(self._rows) >= MOST_STEPS:
            self.full = True
            return
        y = _TOP + _LINE * (len(self._rows) + 1)
        self._rows.append(self._row(step, y))

    def text(self) -> str:
        """The whole picture as SVG."""
        height = _TOP + _LINE * (len(self._rows) + 1)
        lives = "".join(
            f'<line class="life" x1="{x}" y1="{_TOP - 12}" x2="{x}" y2="{height - 8}"/>'
            for x in (_CALLER, _ASTERISK, _APPLICATION)
        )
        heads = (
            _text(_CALLER, _TOP - 20, "caller", "middle", "head"),
            _text(_ASTERISK, _TOP - 20, "Asterisk", "middle", "head"),
            _text(_APPLICATION, _TOP - 20, "application", "end", "head"),
        )
        size = f'width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">\n'
            f"<title>Ladder of an ARI session</title>\n<style>{_STYLE}</style>\n"
            + "\n".join((lives, *heads, *self._rows))
            + "\n</svg>\n"
        )

    def _row(self, step: Step, y: int) -> str:
        time = _text(70, y, f"{step.t:.3f}", "end", "time")
        numbers = ",".join(str(each) for each in map(self._number, step.calls) if each)
        if step.lane == "call":
            return _text(_CALLER + 8, y, f"call {numbers}: {step.label}", "start", "head")
        if step.lane == "note":
            return time + _text(_CALLER + 8, y, step.label, "start", kind(step))
        mark = _text(100, y, _cut(numbers, 3), "end", "time")
        return f"<g>{time}{mark}{_arrow(step, y)}</g>"


def kind(step: Step) -> str:
    """What sort of step it is, as a name for a style."""
    if step.failed:
        return "failed"
    if step.lane != "application":
        return step.lane
    return "event" if step.rightward else "request"


def _arrow(step: Step, y: int) -> str:
    left, right = (_CALLER, _ASTERISK) if step.lane == "caller" else (_ASTERISK, _APPLICATION)
    line = y + 5
    head = (
        f"M{right - 7} {line - 4}L{right} {line}L{right - 7} {line + 4}"
        if step.rightward
        else f"M{left + 7} {line - 4}L{left} {line}L{left + 7} {line + 4}"
    )
    room = int((right - left - 20) / _CHARACTER) - len(step.status) - 1
    parts = [_text(left + 10, y, _cut(step.label, room), "start")]
    if step.status:
        parts.append(_text(right - 10, y, step.status, "end"))
    shaft = f'<path d="M{left} {line}H{right}{head}"/>'
    return f'<g class="{kind(step)}">{"".join(parts)}{shaft}</g>'


def _text(x: int, y: int, text: str, anchor: str, style: str = "") -> str:
    styled = f' class="{style}"' if style else ""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}"{styled}>{_xml(text)}</text>'


def _xml(text: str) -> str:
    return escape(text.translate({0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}))  # XML has no such


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: max(room - 1, 0)] + "…"
