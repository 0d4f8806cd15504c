"""What plugins bring to the command line: commands, and formats for ``-o``."""

from __future__ import annotations

import json

import pytest

from tests.unit.answering import Answer, Answering
from tests.unit.program import Program
from tests.unit.site import Site

COUNTING = '''
"""Counts channels."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer

from aricli import Ari, hookimpl


def count(ari: Ari, by: Annotated[str, typer.Argument(help="A field")] = "state") -> None:
    """Count channels."""
    for value, number in Counter(each.raw[by] for each in ari.channels.list()).items():
        print(f"{number} {value}")


tell = typer.Typer(help="Tell things.")


@tell.command()
def name(ari: Ari) -> None:
    """Tell the name of the first channel."""
    print(ari.channels.list()[0].name)


@tell.command()
def joke() -> None:
    """Tell a joke."""
    raise ValueError("no joke")


@tell.command()
def secret() -> None:
    """Tell a secret."""
    raise typer.Exit(42)


@hookimpl
def register_commands(register):
    register("count", count)
    register("tell", tell)
'''

CSV = '''
"""Writes CSV."""

import csv
import io

from aricli import hookimpl


class Csv:
    """Values with commas between, names first."""

    def __init__(self):
        self.names = None

    def __call__(self, rows):
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\\n")
        if self.names is None and rows:
            self.names = list(rows[0])
            writer.writerow(self.names)
        writer.writerows([row.get(name, "") for name in self.names] for row in rows)
        return text.getvalue().splitlines()


@hookimpl
def register_outputs(register):
    register("csv", Csv)
    register("bad", lambda: lambda rows: 1 / 0)
'''
CHANNELS = [
    {"id": "1", "name": "PJSIP/alice", "state": "Up", "caller": {"name": "", "number": "1,0"}},
    {"id": "2", "name": "PJSIP/bob", "state": "Up", "caller": {"name": "Bob", "number": "20"}},
]


@pytest.fixture
def aricli(aricli: Program, web: Answering, site: Site) -> Program:
    """``aricli`` with both plugins, and two channels to look at."""
    site.install("counting", COUNTING)
    site.install("csv", CSV)
    web.answers["GET /ari/channels"] = Answer(CHANNELS)
    web.answers["GET /ari/channels/1"] = Answer(CHANNELS[0])
    return aricli


def test_a_function_is_a_command_with_a_client(aricli: Program, web: Answering) -> None:
    assert aricli("count").lines == ["2 Up"]
    assert aricli("count", "name").lines == ["1 PJSIP/alice", "1 PJSIP/bob"]
    there = aricli("count", "--url", web.url, ARICLI_URL="http://127.0.0.1:1")
    assert there.lines == ["2 Up"]
    nowhere = aricli("count", "--url", "http://127.0.0.1:1")
    assert nowhere.code == 3
    assert "set ARICLI_DEBUG" not in nowhere.stderr


def test_a_typer_app_is_a_group_of_commands(aricli: Program) -> None:
    assert aricli("tell", "name").lines == ["PJSIP/alice"]
    assert aricli("tell", "secret").code == 42


def test_what_a_command_raises_is_its_plugins_fault(aricli: Program) -> None:
    ran = aricli("tell", "joke")
    assert ran.code == 9
    assert ran.stderr.splitlines() == [
        "aricli: plugin counting failed: ValueError: no joke",
        "  set ARICLI_DEBUG=1 to see where",
    ]


def test_commands_of_plugins_are_in_the_help(aricli: Program) -> None:
    for ran in (aricli("--help"), aricli("help")):
        text = " ".join(ran.stdout.decode().split())
        assert " count Count channels. " in text
        assert " tell Tell things." in text
    shown = aricli("count", "--help").stdout.decode()
    assert shown.lower().startswith("usage: aricli count [options] [by]")
    assert "--url URL" in shown
    assert aricli("help", "count").stdout.decode() == shown
    assert "joke" in aricli("tell", "--help").stdout.decode()


