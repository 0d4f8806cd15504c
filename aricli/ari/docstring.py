"""What ``help()`` says of an operation: its docstring, and what its signature says besides."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from aricli.ari.types import NEW, Range

if TYPE_CHECKING:
    from aricli.ari.operation import Operation
    from aricli.ari.parameter import Parameter

K = TypeVar("K", bound=type)


class _Docstring:
    """``__doc__``: the class's own text, and for an instance one made when it is asked for."""

    def __init__(self, text: str | None, make: Callable[[Any], str]) -> None:
        self._text = text
        self._make = make

    def __get__(self, instance: object, owner: type) -> str | None:
        return self._text if instance is None else self._make(instance)


def documented_by(make: Callable[[Any], str]) -> Callable[[K], K]:
    """Give the instances of a class a docstring each, which costs nothing until it is read."""

    def decorate(kind: K) -> K:
        type.__setattr__(kind, "__doc__", _Docstring(kind.__doc__, make))
        return kind

    return decorate


def docstring(operation: Operation[..., Any], filled_in: int = 0) -> str:
    """The docstring of an operation with the request it stands for and its parameters.

    Args:
        operation: Which operation.
        filled_in: How many of the first parameters the caller does not give.
    """
    text = inspect.cleandoc(operation.function.__doc__ or "")
    story, _, errors = text.partition("\n\nRaises:")
    since = f", from Asterisk {operation.since} on" if operation.since else ""
    sections = [story, f"ARI: {operation.method} {operation.template}{since}"]
    arguments = list(map(_line, operation.parameters[filled_in:]))
    sections += ["\n".join(["Args:", *arguments])] if arguments else []
    sections += [f"Raises:{errors}"] if errors else []
    return "\n\n".join(sections)


def _line(parameter: Parameter) -> str:
    return f"    {parameter.name}: {'; '.join(_said(parameter))}."


def _said(parameter: Parameter) -> Iterator[str]:
    yield parameter.explained
    limits = parameter.note(Range)
    if limits:
        yield limits.words
    if parameter.default is NEW:
        yield "made here if not given"
