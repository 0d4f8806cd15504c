"""The ladder of a session as one page to look into: calls to choose, messages to open."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
from collections.abc import Callable
from html import escape
from importlib.resources import files

from aricli.engine.recorded import Record
from aricli.trace.model import Step
from aricli.trace.svg import kind

LARGEST = 16 * 1024 * 1024
"""Characters of messages on a page; browsers get slow beyond."""

_DIRECTIONS = {
    ("caller", True): "caller to Asterisk",
    ("caller", False): "Asterisk to caller",
    ("application", True): "Asterisk to application",
    ("application", False): "application to Asterisk",
}


class Page:
    """Gathers steps and writes them on a page.

    Args:
        title: What the page is about.
        number: The number that stands for a channel.
        visible: Makes text harmless to show.

    Attributes:
        full: Whether there was more than a page can hold.
    """

    def __init__(
        self, title: str, number: Callable[[str], int | None], visible: Callable[[str], str]
    ) -> None:
        self.full = False
        self._title = visible(title)
        self._number = number
        self._rows: list[str] = []
        self._choices: list[str] = []
        self._room = LARGEST

    def add(self, step: Step) -> None:
        """Write a step below the others."""
        if self.full:
            return
        row = self._row(step)
        self._room -= len(row)
        if self._room < 0:
            self.full = True
            return
        self._rows.append(row)
        if step.lane == "call":
            label = f"{self._numbers(step)}: {step.label}"
            self._choices.append(f'<option value="{self._numbers(step)}">{escape(label)}</option>')

    def text(self) -> str:
        """The whole page as HTML."""
        style, script = _part("page.css"), _part("page.js")
        policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'"
        warning = '<p class="warning">This is not all: the session is too large for a page.</p>'
        return "\n".join(
            (
                '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
                f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
                '<meta name="viewport" content="width=device-width, initial-scale=1">',
                f"<title>{escape(self._title)}</title>\n<style>{style}</style>\n</head>\n<body>",
                f"<h1>{escape(self._title)}</h1>",
                warning if self.full else "",
                '<form hidden><label>Call <select autocomplete="off"><option value="">all</option>',
                *self._choices,
                "</select></label></form>",
                '<p role="status"></p>\n<p>Open a message to see it as it was.</p>',
                '<div class="heads" aria-hidden="true"><span></span><span>caller</span>'
                "<span><span>Asterisk</span><span>application</span></span></div>\n<ol>",
                *self._rows,
                f"</ol>\n<script>{script}</script>\n</body>\n</html>\n",
            )
        )

    def _numbers(self, step: Step) -> str:
        return " ".join(str(each) for each in map(self._number, step.calls) if each)

    def _row(self, step: Step) -> str:
        numbers = self._numbers(step)
        raw = escape(_pretty(step.record), quote=False)
        summary = f"{_margin(step, numbers)}{_lanes(step, numbers)}"
        return (
            f'<li data-calls="{numbers}"><details><summary>{summary}</summary>'
            f"<pre>{raw}</pre></details></li>"
        )


def _margin(step: Step, numbers: str) -> str:
    mark = f'<b><span class="hidden">call </span>{numbers}</b>' if numbers else ""
    return f'<span class="time">{step.t:.3f} {mark}</span>'


def _lanes(step: Step, numbers: str) -> str:
    label = escape(step.label)
    if step.lane in ("call", "note"):
        title = f"call {numbers}: {label}" if step.lane == "call" else label
        return f'<span class="across">{title}</span>'
    spoken = f'<span class="hidden">{_DIRECTIONS[step.lane, step.rightward]}: </span>'
    status = f"<b>{escape(step.status)}</b>" if step.status else ""
    side = "right" if step.rightward else "left"
    arrow = f'<span class="lane {side} {kind(step)}"><span>{spoken}{label}</span>{status}</span>'
    empty = '<span class="lane"></span>'
    return arrow + empty if step.lane == "caller" else empty + arrow


def _pretty(record: Record) -> str:
    """A message for reading, with what came back unfolded; control characters stay escaped."""
    if isinstance(record.get("resp"), str):
        with contextlib.suppress(ValueError):
            record = {**record, "resp": json.loads(record["resp"])}
    return json.dumps(record, indent=2)


def _part(name: str) -> str:
    return (files("aricli.trace") / name).read_text("utf-8")


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"sha256-{digest}"
