"""What completion keeps for a moment, in files that only their owner can read."""

from __future__ import annotations

import json
import os
import stat
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import Any


def load(name: str, *whose: object, age: float) -> Any:
    """What was stored under this name at most `age` seconds ago, ``None`` if nothing was.

    Args:
        name: What it is.
        whose: The server and user that it belongs to.
    """
    try:
        path = _folder() / _file(name, whose)
        if not 0 <= time.time() - path.stat().st_mtime < age:
            return None
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def store(name: str, *whose: object, data: Any, age: float) -> None:
    """Store something, and delete what has this name and is older than `age` seconds.

    Where it cannot be written it is not kept.
    """
    try:
        folder = _folder()
        _expire(folder, name, age)
        handle, beside = tempfile.mkstemp(dir=folder)
        with open(handle, "w", encoding="utf-8") as file:
            json.dump(data, file)
        os.replace(beside, folder / _file(name, whose))
    except OSError:
        return


def _expire(folder: Path, name: str, age: float) -> None:
    for path in folder.glob(f"{name}-*.json"):
        if time.time() - path.stat().st_mtime >= age:
            path.unlink(missing_ok=True)


def _file(name: str, whose: tuple[object, ...]) -> str:
    return f"{name}-{sha256(repr(whose).encode()).hexdigest()[:32]}.json"


def _folder() -> Path:
    """The directory, made with mode 700.

    Raises:
        OSError: If it cannot be made, or somebody else made it.
    """
    home = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(home):
        home = os.environ.get("LOCALAPPDATA", "") if sys.platform == "win32" else ""
    folder = Path(home or Path.home() / ".cache", "aricli", "completion")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform != "win32":
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise PermissionError(f"{folder} belongs to somebody else")
        folder.chmod(0o700)
    return folder
