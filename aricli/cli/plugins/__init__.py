"""``aricli plugins``: look at the plugins that are installed, write one, check it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from aricli.cli.completion import completes
from aricli.cli.help import Group
from aricli.cli.options import OUTPUT, Session, command

_Name = Annotated[
    str,
    typer.Argument(metavar="NAME", help="The plugin's name", autocompletion=completes("plugin")),
]
_Missed = Annotated[
    str,
    typer.Argument(
        metavar="NAME", help="The plugin's name", autocompletion=completes("missed_plugin")
    ),
]
_NewName = Annotated[str, typer.Argument(metavar="NAME", help="Its name, e.g. greeter")]
_Directory = Annotated[
    str | None,
    typer.Option(metavar="DIRECTORY", help="Where to write it [default: ./aricli-NAME]"),
]
_NameOrPath = Annotated[
    str,
    typer.Argument(
        metavar="NAME|PATH",
        help="One that is installed, or the directory or module of one that is not",
        autocompletion=completes("plugin"),
    ),
]


def build() -> Any:
    """The group of commands."""
    return Group(
        name="plugins",
        help="Plugins: look at them, write one, check it.",
        commands={name: make() for name, make in _COMMANDS.items()},
    )


def _list(session: Session) -> None:
    """List the plugins: what each brings, and why one that failed did."""
    from aricli.cli.plugins.listing import listing

    listing(session)


def _info(session: Session, name: _Name) -> None:
    """Show all that is known of a plugin."""
    from aricli.cli.plugins.listing import info

    info(session, name)


def _forget(session: Session, name: _Missed) -> None:
    """Miss a plugin that is gone no longer."""
    from aricli.cli.plugins.listing import forget

    forget(name)


def _new(session: Session, name: _NewName, directory: _Directory = None) -> None:
    """Write a plugin: a package with a behaviour and its test."""
    from aricli.cli.plugins.new import new

    new(name, directory)


def _check(session: Session, plugin: _NameOrPath) -> None:
    """Check a plugin before its release.

    Its hooks and their arguments, the names of handlers, commands and formats, clashes with other
    plugins, and how long its import takes. Exits 9 when something is wrong.
    """
    from aricli.cli.plugins.checking import check

    check(session, plugin)


def _made(function: Callable[..., None], options: dict[str, Any]) -> Callable[[], Any]:
    text = inspect.cleandoc(function.__doc__ or "")
    _, *own = inspect.signature(function, eval_str=True).parameters.values()
    return lambda: command(
        function,
        [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own],
        options,
        name=function.__name__.removeprefix("_"),
        help=text,
        short_help=text.partition("\n")[0],
    )


_COMMANDS = {
    "list": _made(_list, OUTPUT),
    "info": _made(_info, OUTPUT),
    "new": _made(_new, {}),
    "check": _made(_check, OUTPUT),
    "forget": _made(_forget, {}),
}
