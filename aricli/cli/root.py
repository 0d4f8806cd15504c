"""The command tree: names and one-line helps here, everything else imported when it is used."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

VERBS = {
    "play": "channels.play",
    "stop": "playbacks.stop",
    "answer": "channels.answer",
    "hangup": "channels.hangup",
}
"""The daily verbs that are operations: the same command as in its group."""

COMMANDS = {
    "listen": "aricli.cli.listen",
}
"""Commands of their own: a module with a function `build` that makes the command."""

RESOURCES = (
    "applications",
    "asterisk",
    "bridges",
    "channels",
    "device-states",
    "endpoints",
    "events",
    "mailboxes",
    "playbacks",
    "recordings",
    "sounds",
)
"""The groups, one per ARI resource."""


class Root(TyperGroup):
    """``aricli`` itself."""

    def __init__(self) -> None:
        super().__init__(
            name="aricli",
            help="Asterisk's REST Interface (ARI) for the shell and for plugins.",
            params=[_version_option()],
            callback=lambda version: None,
        )

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all commands: verbs first, then the rest."""
        return [*VERBS, *COMMANDS, *RESOURCES]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Build the command of this name, or None."""
        if cmd_name in VERBS:
            from aricli.cli.operations import build

            return build(VERBS[cmd_name], cmd_name)
        if cmd_name in COMMANDS:
            return import_module(COMMANDS[cmd_name]).build()
        if cmd_name in RESOURCES:
            from aricli.cli.operations import ResourceGroup

            return ResourceGroup(cmd_name)
        return None

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Without arguments, show the help."""
        return super().parse_args(ctx, args or ["--help"])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; suggest one when there is none of that name."""
        names: dict[str, Any] = dict.fromkeys(self.list_commands(ctx))
        self.commands = names  # what suggestions are taken from
        return super().resolve_command(ctx, args)


def _version_option() -> Any:
    def show(version: bool) -> None:
        if version:
            from aricli import __version__

            print(f"aricli {__version__}")
            raise typer.Exit

    return typer.core.TyperOption(
        param_decls=["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=True,
        callback=lambda ctx, param, value: show(value),
        help="Show the version and exit.",
    )
