"""README's first block and the tutorial, followed to the letter in an empty directory."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.asterisk.command import Running
from tests.packaging.conftest import ROOT, Built
from tests.packaging.tools import PATIENCE, python


def blocks(page: str, kind: str) -> list[str]:
    """The blocks of a kind on a page, in order."""
    return re.findall(rf"^```{kind}\n(.*?)^```", (ROOT / page).read_text(), re.M | re.S)


class Desk:
    """Terminals in one directory, of somebody who has no settings yet."""

    def __init__(self, folder: Path, built: Built) -> None:
        """Let pip find what was built, as if it were released."""
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ARICLI_")}
        self.environment = kept | {
            "HOME": str(folder),
            "PATH": f"{python('3.11').parent}{os.pathsep}{os.environ['PATH']}",
            "PIP_FIND_LINKS": str(built.wheel.parent),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PYTHONUNBUFFERED": "1",
        }

    def type(self, script: str) -> str:
        """Run lines in bash; what they print."""
        ran = subprocess.run(
            ["bash", "-ec", script],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
        )
        assert ran.returncode == 0, ran.stdout
        return ran.stdout

    @contextmanager
    def open(self, script: str) -> Iterator[Running]:
        """Run lines in a terminal of their own, which ^C ends."""
        terminal = Running(
            subprocess.Popen(
                ["bash", "-ec", script],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                process_group=0,
            )
        )
        try:
            yield terminal
        finally:
            code = terminal.stop(signal.SIGINT)
        assert code == 130, terminal.stderr.all()


def _typed(console: str) -> tuple[str, str]:
    """The command of a block, and the pattern of what is shown below."""
    line, _, shown = console.removeprefix("$ ").partition("\n")
    return line, re.escape(shown.strip()).replace(re.escape("..."), ".*")


def test_the_tutorial(built: Built, tmp_path: Path) -> None:
    desk = Desk(tmp_path, built)
    install, test, editable, serve, listen, call = blocks("docs/tutorial.md", "sh")
    new, check = map(_typed, blocks("docs/tutorial.md", "console"))
    behaviour, tests = blocks("docs/tutorial.md", "python")
    (entry,), (dialplan,) = blocks("docs/tutorial.md", "toml"), blocks("docs/tutorial.md", "ini")
    project = tmp_path / "aricli-doorbell"
    again = ". .venv/bin/activate\n"

    desk.type(install)
    assert re.fullmatch(new[1], desk.type(again + new[0]).strip())
    assert entry in (project / "pyproject.toml").read_text()
    assert "2 passed" in desk.type(again + test)

    (project / "aricli_doorbell.py").write_text(behaviour)
    (project / "tests" / "test_aricli_doorbell.py").write_text(tests)
    assert "3 passed" in desk.type(again + test)
    desk.type(f"{again}cd aricli-doorbell\n{editable}")
    assert re.fullmatch(check[1], desk.type(again + check[0]).strip())

    with desk.open(again + serve.replace("aricli sandbox", "aricli sandbox --port 0")) as exchange:
        url = exchange.stdout.wait_for("answers as").split()[0]
        desk.environment["ARICLI_URL"] = url  # where the port is not the usual one
        assert dialplan in (tmp_path / "doorbell.conf").read_text()
        with desk.open(listen) as plugin:
            plugin.stderr.wait_for("answered by Doorbell")
            seen = desk.type(call)
            plugin.stdout.wait_for("The door opens for ")
    assert [json.loads(line)["saw"] for line in seen.splitlines()] == ["200 OK", "BYE"]


def test_the_first_block_of_the_readme(built: Built, tmp_path: Path) -> None:
    with tarfile.open(built.sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.iterdir()
    first = blocks("README.md", "sh")[0]
    shown = Desk(folder, built).type(first)
    for line in re.findall(r"^Channel .*\n", (ROOT / "README.md").read_text(), re.MULTILINE):
        assert line in shown
