"""The reference: man pages and pages of docs, made of the command tree and the help topics.

``python -m aricli.cli.reference docs`` writes them.
"""

from __future__ import annotations

from collections.abc import Iterator


def pages() -> Iterator[tuple[str, str]]:
    """Each page's path below docs, and its text."""
    from aricli.cli.reference import markdown, roff

    yield "reference.md", markdown.reference()
    yield "exit-codes.md", markdown.exit_codes()
    yield from roff.pages()
