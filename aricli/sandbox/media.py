"""Media URIs: how long each lasts, whether it can be controlled, and how it fails."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aricli.sandbox import sounds, tones

if TYPE_CHECKING:
    from aricli.sandbox.exchange import Exchange

FOREVER = float("inf")
CODECS = frozenset(
    {
        *("ulaw", "alaw", "gsm", "g719", "g722", "g723", "g726", "g726aal2", "g729", "ilbc"),
        *("adpcm", "lpc10", "speex", "speex16", "speex32", "siren7", "siren14", "opus", "codec2"),
        *("slin", "slin12", "slin16", "slin24", "slin32", "slin44", "slin48", "slin96", "slin192"),
        *("silk8", "silk12", "silk16", "silk24", "testlaw", "h261", "h263", "h263p", "h264"),
        *("h265", "vp8", "vp9", "mpeg4", "jpeg", "png", "t140", "red"),
    }
)
"""The formats a channel can have; a file has others."""


class Fate(enum.Enum):
    """What becomes of an item."""

    PLAYS = "plays"
    FAILS = "fails"
    VANISHES = "vanishes"
    """It starts, and nothing more is ever heard of it."""


@dataclass(frozen=True)
class Media:
    """One item of a playback."""

    fate: Fate
    seconds: float = 0.0
    controllable: bool = True
    endless: bool = False


_FAILS = Media(Fate.FAILS)
_VANISHES = Media(Fate.VANISHES)
_LETTERS = {
    "*": "letters/asterisk",
    "#": "letters/hash",
    "@": "letters/at",
    "!": "letters/exclaimation-point",
    "$": "letters/dollar",
    ".": "letters/dot",
    "-": "letters/dash",
    "=": "letters/equals",
    "+": "letters/plus",
    "/": "letters/slash",
    " ": "letters/space",
}
_PAUSE_BETWEEN = 0.02


def resolve(exchange: Exchange, uri: str) -> Media:
    """Find out what playing a URI would do."""
    scheme, colon, rest = uri.partition(":")
    if not colon:
        return _VANISHES
    if scheme == "sound":
        return _sound(rest)
    if scheme == "recording":
        return _recording(exchange, rest)
    if scheme == "tone":
        return Media(Fate.PLAYS, FOREVER, endless=True) if tones.playable(rest) else _FAILS
    if scheme == "number":
        return _number(rest)
    if scheme == "digits":
        return _spoken(_digit_sounds(rest))
    if scheme == "characters":
        return _spoken([_letter(char) for char in rest])
    return _VANISHES


def _sound(name: str) -> Media:
    language, _, rest = name.partition("/")
    seconds = sounds.durations().get(rest if language in sounds.LANGUAGES else name)
    if seconds is None and name.startswith("/"):
        stem = re.sub(r"^.*/sounds/[^/]+/", "", name)
        seconds = sounds.durations().get(stem)
    return _FAILS if seconds is None else Media(Fate.PLAYS, seconds)


def _recording(exchange: Exchange, name: str) -> Media:
    stored = exchange.recordings.stored.get(name)
    if stored is None:
        return _VANISHES
    return Media(Fate.PLAYS, stored.seconds) if stored.seconds else _FAILS


def _number(text: str) -> Media:
    match = re.match(r"\s*([+-]?)(\d+)", text)
    if match is None:
        return _VANISHES
    spoken = ["digits/minus"] if match[1] == "-" else []
    return _spoken(spoken + _number_sounds(int(match[2])))


def _spoken(names: list[str]) -> Media:
    known = sounds.durations()
    total = sum(known.get(name, 0.0) + _PAUSE_BETWEEN for name in names if name in known)
    return Media(Fate.PLAYS, total, controllable=False)


def _digit_sounds(text: str) -> list[str]:
    special = {"*": "digits/star", "#": "digits/pound", "-": "digits/minus"}
    return [special.get(char, f"digits/{char}") for char in text]


def _letter(char: str) -> str:
    if char.isdigit():
        return f"digits/{char}"
    return _LETTERS.get(char, f"letters/{char.lower()}")


def _number_sounds(number: int) -> list[str]:
    for size, name in (
        (10**9, "billion"),
        (10**6, "million"),
        (1000, "thousand"),
        (100, "hundred"),
    ):
        if number >= size:
            rest = number % size
            head = [*_number_sounds(number // size), f"digits/{name}"]
            return head + (_number_sounds(rest) if rest else [])
    if number <= 20:
        return [f"digits/{number}"]
    tens, ones = divmod(number, 10)
    return [f"digits/{tens * 10}"] + ([f"digits/{ones}"] if ones else [])
