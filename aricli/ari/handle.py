"""What a handle is: a thing of ARI with an id, and the operations bound to it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import MethodType
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Concatenate,
    Generic,
    ParamSpec,
    Self,
    TypeVar,
    overload,
)

from aricli.ari.data import Data
from aricli.ari.docstring import docstring, documented_by
from aricli.ari.operation import Operation
from aricli.errors import InvalidRequest

if TYPE_CHECKING:
    from aricli.ari.client import Ari

P = ParamSpec("P")
R = TypeVar("R")


class Handle(Data):
    """A thing with an id: the data last seen of it, and the operations on it.

    Two handles are equal when they are for the same thing, whatever was last seen of it.
    """

    _id_fields: ClassVar[tuple[str, ...]] = ("id",)

    @classmethod
    def of(cls, ari: Ari | None, *ids: str) -> Self:
        """The handle for an id, without asking the server: ``Channel.of(ari, "123")``.

        Raises:
            TypeError: If it takes another number of ids; an Endpoint takes two.
        """
        if len(ids) != len(cls._id_fields):
            raise TypeError(f"{cls.__name__}.of() takes {' and '.join(cls._id_fields)}")
        return cls(dict(zip(cls._id_fields, ids, strict=True)), ari)

    @property
    def ids(self) -> tuple[Any, ...]:
        """What names it: one id, or technology and resource of an endpoint."""
        return tuple(map(self.raw.get, self._id_fields))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Handle):
            return NotImplemented
        return type(self) is type(other) and self.ids == other.ids

    def __hash__(self) -> int:
        return hash((type(self), self.ids))


def _docstring(one: bound[Any, Any]) -> str:
    return docstring(one.operation, one.ids)


@documented_by(_docstring)
class bound(Generic[P, R]):
    """An operation on a handle: the resource's method with the handle's id filled in."""

    ids = 1

    def __init__(self, operation: Operation[Concatenate[str, P], R]) -> None:
        self.operation: Operation[..., R] = operation
        self.__name__ = operation.name

    @property
    def __signature__(self) -> inspect.Signature:
        """The operation's, without the ids."""
        whole = inspect.signature(self.operation)
        resource, *parameters = whole.parameters.values()
        return whole.replace(parameters=[resource, *parameters[self.ids :]])

    @overload
    def __get__(self, handle: None, owner: type[Handle]) -> bound[P, R]: ...

    @overload
    def __get__(self, handle: Handle, owner: type[Handle]) -> Callable[P, R]: ...

    def __get__(self, handle: Handle | None, owner: type[Handle]) -> bound[P, R] | Callable[P, R]:
        return self if handle is None else MethodType(self, handle)

    def __call__(self, handle: Handle, /, *args: P.args, **given: P.kwargs) -> R:
        """Send the request for this handle's id."""
        if handle._ari is None:
            raise InvalidRequest(f"this {type(handle).__name__} is not bound to a client")
        resource = getattr(handle._ari, self.operation.resource)
        return self.operation(resource, *handle.ids, *args, **given)


@documented_by(_docstring)
class bound_pair(bound[P, R]):
    """An operation on a handle that has two ids."""

    ids = 2

    def __init__(self, operation: Operation[Concatenate[str, str, P], R]) -> None:
        self.operation = operation
        self.__name__ = operation.name
