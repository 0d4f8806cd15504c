"""The command tree, walked: aricli's own commands, none of a plugin's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from aricli.cli.help import sections
from aricli.cli.root import COMMANDS, RESOURCES, VERBS, Root

WIDTH = 100
"""Columns of help, wherever it is made."""
SHARED = ("Connection", "Output")
"""The sections of options that many commands have."""


class Node(NamedTuple):
    """A command where it stands in the tree.

    Attributes:
        path: As it is typed, such as ``aricli channels play``.
        command: The command or group.
        context: Its context.
    """

    path: str
    command: Any
    context: Any

    @property
    def is_group(self) -> bool:
        """Whether it has commands below it."""
        return hasattr(self.command, "list_commands")

    @property
    def summary(self) -> str:
        """What it does, on one line."""
        return str(self.command.get_short_help_str(200))

    def help(self) -> str:
        """What ``--help`` shows, without colours."""
        formatter = self.context.make_formatter()
        self.command.format_help(self.context, formatter)
        return str(formatter.getvalue()).rstrip()

    def below(self) -> Iterator[Node]:
        """The commands directly below it."""
        names = self.command.list_commands(self.context) if self.is_group else ()
        for name in names:
            yield _node(name, self.command.get_command(self.context, name), self.context)

    def sections(self) -> dict[str, list[tuple[str, str]]]:
        """Its arguments and options by section: how each is written, and what it does."""
        return sections(self.command, self.context)


def root() -> Node:
    """``aricli`` itself."""
    return _node("aricli", Root(foreign=False), None)


def top(root: Node) -> Iterator[Node]:
    """The commands directly below ``aricli``."""
    for name in (*VERBS, *COMMANDS, *RESOURCES):
        yield _node(name, root.command.get_command(root.context, name), root.context)


def _node(name: str, command: Any, parent: Any) -> Node:
    settings = {**command.context_settings, "terminal_width": WIDTH, "max_content_width": WIDTH}
    context = command.context_class(command, info_name=name, parent=parent, **settings)
    return Node(context.command_path.replace("[OPTIONS] ", ""), command, context)
