"""Names of events on the command line: a word about those that are misspelt."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from aricli.ari.events import TYPES
from aricli.cli.text import tell


def warn_of_unknown(types: Iterable[str]) -> None:
    """Tell which types of events are not known; a newer Asterisk or a plugin may have them."""
    for each in types:
        if each not in TYPES:
            near = difflib.get_close_matches(each, TYPES, n=1, cutoff=0.5)
            hint = f"; did you mean {near[0]}?" if near else ""
            tell(f"no event type {each} is known{hint}")
