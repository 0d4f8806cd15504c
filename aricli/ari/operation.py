"""``@operation``: a method's signature is the ARI operation, and becomes its request."""

from __future__ import annotations

import functools
import inspect
import typing
from collections.abc import Callable, Mapping, Sequence
from types import MethodType
from typing import (
    TYPE_CHECKING,
    Any,
    Concatenate,
    Generic,
    Literal,
    ParamSpec,
    TypeVar,
    cast,
    overload,
)

from aricli.ari.chance import new_id
from aricli.ari.checks import Rule
from aricli.ari.docstring import docstring, documented_by
from aricli.ari.parameter import Parameter
from aricli.ari.request import Request, Response, quoted
from aricli.ari.types import NEW, NOTHING, Body
from aricli.errors import InvalidRequest, NotAri, ResponseError

if TYPE_CHECKING:
    from aricli.ari.client import Ari

P = ParamSpec("P")
R = TypeVar("R")

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


class Resource:
    """A room of ARI, such as channels: its operations, bound to a client."""

    def __init__(self, ari: Ari) -> None:
        self._ari = ari


@documented_by(docstring)
class Operation(Generic[P, R]):
    """What a method says about one ARI operation; calling it sends the request.

    Attributes:
        method: HTTP method.
        template: Path below ``/ari`` with ``{parameter}`` places.
        function: The method as written: its signature and docstring are the definition.
        waits: Whether Asterisk answers only after a running playback has ended (FACTS 0.3).
        hints: What to do about an HTTP status, where that is particular to this operation.
        errors: The error class for an HTTP status that means something else here.
        since: The first Asterisk versions that have it, ``""`` if all do.
        rules: What has to hold between the parameters.
        again: Whether sending it twice does no more than sending it once.
        makes: Path of the thing it makes under an id of our own, ``""`` if it does not.
    """

    def __init__(
        self,
        method: str,
        template: str,
        function: Callable[..., Any],
        waits: bool,
        hints: Mapping[int, str],
        errors: Mapping[int, type[ResponseError]],
        since: str,
        rules: Sequence[Rule],
        again: bool,
        makes: str,
    ) -> None:
        self.method = method
        self.template = template
        self.function = function
        self.waits = waits
        self.hints = hints
        self.errors = errors
        self.since = since
        self.rules = rules
        self.again = again or method != "POST"
        self.makes = makes
        functools.update_wrapper(self, function, ["__module__", "__name__", "__qualname__"])

    @overload
    def __get__(self, resource: None, owner: type[Resource]) -> Operation[P, R]: ...

    @overload
    def __get__(self, resource: Resource, owner: type[Resource]) -> Callable[P, R]: ...

    def __get__(
        self, resource: Resource | None, owner: type[Resource]
    ) -> Operation[P, R] | Callable[P, R]:
        return self if resource is None else MethodType(self, resource)

    def __call__(self, resource: Resource, /, *args: P.args, **given: P.kwargs) -> R:
        """Send the request on the resource's client and return what the method says."""
        ari = resource._ari
        return self.result(ari, ari.send(self.request(*args, **given), self))

    @functools.cached_property
    def resource(self) -> str:
        """The client's attribute that has this operation, e.g. ``device_states``."""
        room = self.template.split("/")[1]
        return "".join(f"_{c.lower()}" if c.isupper() else c for c in room)

    @functools.cached_property
    def name(self) -> str:
        """The method's name, e.g. ``add_channel``."""
        return self.function.__name__

    @functools.cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters in the order of the signature."""
        signature = inspect.signature(self.function)
        return tuple(map(self._parameter, list(signature.parameters.values())[1:]))

    def _parameter(self, written: inspect.Parameter) -> Parameter:
        annotation = eval(written.annotation, self.function.__globals__)  # our own source text
        bare, notes = _unwrap(annotation)
        wire_name = written.name.rstrip("_")
        place: Literal["path", "query", "body"] = "query"
        if f"{{{written.name}}}" in self.template:
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

    @property
    def __signature__(self) -> inspect.Signature:
        """The function's with bare types; what else they are annotated with is in the docstring."""
        written = inspect.signature(self.function)
        resource = next(iter(written.parameters.values()))
        bare = [written.parameters[p.name].replace(annotation=p.type) for p in self.parameters]
        return written.replace(parameters=[resource, *bare])

    @functools.cached_property
    def returns(self) -> str:
        """The annotation of what the method returns."""
        return str(self.function.__annotations__["return"])

    def values(self, args: tuple[Any, ...], given: Mapping[str, Any]) -> dict[str, Any]:
        """Parameter values by name, checked, with defaults, and ids made where none are given.

        Raises:
            InvalidRequest: If a value is missing or not allowed.
            TypeError: If the arguments do not fit the signature.
        """
        values: dict[str, Any] = {}
        unused = dict(given)
        rest = list(args)
        for parameter in self.parameters:
            if parameter.many and parameter.positional:
                value: Any = tuple(rest) or tuple(unused.pop(parameter.name, ()))
                rest = []
            elif rest and parameter.positional:
                value = rest.pop(0)
            elif unused:
                value = unused.pop(parameter.name, parameter.default)
            else:
                value = parameter.default
            if value is not parameter.default or parameter.required or value is NEW:
                value = self._checked(parameter, value)
            values[parameter.name] = value
        if rest or unused:
            surplus = ", ".join([*map(repr, rest), *unused])
            raise TypeError(f"{self.resource}.{self.name}() does not take {surplus}")
        for rule in self.rules:
            rule(values)
        return values

    def _checked(self, parameter: Parameter, value: Any) -> Any:
        if value is NEW:
            return new_id()
        missing = value is inspect.Parameter.empty or value is None
        if parameter.required and (missing or (parameter.many and not value)):
            raise InvalidRequest(f"{self.resource}.{self.name} needs `{parameter.name}`")
        if missing:
            return value
        if parameter.many:
            value = (value,) if isinstance(value, str) else tuple(value)
        for each in value if parameter.many else (value,):
            parameter.check(each)
        return value

    def request(self, *args: Any, **given: Any) -> Request:
        """The request for these arguments, as the method takes them.

        Raises:
            InvalidRequest: If Asterisk would not take it, or would not survive it.
        """
        values = self.values(args, given)
        path, makes = self.template, self.makes
        query: dict[str, str] = {}
        body: Any = None
        for parameter in self.parameters:
            value = values[parameter.name]
            if parameter.place == "path":
                here, text = f"{{{parameter.name}}}", quoted(value)
                path = path.replace(here, text)
                makes = makes and makes.replace(here, text)
            elif value is None or parameter.is_left_out(value):
                continue
            elif parameter.place == "body":
                body = _with_body(body, parameter, value)
            elif parameter.many and self._needs_array(value):
                body = {**(body or {}), parameter.wire: list(value)}
            else:
                query[parameter.wire] = _as_text(value)
        return Request(self.method, path, query, body, self.waits, self.again, makes)

    def _needs_array(self, values: tuple[str, ...]) -> bool:
        """Asterisk splits a query value at commas and keeps the last of repeated keys."""
        if self.method in {"POST", "PUT"}:
            return len(values) > 1 or "," in values[0]
        for value in values:
            if "," in value:
                raise InvalidRequest(f"{value!r} holds a comma, where Asterisk would cut it in two")
        return False

    def result(self, ari: Ari, response: Response) -> R:
        """What the method returns for this response."""
        if self.returns == "None":
            return cast("R", None)
        if self.returns == "bytes":
            return cast("R", response.content)
        kind, convert = self._result
        try:
            data = response.json()
        except ValueError:
            data = None
        if not isinstance(data, kind):
            raise NotAri(
                f"{self.resource}.{self.name} got {response.status} without {self.returns} as JSON",
                "check the URL and its path prefix (prefix= in http.conf)",
            )
        return cast("R", convert(ari, data))

    @functools.cached_property
    def _result(self) -> tuple[type, Callable[[Ari, Any], Any]]:
        """What the response holds as JSON, and what makes the result of that."""
        from aricli.ari.data import converter

        return list if self.returns.startswith("list[") else dict, converter(self.returns)


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


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _with_body(body: Any, parameter: Parameter, value: Any) -> Any:
    note = parameter.note(Body)
    assert note is not None
    return {**(body or {}), note.key: note.shape(value) if note.shape else value}


