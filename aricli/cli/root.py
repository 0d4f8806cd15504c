"""The command tree: names and one-line helps here, everything else imported when it is used."""

from __future__ import annotations

import inspect
import os
from importlib import import_module
from typing import Annotated, Any

import typer

from aricli.cli.help import Group
from aricli.cli.options import CONNECTION, shared

VERBS = {
    "play": "channels.play",
    "stop": "playbacks.stop",
    "answer": "channels.answer",
    "hangup": "channels.hangup",
}
"""The daily verbs that are operations: the same command as in its group."""

COMMANDS = {
    "demo": "aricli.cli.demo",
    "sandbox": "aricli.cli.sandbox",
    "listen": "aricli.cli.listen",
    "wait": "aricli.cli.wait",
    "api": "aricli.cli.api",
    "replay": "aricli.cli.replay",
    "trace": "aricli.cli.trace",
    "top": "aricli.cli.top",
    "login": "aricli.cli.login",
    "logout": "aricli.cli.logout",
    "config": "aricli.cli.config",
    "completion": "aricli.cli.completion.install",
    "doctor": "aricli.cli.doctor",
    "plugins": "aricli.cli.plugins",
    "help": "aricli.cli.manual",
}
"""Commands of their own: a module with a function `build` that makes the command."""

HIDDEN = {"__complete": "aricli.cli.completion.answer"}
"""Such commands, for other programs: not listed."""

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

OWN = (*VERBS, *COMMANDS, *RESOURCES)
"""All commands but the hidden ones and those of plugins."""

SUMMARIES = {
    "play": "Play media on a channel.",
    "stop": "Stop a playback.",
    "answer": "Answer a channel.",
    "hangup": "Hang a channel up.",
    "demo": "Watch the example applications at work; needs no Asterisk.",
    "sandbox": "A simulated Asterisk to develop against.",
    "listen": "Run the behaviours of an application, or show events.",
    "wait": "Return when an event has happened.",
    "api": "Send any request, as it is.",
    "replay": "Feed a recorded session to behaviours.",
    "trace": "Draw a session as a ladder.",
    "top": "A live screen of channels and bridges.",
    "login": "Keep the password of a server.",
    "logout": "Forget the password of a server.",
    "config": "The configuration file: profiles, and what is in effect.",
    "completion": "Completion in bash, zsh, fish and PowerShell.",
    "doctor": "Check everything between here and the server.",
    "plugins": "Plugins: look at them, write one, check it.",
    "help": "Show help on a topic, or on a command.",
    "applications": "Applications: subscriptions and event filters.",
    "asterisk": "The server: modules, logging, global variables.",
    "bridges": "Bridges: where channels meet.",
    "channels": "Channels: calls, from dialling to hanging up.",
    "device-states": "Device states that ARI controls, and others to see.",
    "endpoints": "Endpoints: telephones and trunks, messages to them.",
    "events": "Events of your own, and claims of channels.",
    "mailboxes": "Mailboxes: message counts that ARI controls.",
    "playbacks": "Playbacks: look at, control and stop them.",
    "recordings": "Recordings: those under way, and those stored.",
    "sounds": "Sounds installed on the server.",
}
"""What each does, on one line."""


class Root(Group):
    """``aricli`` itself.

    Args:
        foreign: Whether the commands of plugins are there too.
    """

    def __init__(self, *, foreign: bool = True) -> None:
        super().__init__(
            name="aricli",
            help="Asterisk's REST Interface (ARI) for the shell and for plugins.",
            params=_options(),
            callback=lambda **options: None,
        )
        self._foreign = foreign

    def summaries(self) -> dict[str, str]:
        """One line on each command: verbs first, then the rest, then those of plugins."""
        own = {name: SUMMARIES.get(name, "") for name in OWN}
        if not self._foreign:
            return own
        from aricli.cli.foreign import summaries

        return own | summaries()

    def similar(self, name: str) -> list[str]:
        """Commands whose name is like this one, those of a group that are called so first."""
        groups = ((each, self.get_command(None, each).summaries()) for each in RESOURCES)
        return [f"{group} {name}" for group, below in groups if name in below] + super().similar(
            name
        )

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Build the command of this name, or None."""
        if cmd_name in VERBS:
            from aricli.cli.operations import build

            return build(VERBS[cmd_name], cmd_name)
        module = COMMANDS.get(cmd_name) or HIDDEN.get(cmd_name)
        if module:
            return import_module(module).build()
        if cmd_name in RESOURCES:
            from aricli.cli.operations import ResourceGroup

            return ResourceGroup(cmd_name, SUMMARIES[cmd_name])
        if not self._foreign:
            return None
        from aricli.cli.foreign import command

        return command(cmd_name)


def _show_version(version: bool) -> None:
    if version:
        from aricli import __version__

        print(f"aricli {__version__}")
        raise typer.Exit


def leave_plugins_out(asked: bool) -> None:
    """Load no plugins from now on, if that is asked for."""
    if asked:
        os.environ["ARICLI_PLUGINS"] = ""


def _options() -> list[Any]:
    """The options of ``aricli`` itself, as Typer makes them of a signature."""
    app = typer.Typer(add_completion=False)

    def root(**options: Any) -> None:
        """Only its parameters are used."""

    vars(root)["__signature__"] = inspect.Signature(shared(_OPTIONS | CONNECTION))
    app.callback()(root)
    return typer.main.get_group(app).params


_OPTIONS: dict[str, Any] = {
    "version": Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_show_version, help="Show the version and exit"
        ),
    ],
    "no_plugins": Annotated[
        bool,
        typer.Option(
            "--no-plugins",
            is_eager=True,
            callback=leave_plugins_out,
            help="Load no plugins, as with ARICLI_PLUGINS= in the environment",
        ),
    ],
}
