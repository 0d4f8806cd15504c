"""A parameter of an operation: what its annotation says of it, and what that allows."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeVar

from aricli.ari.checks import CHECKS
from aricli.ari.types import NEW, Body, Doc, Names, Range, Sent, Since, Unchecked
from aricli.errors import InvalidRequest

N = TypeVar("N")


_WIRE_NAMES = {
    "absorb_dtmf": "absorbDTMF",
    "app_args": "appArgs",
    "bridge_id": "bridgeId",
    "caller_id": "callerId",
    "channel_id": "channelId",
    "destination_recording_name": "destinationRecordingName",
    "device_state": "deviceState",
    "event_source": "eventSource",
    "if_exists": "ifExists",
    "inhibit_connected_line_updates": "inhibitConnectedLineUpdates",
    "max_duration_seconds": "maxDurationSeconds",
    "max_silence_seconds": "maxSilenceSeconds",
    "moh_class": "mohClass",
    "new_messages": "newMessages",
    "old_messages": "oldMessages",
    "other_channel_id": "otherChannelId",
    "playback_id": "playbackId",
    "snoop_id": "snoopId",
    "subscribe_all": "subscribeAll",
    "terminate_on": "terminateOn",
}
"""ARI writes some query parameters in camelCase and the rest in snake_case."""


class Parameter:
    """One parameter of an operation, as its annotation says it.

    Attributes:
        required: Whether the caller has to give it.
        counts: Whether it is to be looked at even where the caller does not give it.
        choices: The allowed values, empty if any will do.
    """

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
        self.required = default is inspect.Parameter.empty
        self.choices = _choices(type)
        self._is_sent_always = self.has(Sent)
        self.counts = self.required or default is NEW or self._is_sent_always
        self._limits = self.note(Range)
        names = self.note(Names)
        self._named_check = CHECKS.get(names.kind) if names else None

    def note(self, kind: type[N]) -> N | None:
        """The note of this kind in the annotation, the one written nearest to the parameter."""
        return next((note for note in reversed(self.notes) if isinstance(note, kind)), None)

    def has(self, kind: type[Any]) -> bool:
        """Whether there is a note of this kind in the annotation."""
        return any(isinstance(note, kind) for note in self.notes)

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

    def is_left_out(self, value: Any) -> bool:
        """Whether a value is not sent, for the server does the same without it."""
        return value is None or (not self._is_sent_always and bool(value == self.default))


def _within(value: int, limits: Range) -> bool:
    low_ok = limits.low is None or value >= limits.low
    return low_ok and (limits.high is None or value <= limits.high)


def _choices(kind: Any) -> tuple[str, ...]:
    for alternative in (kind, *typing.get_args(kind)):
        if typing.get_origin(alternative) is Literal:
            return typing.get_args(alternative)
    return ()


def parameters(function: Callable[..., Any], template: str) -> tuple[Parameter, ...]:
    """The parameters of a method after ``self``, in order, where its path is this template."""
    written = list(inspect.signature(function).parameters.values())[1:]
    return tuple(_parameter(each, function.__globals__, template) for each in written)


def _parameter(written: inspect.Parameter, namespace: dict[str, Any], template: str) -> Parameter:
    annotation = eval(written.annotation, namespace)  # our own source text
    bare, notes = _unwrap(annotation)
    wire_name = written.name.rstrip("_")
    place: Literal["path", "query", "body"] = "query"
    if f"{{{written.name}}}" in template:
        place = "path"
    elif any(isinstance(note, Body) for note in notes):
        place = "body"
    return Parameter(
        name=written.name,
        wire=_WIRE_NAMES.get(wire_name, wire_name),
        place=place,
        type=bare,
        default=written.default,
        many=written.kind is written.VAR_POSITIONAL or _is_sequence(bare),
        positional=written.kind is not written.KEYWORD_ONLY,
        notes=notes,
    )


def _unwrap(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """The bare type and the notes of a possibly nested ``Annotated``, outermost last."""
    if typing.get_origin(annotation) is not typing.Annotated:
        inner = [_unwrap(each)[1] for each in typing.get_args(annotation)]
        return annotation, tuple(note for notes in inner for note in notes)
    bare, *notes = typing.get_args(annotation)
    inner_bare, inner_notes = _unwrap(bare)
    return inner_bare, (*inner_notes, *notes)


def _is_sequence(kind: Any) -> bool:
    return any(typing.get_origin(each) is Sequence for each in (kind, *typing.get_args(kind)))
