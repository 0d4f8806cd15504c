"""Commands made of operations: arguments, options and help are the method's signature."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from aricli.ari.operation import Operation, Parameter, operations
from aricli.ari.types import NEW, Doc, Range
from aricli.cli import extras
from aricli.cli.options import CONNECTION, OUTPUT, Session, command
from aricli.errors import InvalidRequest


class ResourceGroup(TyperGroup):
    """The operations of one ARI resource as commands."""

    def __init__(self, name: str) -> None:
        self._operations = {
            operation.name.replace("_", "-"): operation for operation in _resource(name).values()
        }
        module = inspect.getdoc(import_module(_module(name))) or ""
        super().__init__(name=name, help=module.partition(": ")[2] or module)
        self.short_help = self.help

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the operations, as ARI lists them."""
        return list(self._operations)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Build the command of this name, or None."""
        operation = self._operations.get(cmd_name)
        return operation and _command(operation, cmd_name)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Without arguments, show the help."""
        return super().parse_args(ctx, args or ["--help"])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; suggest one when there is none of that name."""
        names: dict[str, Any] = dict.fromkeys(self.list_commands(ctx))
        self.commands = names  # what suggestions are taken from
        return super().resolve_command(ctx, args)


def _module(name: str) -> str:
    return f"aricli.ari.resources.{name.replace('-', '_')}"


def _resource(name: str) -> dict[str, Operation[Any, Any]]:
    class_name = "".join(part.title() for part in name.split("-"))
    return operations(getattr(import_module(_module(name)), class_name))


def build(path: str, name: str) -> Any:
    """The command for an operation like ``channels.play``, under a name of its own."""
    resource, _, method = path.partition(".")
    return _command(_resource(resource)[method], name)


def _command(operation: Operation[Any, Any], name: str) -> Any:
    added = extras.of(operation)

    def run(session: Session, **values: Any) -> None:
        extra_values = {key: values.pop(key) for key in added.options}
        arguments = [_given(each, values) for each in operation.parameters]
        _each(session, operation, dict(arguments), added.run, extra_values)

    parameters = [_argument(operation, each) for each in operation.parameters]
    parameters += [
        inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for key, (kind, default) in added.options.items()
    ]
    return command(
        run,
        parameters,
        {**CONNECTION, **OUTPUT},
        name=name,
        help=_help(operation),
        short_help=(operation.__doc__ or "").partition("\n")[0],
    )


def _help(operation: Operation[Any, Any]) -> str:
    text = inspect.cleandoc(operation.__doc__ or "").partition("\nRaises:")[0]
    if operation.since:
        text += f"\n\nAsterisk has this from {operation.since} on."
    return text


def _argument(operation: Operation[Any, Any], parameter: Parameter) -> inspect.Parameter:
    """A parameter of the operation as an argument or option for Typer."""
    doc = parameter.note(Doc)
    limits = parameter.note(Range)
    shared: dict[str, Any] = {"help": _sentence(doc.text) if doc else None}
    if limits:
        shared |= {"min": limits.low, "max": limits.high}
    kind = _cli_type(parameter)
    if parameter.positional:
        metavar = parameter.name.rstrip("_").upper() + ("..." if parameter.many else "")
        info: Any = typer.Argument(metavar=metavar, **shared)
    else:
        info = typer.Option(*_flags(operation, parameter), **shared)
    default: Any = parameter.default
    if default is NEW:
        kind, default = str | None, None
    elif parameter.many or kind == list[str]:
        default = inspect.Parameter.empty if parameter.required else None
        kind = list[str] if parameter.positional else list[str] | None
    return inspect.Parameter(
        parameter.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=default,
        annotation=Annotated[kind, info],
    )


def _sentence(text: str) -> str:
    return text if ":" in text.partition(" ")[0] else text[:1].upper() + text[1:]


def _cli_type(parameter: Parameter) -> Any:
    if _holds_pairs(parameter) or "Sequence" in str(parameter.type):
        return list[str]
    return parameter.type


def _holds_pairs(parameter: Parameter) -> bool:
    return "Mapping" in str(parameter.type)


def _flags(operation: Operation[Any, Any], parameter: Parameter) -> list[str]:
    long = "--" + parameter.name.rstrip("_").replace("_", "-")
    if parameter.default is NEW:
        return ["--id", long]
    if _holds_pairs(parameter):
        return [long.removesuffix("s")]
    return [long, *extras.ALIASES.get((operation.resource, operation.name, parameter.name), ())]


def _given(parameter: Parameter, values: dict[str, Any]) -> tuple[str, Any]:
    """A value from the command line as the method takes it."""
    value = values[parameter.name]
    if value is None and parameter.default is NEW:
        return parameter.name, NEW
    if parameter.many:
        return parameter.name, tuple(value or ())
    if value and _holds_pairs(parameter):
        return parameter.name, dict(map(_pair, value))
    return parameter.name, value or None if isinstance(value, list) else value


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise InvalidRequest(f"{text!r} is not NAME=VALUE", "e.g. --variable CALLERID(name)=Alice")
    return name, value


def _each(
    session: Session,
    operation: Operation[Any, Any],
    values: dict[str, Any],
    run: extras.Run,
    extra_values: dict[str, Any],
) -> None:
    """Do the operation, once for each id where the first argument is ``-``."""
    worst = 0
    for one in _expanded(operation.parameters, values):
        try:
            run(session, operation, one, **extra_values)
        except Exception as error:
            if one is values:
                raise
            worst = max(worst, _report(error))
    if worst:
        raise typer.Exit(worst)


def _report(error: Exception) -> int:
    from aricli.cli import report

    if isinstance(error, BrokenPipeError):
        raise error
    return report(error)


def _expanded(parameters: Sequence[Parameter], values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    first = parameters[0] if parameters else None
    if first is None or first.place != "path" or values[first.name] != "-":
        yield values
        return
    for line in sys.stdin:
        if line.strip():
            yield {**values, first.name: line.strip()}
