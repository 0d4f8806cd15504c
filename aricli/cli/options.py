"""Options that every command takes, declared once."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from aricli.ari.client import Ari
    from aricli.ari.server import Server

OutputFormat = Literal["table", "json", "jsonl", "id"]

_CONNECTION = "Connection"
_OUTPUT = "Output"

CONNECTION: dict[str, Any] = {
    "url": Annotated[
        str | None,
        typer.Option(
            help="Where ARI is, e.g. http://localhost:8088; ARICLI_URL",
            rich_help_panel=_CONNECTION,
        ),
    ],
    "username": Annotated[
        str | None,
        typer.Option(help="User of ari.conf; ARICLI_USERNAME", rich_help_panel=_CONNECTION),
    ],
    "request_timeout": Annotated[
        float | None,
        typer.Option(
            min=0.001,
            metavar="SECONDS",
            help="Wait so long for an answer [default: 10]",
            rich_help_panel=_CONNECTION,
        ),
    ],
    "insecure": Annotated[
        bool,
        typer.Option(
            "--insecure", help="Do not verify the server's certificate", rich_help_panel=_CONNECTION
        ),
    ],
    "verbose": Annotated[
        int,
        typer.Option(
            "-v",
            count=True,
            help="Show requests on stderr; -vv with bodies",
            rich_help_panel=_CONNECTION,
        ),
    ],
}
OUTPUT: dict[str, Any] = {
    "output": Annotated[
        OutputFormat | None,
        typer.Option(
            "-o",
            "--output",
            help="Default: table in a terminal, jsonl in a pipe",
            rich_help_panel=_OUTPUT,
        ),
    ],
}
_DEFAULTS = {"insecure": False, "verbose": 0}


class Session:
    """What the common options of a command line come to.

    Args:
        options: The values of the common options.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.options = options
        if options.get("verbose"):
            _show_wire(options["verbose"])

    @cached_property
    def server(self) -> Server:
        """The server that the options, the environment and the configuration name."""
        from aricli import config

        return config.server(self.options, os.environ)

    @cached_property
    def ari(self) -> Ari:
        """A client for it."""
        from aricli.ari.client import Ari
        from aricli.ari.rest import Rest

        return Ari(Rest(self.server))

    @property
    def output(self) -> OutputFormat:
        """The output format."""
        chosen: OutputFormat | None = self.options.get("output")
        return chosen or ("table" if sys.stdout.isatty() else "jsonl")


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

    def run(**values: Any) -> None:
        common = {name: values.pop(name) for name in options}
        function(Session(common), **values)

    shared = [_option(name, annotation) for name, annotation in options.items()]
    run.__signature__ = inspect.Signature([*parameters, *shared])  # type: ignore[attr-defined]
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command(**settings)(run)
    return typer.main.get_command(app)


def _option(name: str, annotation: Any) -> inspect.Parameter:
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=_DEFAULTS.get(name), annotation=annotation
    )


def _show_wire(level: int) -> None:
    import logging

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    wire = logging.getLogger("aricli.wire")
    wire.addHandler(handler)
    wire.setLevel(logging.INFO if level == 1 else logging.DEBUG)
