"""The dialplan: read from a file in the manner of extensions.conf, and walked by channels."""

from __future__ import annotations

import re
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
_APP = re.compile(r"(?P<name>\w+)\s*(?:\((?P<data>.*)\))?\s*$", re.DOTALL)
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
    """An extension: its steps by priority, and its labels."""

    steps: dict[int, Step] = field(default_factory=dict)
    labels: dict[str, int] = field(default_factory=dict)


class Dialplan:
    """Contexts of extensions. Every application also has a context ``stasis-<app>``."""

    def __init__(self, text: str = DEFAULT) -> None:
        """Read a dialplan. Raises DialplanError naming the line."""
        self.contexts: dict[str, dict[str, Extension]] = {}
        context, exten, last = "default", "s", 0
        for number, raw in enumerate(text.splitlines(), 1):
            line = re.split(r"(?<!\\);", raw, maxsplit=1)[0].strip()
            if not line:
                continue
            heading = re.fullmatch(r"\[([^\]]+)\]", line)
            if heading is not None:
                context = heading[1]
                self.contexts.setdefault(context, {})
                continue
            try:
                exten, last = self._add(context, exten, last, line)
            except ValueError:
                raise DialplanError(f"dialplan line {number}: {raw.strip()!r}") from None

    def extension(self, context: str, exten: str) -> Extension | None:
        """The extension that answers to a number: by name first, then by pattern."""
        if context.startswith("stasis-"):
            return Extension({1: Step("Stasis", context.removeprefix("stasis-"))})
        extensions = self.contexts.get(context, {})
        if exten in extensions:
            return extensions[exten]
        for pattern, extension in extensions.items():
            if pattern.startswith("_") and _matches(pattern[1:], exten):
                return extension
        return None

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

    def _add(self, context: str, exten: str, last: int, line: str) -> tuple[str, int]:
        match = _LINE.match(line)
        if match is None:
            raise ValueError(line)
        rest = match["rest"]
        if match["kind"] == "exten":
            exten, rest = (part.strip() for part in rest.split(",", 1))
        place, application = (part.strip() for part in rest.split(",", 1))
        priority, app = _PRIORITY.match(place), _APP.match(application)
        if priority is None or app is None:
            raise ValueError(line)
        number = last + 1 if priority["number"] == "n" else int(priority["number"])
        extension = self.contexts.setdefault(context, {}).setdefault(exten, Extension())
        extension.steps[number] = Step(app["name"], app["data"] or "")
        if priority["label"]:
            extension.labels[priority["label"]] = number
        return exten, number


def _matches(pattern: str, exten: str) -> bool:
    classes = {"X": "[0-9]", "Z": "[1-9]", "N": "[2-9]", ".": ".+", "!": ".*"}
    parts = re.findall(r"\[[^\]]*\]|.", pattern)
    regex = "".join(
        part if part.startswith("[") else classes.get(part, re.escape(part)) for part in parts
    )
    return re.fullmatch(regex, exten) is not None
