"""What a call of an operation gives: values for its parameters, which become its request."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from aricli.ari.chance import new_id
from aricli.ari.parameter import Parameter, parameters
from aricli.ari.request import Request, quoted
from aricli.ari.types import NEW, Body
from aricli.errors import InvalidRequest

if TYPE_CHECKING:
    from aricli.ari.operation import Operation


class _Shape(NamedTuple):
    """How a call gives its values: the same for many calls.

    Attributes:
        places: The names of those that stand at a place of their own.
        rest: The name of the parameter that takes those that follow, if any do.
        parameters: The parameters to look at: those that are given, and those that count anyway.
    """

    places: tuple[str, ...]
    rest: str
    parameters: tuple[Parameter, ...]


class Signature:
    """The parameters of an operation, ready to make its requests.

    Attributes:
        parameters: In the order written.
    """

    def __init__(self, operation: Operation[..., Any]) -> None:
        self.parameters = parameters(operation.function, operation.template)
        self._operation = operation
        self._name = f"{operation.resource}.{operation.name}"
        self._defaults = {parameter.name: parameter.default for parameter in self.parameters}
        self._shape: Callable[..., _Shape] = functools.lru_cache(self._find_shape)

    def values(self, args: tuple[Any, ...], given: Mapping[str, Any]) -> dict[str, Any]:
        """Parameter values by name, checked, with defaults, and ids made where none are given.

        Raises:
            InvalidRequest: If a value is missing or not allowed.
            TypeError: If the arguments do not fit the signature.
        """
        return self._values(self._shape(len(args), *given), args, given)

    def _values(
        self, shape: _Shape, args: tuple[Any, ...], given: Mapping[str, Any]
    ) -> dict[str, Any]:
        values: dict[str, Any] = {**self._defaults, **given}
        places, rest, parameters = shape
        values.update(zip(places, args, strict=False))
        if rest:
            values[rest] = args[len(places) :]
        for parameter in parameters:
            values[parameter.name] = self._checked(parameter, values[parameter.name])
        for rule in self._operation.rules:
            rule(values)
        return values

    def _find_shape(self, count: int, *names: str) -> _Shape:
        by_place = [each for each in self.parameters if each.positional]
        rest = by_place.pop().name if by_place and by_place[-1].many else ""
        places = tuple(each.name for each in by_place[:count])
        surplus = count - len(places)
        taken = {*places, rest} if surplus else {*places}
        unknown = [each for each in names if each in taken or each not in self._defaults]
        if unknown or (surplus and not rest):
            what = ", ".join(unknown) or f"{count} values without a name"
            raise TypeError(f"{self._name}() does not take {what}")
        given = {*taken, *names}
        parameters = [each for each in self.parameters if each.counts or each.name in given]
        return _Shape(places, rest if surplus else "", tuple(parameters))

    def _checked(self, parameter: Parameter, value: Any) -> Any:
        if value is NEW:
            return new_id()
        missing = value is None or value is inspect.Parameter.empty
        if parameter.required and (missing or (parameter.many and not value)):
            raise InvalidRequest(f"{self._name} needs `{parameter.name}`")
        if missing:
            return value
        if not parameter.many:
            parameter.check(value)
            return value
        value = (value,) if isinstance(value, str) else tuple(value)
        for each in value:
            parameter.check(each)
        return value

    def request(self, args: tuple[Any, ...], given: Mapping[str, Any]) -> Request:
        """The request for these arguments.

        Raises:
            InvalidRequest: If Asterisk would not take it, or would not survive it.
            TypeError: If the arguments do not fit the signature.
        """
        shape = self._shape(len(args), *given)
        values = self._values(shape, args, given)
        ids: dict[str, str] = {}
        query: dict[str, str] = {}
        body: Any = None
        for parameter in shape.parameters:
            value = values[parameter.name]
            if parameter.place == "path":
                ids[parameter.name] = quoted(value)
            elif parameter.is_left_out(value):
                continue
            elif parameter.place == "body":
                body = _with_body(body, parameter, value)
            elif parameter.many and self._needs_array(value):
                body = {**(body or {}), parameter.wire: list(value)}
            else:
                query[parameter.wire] = _as_text(value)
        asked = self._operation
        path, makes = asked.template.format_map(ids), asked.makes.format_map(ids)
        return Request(asked.method, path, query, body, asked.waits, asked.again, makes)

    def _needs_array(self, values: tuple[str, ...]) -> bool:
        """Asterisk splits a query value at commas and keeps the last of repeated keys."""
        if self._operation.method in {"POST", "PUT"}:
            return len(values) > 1 or "," in values[0]
        for value in values:
            if "," in value:
                raise InvalidRequest(f"{value!r} holds a comma, where Asterisk would cut it in two")
        return False


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _with_body(body: Any, parameter: Parameter, value: Any) -> Any:
    note = parameter.note(Body)
    assert note is not None
    return {**(body or {}), note.key: note.shape(value) if note.shape else value}
