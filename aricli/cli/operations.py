"""Commands made of operations: arguments, options and help are the method's signature."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Annotated, Any

import typer

from aricli.ari.operation import Operation, operations
from aricli.ari.parameter import Parameter
from aricli.ari.types import NEW, Names, Range
from aricli.cli import extras
from aricli.cli.completion import completes, one_of
from aricli.cli.help import Group
from aricli.cli.naming import naming, renamed
from aricli.cli.options import COLUMNS, CONNECTION, OUTPUT, REHEARSAL, Session, command
from aricli.cli.output import check
from aricli.errors import InvalidRequest

_NAMING = {"load_module", "add_log"}
"""Operations that take the names of what is not on the server yet."""


Do = Callable[[dict[str, Any]], None]


class ResourceGroup(Group):
    """The operations of one ARI resource as commands, and its commands of another kind."""

    def __init__(self, name: str, summary: str) -> None:
        super().__init__(name=name, help=summary)
        self._operations = {
            operation.name.replace("_", "-"): operation
            for operation in resource_operations(name).values()
        }
        self._added = extras.COMMANDS.get(name, {})

    def summaries(self) -> dict[str, str]:
        """One line on each operation, in ARI's order, and on each other command."""
        lines = {name: _summary(each) for name, each in self._operations.items()}
        return lines | {name: each.summary for name, each in self._added.items()}

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Build the command of this name, or None."""
        if cmd_name in self._added:
            return import_module(self._added[cmd_name].module).build()
        operation = self._operations.get(cmd_name)
        return operation and _command(operation, cmd_name)


def _module(name: str) -> str:
    return f"aricli.ari.resources.{name.replace('-', '_')}"


def resource_operations(name: str) -> dict[str, Operation[Any, Any]]:
    """The operations of a group, such as ``device-states``, by method name."""
    class_name = "".join(part.title() for part in name.split("-"))
    return operations(getattr(import_module(_module(name)), class_name))


def build(path: str, name: str) -> Any:
    """The command for an operation like ``channels.play``, under a name of its own."""
    resource, _, method = path.partition(".")
    return _command(resource_operations(resource)[method], name)


def _command(operation: Operation[Any, Any], name: str) -> Any:
    added = extras.of(operation)

    def run(session: Session, parallel: int = 1, **values: Any) -> None:
        check(session, operation.returns)
        extra_values = {key: values.pop(key) for key in added.options}
        if session.rehearses and "wait" in extra_values:
            extra_values["wait"] = False
        arguments = dict(_given(each, values) for each in operation.parameters)
        _warn_of_unknown_types(operation, arguments)

        def do(one: dict[str, Any]) -> None:
            with naming(_written(operation)):
                added.run(session, operation, one, **extra_values)

        _once_or_each(operation, arguments, do, parallel)

    options = dict(added.options)
    if _first_id(operation):
        options["parallel"] = _PARALLEL, 1
    parameters = [_argument(operation, each) for each in operation.parameters]
    parameters += [
        inspect.Parameter(key, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for key, (kind, default) in options.items()
    ]
    return command(
        run,
        parameters,
        {**CONNECTION, **REHEARSAL, **OUTPUT, **COLUMNS},
        name=name,
        help=_help(operation),
        short_help=_summary(operation),
    )


def _summary(operation: Operation[Any, Any]) -> str:
    return (operation.function.__doc__ or "").partition("\n")[0]


def _help(operation: Operation[Any, Any]) -> str:
    text = inspect.cleandoc(operation.function.__doc__ or "").replace("``", "")
    text = text.partition("\nRaises:")[0]
    if operation.since:
        text += f"\n\nAsterisk has this from {operation.since} on."
    return text


def _argument(operation: Operation[Any, Any], parameter: Parameter) -> inspect.Parameter:
    """A parameter of the operation as an argument or option for Typer."""
    limits = parameter.note(Range)
    shared: dict[str, Any] = {"help": _explained(operation, parameter)}
    if limits:
        shared |= {"min": limits.low, "max": limits.high}
    named = parameter.note(Names)
    if named and parameter.default is not NEW and operation.name not in _NAMING:
        shared["autocompletion"] = completes(named.kind)
    kind = _cli_type(parameter)
    if parameter.choices and kind == list[str]:
        shared["autocompletion"] = one_of(parameter.choices)
    if parameter.positional:
        metavar = _place(parameter) + ("..." if parameter.many else "")
        info: Any = typer.Argument(metavar=metavar, **shared)
    else:
        metavar = "NAME=VALUE" if _holds_pairs(parameter) else "N" if limits else "TEXT"
        info = typer.Option(*_flags(operation, parameter), metavar=metavar, **shared)
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


def _explained(operation: Operation[Any, Any], parameter: Parameter) -> str:
    """What a parameter is, and what it takes where that is limited."""
    text = renamed(parameter.explained, _written(operation))
    if ":" not in text.partition(" ")[0]:
        text = text[:1].upper() + text[1:]
    if parameter.place == "path" and parameter is operation.parameters[0]:
        text += "; - reads them from stdin"
    return text


def _cli_type(parameter: Parameter) -> Any:
    if _holds_pairs(parameter) or "Sequence" in str(parameter.type):
        return list[str]
    return parameter.type


def _holds_pairs(parameter: Parameter) -> bool:
    return "Mapping" in str(parameter.type)


def _written(operation: Operation[Any, Any]) -> dict[str, str]:
    """How a command line writes the parameters, by name."""
    written = {
        each.name: _place(each) if each.positional else _flags(operation, each)[0]
        for each in operation.parameters
    }
    return written | {"aricli.ari.types.Unchecked": "--force"}


def _place(parameter: Parameter) -> str:
    return parameter.name.rstrip("_").upper()


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
    if value is None:
        return parameter.name, () if parameter.many else parameter.default
    if parameter.many:
        return parameter.name, tuple(value)
    if _holds_pairs(parameter):
        return parameter.name, dict(map(_pair, value))
    return parameter.name, [] if value == [""] else value


def _warn_of_unknown_types(operation: Operation[Any, Any], arguments: dict[str, Any]) -> None:
    for each in operation.parameters:
        named = each.note(Names)
        if named and named.kind == "event_type":
            from aricli.cli.event_types import warn_of_unknown

            warn_of_unknown(filter(None, arguments[each.name] or ()))


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise InvalidRequest(f"{text!r} is not NAME=VALUE", "e.g. --variable CALLERID(name)=Alice")
    return name, value


def _once_or_each(operation: Operation[Any, Any], values: dict[str, Any], do: Do, n: int) -> None:
    """Do the operation, once for each id where the first argument is ``-``, `n` at a time."""
    first = _first_id(operation)
    if first is None or values[first] != "-":
        if n > 1:
            raise InvalidRequest("--parallel is for ids from stdin", "give - in place of the id")
        do(values)
        return
    from aricli.cli.batch import run

    lines = (line.strip() for line in sys.stdin)
    worst = run(({**values, first: line} for line in lines if line), first, do, n)
    if worst:
        raise typer.Exit(worst)


def _first_id(operation: Operation[Any, Any]) -> str | None:
    """The name of the first argument, if it is an id."""
    first = operation.parameters[0] if operation.parameters else None
    return first.name if first and first.place == "path" else None


_PARALLEL = Annotated[
    int,
    typer.Option(min=1, max=256, metavar="N", help="With ids from stdin (-): do N at a time"),
]
