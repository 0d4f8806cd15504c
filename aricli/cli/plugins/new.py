"""``aricli plugins new``: a package to begin with, made of one that works."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from aricli.cli.text import tell
from aricli.errors import InvalidRequest
from aricli.plugins import installer

_NAME = re.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*")
_GREETER = Path(__file__).parent / "greeter"
_FILES = {
    "pyproject.toml.txt": "pyproject.toml",
    "README.md.txt": "README.md",
    "plugin.py.txt": "aricli_greeter.py",
    "test_plugin.py.txt": "tests/test_aricli_greeter.py",
}
"""The files of the greeter, and where they go."""


def new(name: str, directory: str | None) -> None:
    """Write a package for a plugin of this name.

    Raises:
        InvalidRequest: If the name will not do, or something is there already.
    """
    name = name.removeprefix("aricli-")
    if not _NAME.fullmatch(name):
        raise InvalidRequest(
            f"{name!r} cannot be the name of a plugin", "use small letters, digits and dashes"
        )
    target = Path(directory or f"aricli-{name}")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InvalidRequest(f"{target} is there already", "name another with --directory")
    try:
        for source, path in _FILES.items():
            file = target / _renamed(path, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_renamed((_GREETER / source).read_text("utf-8"), name), "utf-8")
    except OSError as error:
        raise InvalidRequest(f"cannot write {target}: {error.strerror}") from error
    print(target)
    tell(
        f"to test it:  cd {shlex.quote(str(target))} && pytest",
        f"to have it here:  {installer.install([f'-e {target.absolute()}'])}",
    )


def _renamed(text: str, name: str) -> str:
    """The text about another plugin than the greeter."""
    text = text.replace("aricli_greeter", f"aricli_{name.replace('-', '_')}")
    text = text.replace("Greeter", "".join(part.title() for part in name.split("-")))
    return text.replace("greeter", name)
