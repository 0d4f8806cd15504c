"""``aricli help``: topics that say what the code does, and the help of commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import aricli as package
from aricli.ari.checks import SCHEMES, check_media
from aricli.ari.events import handler_names
from aricli.cli import EXIT_CODES
from aricli.cli.examples import examples
from aricli.cli.root import COMMANDS, RESOURCES, VERBS
from aricli.cli.topics import TOPICS, blocks, environment, exit_codes, media, output
from aricli.cli.topics import config as config_topic
from aricli.cli.topics import events as events_topic
from aricli.cli.topics.page import Lines, Terms, plain
from aricli.config.file import KINDS, parsed
from tests.unit.program import Program
from tests.unit.test_help import parse

SOURCE = Path(package.__file__).parent
NOT_SETTINGS = {"password_command", "keyring"}
"""Keys of a profile that no variable stands for."""


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_fits_its_terminal(topic: str) -> None:
    code = [
        line for block in blocks(topic) if isinstance(block, Lines) for line in block[0].split("\n")
    ]
    for width in (60, 88):
        for line in plain(blocks(topic), width).splitlines():
            assert len(line) <= width or line.strip() in map(str.strip, code), line


@pytest.mark.parametrize("topic", TOPICS)
def test_commands_in_a_topic_are_right(topic: str) -> None:
    for block in blocks(topic):
        for line in block.text.splitlines() if isinstance(block, Lines) else ():
            for command in re.findall(r"(?:^|[|=]\w* )(aricli [^|#]+)", line):
                parse(command.replace('"', "").split())


def test_a_misspelt_topic_is_suggested(aricli: Program) -> None:
    for typed in (("exit-code",), ("environmnt",), ("exit-codes", "all")):
        ran = aricli("help", *typed)
        assert ran.code == 2
        assert re.search("did you mean:  aricli help (exit-codes|environment)\n", ran.stderr)
    assert "Did you mean 'hangup'?" in aricli("help", "hangupp").stderr


def test_exit_codes_are_those_of_the_table(aricli: Program) -> None:
    shown = words(aricli("help", "exit-codes").stdout.decode())
    assert set(exit_codes.TITLES) == {0, 1, 143} | set(EXIT_CODES.values())
    for error, code in EXIT_CODES.items():
        assert f" {code} {exit_codes.TITLES[code]}: " in shown
        if error is not KeyboardInterrupt:
            assert words((error.__doc__ or "").partition("\n\n")[0]) in shown


def test_every_variable_that_is_read_is_told_of(aricli: Program) -> None:
    read = {f"ARICLI_{name.upper()}" for name in KINDS if name not in NOT_SETTINGS}
    for file in (*SOURCE.rglob("*.py"), *(SOURCE.parent / "plugins").glob("*.py")):
        if file.parent.name != "topics" and "sandbox" not in file.parts:
            text = file.read_text()
            read |= set(re.findall(r"""environ(?:\.get\(|\[)["'](\w+)["']""", text))
            read |= set(re.findall(r"""\benviron, ["'](\w+)["']""", text))
            read |= set(re.findall(r"\bARICLI_[A-Z_]+\b", text))
    told = {**environment.SETTINGS, **environment.OTHERS}
    assert set(told) == read
    shown = aricli("help", "environment").stdout.decode()
    assert [name for name in told if not re.search(rf"^  {name}( |$)", shown, re.M)] == []


def test_media_are_those_that_can_be_sent(aricli: Program) -> None:
    shown = words(aricli("help", "media").stdout.decode())
    assert set(media.MEANINGS) == set(SCHEMES)
    for scheme in SCHEMES:
        assert f" {scheme}: " in shown
        for uri in re.findall(rf"\b{scheme}:[^\s,]+[^\s,.]", shown):
            check_media(uri)


def test_formats_are_those_of_the_option(aricli: Program) -> None:
    option = next(
        line for line in aricli("channels", "list", "--help").lines if "--output FORMAT" in line
    )
    for name in output.FORMATS:
        assert re.search(rf"\b{name}\b", option)


def test_keys_are_those_of_the_file() -> None:
    assert list(config_topic.KEYS) == list(KINDS)
    example = next(block.text for block in blocks("config") if "[profiles." in str(block))
    assert set(parsed(example, "example")["profiles"]["lab"]) <= set(KINDS)


def test_events_are_those_of_ari() -> None:
    assert set(events_topic.TOLD) <= set(handler_names().values())


def test_the_example_of_a_plugin_is_one() -> None:
    code = next(block.text for block in blocks("plugins") if "class " in str(block))
    names: dict[str, type] = {}
    exec(compile(code, "example", "exec"), names)
    from aricli.engine.behaviour import check_behaviour

    assert check_behaviour(names["Greeter"]) is names["Greeter"]


def test_the_overview_names_topics_and_commands(aricli: Program) -> None:
    listed = [line.split()[0] for line in aricli("help").lines if line.startswith("  ")]
    assert listed[: len(TOPICS)] == list(TOPICS)
    assert {*VERBS, *COMMANDS, *RESOURCES} <= set(listed)


@pytest.mark.parametrize("command", ["play", "channels", "channels play", "doctor"])
def test_help_of_a_command_is_its_own(aricli: Program, command: str) -> None:
    asked = aricli("help", *command.split())
    assert asked == aricli(*command.split(), "--help")
    assert asked.code == 0


def test_what_is_neither_is_refused_with_a_suggestion(aricli: Program) -> None:
    ran = aricli("help", "plya")
    assert ran.code == 2
    assert "'play'" in ran.stderr


def test_a_topic_named_like_a_command_tells_of_the_command(aricli: Program) -> None:
    assert "aricli config --help" in aricli("help", "config").lines[-1]
    assert "--help" not in aricli("help", "media").lines[-1]


def test_long_help_goes_through_the_pager_of_a_terminal(aricli: Program, tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\nsed 's/^/paged: /'\n")
    pager.chmod(0o755)
    shown = aricli.on_terminal("help", "config", PAGER=str(pager))
    assert all(line.startswith("paged: ") for line in shown.lines)
    assert len(shown.lines) > 24
    for paged in (
        aricli("help", "config", PAGER=str(pager)),
        aricli.on_terminal("help", "output", PAGER=""),
        aricli.on_terminal("help", "config", PAGER="no-such-pager"),
    ):
        assert "paged: " not in paged.stdout.decode()
        assert len(paged.lines) > 20


def test_a_page_has_terms_that_are_explained() -> None:
    for topic in TOPICS:
        for block in blocks(topic):
            if isinstance(block, Terms):
                assert all(meaning.endswith(".") for _, meaning in block.pairs)


@pytest.mark.parametrize("line", examples("help"))
def test_examples_of_help_show_something(aricli: Program, line: str) -> None:
    ran = aricli(*line.split()[1:])
    assert ran.code == 0
    assert len(ran.lines) > 10
