"""The documentation is held to the code. test_docs_shell.py runs what is for a shell."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from aricli import hookspecs
from aricli.plugins.validity import HOOKS
from aricli.sandbox import Sandbox
from aricli.sandbox.dialplan import Dialplan

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
MADE = {DOCS / "reference.md", DOCS / "exit-codes.md"}
PAGES = sorted({ROOT / "README.md", *DOCS.glob("*.md")} - MADE)


def name(page: Path) -> str:
    return page.name


def blocks(page: Path, kind: str) -> list[str]:
    """The blocks of a kind, in order."""
    return re.findall(rf"^```{kind}\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE)


WITH_PYTHON = [page for page in PAGES if blocks(page, "python")]


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


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_block_is_of_a_kind_that_no_test_knows(page: Path) -> None:
    kinds = set(re.findall(r"^```(.*)$", page.read_text(), re.MULTILINE)) - {""}
    # The text of docs/service.md takes a superuser and systemd.
    assert kinds <= {"sh", "console", "python", "ini", "toml", "text"}
    assert "text" not in kinds or page.name == "service.md"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_dialplans_are_ones(page: Path) -> None:
    for text in blocks(page, "ini"):
        if "exten =>" in text:
            assert any(Dialplan(text).contexts.values())


def test_the_entry_point_is_that_of_a_new_plugin() -> None:
    (shown,) = blocks(DOCS / "plugins.md", "toml")
    template = ROOT / "aricli/cli/plugins/greeter/pyproject.toml.txt"
    assert shown in template.read_text()
    assert tomllib.loads(shown)["project"]["entry-points"]["aricli"]


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
    for target, section in re.findall(r"\]\((?!https?:)([^)#]*)#?([\w-]*)\)", page.read_text()):
        there = page.parent / target if target else page
        assert there.exists(), f"{page.name}: {target}"
        if section:
            headings = re.findall("^#+ (.*)$", there.read_text(), re.MULTILINE)
            sections = {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}
            assert section in sections, f"{page.name}: {target}#{section}"
