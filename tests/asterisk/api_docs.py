"""The server's own description of ARI, and aricli's, in one shape to compare."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, get_args

from aricli.ari import events, handles, models
from aricli.ari.client import Ari
from aricli.ari.data import Data
from aricli.ari.handle import Handle
from aricli.ari.operation import Operation, Parameter, Resource, operations
from aricli.ari.types import NEW, Range, Since
from tests.asterisk.server import Asterisk

KINDS = {
    "int": "int",
    "long": "int",
    "double": "float",
    "boolean": "bool",
    "string": "str",
    "Date": "str",
    "object": "dict[str, Any]",
}
"""What the server's types are in Python; a model stands for itself."""


class Spec(NamedTuple):
    """A parameter: where it goes and what it takes."""

    place: str
    kind: str
    required: bool
    many: bool
    choices: tuple[str, ...]
    low: int | None
    default: Any


Operations = dict[str, dict[str, Spec]]
Models = dict[str, dict[str, tuple[str, bool]]]
"""Fields of each model: the type, and whether it may be absent."""


def snake(name: str) -> str:
    """``absorbDTMF`` as ``absorb_dtmf``."""
    return re.sub("(?<=[a-z])(?=[A-Z])", "_", name).lower()


class Description:
    """What a running server says about itself under ``/ari/api-docs``."""

    def __init__(self, asterisk: Asterisk) -> None:
        """Read all of it."""
        version = asterisk.ari("GET", "/asterisk/info", only="system").json()["system"]["version"]
        major, minor = version.split(".")[:2]
        self.version = int(major), int(minor)
        listing = asterisk.ari("GET", "/api-docs/resources.json").json()["apis"]
        self._files = [
            asterisk.ari("GET", each["path"].replace("{format}", "json")).json() for each in listing
        ]

    def operations(self) -> Operations:
        """Its operations; of a pair with and without an id, the one with the id."""
        described = {
            (each["httpMethod"], api["path"], each["nickname"]): _server_parameters(each)
            for file in self._files
            for api in file["apis"]
            for each in api["operations"]
        }
        found: Operations = {}
        for (method, path, nickname), parameters in described.items():
            with_id = next((k for k in described if _is_with_id(k, path, nickname)), None)
            if with_id:
                _check_pair(parameters, described[with_id], with_id[1])
            else:
                found[f"{method} {re.sub(r'{[a-zA-Z]+}', lambda m: snake(m[0]), path)}"] = (
                    parameters
                )
        return found

    def models(self) -> Models:
        """Its models with the fields that they have from their base."""
        described = {name: each for file in self._files for name, each in file["models"].items()}
        return {name: _server_fields(name, described) for name in described}


def _is_with_id(key: tuple[str, str, str], path: str, nickname: str) -> bool:
    alike = re.fullmatch(re.escape(path.removesuffix("/create")) + r"/{[a-zA-Z]+}", key[1])
    return key[2] == f"{nickname}WithId" and bool(alike)


def _check_pair(plain: dict[str, Spec], with_id: dict[str, Spec], path: str) -> None:
    """A pair must differ in the id alone, or one method could not stand for both."""
    by_id = path.rpartition("{")[2].rstrip("}")
    assert with_id.keys() - {snake(by_id)} == plain.keys() - {by_id}, path


def _server_parameters(operation: dict[str, Any]) -> dict[str, Spec]:
    return {
        snake(each["name"]) if each["paramType"] == "path" else each["name"]: _server_spec(each)
        for each in sorted(operation.get("parameters", []), key=lambda p: p["name"])
    }


def _server_spec(described: dict[str, Any]) -> Spec:
    allowed = described.get("allowableValues") or {}
    place = described["paramType"]
    return Spec(
        place,
        "body" if place == "body" else KINDS[described["dataType"]],
        bool(described.get("required")) or place == "path",
        bool(described.get("allowMultiple")),
        tuple(allowed.get("values", ())),
        allowed.get("min"),
        described.get("defaultValue"),
    )


def _server_fields(name: str, described: dict[str, Any]) -> dict[str, tuple[str, bool]]:
    fields = {
        field: (_kind(each["type"]), not each.get("required"))
        for field, each in described[name]["properties"].items()
    }
    for base, each in described.items():
        if name in (each.get("subTypes") or ()):
            fields |= _server_fields(base, described)
    return fields


def _kind(type: str) -> str:
    item = re.fullmatch(r"List\[(\w+)\]", type)
    return f"list[{_kind(item[1])}]" if item else KINDS.get(type, type)


def our_operations(version: tuple[int, int]) -> Operations:
    """The operations and parameters that aricli says a server of this version has."""
    return {
        f"{operation.method} {operation.template}": {
            each.wire if each.place != "path" else each.name: _our_spec(each)
            for each in operation.parameters
            if has(version, since.versions if (since := each.note(Since)) else "")
        }
        for operation in all_operations()
        if has(version, operation.since)
    }


def all_operations() -> Iterator[Operation[Any, Any]]:
    """Every operation of every resource of the client."""
    ari = Ari("http://localhost", "", "")
    for name in vars(Ari):
        resource = getattr(ari, name)
        if isinstance(resource, Resource):
            yield from operations(type(resource)).values()


def has(version: tuple[int, int], since: str) -> bool:
    """Whether a version has what came with the first versions listed, one for each series."""
    first = dict(tuple(map(int, each.split("."))) for each in since.split(", ") if each)
    major, minor = version
    return minor >= first[major] if major in first else major > max(first, default=0)


def _our_spec(parameter: Parameter) -> Spec:
    limits = parameter.note(Range)
    kinds = {
        each.__name__ for each in (parameter.type, *get_args(parameter.type)) if each in SIMPLE
    }
    return Spec(
        parameter.place,
        "body" if parameter.place == "body" else next(iter(kinds), "str"),
        parameter.required or parameter.place == "path",
        parameter.many,
        parameter.choices,
        limits.low if limits else None,
        None if parameter.required or parameter.default in (NEW, None, ()) else parameter.default,
    )


SIMPLE = (int, bool, str)


def our_models() -> Models:
    """The data classes of aricli that stand for a model, with their fields."""
    bases = {Data, Handle, *(each.__base__ for each in events.TYPES.values())}
    bases -= {events.Event}
    return {
        kind.__name__: _our_fields(kind)
        for module in (models, handles, events)
        for kind in vars(module).values()
        if inspect.isclass(kind) and issubclass(kind, Data) and kind not in bases
    }


def _our_fields(kind: type[Data]) -> dict[str, tuple[str, bool]]:
    return {
        name.rstrip("_"): (annotation.removesuffix(" | None"), annotation.endswith(" | None"))
        for base in kind.__mro__
        for name, annotation in inspect.get_annotations(base).items()
        if name != "raw" and not annotation.startswith("ClassVar")
    }
