"""Fixtures: the sdist and the wheel, built as for a release."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.packaging.tools import run, tool

ROOT = Path(__file__).parents[2]


class Built(NamedTuple):
    """What was built."""

    sdist: Path
    wheel: Path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sdist, and the wheel made from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(tool("uv"), "build", "--quiet", "--out-dir", folder, ROOT)
    (sdist,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return Built(sdist, wheel)


@pytest.fixture(scope="session")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of somebody's plugin, which brings a command."""
    source, folder = tmp_path_factory.mktemp("hello"), tmp_path_factory.mktemp("plugins")
    (source / "pyproject.toml").write_text(PROJECT)
    (source / "aricli_hello.py").write_text(PLUGIN)
    run(tool("uv"), "build", "--quiet", "--wheel", "--out-dir", folder, source)
    (wheel,) = folder.glob("*.whl")
    return wheel


PROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "aricli-hello"
version = "1.0"
dependencies = ["aricli"]

[project.entry-points.aricli]
hello = "aricli_hello"
"""
PLUGIN = '''
"""Says hello."""

from aricli import hookimpl


@hookimpl
def register_commands(register):
    register("hello", lambda: print("hello from a plugin"))
'''
