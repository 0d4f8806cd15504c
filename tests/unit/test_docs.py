"""The documentation is held to the code: every block of it runs, or can be read by aricli."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aricli import hookspecs
from aricli.plugins.validity import HOOKS
from aricli.sandbox import Sandbox
from tests.unit.test_help import parse

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
MADE = {DOCS / "reference.md", DOCS / "exit-codes.md"}
PAGES = sorted({ROOT / "README.md", *DOCS.glob("*.md")} - MADE)
ENDLESS = {"listen", "sandbox", "top"}
"""Commands that do not end by themselves."""


def name(page: Path) -> str:
    return page.name


def blocks(page: Path, kind: str) -> list[str]:
    """The blocks of a kind, in order."""
    return re.findall(rf"^```{kind}\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE)


WITH_PYTHON = [page for page in PAGES if blocks(page, "python")]
WITH_CONSOLE = [page for page in PAGES if blocks(page, "console")]


@pytest.mark.parametrize("page", WITH_PYTHON, ids=name)
def test_python_runs(page: Path, tmp_path: Path) -> None:
    code = "from __future__ import annotations\n" + "\n".join(blocks(page, "python"))
    tests = tmp_path / "test_blocks.py"
    with Sandbox() as sandbox:
        code = code.replace("http://localhost:8088", sandbox.url)
        code = code.replace("PJSIP/alice", "Local/2000@default")  # who answers there
        tests.write_text(re.sub(r"^from aricli_\w+ import .*$", "", code, flags=re.MULTILINE))
        ran = subprocess.run(
            [
                *(sys.executable, "-W", "error", "-m", "pytest", "-p", "aricli.testing"),
                *("-p", "no:cacheprovider", "--rootdir", tmp_path, "-c", os.devnull, tests),
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
        )
    count = code.count("\ndef test_") + code.count("    def test_")
    assert ran.returncode == (0 if count else 5), ran.stdout + ran.stderr
    assert f"{count} passed" in ran.stdout or not count


def commands(text: str) -> Iterator[list[str]]:
    """The commands of aricli in a block for a shell, as words."""
    for line in text.replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|<>&;()")
        lexer.whitespace_split = True
        words: list[str] = []
        for word in (*lexer, ";"):
            if set(word) <= set("|<>&;()"):
                if words[:1] == ["aricli"]:
                    yield words
                words = []
            elif words or "=" not in word:
                words.append(word)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_can_be_read(page: Path) -> None:
    texts = blocks(page, "sh")
    for text in blocks(page, "console"):
        texts += [line[2:] for line in text.splitlines() if line.startswith("$ ")]
    for text in texts:
        for words in commands(text):
            parse(words)


def transcript(text: str) -> Iterator[tuple[str, str]]:
    """Each command of a block, and what is printed below it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, _, shown = part.partition("\n")
        yield line, shown


def matches(shown: str, printed: str) -> bool:
    """Whether what is shown was printed; ``...`` stands for anything."""
    pattern = re.escape(shown.strip()).replace(re.escape("..."), ".*")
    return bool(re.fullmatch(pattern, printed.strip(), re.DOTALL))


@pytest.mark.parametrize("page", WITH_CONSOLE, ids=name)
def test_what_is_shown_is_what_is_printed(page: Path, tmp_path: Path) -> None:
    (tmp_path / "docs").symlink_to(DOCS)
    with Sandbox() as sandbox:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(sys.path),
            "PYTHONUNBUFFERED": "1",
            "PYTHONIOENCODING": "utf-8",
            "HOME": str(tmp_path),
            "ARICLI_URL": sandbox.url,
            "ARICLI_USERNAME": "asterisk",
            "ARICLI_PASSWORD": "asterisk",
        }
        for text in blocks(page, "console"):
            for line, shown in transcript(text):
                words = shlex.split(line)
                if words[0] != "aricli" or words[1] in ENDLESS:
                    continue
                ran = subprocess.run(
                    [sys.executable, "-c", "from aricli.cli import main; main()", *words[1:]],
                    cwd=tmp_path,
                    env=environment,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    timeout=60,
                )
                assert matches(shown, ran.stdout.decode()), ran.stdout.decode()


def test_every_hook_has_its_section_with_its_signature() -> None:
    page = (DOCS / "hooks.md").read_text()
    sections = dict(re.findall(r"^## (\w+)\n\n```python\n(def .*?)```", page, re.M | re.S))
    source = ast.parse(Path(hookspecs.__file__).read_text())
    functions = {each.name: each for each in source.body if isinstance(each, ast.FunctionDef)}
    assert list(sections) == list(HOOKS)
    for hook, shown in sections.items():
        function = functions[hook]
        returns = ast.unparse(function.returns) if function.returns else ""
        signature = f"def {hook}({ast.unparse(function.args)}) -> {returns}: ...\n"
        assert shown == signature
    assert f"HOOK_API = {hookspecs.HOOK_API}" in page


def test_every_hook_has_an_example() -> None:
    code = ast.parse("\n".join(blocks(DOCS / "hooks.md", "python")))
    marked = {
        each.name
        for each in code.body
        if isinstance(each, ast.FunctionDef)
        and any(ast.unparse(mark) == "hookimpl" for mark in each.decorator_list)
    }
    assert marked == set(HOOKS)


@pytest.mark.parametrize("plugin", ["tones", "monkeys"])
def test_the_examples_are_shown_as_they_are(plugin: str) -> None:
    source = (ROOT / "plugins" / f"aricli_{plugin}.py").read_text().split("\n", 2)[2]
    assert source.rstrip() + "\n" in blocks(DOCS / "examples.md", "python")


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)(?:#[\w-]+)?\)", page.read_text()):
        assert (page.parent / target).exists(), f"{page.name}: {target}"
