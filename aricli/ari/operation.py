"""``@operation``: a method's signature is the ARI operation, and becomes its request."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from types import MethodType
from typing import (
    TYPE_CHECKING,
    Any,
    Concatenate,
    Generic,
    ParamSpec,
    TypeVar,
    cast,
    overload,
)

from aricli.ari.checks import Rule
from aricli.ari.docstring import docstring, documented_by
from aricli.ari.parameter import Parameter
from aricli.ari.request import Request, Response
from aricli.ari.signature import Signature
from aricli.ari.types import NOTHING
from aricli.errors import NotAri, ResponseError

if TYPE_CHECKING:
    from aricli.ari.client import Ari

P = ParamSpec("P")
R = TypeVar("R")


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
        name: The method's name, e.g. ``add_channel``.
        resource: The client's attribute that has this operation, e.g. ``device_states``.
        returns: The annotation of what the method returns.
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
        self.name = function.__name__
        room = template.split("/")[1]
        self.resource = "".join(f"_{c.lower()}" if c.isupper() else c for c in room)
        self.returns = str(function.__annotations__["return"])
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
        return self.result(ari, ari.send(self.signature.request(args, given), self))

    @functools.cached_property
    def signature(self) -> Signature:
        """What the method takes, and what becomes of it."""
        return Signature(self)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters in the order of the signature."""
        return self.signature.parameters

    def request(self, *args: Any, **given: Any) -> Request:
        """The request for these arguments, as the method takes them.

        Raises:
            InvalidRequest: If Asterisk would not take it, or would not survive it.
            TypeError: If the arguments do not fit the signature.
        """
        return self.signature.request(args, given)

    @property
    def __signature__(self) -> inspect.Signature:
        """The function's with bare types; what else they are annotated with is in the docstring."""
        written = inspect.signature(self.function)
        resource = next(iter(written.parameters.values()))
        bare = [written.parameters[p.name].replace(annotation=p.type) for p in self.parameters]
        return written.replace(parameters=[resource, *bare])

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
