"""How aricli was installed, and so how a plugin is installed beside it."""

from __future__ import annotations

import shlex
import sys
import tomllib
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path


def install(wanted: Sequence[str], present: Sequence[str], prefix: Path | None = None) -> str:
    """The command that installs distributions where aricli is.

    Args:
        wanted: The distributions.
        present: Those of plugins that are there; uv would take them away else.
        prefix: The environment that aricli is installed in, this one if not given.
    """
    prefix = prefix or Path(sys.prefix)
    receipt = prefix / "uv-receipt.toml"
    if (prefix / "pipx_metadata.json").exists():
        return shlex.join(["pipx", "inject", prefix.name, *wanted])
    if receipt.exists():
        others = dict.fromkeys([*present, *wanted])
        beside = [word for name in others for word in ("--with", name)]
        return shlex.join(["uv", "tool", "install", _requirement(receipt), *beside])
    if find_spec("pip"):
        return shlex.join([sys.executable, "-m", "pip", "install", *wanted])
    return shlex.join(["uv", "pip", "install", "--python", sys.executable, *wanted])


def _requirement(receipt: Path) -> str:
    """What uv was asked for: aricli, with its extras."""
    try:
        tool = tomllib.loads(receipt.read_text("utf-8"))["tool"]
        asked = next(each for each in tool["requirements"] if each["name"] == "aricli")
        extras = ",".join(asked.get("extras", ()))
    except (OSError, ValueError, LookupError, TypeError, StopIteration):
        extras = ""
    return f"aricli[{extras}]" if extras else "aricli"
