"""Help is worth reading: one line a verb, options by section, examples that work."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from aricli.cli.examples import examples
from aricli.cli.root import RESOURCES, Root


def contexts() -> Iterator[tuple[Any, Any]]:
    """Every command with its context, groups left out."""
    root = Root()
    yield from below(root, root.make_context("aricli", [], resilient_parsing=True))


def below(group: Any, context: Any) -> Iterator[tuple[Any, Any]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        inner = command.make_context(name, [], parent=context, resilient_parsing=True)
        if hasattr(command, "list_commands"):
            yield from below(command, inner)
        else:
            yield command, inner


COMMANDS = {context.command_path: (command, context) for command, context in contexts()}


def parse(words: list[str]) -> None:
    """Parse a command line without doing what it says."""
    command: Any = Root()
    context = command.make_context(words[0], words[1:])
    rest = words[1:]
    while hasattr(command, "list_commands"):
        if command.invoke_without_command and (not rest or rest[0].startswith("-")):
            return
        name, *rest = rest
        command = command.get_command(context, name)
        assert command, f"there is no command {name}"
        context = command.make_context(name, rest, parent=context)


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_has_an_example_that_parses(path: str) -> None:
    lines = examples(path)
    assert lines, f"no example for {path}"
    for line in lines:
        assert path in line
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|>()")
        lexer.whitespace_split = True
        words = list(lexer)
        while "aricli" in words:
            del words[: words.index("aricli")]
            end = next((at for at, word in enumerate(words) if word in {"|", ">", ")"}), len(words))
            parse(words[:end])
            del words[:end]


@pytest.mark.parametrize("path", COMMANDS)
def test_the_examples_stand_in_the_help(path: str) -> None:
    command, context = COMMANDS[path]
    help = command.get_help(context)
    for line in examples(path):
        assert f"\n  {line}" in help


@pytest.mark.parametrize("path", COMMANDS)
def test_help_is_in_words_of_operators(path: str) -> None:
    command, context = COMMANDS[path]
    help = command.get_help(context)
    assert "{" not in help.partition("\n\n")[0]
    assert "x>=" not in help
    assert "<=x" not in help
    assert " range>" not in help
    assert "`" not in help


@pytest.mark.parametrize("path", COMMANDS)
def test_every_option_is_explained(path: str) -> None:
    command, context = COMMANDS[path]
    for param in command.get_params(context):
        record = param.get_help_record(context)
        assert record
        assert record[1].partition("[")[0].strip(), f"{path} {record[0]} says nothing"


def aricli(*arguments: str, **environment: str) -> list[str]:
    code = "from aricli.cli import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        env={"PATH": "", "COLUMNS": "80", **environment},
        check=True,
    )
    return ran.stdout.splitlines()


@pytest.mark.parametrize("group", [(), *((name,) for name in RESOURCES), ("config",), ("plugins",)])
def test_a_group_lists_each_command_on_one_line(group: tuple[str, ...]) -> None:
    lines = aricli(*group, "--help")
    listed = lines[lines.index("Commands:") + 1 :]
    prefix = " ".join(["aricli", *group]) + " "
    names = [line.split()[0] for line in listed]
    expected = {
        path.removeprefix(prefix).split()[0] for path in COMMANDS if path.startswith(prefix)
    }
    assert expected <= set(names)
    assert len(names) == len(set(names))
    assert all(len(line) <= 80 and len(line.split()) > 1 for line in listed), listed
    assert not any("…" in line for line in listed), "a line is cut off"


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("words", [[], ["channels"], ["channels", "play"], ["play"], ["listen"]])
def test_both_flags_ask_for_help(words: list[str], flag: str) -> None:
    lines = aricli(*words, flag)
    assert lines[0].startswith(" ".join(["Usage: aricli", *words]))


def test_help_of_a_group_imports_that_group_only() -> None:
    code = (
        "import sys\n"
        "from aricli.cli.root import Root\n"
        "from aricli.cli import run\n"
        "run(Root(), ['bridges', '--help'])\n"
        "rooms = [m for m in sys.modules if m.startswith('aricli.ari.resources.')]\n"
        "print(*rooms, 'rich' in sys.modules, 'requests' in sys.modules, file=sys.stderr)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr.split() == ["aricli.ari.resources.bridges", "False", "False"]


def test_help_of_all_imports_no_group() -> None:
    code = (
        "import sys\n"
        "from aricli.cli.root import Root\n"
        "from aricli.cli import run\n"
        "run(Root(), ['--help'])\n"
        "print(sum(m.startswith(('aricli.ari', 'aricli.engine')) for m in sys.modules),"
        " file=sys.stderr)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stderr.strip() == "0"


def test_choices_are_told() -> None:
    lines = " ".join(" ".join(aricli("device-states", "update", "--help")).split())
    assert "NOT_INUSE, INUSE, BUSY" in lines
    assert "answered_elsewhere" in " ".join(aricli("hangup", "--help"))


def test_options_are_sorted_into_sections() -> None:
    lines = aricli("channels", "get", "--help")
    assert [line for line in lines if line[:1].isupper() and line.endswith(":")] == [
        "Arguments:",
        "Options:",
        "Connection:",
        "Output:",
        "Examples:",
    ]
