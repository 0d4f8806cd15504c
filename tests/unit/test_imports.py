"""Imports point down: what is below knows nothing of what is above."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import aricli

SOURCE = Path(aricli.__file__).parent
MAY_IMPORT = {
    "errors": set[str](),
    "config": {"errors"},
    "hookspecs": {"errors"},
    "ari": {"errors"},
    "engine": {"ari", "errors"},
    "trace": {"ari", "engine", "errors"},
    "plugins": {"ari", "engine", "errors", "hookspecs"},
    "sandbox": {"errors"},
    "stage": {"ari", "engine", "errors", "hookspecs", "plugins", "sandbox"},
    "testing": {"sandbox", "stage"},
    "cli": {
        *("errors", "config", "hookspecs", "ari", "engine", "trace", "plugins"),
        *("sandbox", "stage", "testing"),
    },
    "__main__": {"cli"},
    "__init__": {"ari", "engine", "errors", "hookspecs"},
}
"""What each part may import, besides itself and the public names' version."""
FILES = sorted(SOURCE.rglob("*.py"))
PLUGINS = sorted((SOURCE.parent / "plugins").glob("*.py"))


def part(path: Path) -> str:
    """The part that a file belongs to."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports when it runs; what only types need does not count."""
    yield from _imported(ast.parse(path.read_text()))


def _imported(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.Import):
            yield from (each.name for each in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "imports are absolute"
            for each in child.names:
                yield f"{child.module}.{each.name}"
        yield from _imported(child)


def ours(modules: Iterator[str]) -> Iterator[str]:
    """The parts of aricli among modules."""
    for module in modules:
        names = module.split(".")
        if names[0] == "aricli" and len(names) > 1 and names[1] in MAY_IMPORT:
            yield names[1]


def test_every_part_has_its_place() -> None:
    assert {part(path) for path in FILES} == set(MAY_IMPORT)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_arrows_point_down(path: Path) -> None:
    upward = set(ours(imported(path))) - MAY_IMPORT[part(path)] - {part(path)}
    assert not upward, f"{path} imports {upward}"


@pytest.mark.parametrize("path", PLUGINS, ids=lambda path: path.name)
def test_plugins_import_public_names_only(path: Path) -> None:
    public = {f"aricli.{name}" for name in aricli.__all__}
    inner = {each for each in imported(path) if each.split(".")[0] == "aricli"}
    assert inner <= public
