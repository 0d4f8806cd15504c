"""What ``aricli api`` may be given: methods, paths below /ari, and the names of values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from aricli.ari.operation import Operation
from aricli.ari.parameter import Parameter
from aricli.ari.request import Request
from aricli.ari.types import NEW, Doc, Names
from aricli.cli import known
from aricli.cli.completion import Candidate
from aricli.cli.completion.values import values
from aricli.cli.root import RESOURCES

_METHODS = {"GET": "look", "POST": "do, or create", "PUT": "change", "DELETE": "end, or remove"}


def requests(context: Any, incomplete: str) -> Iterable[Candidate]:
    """What may stand behind the words that are given."""
    words = list(context.params.get("words") or ())
    method = words.pop(0) if words and words[0] in _METHODS else ""
    if words:
        operation = known.operation(Request(method or "GET", f"/{words[0].strip('/')}"))
        return _fields(operation, context, incomplete) if operation else ()
    methods = () if method else map(Candidate._make, _METHODS.items())
    return [*methods, *_paths(method, context, incomplete)]


def _paths(method: str, context: Any, incomplete: str) -> Iterator[Candidate]:
    """The paths that go on from what is written, up to their next slash."""
    root = "/" if incomplete.startswith("/") else ""
    *above, _ = incomplete.removeprefix("/").split("/")
    if not above:
        yield from (Candidate(f"{root}{known.room(name)[1:]}/") for name in RESOURCES)
        return
    begun = root + "".join(f"{each}/" for each in above)
    for template, operation in known.templates(f"/{above[0]}"):
        segments = template[1:].split("/")
        if method in {"", operation.method} and _fits(segments, above):
            end = "/" if len(segments) > len(above) + 1 else ""
            for value, help in _segment(segments[len(above)], operation, context):
                yield Candidate(f"{begun}{value}{end}", help)


def _fits(segments: list[str], above: list[str]) -> bool:
    pairs = zip(segments, above, strict=False)
    fitting = all(segment == each or segment.startswith("{") for segment, each in pairs)
    return fitting and len(segments) > len(above)


def _segment(segment: str, operation: Operation[Any, Any], context: Any) -> Iterator[Candidate]:
    """What may stand for a segment of a path: itself, or the ids of what it names."""
    if not segment.startswith("{"):
        yield Candidate(segment)
        return
    for parameter in operation.parameters:
        if f"{{{parameter.name}}}" == segment and parameter.default is not NEW:
            for value, help in _values(parameter, context, ""):
                yield Candidate(quote(value, safe=":@"), help)


def _fields(operation: Operation[Any, Any], context: Any, incomplete: str) -> Iterator[Candidate]:
    """The values that an operation takes, or what the one that is written may be."""
    name, equals, written = incomplete.partition("=")
    for each in operation.parameters:
        if each.place != "query":
            continue
        if not equals:
            doc = each.note(Doc)
            yield Candidate(f"{each.wire}=", doc.text if doc else "")
        elif each.wire == name:
            for value, help in _values(each, context, written):
                yield Candidate(f"{name}={value}", help)


def _values(parameter: Parameter, context: Any, incomplete: str) -> Iterable[Candidate]:
    named = parameter.note(Names)
    found = values(named.kind, context, incomplete) if named else ()
    return [*map(Candidate, parameter.choices), *found]
