"""What plugins bring to the command line: commands, and formats for ``-o``."""

from __future__ import annotations

import functools
import inspect
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from functools import cache
from typing import TYPE_CHECKING, Any

import typer
from typer.exceptions import TyperException

from aricli.cli.help import SETTINGS, Command
from aricli.cli.options import CONNECTION, FORMATS, Session, with_options
from aricli.cli.text import tell, visible
from aricli.errors import AriError, PluginError

if TYPE_CHECKING:
    from aricli.plugins import Installed, Plugins

Rows = Sequence[Mapping[str, Any]]
Writer = Callable[[Rows], list[bytes]]
"""Makes lines of rows; one writer for the whole run of a command."""


def plugins(wanted: Callable[[Installed], bool] = lambda each: True) -> Plugins:
    """The plugins that ``ARICLI_PLUGINS`` lets in, loaded."""
    chosen = os.environ.get("ARICLI_PLUGINS")
    only = None if chosen is None else {each.strip() for each in chosen.split(",")} - {""}
    with redirect_stdout(sys.stderr):  # what they print is talk, not the command's data
        return none().load(wanted, only)


def none() -> Plugins:
    """No plugins yet; they cannot take the names of aricli's own commands and formats."""
    from aricli.cli.root import HIDDEN, OWN
    from aricli.plugins import Plugins

    return Plugins({"command": {*OWN, *HIDDEN}, "output": FORMATS})


def missed() -> tuple[list[str], str]:
    """Plugins seen before that are no longer there, and the command that brings them back."""
    from aricli.plugins import history, installed, installer

    gone = history.History(history.location(os.environ)).missing(installed())
    wanted = sorted({each.requirement for each in gone})
    return [each.name for each in gone], installer.install(wanted) if gone else ""


def tell_missed() -> None:
    """Tell of plugins that are no longer there."""
    names, remedy = missed()
    if names:
        tell(
            f"gone since the last time: {', '.join(names)}; to have them again:  {remedy}",
            "to miss one no longer:  aricli plugins forget NAME",
        )


@cache
def others() -> Plugins:
    """Those that are not aricli's own, which bring neither commands nor formats."""
    return plugins(lambda each: each.foreign)


def summaries() -> dict[str, str]:
    """The commands of plugins, and one line on each."""
    from aricli.plugins import installed

    if not any(each.foreign for each in installed()):
        return {}
    return {name: _built(name).get_short_help_str(200) for name in others().commands}


def command(name: str) -> Any:
    """The command of this name, or None; then what failed to load or is gone is told."""
    if name in others().commands:
        missed()  # that is, taken note of
        return _built(name)
    tell_missed()
    for failure in others().failures:
        tell(str(failure))
    return None


def outputs() -> dict[str, str]:
    """The formats of plugins, and one line on each."""
    return {
        name: (inspect.getdoc(each.value) or f"of the plugin {each.plugin}").partition("\n")[0]
        for name, each in others().outputs.items()
    }


def writer(name: str) -> Writer:
    """What writes the format of this name."""
    offered = others().outputs[name]

    def write(rows: Rows) -> list[bytes]:
        shown = visible if sys.stdout.isatty() else str
        with _blaming(offered.plugin):
            return [shown(line).encode(errors="replace") for line in output(rows)]

    with _blaming(offered.plugin):
        output = offered.value()
    return write


@cache
def _built(name: str) -> Any:
    offered = others().commands[name]
    app = offered.value
    with _blaming(offered.plugin):
        if isinstance(app, typer.Typer):
            _prepare(app, offered.plugin)
        else:
            function = _prepared(app, offered.plugin)
            app = typer.Typer(add_completion=False, rich_markup_mode=None)
            app.command(name, cls=Command, context_settings=SETTINGS)(function)
        return typer.main.get_command(app)


def _prepare(app: typer.Typer, plugin: str) -> None:
    for command in app.registered_commands:
        if command.callback:
            command.callback = _prepared(command.callback, plugin)
    for group in app.registered_groups:
        if group.typer_instance:
            _prepare(group.typer_instance, plugin)


def _prepared(function: Callable[..., Any], plugin: str) -> Callable[..., Any]:
    """The function with a client for each parameter that is one, and its errors its plugin's."""
    from aricli.ari.client import Ari

    parameters = inspect.signature(function, eval_str=True).parameters
    clients = [name for name, each in parameters.items() if each.annotation is Ari]

    @functools.wraps(function)
    def run(*args: Any, **values: Any) -> None:
        with _blaming(plugin):
            function(*args, **values)

    if not clients:
        return run

    def with_clients(session: Session, **values: Any) -> None:
        run(**values, **dict.fromkeys(clients, session.ari))

    own = [
        each.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for name, each in parameters.items()
        if name not in clients
    ]
    prepared = with_options(with_clients, own, CONNECTION)
    prepared.__doc__ = function.__doc__
    prepared.__name__ = function.__name__
    return prepared


@contextmanager
def _blaming(plugin: str) -> Iterator[None]:
    """What is raised in here and is no error of aricli or Typer is the plugin's fault."""
    try:
        yield
    except (AriError, TyperException, typer.Exit, typer.Abort, BrokenPipeError):
        raise
    except Exception as error:  # a plugin may raise anything
        raise PluginError(
            f"plugin {plugin} failed: {type(error).__name__}: {error}",
            "set ARICLI_DEBUG=1 to see where",
        ) from error
