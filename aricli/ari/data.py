"""Data from the server with attributes: the raw dictionary underneath, untouched."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aricli.ari.client import Ari

_Convert = Callable[["Ari | None", Any], Any]


class Data:
    """A JSON object of ARI. Known fields are attributes, all fields stand in `raw`.

    A known field that the server left out is ``None``; a field that aricli does not know is an
    attribute too when the server sent it. For mypy, which is to find what is misspelt, that one
    stands in `raw` alone.

    Attributes:
        raw: The object as the server sent it.
    """

    raw: Mapping[str, Any]

    def __init__(self, raw: Mapping[str, Any], ari: Ari | None = None) -> None:
        self.raw = raw
        self._ari = ari

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            fields = _fields(type(self))
            if name.startswith("_") or not (name in fields or name in self.raw):
                raise AttributeError(f"{type(self).__name__} has no {name!r}")
            value = self.raw.get(name.rstrip("_"))
            if value is not None and name in fields:
                value = fields[name](self._ari, value)
            return value

    def __repr__(self) -> str:
        return f"{type(self).__name__}({dict(self.raw)!r})"


_known_fields: dict[type[Data], dict[str, _Convert]] = {}


def _fields(kind: type[Data]) -> dict[str, _Convert]:
    """How each annotated field of a class becomes its attribute."""
    if kind not in _known_fields:
        _known_fields[kind] = _find_fields(kind)
    return _known_fields[kind]


def _find_fields(kind: type[Data]) -> dict[str, _Convert]:
    return {
        name: converter(annotation)
        for base in kind.__mro__
        for name, annotation in inspect.get_annotations(base).items()
        if name not in {"raw"} and not annotation.startswith("ClassVar")
    }


@functools.cache
def converter(annotation: str) -> _Convert:
    """How data becomes what an annotation says: ``Channel``, ``list[Bridge]``, ``str | None``."""
    bare = annotation.removesuffix(" | None")
    if bare.startswith("list["):
        inner = converter(bare[5:-1])
        return lambda ari, value: _each(inner, ari, value) if isinstance(value, list) else value
    kind = _data_class(bare)
    if kind is None:
        return lambda ari, value: value
    return lambda ari, value: kind(value, ari) if isinstance(value, Mapping) else value


def _each(convert: _Convert, ari: Ari | None, values: list[Any]) -> list[Any]:
    return [convert(ari, value) for value in values]


def _data_class(name: str) -> type[Data] | None:
    from aricli.ari import handles, models

    kind = getattr(models, name, None) or getattr(handles, name, None)
    return kind if isinstance(kind, type) and issubclass(kind, Data) else None
