"""The table of operations: requests are routed by it, and the API is described from it."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from importlib import resources

METHODS = ("GET", "POST", "PUT", "DELETE")


@dataclass(frozen=True)
class Parameter:
    """One parameter of an operation, as its line in the table gives it."""

    name: str
    place: str
    type: str
    required: bool
    multiple: bool = False
    default: str | None = None
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """One line of the table."""

    method: str
    path: str
    nickname: str
    response: str
    parameters: tuple[Parameter, ...]
    errors: tuple[int, ...]
    summary: str

    @property
    def resource(self) -> str:
        """The first part of the path."""
        return self.path.split("/")[1]


@dataclass(frozen=True)
class Property:
    """One property of a model."""

    name: str
    type: str
    required: bool
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Model:
    """One of ARI's data models or events."""

    resource: str
    name: str
    properties: tuple[Property, ...]


def lines(name: str) -> list[str]:
    """The lines of one of the sandbox's data files, without comments."""
    text = resources.files("aricli.sandbox").joinpath("data", name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


_FIELD = re.compile(
    r"(?P<name>\w+)(?P<required>\*?):(?P<type>[\w\[]+?)(?P<many>\[\])?(?P<body>@?)"
    r"(?:=(?P<default>[^{]*))?(?:\{(?P<allowed>[^}]*)\})?$"
)


def _parameter(text: str) -> Parameter:
    match = _FIELD.match(text)
    if match is None:
        raise ValueError(f"operations.txt: {text!r}")
    allowed = match["allowed"]
    return Parameter(
        name=match["name"],
        place="body" if match["body"] else "query",
        type=match["type"],
        required=bool(match["required"]),
        multiple=bool(match["many"]),
        default=match["default"],
        allowed=tuple(allowed.split(",")) if allowed else (),
    )


def _operation(line: str) -> Operation:
    head, params, errors, summary = (part.strip() for part in line.split(" | "))
    method, path, nickname, response = head.split(" ")
    in_path = [Parameter(name, "path", "string", True) for name in re.findall(r"{(\w+)}", path)]
    return Operation(
        method=method,
        path=path,
        nickname=nickname,
        response=response,
        parameters=(*in_path, *map(_parameter, params.split())),
        errors=tuple(map(int, errors.split())),
        summary=summary,
    )


def _model(line: str) -> Model:
    resource, name, *properties = line.split(" ")
    return Model(resource, name, tuple(map(_property, properties)))


def _property(text: str) -> Property:
    text, _, allowed = text.partition("{")
    name, _, kind = text.partition(":")
    words = (
        tuple(word.replace("~", " ") for word in allowed.rstrip("}").split(",")) if allowed else ()
    )
    return Property(name.rstrip("*"), kind, name.endswith("*"), words)


@functools.cache
def operations() -> tuple[Operation, ...]:
    """Every operation, in the table's order."""
    return tuple(map(_operation, lines("operations.txt")))


@functools.cache
def models() -> tuple[Model, ...]:
    """Every model, in the table's order."""
    return tuple(map(_model, lines("models.txt")))
