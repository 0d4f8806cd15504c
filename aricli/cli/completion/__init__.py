"""Completion in a shell: what may stand at the cursor, read off the command tree and the server."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple


class Candidate(NamedTuple):
    """Something that may stand at the cursor.

    Attributes:
        value: The whole word. One that ends with ``:``, ``=`` or ``/`` goes on behind that.
        help: What it is, on one line; may come from a caller.
    """

    value: str
    help: str = ""

    @property
    def goes_on(self) -> bool:
        """Whether this is the beginning of longer words."""
        return self.value.endswith((":", "=", "/"))


FILES = Candidate("", "files")
"""Stands for the names of files, which a shell completes by itself."""


def completes(*kinds: str) -> Callable[..., Iterable[Candidate]]:
    """What ``typer.Option(autocompletion=...)`` takes, for a parameter that names such things.

    Args:
        kinds: As in `aricli.ari.types.Names`, and those of `aricli.cli.completion.values`.
    """

    def complete(ctx: Any, incomplete: str) -> Iterable[Candidate]:
        from aricli.cli.completion.values import values

        return [each for kind in kinds for each in values(kind, ctx, incomplete)]

    return complete


def one_of(choices: Iterable[str]) -> Callable[..., Iterable[Candidate]]:
    """The same for a parameter that takes several of these."""
    return lambda incomplete: map(Candidate, choices)
