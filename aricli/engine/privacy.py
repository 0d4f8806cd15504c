"""What a recording leaves out: secrets always, telephone numbers and names if wished."""

from __future__ import annotations

import functools
import hashlib
import re
import secrets
from collections.abc import Mapping
from typing import Any

from aricli.ari.redaction import redacted

_HIDDEN = "***"
_NAMED_VALUES = ("variable", "attribute", "name")
"""Fields that hold the name of what stands in the field ``value`` beside them."""
_SIGNS = ("passw", "secret", "md5_cred", "token", "apikey", "api_key", "authorization", "://")


@functools.lru_cache
def is_secret(name: str) -> bool:
    """Whether a field or variable of this name holds a password, a token or a key."""
    return redacted(f"{name}=x") != f"{name}=x"


def may_hold_secrets(text: str) -> bool:
    """Whether it is worth looking for secrets in a text; quick, for it is mostly not."""
    lowered = text.lower()
    return any(sign in lowered for sign in _SIGNS)


def without_secrets(data: Any) -> Any:
    """JSON data with everything blotted out that looks like a secret."""
    if isinstance(data, str):
        return redacted(data)
    if isinstance(data, list):
        return [without_secrets(each) for each in data]
    if not isinstance(data, Mapping):
        return data
    names = {str(data[field]) for field in _NAMED_VALUES if isinstance(data.get(field), str)}
    hides_value = any(map(is_secret, names))
    return {
        field: _HIDDEN
        if isinstance(value, str) and (is_secret(field) or (hides_value and field == "value"))
        else without_secrets(value)
        for field, value in data.items()
    }


_NUMBER = re.compile(
    r"""
    (?P<kept> [0-9a-f]{8} (?:-[0-9a-f]{4}){3} - [0-9a-f]{12}  # what we, or clients, make as ids
            | (?<!\d) \d{9,} \. \d+                            # as Asterisk makes them
            | -00 [0-9a-f]{6} (?!\w)                           # the end of a channel's name
    )
    | \+\d (?:[ ().-]{0,2}\d){6,}
    | (?<!\d) (?:\d{3}|\(\d{3}\)) [ .-]? \d{3} [ .-] \d{4} (?!\d)
    | \d{7,}
    """,
    re.VERBOSE,
)
_DISPLAY_NAME = re.compile(r'"([^"<>]+)"(?=\s*<)')
_CALLER_ID = re.compile(r'\s*"?([^"<]*?)"?\s*(?:<([^>]*)>)?\s*')
_OF_CLIENTS = ("variables", "userevent")
"""Fields whose values are of any type, as a client sent them."""
_APPLICATION = ("app", "application")
_LONG = 10**6
_PARTIES = ("caller", "connected")


class Pseudonyms:
    """Stands in for telephone numbers and for names of callers, each always by the same.

    The numbers and names of callers and of whom they are connected to are replaced, and anywhere
    else what has seven digits or more, and names that stand in quotation marks before an address.
    Ids that servers and clients make stay, and so do names of applications and short extensions.
    """

    def __init__(self) -> None:
        # Made of a key that is forgotten, not of a table that would grow.
        self._key = secrets.token_bytes(32)

    def hidden(self, data: Any, field: str = "", *, of_client: bool = False) -> Any:
        """JSON data, found in this field, with pseudonyms."""
        of_client = of_client or field in _OF_CLIENTS
        if isinstance(data, dict):
            if field in _PARTIES and "id" not in data:  # a channel, which calls, has an id
                return self._party(data)
            return {
                self._text(inner, ""): self.hidden(value, inner, of_client=of_client)
                for inner, value in data.items()
            }
        if isinstance(data, list):
            return [self.hidden(each, field, of_client=of_client) for each in data]
        if isinstance(data, int) and of_client and data >= _LONG:
            return int(self._number(str(data)))
        return self._text(data, field) if isinstance(data, str) else data

    def _text(self, text: str, field: str) -> str:
        if field in _APPLICATION:
            return text
        if field == "callerId":
            return self._caller_id(text)
        text = _DISPLAY_NAME.sub(lambda match: f'"{self._name(match[1])}"', text)
        return _NUMBER.sub(lambda match: match["kept"] or self._number(match.group()), text)

    def _party(self, party: Mapping[str, Any]) -> dict[str, Any]:
        return {
            **party,
            "name": self._name(str(party.get("name", ""))),
            "number": self._number(str(party.get("number", ""))),
        }

    def _caller_id(self, text: str) -> str:
        found = _CALLER_ID.fullmatch(text)
        name, number = found.groups("") if found else (text, "")
        return f"{self._name(name)} <{self._number(number)}>" if number else self._name(name)

    def _number(self, number: str) -> str:
        """A number that begins with 555, the same for the same one in this recording."""
        digest = int.from_bytes(self._digest(number), "big")
        return number and f"555{digest % 10**9:09}"

    def _name(self, name: str) -> str:
        if name.lstrip("+").isdigit():
            return self._number(name)
        return name and f"Name-{self._digest(name).hex()[:8]}"

    def _digest(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode(errors="replace"), key=self._key, digest_size=8).digest()
