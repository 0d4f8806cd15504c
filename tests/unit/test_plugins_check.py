"""``aricli plugins check`` and ``new``: from nothing to a plugin that can be released."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import pytest

from aricli.plugins import installer
from tests.unit.program import Program, Ran
from tests.unit.site import Site

FINE = """
from aricli import Behaviour, hookimpl

class Fine(Behaviour):
    app = "fine"

    def stasis_start(self):
        pass

@hookimpl
def register_behaviours(register):
    register(Fine)
"""


def findings(ran: Ran) -> dict[str, Any]:
    """What was found, by check."""
    return {row["check"]: row for row in map(json.loads, ran.lines)}


def check(aricli: Program, tmp_path: Path, source: str) -> tuple[int, dict[str, Any]]:
    """Check a module of this source."""
    (tmp_path / "mine.py").write_text(source)
    ran = aricli("plugins", "check", str(tmp_path / "mine.py"), "-o", "jsonl")
    return ran.code, findings(ran)


def test_a_plugin_in_order(aricli: Program, tmp_path: Path) -> None:
    code, found = check(aricli, tmp_path, FINE)
    assert code == 0
    assert list(found) == ["loads", "offers", "clashes", "import"]
    assert {row["status"] for row in found.values()} == {"ok"}
    assert found["loads"]["detail"] == "mine implements register_behaviours"
    assert found["offers"]["detail"] == "fine for fine"


@pytest.mark.parametrize(
    ("wrong", "right", "reason"),
    [
        ("register_behaviours(", "register_behaviour(", "did you mean register_behaviours?"),
        ("behaviours(register):", "behaviours(registr):", "did you mean register?"),
        ("stasis_start", "stasis_strat", "did you mean stasis_start?"),
        ("stasis_start(self)", "stasis_start(self, a, b)", "has to take the event or nothing"),
        ("register(Fine)", "register(Fin)", "NameError"),
        ("from aricli import", "import nowhere\nfrom aricli import", "No module named 'nowhere'"),
    ],
)
def test_one_that_does_not_load(
    aricli: Program, tmp_path: Path, wrong: str, right: str, reason: str
) -> None:
    code, found = check(aricli, tmp_path, FINE.replace(wrong, right))
    assert (code, list(found)) == (9, ["loads"])
    assert reason in found["loads"]["detail"]


def test_a_clash_with_what_is_installed(aricli: Program, site: Site, tmp_path: Path) -> None:
    site.install("other", FINE)
    code, found = check(aricli, tmp_path, FINE)
    assert code == 9
    assert "other offers the behaviour for fine already" in found["clashes"]["detail"]


def test_no_clash_with_itself(aricli: Program, site: Site) -> None:
    site.install("fine", FINE)
    assert aricli("plugins", "check", "fine").code == 0
    assert aricli("plugins", "check", str(site.folder / "aricli_fine.py")).code == 0


@pytest.mark.parametrize(
    ("source", "check_", "detail"),
    [
        ("import time; time.sleep(0.15)" + FINE, "import", "more than 100"),
        ("", "loads", "implements no hook"),
        (FINE.replace("register(Fine)", "pass"), "offers", "Fine is not registered"),
    ],
)
def test_what_may_surprise(
    aricli: Program, tmp_path: Path, source: str, check_: str, detail: str
) -> None:
    code, found = check(aricli, tmp_path, source)
    assert (code, found[check_]["status"]) == (0, "warn")
    assert detail in found[check_]["detail"]
    assert found[check_]["mend"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot read"),
        ("[project", "is not TOML"),
        ("[project]\nname = 'x'", "names no plugin"),
    ],
)
def test_a_project_that_names_no_plugin(
    aricli: Program, tmp_path: Path, content: str | None, message: str
) -> None:
    project = tmp_path / "project"
    project.mkdir()
    if content is not None:
        (project / "pyproject.toml").write_text(content)
    ran = aricli("plugins", "check", str(project))
    assert ran.code == 2
    assert message in ran.stderr
    assert "config show" not in ran.stderr


def test_a_project_that_names_something_in_its_module(aricli: Program, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(FINE)
    (tmp_path / "pyproject.toml").write_text(
        "[project]\nname = 'x'\n[project.entry-points.aricli]\nfine = 'mine:Fine'\n"
    )
    ran = aricli("plugins", "check", str(tmp_path), "-o", "jsonl")
    assert (ran.code, findings(ran)["loads"]["status"]) == (0, "ok")


def test_neither_a_plugin_nor_a_path(aricli: Program) -> None:
    ran = aricli("plugins", "check", "nowhere")
    assert ran.code == 2
    assert "tones" in ran.stderr


@pytest.mark.parametrize("name", ["Greeter", "-x", "a b", "x-", "1st", "é", "../x"])
def test_a_name_that_will_not_do(aricli: Program, name: str) -> None:
    ran = aricli("plugins", "new", "--", name)
    assert ran.code == 2
    assert "cannot be the name of a plugin" in ran.stderr
    assert list(aricli.home.glob("aricli-*")) == []


def test_what_is_there_already_is_left_alone(aricli: Program) -> None:
    (aricli.home / "aricli-mine").mkdir()
    (aricli.home / "aricli-mine" / "precious").write_text("data")
    ran = aricli("plugins", "new", "mine")
    assert (ran.code, "is there already" in ran.stderr) == (2, True)
    assert [each.name for each in (aricli.home / "aricli-mine").iterdir()] == ["precious"]


class Workshop:
    """An environment to build a plugin in, with what a developer has: aricli, pytest, mypy..."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, symlinks=True)
        self._python = folder / "bin" / "python"
        # What is installed where the tests run stands in for what pip would fetch.
        site = next(folder.glob("lib/python*/site-packages"))
        (site / "tests.pth").write_text("\n".join(each for each in sys.path if each))
        self.environment = {
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
            "HOME": str(folder),
            "ARICLI_USERNAME": "a",
            "ARICLI_PASSWORD": "b",
        }

    def __call__(self, folder: Path, *arguments: str) -> str:
        """Run Python; what it printed."""
        ran = subprocess.run(
            [self._python, *arguments],
            cwd=folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout


MAIN = "from aricli.cli import main; main()"


@pytest.mark.parametrize("name", ["greeter", "aricli-night-desk-2"])
def test_a_new_plugin_passes_every_check(aricli: Program, tmp_path: Path, name: str) -> None:
    ran = aricli("plugins", "new", name, "--directory", str(tmp_path / "it"))
    assert ran.code == 0
    project = Path(ran.lines[0])
    workshop = Workshop(tmp_path / "venv")
    assert " 2 passed" in workshop(project, "-m", "pytest", "-p", "aricli.testing", "-W", "error")
    assert "Success" in workshop(project, "-m", "mypy")
    workshop(project, "-m", "ruff", "check")
    workshop(project, "-m", "ruff", "format", "--check")
    checked = workshop(project, "-c", MAIN, "plugins", "check", ".", "-o", "jsonl")
    assert {json.loads(line)["status"] for line in checked.splitlines()} == {"ok"}


def test_a_new_plugin_can_be_installed(aricli: Program, tmp_path: Path) -> None:
    pytest.importorskip("pip")
    project = tmp_path / "it"
    assert aricli("plugins", "new", "greeter", "--directory", str(project)).code == 0
    workshop = Workshop(tmp_path / "venv")
    quietly = ("--quiet", "--no-deps", "--no-build-isolation", "--no-index")
    workshop(project, "-m", "pip", "install", *quietly, "--prefix", str(tmp_path / "venv"), ".")
    listed = workshop(tmp_path, "-c", MAIN, "plugins", "info", "greeter", "-o", "json")
    row = json.loads(listed)
    assert (row["status"], row["distribution"]) == ("ok", "aricli-greeter")
    assert (row["behaviours"], row["apps"]) == (["greeter"], ["greeter"])


def test_who_has_a_new_plugin_is_told_how_to_install_it_beside_aricli(aricli: Program) -> None:
    ran = aricli("plugins", "new", "greeter")
    to_have_it = installer.install([f"-e {aricli.home / 'aricli-greeter'}"])
    assert ran.stderr.splitlines()[1] == f"  to have it here:  {to_have_it}"
