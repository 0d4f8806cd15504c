"""Parameters by the names that a command line has for them.

The texts of the library name a parameter as Python has it, in backticks: `` `app_args` ``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from aricli.errors import AriError

_MARKED = re.compile(r"`([\w.]+)`")


_SETTINGS = {"ca_cert": "--ca-cert", "transport": "--transport"}
"""What the library calls for, and any command that connects has as an option."""


def renamed(text: str, names: Mapping[str, str]) -> str:
    """A text with other names for the parameters in it; what has none keeps its own."""
    names = {**_SETTINGS, **names}
    return _MARKED.sub(lambda match: names.get(match[1], match[1]), text)


@contextmanager
def naming(names: Mapping[str, str]) -> Iterator[None]:
    """What is raised in here names parameters by these names.

    Args:
        names: Names of the command line by those of Python.
    """
    try:
        yield
    except AriError as error:
        error.args = (renamed(str(error), names),)
        error.hint = renamed(error.hint, names)
        raise
