"""Handles: things of ARI with an id, bound to a client, with the operations on them."""

from __future__ import annotations

from collections.abc import Callable
from types import MethodType
from typing import Any, ClassVar, Concatenate, Generic, ParamSpec, TypeVar, overload

from aricli.ari.data import Data
from aricli.ari.models import CallerID, DialplanCEP
from aricli.ari.operation import Operation
from aricli.ari.resources.channels import Channels
from aricli.ari.resources.playbacks import Playbacks
from aricli.errors import InvalidRequest

P = ParamSpec("P")
R = TypeVar("R")


class Handle(Data):
    """A thing with an id: the data last seen of it, and the operations on it."""

    _id_fields: ClassVar[tuple[str, ...]] = ("id",)


class bound(Generic[P, R]):
    """An operation on a handle: the resource's method with the handle's id filled in."""

    def __init__(self, operation: Operation[Concatenate[str, P], R]) -> None:
        self.operation = operation
        self.__doc__ = operation.__doc__

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
        ids: list[Any] = [handle.raw[field] for field in handle._id_fields]
        method: Callable[..., R] = getattr(resource, self.operation.name)
        return method(*ids, *args, **given)


class Channel(Handle):
    """A channel: one leg of a call."""

    id: str
    name: str
    state: str
    protocol_id: str | None
    caller: CallerID
    connected: CallerID
    accountcode: str
    dialplan: DialplanCEP
    creationtime: str
    language: str
    channelvars: dict[str, str] | None
    caller_rdnis: str | None
    tenantid: str | None

    get = bound(Channels.get)
    answer = bound(Channels.answer)
    hangup = bound(Channels.hangup)
    play = bound(Channels.play)


class Playback(Handle):
    """Media being played, or queued to be played, on a channel or bridge."""

    id: str
    media_uri: str
    next_media_uri: str | None
    target_uri: str
    language: str | None
    state: str

    get = bound(Playbacks.get)
    stop = bound(Playbacks.stop)
    control = bound(Playbacks.control)
