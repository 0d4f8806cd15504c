"""The dialplan: read from a file in the manner of extensions.conf, and walked by channels."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from dataclasses import dataclass, field

DEFAULT = """
[default]
exten => 1000,1,NoOp()
 same => n,Stasis(channel-tones)
 same => n,Hangup()
exten => 1001,1,NoOp()
 same => n,Stasis(channel-playback-monkeys)
 same => n,Hangup()
exten => 1002,1,NoOp()
 same => n,Stasis(bench)
 same => n,Hangup()
exten => 2000,1,Answer()
 same => n,Wait(60)
 same => n,Hangup()
"""
_LINE = re.compile(r"(?P<kind>exten|same)\s*=>?\s*(?P<rest>.+)$")
_SETTING = re.compile(r"(?P<name>[\w-]+)\s*=>?\s*(?P<value>.*)$")
_APP = re.compile(r"(?P<name>\w+)\s*(?:\((?P<data>.*)\))?\s*$", re.DOTALL)
_KINDS = {"X": "[0-9]", "Z": "[1-9]", "N": "[2-9]", ".": ".+", "!": ".*"}
_LONGEST = {".+": 1000, ".*": 1001}
_SETTINGS = ("general", "globals")
_PRIORITY = re.compile(r"(?P<number>\d+|n)(?:\((?P<label>[\w-]+)\))?$")


class DialplanError(ValueError):
    """A line of a dialplan that cannot be understood."""


@dataclass
class Step:
    """One priority of an extension."""

    app: str
    data: str


@dataclass
class Extension:
    """An extension: its steps by priority, its labels, and the numbers that lead to it."""

    steps: dict[int, Step] = field(default_factory=dict)
    labels: dict[str, int] = field(default_factory=dict)
    pattern: Pattern | None = None

    def answers_to(self, number: str) -> bool:
        """Whether its pattern has the number."""
        return self.pattern is not None and self.pattern.matches(number)

    @property
    def breadth(self) -> list[int]:
        """How much its pattern takes, place by place."""
        return self.pattern.breadth if self.pattern else []


class Pattern:
    """``_2XX`` and its like. Raises ValueError for what is none."""

    def __init__(self, text: str) -> None:
        places = re.findall(r"\[[^\]]*\]|.", text)
        kinds = [_KINDS.get(each) or _one_of(each) for each in places]
        self._regex = re.compile("".join(kinds))
        self.breadth = [_LONGEST.get(kind) or _choices(kind) for kind in kinds]
        """How much each place takes: of two patterns that match, the narrower one counts."""

    def matches(self, number: str) -> bool:
        """Whether a number that is dialled is one of these."""
        return self._regex.fullmatch(number) is not None


class Dialplan:
    """Contexts of extensions. Every application that exists also has one, ``stasis-<app>``."""

    def __init__(self, text: str = DEFAULT) -> None:
        """Read a dialplan. Raises DialplanError naming the line."""
        self.has_app: Callable[[str], bool] = lambda app: True
        self.contexts: dict[str, dict[str, Extension]] = {}
        self.globals: dict[str, str] = {}
        self._context = "default"
        self._exten, self._last = "", 0
        for number, raw in enumerate(text.splitlines(), 1):
            line = re.split(r"(?<!\\);", raw, maxsplit=1)[0].strip()
            try:
                if line:
                    self._read(line)
            except ValueError as error:
                problem = f"dialplan line {number}: {error}: {raw.strip()!r}"
                raise DialplanError(problem) from None

    def extension(self, context: str, exten: str) -> Extension | None:
        """The extension that answers to a number: by name first, then by the closest pattern."""
        if context.startswith("stasis-"):
            app = context.removeprefix("stasis-")
            if not self.has_app(app):
                return None
            return Extension({1: Step("NoOp", "") if exten == "h" else Step("Stasis", app)})
        extensions = self.contexts.get(context, {})
        if exten in extensions:
            return extensions[exten]
        matching = [each for each in extensions.values() if each.answers_to(exten)]
        return min(matching, key=lambda each: each.breadth, default=None)

    def route(self, exten: str, app: str) -> None:
        """Let a number of context ``default`` lead to an application."""
        steps = {1: Step("Stasis", app), 2: Step("Hangup", "")}
        self.contexts.setdefault("default", {})[exten] = Extension(steps)

    def step(self, context: str, exten: str, priority: int) -> Step | None:
        """What stands at one place."""
        extension = self.extension(context, exten)
        return None if extension is None else extension.steps.get(priority)

    def label(self, context: str, exten: str, label: str) -> int | None:
        """The priority a label names."""
        extension = self.extension(context, exten)
        return None if extension is None else extension.labels.get(label)

    def _read(self, line: str) -> None:
        heading = re.fullmatch(r"\[([^\]]+)\]", line)
        if heading is not None:
            self._context = heading[1]
            self._exten, self._last = "", 0
            if self._context not in _SETTINGS:
                self.contexts.setdefault(self._context, {})
        elif self._context in _SETTINGS:
            self._set(line)
        else:
            self._add(line)

    def _set(self, line: str) -> None:
        match = _SETTING.match(line)
        if match is None:
            raise ValueError("NAME=VALUE expected")
        if self._context == "globals":
            self.globals[match["name"]] = match["value"]

    def _add(self, line: str) -> None:
        match = _LINE.match(line)
        if match is None:
            raise ValueError("[context], exten => or same => expected")
        exten, rest = self._exten, match["rest"]
        if match["kind"] == "exten":
            exten, rest = _split(rest)
            self._exten = exten
        elif not exten:
            raise ValueError("there is no exten => before it")
        place, application = _split(rest)
        priority, app = _PRIORITY.match(place), _APP.match(application)
        if priority is None:
            raise ValueError(f"{place!r} is no priority")
        if app is None:
            raise ValueError(f"{application!r} is no application with arguments")
        if priority["number"] == "n" and not self._last:
            raise ValueError("the first priority of a context is 1, not n")
        number = self._last + 1 if priority["number"] == "n" else int(priority["number"])
        self._last = number
        extension = self._extension(exten)
        extension.steps[number] = Step(app["name"], app["data"] or "")
        if priority["label"]:
            extension.labels[priority["label"]] = number

    def _extension(self, exten: str) -> Extension:
        extensions = self.contexts.setdefault(self._context, {})
        if exten not in extensions:
            pattern = Pattern(exten[1:]) if exten.startswith("_") else None
            extensions[exten] = Extension(pattern=pattern)
        return extensions[exten]


def _split(text: str) -> tuple[str, str]:
    head, comma, rest = text.partition(",")
    if not comma or not head.strip():
        raise ValueError("an extension, a priority and an application expected")
    return head.strip(), rest.strip()


def _one_of(place: str) -> str:
    """The regular expression for a place that is a character, or one of several in brackets."""
    if not place.startswith("["):
        return re.escape(place)
    try:
        re.compile(place)
    except re.error:
        raise ValueError(f"{place} is no set of characters") from None
    return place


def _choices(kind: str) -> int:
    return len(re.findall(kind, string.printable))
