"""An example that works for each command; help shows it."""

from __future__ import annotations

_EXAMPLES: dict[str, tuple[str, ...]] = {
}


def examples(path: str) -> tuple[str, ...]:
    """The examples for a command such as ``aricli channels play``, or for ``aricli play``."""
    return _EXAMPLES.get(path.removeprefix("aricli "), ())
