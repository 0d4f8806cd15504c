"""The operations that aricli knows, found by method and path."""

from __future__ import annotations

import json
import re
import typing
from collections.abc import Iterator
from difflib import SequenceMatcher, get_close_matches
from typing import Any
from urllib.parse import unquote

from aricli.ari.operation import Operation
from aricli.ari.parameter import Parameter
from aricli.ari.request import Request
from aricli.ari.types import NEW, Body, attributes
from aricli.cli.naming import naming
from aricli.cli.operations import resource_operations
from aricli.cli.root import RESOURCES
from aricli.errors import InvalidRequest

_CLOSE = 0.6
"""How much of a path has to be like a known one for that to be suggested."""


def operation(request: Request) -> Operation[Any, Any] | None:
    """The operation that a request is, ``None`` if it is none that is known."""
    fitting = [
        (template.count("{"), each)
        for template, each in templates(request.path)
        if each.method == request.method and _segments(template, request.path) is not None
    ]
    return min(fitting, key=lambda pair: pair[0])[1] if fitting else None


def check(operation: Operation[Any, Any], request: Request) -> None:
    """Refuse a request that the operation's command would refuse.

    Raises:
        InvalidRequest: If Asterisk would not take it, or would not survive it.
    """
    body = request.body if isinstance(request.body, dict) else {}
    sent = {**request.query, **body}
    given = {
        each.name: _typed(each, sent[each.wire])
        for each in operation.parameters
        if each.place != "path" and each.wire in sent
    }
    for template, each in templates(request.path):
        if each is operation:
            given |= _segments(template, request.path) or {}
    with naming(written(operation)):
        operation.signature.values((), given)


def written(operation: Operation[Any, Any]) -> dict[str, str]:
    """How ARI writes the parameters, by name."""
    names = {each.name: each.wire for each in operation.parameters}
    return names | {"aricli.ari.types.Unchecked": "--force"}


def methods_hint(request: Request) -> str:
    """Which methods the path is known with."""
    methods = {
        each.method
        for template, each in templates(request.path)
        if _segments(template, request.path) is not None
    }
    return f"{request.path} is known with {', '.join(sorted(methods))}" if methods else ""


def paths_hint(request: Request) -> str:
    """Known paths like this one, or the resources there are."""
    path = request.path.split("/")
    likeness: dict[str, float] = {}
    for template, _ in templates(request.path):
        pairs = enumerate(template.split("/"))
        filled = (path[at] if part[:1] == "{" and at < len(path) else part for at, part in pairs)
        likeness[template] = SequenceMatcher(None, request.path, "/".join(filled)).ratio()
    close = sorted((each for each in likeness if likeness[each] > _CLOSE), key=likeness.__getitem__)
    if close:
        return f"known paths like it: {', '.join(reversed(close[-3:]))}"
    rooms = [room(name) for name in RESOURCES]
    close = get_close_matches("/" + path[1], rooms)
    return f"known paths begin with {', '.join(close or rooms)}"


def room(resource: str) -> str:
    """The first segment of a resource's paths: ``/deviceStates`` of ``device-states``."""
    return "/" + re.sub("-(.)", lambda match: match.group(1).upper(), resource)


def templates(path: str) -> Iterator[tuple[str, Operation[Any, Any]]]:
    """The paths of the resource with their operations, those without an id of one's own too."""
    first = "/" + path.split("/")[1]
    for name in RESOURCES:
        if room(name) == first:
            for each in resource_operations(name).values():
                yield each.template, each
                without, _, last = each.template.rpartition("/")
                if any(f"{{{p.name}}}" == last and p.default is NEW for p in each.parameters):
                    yield without, each


def _segments(template: str, path: str) -> dict[str, str] | None:
    """The values of the template's places in a path, ``None`` if it does not fit."""
    pattern = re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", template)
    match = re.fullmatch(pattern, path)
    return match and {name: unquote(value) for name, value in match.groupdict().items()}


def _typed(parameter: Parameter, value: Any) -> Any:
    """A value of a query or body as the operation takes it.

    Raises:
        InvalidRequest: If it is of another type, of which Asterisk dies in places.
    """
    body = parameter.note(Body)
    if body is not None and body.shape is attributes and isinstance(value, list):
        return _attributes(parameter, value)
    takes_numbers = int in (parameter.type, *typing.get_args(parameter.type))
    if isinstance(value, str):
        if takes_numbers:
            try:
                return int(value)
            except ValueError as error:
                raise InvalidRequest(f"{parameter.wire} {value!r} is not a whole number") from error
        return value.split(",") if parameter.many else value
    if parameter.place == "query" and not takes_numbers and parameter.type is not bool:
        texts = value if parameter.many and isinstance(value, list) else [value]
        if not all(isinstance(text, str) for text in texts):
            raise InvalidRequest(f"{parameter.wire} must be a string, not {json.dumps(value)}")
    return value


def _attributes(parameter: Parameter, entries: list[Any]) -> dict[Any, Any]:
    """Attributes in the shape they have on the wire, as the operation takes them."""
    if not all(isinstance(entry, dict) for entry in entries):
        what = '{"attribute": "NAME", "value": "VALUE"}'
        raise InvalidRequest(f"{parameter.wire} must be a list of {what}")
    return {entry.get("attribute"): entry.get("value") for entry in entries}