def test_commands_of_plugins_are_completed(aricli: Program) -> None:
    assert "count\tCount channels." in aricli("__complete", "zsh", "co").lines
    assert "tell\tTell things." in aricli("__complete", "zsh", "t").lines
    assert "joke\tTell a joke." in aricli("__complete", "zsh", "tell", "").lines
    assert any(
        line.startswith("--url") for line in aricli("__complete", "zsh", "count", "--").lines
    )


def test_a_misspelt_command_is_suggested(aricli: Program) -> None:
    ran = aricli("cuont")
    assert ran.code == 2
    assert "Did you mean 'count'?" in ran.stderr


def test_where_the_command_is_not_known_failed_plugins_are_named(
    aricli: Program, site: Site
) -> None:
    site.install("broken", "raise OSError('gone')")
    ran = aricli("broken-command")
    assert ran.code == 2
    assert "aricli: plugin broken is set aside: OSError: gone" in ran.stderr


def test_a_format_of_a_plugin(aricli: Program) -> None:
    assert aricli("channels", "list", "-o", "csv").lines == [
        "id,name,state,caller",
        "1,PJSIP/alice,Up,\"{'name': '', 'number': '1,0'}\"",
        "2,PJSIP/bob,Up,\"{'name': 'Bob', 'number': '20'}\"",
    ]
    chosen = aricli("channels", "list", "-o", "csv", "--columns", "id,caller")
    assert chosen.lines == ["id,caller", '1,"1,0"', "2,Bob <20>"]
    assert aricli("channels", "get", "1", "-o", "csv", "--columns", "id").lines == ["id", "1"]


def test_one_writer_for_a_whole_command(aricli: Program) -> None:
    ids = aricli("channels", "get", "-", "-o", "csv", "--columns", "id", stdin="1\n1\n")
    assert ids.lines == ["id", "1", "1"]


def test_other_commands_take_the_format_too(aricli: Program) -> None:
    assert aricli("config", "show", "-o", "csv").lines[0] == "name,value"
    assert aricli("plugins", "list", "-o", "csv").lines[0].startswith("name,version,")
    assert aricli("doctor", "-o", "csv").lines[0] == "check,status,detail,mend"


def test_a_format_that_nobody_has_is_refused_and_all_are_named(aricli: Program) -> None:
    ran = aricli("channels", "list", "-o", "xml")
    assert ran.code == 2
    assert "--output cannot be 'xml': one of table, json, jsonl, id, csv, bad" in ran.stderr


def test_a_format_that_fails_is_its_plugins_fault(aricli: Program) -> None:
    ran = aricli("channels", "list", "-o", "bad")
    assert ran.code == 9
    assert "aricli: plugin csv failed: ZeroDivisionError" in ran.stderr


def test_formats_are_completed(aricli: Program) -> None:
    lines = aricli("__complete", "zsh", "channels", "list", "-o", "").lines
    assert "csv\tValues with commas between, names first." in lines
    assert [line.split("\t")[0] for line in lines[:4]] == ["table", "json", "jsonl", "id"]


def test_nothing_of_a_caller_reaches_a_terminal_through_a_format(
    aricli: Program, web: Answering
) -> None:
    web.answers["GET /ari/channels"] = Answer([{**CHANNELS[0], "name": "\x1b[2J"}])
    command = ("channels", "list", "-o", "csv", "--columns", "name")
    assert aricli.on_terminal(*command).lines == ["name", "\\x1b[2J"]
    assert aricli(*command).lines == ["name", "\x1b[2J"]


def test_a_plugin_that_is_listed_says_what_it_brings(aricli: Program) -> None:
    row = json.loads(aricli("plugins", "info", "counting", "-o", "json").stdout)
    assert (row["commands"], row["hooks"]) == (["count", "tell"], ["register_commands"])
    assert (row["distribution"], row["version"]) == ("aricli-counting", "1.0")
    assert row["milliseconds"] > 0
    assert aricli("plugins", "info", "nobody").code == 2
