"""Faults on demand: what can go wrong between a client and its Asterisk."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass
class Faults:
    """The faults that last: a socket dropped after so many events, slow answers."""

    drop_after: int | None = None
    slow: float = 0.0

    def configure(self, text: str) -> bool:
        """Set one from text: ``drop-after=100``, ``slow=200ms``. False: not one of these.

        Raises ValueError when the value makes no sense.
        """
        name, _, value = text.partition("=")
        if name == "drop-after":
            self.drop_after = _number(value) or None
        elif name == "slow":
            self.slow = seconds(value)
        else:
            return False
        return True


def _number(text: str) -> int:
    if not text.isdecimal():
        raise ValueError(f"no number of events: {text!r}")
    return int(text)


def seconds(text: str) -> float:
    """``200ms``, ``1.5s`` or ``2`` in seconds. Raises ValueError."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s)?", text)
    if match is None:
        raise ValueError(f"no length of time: {text!r}")
    return float(match[1]) / (1000 if match[2] == "ms" else 1)
