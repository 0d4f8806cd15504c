"""A parameter of an operation: what its annotation says of it, and what that allows."""

from __future__ import annotations

import functools
import inspect
import typing
from collections.abc import Callable
from typing import Any, Literal, TypeVar

from aricli.ari.checks import CHECKS
from aricli.ari.types import Doc, Names, Range, Sent, Since, Unchecked
from aricli.errors import InvalidRequest

N = TypeVar("N")


class Parameter:
    """One parameter of an operation, as its annotation says it."""

    def __init__(
        self,
        *,
        name: str,
        wire: str,
        place: Literal["path", "query", "body"],
        type: Any,
        default: Any,
        many: bool,
        positional: bool,
        notes: tuple[Any, ...],
    ) -> None:
        self.name = name
        self.wire = wire
        self.place = place
        self.type = type
        self.default = default
        self.many = many
        self.positional = positional
        self.notes = notes

    @functools.cached_property
    def required(self) -> bool:
        """Whether the caller has to give it."""
        return self.default is inspect.Parameter.empty

    def note(self, kind: type[N]) -> N | None:
        """The note of this kind in the annotation, the one written nearest to the parameter."""
        return next((note for note in reversed(self.notes) if isinstance(note, kind)), None)

    def has(self, kind: type[Any]) -> bool:
        """Whether there is a note of this kind in the annotation."""
        return any(isinstance(note, kind) for note in self.notes)

    @functools.cached_property
    def choices(self) -> tuple[str, ...]:
        """The allowed values, empty if any will do."""
        for alternative in (self.type, *typing.get_args(self.type)):
            if typing.get_origin(alternative) is Literal:
                return typing.get_args(alternative)
        return ()

    @property
    def explained(self) -> str:
        """What it is and what it takes, with the Asterisk versions where not all have it."""
        doc, since = self.note(Doc), self.note(Since)
        text = doc.text if doc else self.name
        if self.choices and not all(each in text for each in self.choices):
            text += f": {', '.join(self.choices)}"
        return f"{text}; from Asterisk {since.versions} on" if since else text

    def check(self, value: Any) -> None:
        """Refuse what the annotation does not allow.

        Raises:
            InvalidRequest: Naming the parameter and what it takes.
        """
        if isinstance(value, Unchecked):
            return
        if self.choices and value not in self.choices:
            raise InvalidRequest(
                f"`{self.name}` cannot be {value!r}: one of {', '.join(self.choices)}"
            )
        limits = self._limits
        if limits and not _within(value, limits):
            raise InvalidRequest(f"`{self.name}` must be {limits.words}, not {value}")
        if self._named_check:
            self._named_check(value)

    @functools.cached_property
    def _limits(self) -> Range | None:
        return self.note(Range)

    @functools.cached_property
    def _named_check(self) -> Callable[[Any], None] | None:
        names = self.note(Names)
        return CHECKS.get(names.kind) if names else None

    def is_left_out(self, value: Any) -> bool:
        """Whether a value is not sent, for the server does the same without it."""
        return value is None or (not self._is_sent_always and bool(value == self.default))

    @functools.cached_property
    def _is_sent_always(self) -> bool:
        return self.has(Sent)


def _within(value: int, limits: Range) -> bool:
    low_ok = limits.low is None or value >= limits.low
    return low_ok and (limits.high is None or value <= limits.high)
