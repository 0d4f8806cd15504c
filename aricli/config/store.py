"""Writing the configuration file: beside it first, then renamed, for its owner's eyes only."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping

from aricli.config.edit import Path, changed
from aricli.config.file import contents, parsed
from aricli.errors import ConfigError


def change(path: str, changes: Mapping[Path, str | bool | float | None]) -> None:
    """Set keys of the configuration file, or remove those whose value is ``None``.

    Raises:
        ConfigError: If the file cannot be read, edited or written. It is then as it was.
    """
    text, _ = contents(path)
    parsed(text, path)
    write(path, changed(text, changes))


def write(path: str, text: str) -> None:
    """Replace the file, or make it, with mode 600; its directory is made with mode 700.

    Raises:
        ConfigError: If it cannot be written.
    """
    target = os.path.realpath(path)  # a link into a directory of dotfiles stays a link
    folder = os.path.dirname(target)
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=folder, prefix=".config.toml.")
        try:
            with open(handle, "wb") as file:
                file.write(text.encode())
                os.fsync(file.fileno())
            os.replace(beside, target)
        except BaseException:
            os.unlink(beside)
            raise
    except OSError as error:
        raise ConfigError(f"cannot write {path}: {error.strerror}") from error
