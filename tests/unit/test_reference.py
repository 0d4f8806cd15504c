"""Pages made of the command tree: up to date, complete, and readable by man."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
import typer

from aricli.cli.reference import pages
from aricli.cli.reference.__main__ import main
from aricli.cli.root import COMMANDS, RESOURCES, VERBS
from tests.unit.test_help import COMMANDS as ALL

DOCS = Path(__file__).parents[2] / "docs"
MAN = ["man/aricli.1", *(f"man/aricli-{name}.1" for name in (*VERBS, *COMMANDS, *RESOURCES))]


@cache
def made() -> dict[str, str]:
    """All pages as they should be."""
    return dict(pages())


@pytest.mark.parametrize("path", ["reference.md", "exit-codes.md", *MAN])
def test_a_page_is_up_to_date(path: str) -> None:
    if not typer.__version__.startswith("0.28."):
        pytest.skip("the help of another Typer may be worded otherwise")
    stored = DOCS / path
    assert stored.exists(), f"{path} is missing: python -m aricli.cli.reference docs"
    assert stored.read_text() == made()[path], "python -m aricli.cli.reference docs"


def test_no_page_is_left_of_a_command_that_is_gone(tmp_path: Path) -> None:
    assert {f"man/{page.name}" for page in (DOCS / "man").iterdir()} == set(MAN)
    (tmp_path / "man").mkdir()
    (tmp_path / "man" / "aricli-gone.1").write_text("old")
    main(tmp_path)
    assert not (tmp_path / "man" / "aricli-gone.1").exists()
    assert (tmp_path / "reference.md").read_text() == made()["reference.md"]


def test_each_command_has_a_man_page_and_its_help_in_the_reference() -> None:
    assert set(made()) == {"reference.md", "exit-codes.md", *MAN}
    for path in ALL:
        assert f"# {path}\n\n```text\nUsage: {path} [" in made()["reference.md"]
        group = made()[f"man/aricli-{path.split()[1]}.1"]
        assert f".B {path}\n".replace("-", r"\-") in group


def test_pages_are_the_same_wherever_they_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("ARICLI_URL", "http://elsewhere")
    assert dict(pages()) == made()


@pytest.mark.parametrize("path", MAN)
def test_no_paragraph_begins_where_a_section_does(path: str) -> None:
    assert not re.search(r"^\.S[HS].*\n\.PP$", made()[path], re.MULTILINE)


@pytest.mark.parametrize("path", MAN)
def test_man_shows_a_page_without_a_warning(path: str, tmp_path: Path) -> None:
    if not shutil.which("man"):
        pytest.skip("man is not installed")
    page = tmp_path / "page.1"
    page.write_text(made()[path])
    shown = subprocess.run(
        ["man", "--warnings", "-E", "UTF-8", "-l", page],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "MANWIDTH": "80", "LC_ALL": "C.UTF-8"},
        check=True,
    )
    assert shown.stderr == ""
    name = Path(path).stem
    assert f"{name.upper()}(1)" in shown.stdout
    assert f"       {name} - " in shown.stdout
    assert name.replace("aricli-", "aricli ") in shown.stdout
