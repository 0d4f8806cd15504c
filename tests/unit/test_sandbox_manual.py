"""docs/sandbox.md: its commands are commands, its outputs are printed, its programs run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from aricli.sandbox.pbx import APPS
from tests.unit.program import Program
from tests.unit.test_help import parse

MANUAL = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text()
COMMANDS = re.findall(r"^\$ (aricli .*)$", MANUAL, re.MULTILINE)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_can_be_typed(line: str) -> None:
    parse(shlex.split(line.partition(" < ")[0]))


def test_the_output_of_the_demo(aricli: Program) -> None:
    shown = re.search(r"\$ aricli demo tones\n(.*?)```", MANUAL, re.DOTALL)
    assert shown
    assert "\n".join(aricli("demo", "tones", "--fast").lines).startswith(shown[1].rstrip())


def test_the_program() -> None:
    program = re.search(r"```python\n(.*?)```", MANUAL, re.DOTALL)
    assert program
    exec(program[1], {})


def test_the_dialplan_applications() -> None:
    named = re.search(r"There are (.*?)\. A step", MANUAL, re.DOTALL)
    assert named
    assert {name.lower() for name in re.findall(r"`(\w+)`", named[1])} == set(APPS)
