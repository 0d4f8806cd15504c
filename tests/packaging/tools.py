"""Programs that install other programs, and ``aricli`` as they installed it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PATIENCE = 300


def tool(name: str) -> Path:
    """A program of the development environment or of the machine; skips the test without it."""
    beside = Path(sys.executable).with_name(name)
    found = beside if beside.exists() else shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not installed: pip install {name}")
    return Path(found)


def python(version: str) -> Path:
    """An interpreter of this version; skips the test where there is none."""
    kept = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser() / "versions"
    for candidate in (
        sys.executable,
        shutil.which(f"python{version}"),
        *kept.glob(f"{version}.*/bin/python"),
    ):
        if candidate and _version(candidate) == version:
            return Path(candidate)
    pytest.skip(f"no Python {version} on this machine")


def _version(program: str | Path) -> str:
    code = "import sys; print(*sys.version_info[:2], sep='.')"
    return subprocess.run([program, "-c", code], capture_output=True, text=True).stdout.strip()


def run(
    *command: str | Path, check: bool = True, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in an environment without the tester's own settings of aricli."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ARICLI_", "XDG_"))
    }
    ran = subprocess.run(
        command,
        cwd=cwd,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert not check or ran.returncode == 0, ran.stdout + ran.stderr
    return ran
