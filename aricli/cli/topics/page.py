"""What a help topic is made of, and how it looks in a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_HANGING = 24
"""Columns up to which terms make room for what they mean."""


class Heading(NamedTuple):
    """A heading."""

    text: str


class Terms(NamedTuple):
    """Terms and what each means."""

    pairs: Sequence[tuple[str, str]]


class Lines(NamedTuple):
    """Lines to be shown as they are."""

    text: str


Block = str | Heading | Terms | Lines
"""A part of a page; a string is a paragraph."""


def plain(blocks: Sequence[Block], width: int) -> str:
    """The page as text, so many columns wide; what is to be pasted is not broken."""
    return "\n\n".join("\n".join(_lines(block, width)) for block in blocks) + "\n"


def _lines(block: Block, width: int) -> Iterator[str]:
    if isinstance(block, Heading):
        yield block.text
    elif isinstance(block, Lines):
        yield from textwrap.indent(block.text.strip("\n"), "    ").splitlines()
    elif isinstance(block, Terms):
        column = min(max(len(term) for term, _ in block.pairs) + 4, _HANGING)
        for term, meaning in block.pairs:
            yield from _term(term, meaning, column, width)
    else:
        yield from textwrap.wrap(block, width, break_long_words=False, break_on_hyphens=False)


def _term(term: str, meaning: str, column: int, width: int) -> Iterator[str]:
    margin = " " * column
    lines = textwrap.wrap(
        meaning,
        width,
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )
    head = f"  {term}"
    if len(head) + 2 > column:
        yield head
    else:
        lines[0] = head.ljust(column) + lines[0].lstrip()
    yield from lines
