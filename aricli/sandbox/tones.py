"""Tone zones, and which tone: URIs can be played."""

from __future__ import annotations

import functools
import re

from aricli.sandbox.operations import lines

DEFAULT_ZONE = "us"
_ELEMENT = re.compile(r"!?M?\d+(?:[+*]M?\d+)?(?:/\d+)?$")


@functools.cache
def zones() -> dict[str, frozenset[str]]:
    """The names of each zone's tones."""
    return {words[0]: frozenset(words[1:]) for words in map(str.split, lines("tones.txt"))}


def playable(spec: str) -> bool:
    """Whether ``ring;tonezone=fr``, ``440/200`` or the like is a tone."""
    name, _, option = spec.removesuffix(";").partition(";tonezone=")
    tones = zones().get(option, zones()[DEFAULT_ZONE])
    if not name:
        return False
    return name.lower() in tones or all(_ELEMENT.match(part) for part in name.split(","))
