"""The stock of sounds: names and durations of the core English set."""

from __future__ import annotations

import functools
from typing import Any

from aricli.sandbox.operations import lines

LANGUAGES = ("en_US_f_Allison", "en_US", "en")
FORMAT = "gsm"


@functools.cache
def durations() -> dict[str, float]:
    """Seconds of each sound."""
    stock = {}
    for line in lines("sounds.txt"):
        name, milliseconds = line.split(" ")
        stock[name] = int(milliseconds) / 1000
    return stock


def to_json(name: str, only: str | None = None) -> dict[str, Any]:
    """The Sound model; ``only`` leaves out all other languages."""
    languages = [only] if only else LANGUAGES
    formats = [{"language": language, "format": FORMAT} for language in languages]
    return {"id": name, "formats": formats}
