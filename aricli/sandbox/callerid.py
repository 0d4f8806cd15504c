"""Who calls and who is called: a name and a number, read from ``alice <100>``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_DECORATION = re.compile(r"[() -]|\.(?!$)")


@dataclass
class Party:
    """A name and a number."""

    name: str = ""
    number: str = ""
    other: dict[str, str] = field(default_factory=dict)
    """ani, dnid and rdnis: CALLERID() knows them, the model does not."""

    def twin(self) -> Party:
        """The same name and number, for another channel."""
        return Party(self.name, self.number)

    def to_json(self) -> dict[str, str]:
        """The CallerID model."""
        return {"name": self.name, "number": self.number}


def parse_caller_id(text: str) -> tuple[str, str]:
    """Name and number; what is no number and stands in no brackets is a name."""
    name, bracket, rest = text.rpartition("<")
    if bracket:
        return _unquoted(name), rest.partition(">")[0]
    number = _DECORATION.sub("", text)
    if re.fullmatch(r"[0-9*#+]+", number):
        return "", number
    return _unquoted(text), ""


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1]
    return text
