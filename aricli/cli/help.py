"""Help in plain text: options by section, verbs on one line each, examples that work."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from aricli.cli.terminal import BOLD, coloured, styled
from aricli.cli.text import padded

SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
"""For the context of a command; the commands below it take them over."""


class Command(TyperCommand):
    """A command whose help has its options by section, and examples."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the words; an error knows which command it is about."""
        try:
            return super().parse_args(ctx, args)
        except TyperException as error:
            vars(error).update(ctx=ctx)
            raise

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The words of the usage line, without braces around what has to be given."""
        return [each.strip("{}") for each in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments and options, each section under its heading."""
        _write_options(self, ctx, formatter)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the examples."""
        _write_examples(ctx, formatter)

    def get_help(self, ctx: Any) -> str:
        """The whole help."""
        return _with_bold_headings(super().get_help(ctx))


class Group(TyperGroup):
    """A group of commands that are made when they are used, not when they are listed."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"context_settings": SETTINGS, "rich_markup_mode": None, **settings})

    def summaries(self) -> Mapping[str, str]:
        """Names of the commands and one line on each."""
        return {name: each.get_short_help_str(200) for name, each in self.commands.items()}

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the commands."""
        return list(self.summaries())

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Without arguments, show the help."""
        return super().parse_args(ctx, args or ["--help"])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; suggest one when there is none of that name."""
        name, *rest = args
        found = self.get_command(ctx, name)
        if found is None and not ctx.resilient_parsing:
            near = ", ".join(map(repr, self.similar(name)))
            suggestion = f" Did you mean {near}?" if near else ""
            ctx.fail(f"No such command {name!r}.{suggestion}")
        return name, found, rest

    def similar(self, name: str) -> list[str]:
        """Commands whose name is like this one, or has such words."""
        names = self.summaries()
        return get_close_matches(name, names) or [each for each in names if _has_words(each, name)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write options and commands."""
        _write_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write one line on each command."""
        summaries = self.summaries()
        width = max(map(len, summaries), default=0) + 2
        with formatter.section("Commands"):
            for name, summary in summaries.items():
                left = formatter.width - formatter.current_indent - width
                _write_line(formatter, padded(name, width) + _brief(summary, left))

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the examples."""
        _write_examples(ctx, formatter)

    def get_help(self, ctx: Any) -> str:
        """The whole help."""
        return _with_bold_headings(super().get_help(ctx))


def _has_words(command: str, name: str) -> bool:
    """Whether each word of `name` is one of the command's, or one is the beginning of the other."""
    words = command.split("-")
    return all(
        any(word and (each.startswith(word) or word.startswith(each)) for each in words)
        for word in name.split("-")
    )


def _brief(sentence: str, width: int) -> str:
    """A sentence in so many columns: as many of its clauses as fit, else of its words."""
    if len(sentence) <= width:
        return sentence
    ends = [each.start() for each in re.finditer("[;,] ", sentence[:width])]
    if ends:
        return sentence[: ends[-1]] + "."
    return sentence[: width - 1].rpartition(" ")[0] + " …"


def sections(command: Any, ctx: Any) -> dict[str, list[tuple[str, str]]]:
    """Arguments and options by section: how each is written, and what it does."""
    found: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": []}
    for param in command.get_params(ctx):
        record = param.get_help_record(ctx)
        if record:
            title = getattr(param, "rich_help_panel", None) or f"{param.param_type_name}s".title()
            written = re.sub("<(int|float)( range)?>", "N", record[0])
            found.setdefault(title, []).append((written, _in_words(record[1])))
    return {title: records for title, records in found.items() if records}


def _in_words(help: str) -> str:
    """A help text with the ranges of numbers in words."""
    help = re.sub(r"(-?[\d.]+)<=x<=(-?[\d.]+)", r"\1 to \2", help)
    return re.sub(r"x>=(-?[\d.]+)", r"\1 or more", help)


def _write_options(command: Any, ctx: Any, formatter: Any) -> None:
    for title, records in sections(command, ctx).items():
        with formatter.section(title):
            formatter.write_dl(records)


def _write_examples(ctx: Any, formatter: Any) -> None:
    from aricli.cli.examples import examples

    lines = examples(ctx.command_path)
    if lines:
        with formatter.section("Examples"):
            for line in lines:
                _write_line(formatter, line)


def _write_line(formatter: Any, line: str) -> None:
    """Write a line as it is, so that it can be pasted."""
    formatter.write(f"{'':{formatter.current_indent}}{line}\n")


def _with_bold_headings(text: str) -> str:
    if not coloured(sys.stdout):
        return text
    return re.sub(r"(?m)^(?:Usage:|[A-Z]\w+:$)", lambda match: styled(match.group(), BOLD), text)
