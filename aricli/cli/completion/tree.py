"""What the command tree allows at the cursor: commands, options, choices, values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from typer.core import TyperGroup

from aricli.cli.completion import FILES, Candidate
from aricli.cli.help import Group

_FILES = {"FILE", "DIRECTORY"}
"""What stands in the help for the name of a file."""


def candidates(root: Any, words: Sequence[str], incomplete: str) -> list[Candidate]:
    """What may stand in place of the incomplete word.

    A lone beginning such as ``tone:`` is replaced by what goes on from there: inside quotes a
    shell would take it for the whole word.

    Args:
        root: The command that the words are for.
        words: The words between its name and the incomplete one.
        incomplete: The word at the cursor, as far as it is written.
    """
    found = _fitting(root, words, incomplete)
    while len(found) == 1 and found[0].goes_on and found[0].value != incomplete:
        incomplete = found[0].value
        longer = _fitting(root, words, incomplete)
        if not longer:
            break
        found = longer
    return found


def _fitting(root: Any, words: Sequence[str], incomplete: str) -> list[Candidate]:
    found = dict(_offered(root, words, incomplete))
    return [
        Candidate(value, help)
        for value, help in found.items()
        if value.startswith(incomplete) or (value, help) == FILES
    ]


def _offered(root: Any, words: Sequence[str], incomplete: str) -> Iterable[Candidate]:
    command, name, parent = root, "aricli", None
    rest = list(words)
    while isinstance(command, TyperGroup):
        context = command.make_context(name, list(rest), parent, resilient_parsing=True)
        awaiting = _option(command, rest[-1]) if rest else None
        _, rest, _ = command.make_parser(context).parse_args(rest)
        if not rest and awaiting:
            return _values(awaiting, context, incomplete)
        if not rest:
            return _in_group(command, context, incomplete)
        name, *rest = rest
        command, parent = command.get_command(context, name), context
    return _in_command(command, name, parent, rest, incomplete) if command else ()


def _in_group(group: TyperGroup, context: Any, incomplete: str) -> Iterator[Candidate]:
    if incomplete.startswith("-"):
        yield from _options(group, context)
    elif isinstance(group, Group):
        yield from map(Candidate._make, group.summaries().items())
    else:
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            if command and not command.hidden:
                yield Candidate(name, command.get_short_help_str(200))


def _in_command(
    command: Any, name: str, parent: Any, words: list[str], incomplete: str
) -> Iterable[Candidate]:
    only_arguments = "--" in words
    awaiting = None if only_arguments or not words else _option(command, words[-1])
    context = command.make_context(
        name, words[: -1 if awaiting else None], parent, resilient_parsing=True
    )
    if awaiting:
        return _values(awaiting, context, incomplete)
    if incomplete.startswith("-") and not only_arguments:
        flag, equals, begun = incomplete.partition("=")
        option = _option(command, flag) if equals else None
        if option is None:
            return _options(command, context)
        values = _values(option, context, begun)
        joined = [Candidate(f"{flag}={value}", help) for value, help in values]
        return values if FILES in values else joined
    argument = next((each for each in command.params if _is_open(each, context)), None)
    if argument is None:
        return () if only_arguments else _options(command, context, "--")
    given = context.params.get(argument.name) or ()
    return [each for each in _values(argument, context, incomplete) if each.value not in given]


def _option(command: Any, flag: str) -> Any:
    """The option of this name, if it takes a value."""
    for param in command.params:
        if flag in param.opts and param.param_type_name == "option":
            return None if param.is_flag or param.count else param
    return None


def _is_open(param: Any, context: Any) -> bool:
    """Whether this is an argument that takes a value yet."""
    if param.param_type_name != "argument":
        return False
    source = context.get_parameter_source(param.name)
    return param.nargs == -1 or source is None or source.name != "COMMANDLINE"


def _options(command: Any, context: Any, prefix: str = "-") -> Iterator[Candidate]:
    """The options that can still be given."""
    for param in command.get_params(context):
        if param.param_type_name != "option" or param.hidden:
            continue
        source = context.get_parameter_source(param.name)
        if source and source.name == "COMMANDLINE" and not (param.multiple or param.count):
            continue
        for name in (*param.opts, *param.secondary_opts):
            if name.startswith(prefix):
                yield Candidate(name, param.help or "")


def _values(param: Any, context: Any, incomplete: str) -> list[Candidate]:
    """What a parameter may be: its choices, what it names, or a file."""
    if param.metavar in _FILES:
        return [FILES]
    items = param.shell_complete(context, incomplete)
    return [Candidate(str(each.value), each.help or "") for each in items]
