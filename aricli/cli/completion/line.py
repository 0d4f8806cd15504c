"""A command line as bash has it: which words it holds, and how to write what is put into it."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\n]+)
  | (?P<redirection>\d*&?[<>]+[&|]?)
  | \\(?P<escaped>.)
  | (?P<quote>['"])(?P<quoted>(?:(?<=')[^']*|(?<=")(?:[^"\\]|\\.)*))(?P<closed>(?P=quote)?)
  | (?P<plain>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SAFE = re.compile(r"[\w@%+=:,./-]", re.ASCII)


class Line(NamedTuple):
    """A line up to the cursor.

    Attributes:
        words: The words before the one at the cursor, without quotes.
        incomplete: The word at the cursor, without quotes.
        kept: The beginning of it that stays as it is: readline replaces what comes after.
        quote: The quote that is open at the cursor, if any.
        redirected: Whether the word is the file of a redirection.
    """

    words: list[str]
    incomplete: str
    kept: str
    quote: str
    redirected: bool

    def written(self, value: str) -> str:
        """What readline has to put in to make the word this value."""
        rest = value.removeprefix(self.kept)
        if self.quote == "'":
            return rest.replace("'", r"'\''")
        if self.quote:
            return re.sub(r'([\\$`"])', r"\\\1", rest)
        return "".join(each if _is_safe(each) else f"\\{each}" for each in rest)


def split(text: str, breaks: str) -> Line:
    """Split a line as bash and readline do.

    Args:
        text: The line from the name of the command to the cursor.
        breaks: ``COMP_WORDBREAKS``: readline replaces what comes after the last of these that is
            not quoted.
    """
    words: list[str] = []
    word: str | None = None
    kept = quote = ""
    redirected = False
    for token in _TOKEN.finditer(text):
        quote = ""
        if token["space"] or token["redirection"]:
            if word is not None and not redirected:
                words.append(word)
            if word is not None or token["redirection"]:
                redirected = bool(token["redirection"])
            word, kept = None, ""
            continue
        before = word or ""
        word = before + _meant(token)
        if token["quote"]:
            kept = word if token["closed"] else before
            quote = "" if token["closed"] else token["quote"]
        elif token["plain"] and token["plain"] in breaks:
            kept = word
    return Line(words, word or "", kept, quote, redirected)


def _meant(token: re.Match[str]) -> str:
    """What a part of a word stands for."""
    if token["quote"] == '"':
        return re.sub(r'\\([\\$`"])', r"\1", token["quoted"])
    return token["quoted"] or token["escaped"] or token["plain"] or ""


def _is_safe(character: str) -> bool:
    return not character.isascii() or bool(_SAFE.match(character))