def operation(
    method: str,
    template: str,
    *,
    waits: bool = False,
    hints: Mapping[int, str] = NOTHING,
    errors: Mapping[int, type[ResponseError]] = NOTHING,
    since: str = "",
    rules: Sequence[Rule] = (),
    again: bool = False,
    makes: str = "",
) -> Callable[[Callable[Concatenate[Any, P], R]], Operation[P, R]]:
    """Make a method of a `Resource` send the ARI operation that its signature describes.

    Args:
        method: HTTP method.
        template: Path below ``/ari``, with ``{parameter}`` places.
        waits: Whether Asterisk may hold the answer back while a playback runs.
        hints: What to do about an HTTP status, where that is particular to this operation.
        errors: The error class for an HTTP status that means something else here.
        since: The first Asterisk versions that have it.
        rules: What has to hold between the parameters.
        again: Whether a POST sent twice does no more than sent once; other methods never do.
        makes: Path of the thing it makes under an id of our own.
    """

    def decorate(function: Callable[Concatenate[Any, P], R]) -> Operation[P, R]:
        return Operation(
            method, template, function, waits, hints, errors, since, rules, again, makes
        )

    return decorate


def operations(resource: type[Resource]) -> dict[str, Operation[Any, Any]]:
    """The operations of a resource by method name, in the order written."""
    members: dict[str, Any] = {}
    for kind in resource.__mro__:
        members |= {name: each for name, each in vars(kind).items() if name not in members}
    return {name: each for name, each in members.items() if isinstance(each, Operation)}
