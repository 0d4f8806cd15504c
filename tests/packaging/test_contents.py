"""What is in the sdist and the wheel, and what the wheel asks for."""

from __future__ import annotations

import re
import tarfile
import zipfile
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT, Built

NEEDED = {"typer", "requests", "websocket-client", "pluggy", "orjson"}
SHARED = "aricli-0.1.0.data/data/share"


def files(folder: str) -> set[str]:
    """The files of the tree below a folder."""
    found = (path for path in (ROOT / folder).rglob("*") if "__pycache__" not in path.parts)
    return {str(path.relative_to(ROOT)) for path in found if path.is_file()}


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        return HeaderParser().parsestr(archive.read("aricli-0.1.0.dist-info/METADATA").decode())


def test_the_wheel_holds_what_is_needed_and_nothing_else(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        names = set(archive.namelist())
    about = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
    expected = files("aricli")
    expected |= {Path(each).name for each in files("plugins")}
    expected |= {f"{SHARED}/man/man1/{Path(each).name}" for each in files("docs/man")}
    expected |= {
        f"{SHARED}/bash-completion/completions/aricli",
        f"{SHARED}/zsh/site-functions/_aricli",
        f"{SHARED}/fish/vendor_completions.d/aricli.fish",
    }
    expected |= {f"aricli-0.1.0.dist-info/{name}" for name in about}
    assert names == expected
    assert {"aricli/py.typed", "aricli_tones.py", f"{SHARED}/man/man1/aricli.1"} <= names


def test_the_sdist_holds_the_sources_and_the_docs(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {each.name.partition("/")[2] for each in archive.getmembers() if each.isfile()}
    expected = set().union(*map(files, ("aricli", "plugins", "completions", "docs")))
    alone = ("CHANGELOG.md", "LICENSE", "README.md", "pyproject.toml", ".gitignore", "PKG-INFO")
    assert names == expected | set(alone)


def test_it_pulls_in_five_packages_and_no_more(built: Built) -> None:
    requirements = metadata(built.wheel).get_all("Requires-Dist", [])
    required = {each for each in requirements if "extra ==" not in each}
    assert {re.split("[<>=]", each)[0] for each in required} == NEEDED


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_it_says_which_python_it_is_for(built: Built, version: str) -> None:
    about = metadata(built.wheel)
    assert about["Requires-Python"] == ">=3.11"
    assert f"Programming Language :: Python :: {version}" in about.get_all("Classifier", [])
    assert about["License-Expression"] == "MIT"
    assert str(about.get_payload()).startswith("# aricli")
