"""How aricli was installed, and so how a plugin is installed beside it."""

from __future__ import annotations

import shlex
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from aricli.plugins.installed import OWN
from aricli.plugins.origin import requirement


def install(wanted: Sequence[str], prefix: Path | None = None) -> str:
    """The command that installs distributions where aricli is.

    Args:
        wanted: The distributions, each as a line of a requirements file.
        prefix: The environment that aricli is installed in, this one if not given.
    """
    prefix = prefix or Path(sys.prefix)
    receipt = prefix / "uv-receipt.toml"
    if (prefix / "pipx_metadata.json").exists():
        command = ["pipx", "inject", prefix.name]
    elif receipt.exists():
        own, *others = _asked_for(receipt)
        beside = dict.fromkeys([*others, *wanted])
        return shlex.join(["uv", "tool", "install", *_words([own]), *_words(beside, "--with")])
    elif find_spec("pip"):
        command = [sys.executable, "-m", "pip", "install"]
    else:
        command = ["uv", "pip", "install", "--python", sys.executable]
    return shlex.join([*command, *_words(wanted)])


def _words(requirements: Iterable[str], option: str = "") -> Iterator[str]:
    """The words of a command that ask for these, each after the option if there is one."""
    for each in requirements:
        if each.startswith("-e "):
            yield f"{option}-editable" if option else "--editable"
            yield each.removeprefix("-e ")
        else:
            yield from filter(None, (option, each))


def _asked_for(receipt: Path) -> list[str]:
    """What uv was asked for, aricli first: without being asked again it takes the others away."""
    try:
        asked = tomllib.loads(receipt.read_text("utf-8"))["tool"]["requirements"]
        lines = {each["name"]: _line(each) for each in asked}
    except (OSError, ValueError, LookupError, TypeError):
        lines = {}
    return [lines.pop(OWN, "") or OWN, *filter(None, lines.values())]


def _line(asked: Mapping[str, Any]) -> str:
    """A requirement of uv's receipt; empty if it is not installed."""
    name, extras = asked["name"], ",".join(asked.get("extras", ()))
    extras = extras and f"[{extras}]"
    try:
        line = requirement(distribution(name), extras)
    except PackageNotFoundError:
        return ""
    return line if " " in line else line + asked.get("specifier", "")
