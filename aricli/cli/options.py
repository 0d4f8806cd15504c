"""Options that every command takes, declared once."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from aricli.cli.completion import completes
from aricli.cli.help import SETTINGS, Command

if TYPE_CHECKING:
    from aricli.ari.client import Ari
    from aricli.ari.rest import Rest
    from aricli.ari.server import Server
    from aricli.cli.foreign import Writer
    from aricli.cli.rehearsal import Rehearsal
    from aricli.config import Settings

FORMATS = ("table", "json", "jsonl", "id")
"""The output formats that are aricli's own."""

_CONNECTION = "Connection"
_OUTPUT = "Output"

CONNECTION: dict[str, Any] = {
    "profile": Annotated[
        str | None,
        typer.Option(
            "-p",
            "--profile",
            metavar="NAME",
            help="Profile of the configuration file; ARICLI_PROFILE",
            autocompletion=completes("profile"),
            rich_help_panel=_CONNECTION,
        ),
    ],
    "url": Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Where ARI is, e.g. http://localhost:8088; ARICLI_URL",
            rich_help_panel=_CONNECTION,
        ),
    ],
    "username": Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="User of ari.conf; ARICLI_USERNAME", rich_help_panel=_CONNECTION
        ),
    ],
    "request_timeout": Annotated[
        float | None,
        typer.Option(
            min=0.001,
            metavar="SECONDS",
            help="Wait so long for an answer, 10 if not given",
            rich_help_panel=_CONNECTION,
        ),
    ],
    "ca_cert": Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Certificates to trust instead of the system's; ARICLI_CA_CERT",
            rich_help_panel=_CONNECTION,
        ),
    ],
    "insecure": Annotated[
        bool,
        typer.Option(
            "--insecure", help="Do not verify the server's certificate", rich_help_panel=_CONNECTION
        ),
    ],
    "proxy": Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Go through this proxy, e.g. http://localhost:3128; ARICLI_PROXY",
            rich_help_panel=_CONNECTION,
        ),
    ],
    "verbose": Annotated[
        int,
        typer.Option(
            "-v",
            count=True,
            metavar="",
            show_default=False,
            help="Show requests on stderr; -vv with bodies",
            rich_help_panel=_CONNECTION,
        ),
    ],
}


def _checked_output(value: str | None) -> str | None:
    """A format that there is. Plugins are asked only for what is none of aricli's own."""
    if value is None or value in FORMATS:
        return value
    from aricli.cli.foreign import outputs

    known = [*FORMATS, *outputs()]
    if value not in known:
        raise typer.BadParameter(f"{value!r} is not one of {', '.join(known)}")
    return value


OUTPUT: dict[str, Any] = {
    "output": Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FORMAT",
            callback=_checked_output,
            autocompletion=completes("output"),
            help="table, json, jsonl or id; table in a terminal, jsonl in a pipe if not given",
            rich_help_panel=_OUTPUT,
        ),
    ],
}
COLUMNS: dict[str, Any] = {
    "columns": Annotated[
        str | None,
        typer.Option(
            metavar="A,B,C",
            help="Show these fields as a table, e.g. id,caller.number",
            rich_help_panel=_OUTPUT,
        ),
    ],
}
REHEARSAL: dict[str, Any] = {
    "dry_run": Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Show the request and send nothing", rich_help_panel=_CONNECTION
        ),
    ],
    "curl": Annotated[
        bool,
        typer.Option(
            "--curl",
            help="Show the request as a line for curl and send nothing",
            rich_help_panel=_CONNECTION,
        ),
    ],
}
_DEFAULTS = {"verbose": 0}
"""Common options whose default is neither None nor False."""


class Session:
    """What the common options of a command line come to.

    Args:
        options: The values of the common options.

    Attributes:
        shown: Whether the fields of something have been printed, so that an empty line is due.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.options = options
        self.shown = False
        if options.get("verbose"):
            _show_wire(options["verbose"])

    @cached_property
    def settings(self) -> Settings:
        """What the options, the environment and the configuration file set."""
        from aricli import config

        return config.load(self.options, os.environ)

    @cached_property
    def server(self) -> Server:
        """The server that the settings name."""
        from aricli.cli.connection import server

        return server(self.settings)

    @cached_property
    def ari(self) -> Ari:
        """A client for it."""
        from aricli.ari.client import Ari

        return Ari.over(self.transport)

    @cached_property
    def transport(self) -> Rest | Rehearsal:
        """What carries requests to it, or only shows them."""
        if self.rehearses:
            from aricli.cli.rehearsal import Rehearsal

            return Rehearsal(self.settings, as_curl=bool(self.options["curl"]))
        from aricli.ari.rest import Rest

        return Rest(self.server)

    @property
    def rehearses(self) -> bool:
        """Whether requests are shown and not sent."""
        return bool(self.options.get("dry_run") or self.options.get("curl"))

    @property
    def output(self) -> str:
        """The output format."""
        chosen: str | None = self.options.get("output")
        as_table = self.columns is not None or sys.stdout.isatty()
        return chosen or ("table" if as_table else "jsonl")

    @cached_property
    def writer(self) -> Writer | None:
        """What writes the output format where that is a plugin's."""
        if self.output in FORMATS:
            return None
        from aricli.cli.foreign import writer

        return writer(self.output)

    @property
    def columns(self) -> list[str] | None:
        """The columns asked for, ``None`` for those that a person usually wants."""
        given: str | None = self.options.get("columns")
        return None if given is None else [each.strip() for each in given.split(",")]


def command(
    function: Callable[..., Any],
    parameters: list[inspect.Parameter],
    options: Mapping[str, Any],
    **settings: Any,
) -> Any:
    """A command: `function` is called with a `Session` and the values of its own parameters.

    Args:
        function: What the command does.
        parameters: Its own parameters, annotated for Typer.
        options: Common options it takes besides.
        settings: For ``Typer.command``: name, help, ...
    """

    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    run = with_options(function, parameters, options)
    app.command(cls=Command, context_settings=SETTINGS, **settings)(run)
    return typer.main.get_command(app)


def with_options(
    function: Callable[..., Any], parameters: list[inspect.Parameter], options: Mapping[str, Any]
) -> Callable[..., None]:
    """A function as Typer takes it, with the common options besides its own parameters."""

    def run(ctx: typer.Context, **values: Any) -> None:
        common = given(ctx, options)
        function(Session(common), **{name: values[name] for name in values if name not in common})

    context = inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    vars(run)["__signature__"] = inspect.Signature([*parameters, *shared(options), context])
    return run


def given(context: Any, names: Iterable[str]) -> dict[str, Any]:
    """The values of common options, which may stand before the command or behind it."""
    before = context.find_root().params
    behind = {name: context.params.get(name) for name in names}
    return {
        name: before.get(name, value) if value in {None, False} else value
        for name, value in behind.items()
    }


def shared(options: Mapping[str, Any]) -> list[inspect.Parameter]:
    """Common options as parameters of a function for Typer."""
    return [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=False if get_args(kind)[0] is bool else _DEFAULTS.get(name),
            annotation=kind,
        )
        for name, kind in options.items()
    ]


def _show_wire(level: int) -> None:
    import logging

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    wire = logging.getLogger("aricli.wire")
    wire.addHandler(handler)
    wire.setLevel(logging.INFO if level == 1 else logging.DEBUG)
