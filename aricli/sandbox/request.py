"""A request as an operation sees it: who asks, the path's parts, and the parameters."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import unquote_to_bytes

from aricli.sandbox.reply import Deadly, Refusal

Assignment = tuple[str, str, bool]
"""A variable's name, its value, and whether events shall report it."""

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
UNPARSABLE = "Error parsing request body"
TRUE_WORDS = frozenset({"yes", "true", "y", "t", "1", "on"})


def decode(text: str) -> str:
    """Undo the encoding of a path or query, up to the first zero byte; a plus is a space.

    What is no UTF-8 becomes question marks.
    """
    return unquote_to_bytes(text.replace("+", " ")).partition(b"\0")[0].decode("utf-8", "replace")


def parse_query(text: str) -> list[tuple[str, str]]:
    """Query or form text as name and value pairs, in order."""
    pairs = []
    for piece in text.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            pairs.append((decode(name), decode(value)))
    return pairs


def atoi(text: str) -> int:
    """C's idea of a number: leading digits count, in 32 bits; everything else is 0."""
    match = re.match(r"\s*([+-]?\d{1,18})", text)
    return (int(match.group(1)) + 2**31) % 2**32 - 2**31 if match else 0


def split_list(text: str) -> list[str]:
    """Split at commas, but not inside brackets or quotation marks; the marks themselves go.

    A backslash goes too, and what follows it is an ordinary character.
    """
    items, depth, quoted = [""], 0, False
    rest = iter(text)
    for char in rest:
        if char == "\\":
            items[-1] += next(rest, "")
            continue
        if char == '"':
            quoted = not quoted
            continue
        if not quoted:
            depth = max(0, depth + (char in "([") - (char in ")]"))
        if char == "," and not quoted and not depth:
            items.append("")
        else:
            items[-1] += char
    return items


class Params:
    """Parameters of query, form and JSON body: the last of a name wins, JSON above all."""

    def __init__(self, pairs: list[tuple[str, str]], body: object = None) -> None:
        self._query = dict(pairs)
        self.has_body = body is not None
        self.json = body
        self.body: dict[str, Any] = body if isinstance(body, dict) else {}

    def has(self, name: str) -> bool:
        """Whether the parameter was given at all."""
        return name in self.body or name in self._query

    def text(self, name: str) -> str | None:
        """A string; None when absent, or when JSON holds something else."""
        if name in self.body:
            value = self.body[name]
            return value if isinstance(value, str) else None
        return self._query.get(name)

    def integer(self, name: str, default: int = 0) -> int:
        """A number; what is none counts as 0."""
        if name in self.body:
            value = self.body[name]
            return value if isinstance(value, int) and not isinstance(value, bool) else 0
        return atoi(self._query[name]) if name in self._query else default

    def flag(self, name: str) -> bool:
        """True for the words Asterisk takes for true."""
        if name in self.body:
            return self.body[name] is True
        return self._query.get(name, "").lower() in TRUE_WORDS

    def items(self, name: str) -> list[str | None]:
        """A comma-separated list or a JSON array; None stands for an array's non-strings."""
        if name in self.body:
            value = self.body[name]
            values = value if isinstance(value, list) else [value]
            return [item if isinstance(item, str) else None for item in values]
        text = self._query.get(name)
        return [] if text is None else [*split_list(text)]

    def strings(self, name: str) -> list[str]:
        """The same list without the Nones."""
        return [item for item in self.items(name) if item is not None]

    def texts(self, name: str) -> Iterator[str]:
        """The same list, for operations of which a real Asterisk dies at anything but a string.

        Raises Deadly there.
        """
        for item in self.items(name):
            if item is None:
                raise Deadly(f"{name} that is no string")
            yield item

    def variables(self) -> list[Assignment]:
        """The body's ``variables``, if it has any. Raises Refusal: 400."""
        given = self.body.get("variables")
        return _assignments(given) if isinstance(given, dict) else []

    def all_as_variables(self) -> list[Assignment]:
        """The whole body, as Asterisk reads it where a bridge is made without an id in the path.

        Raises Refusal: 400.
        """
        return _assignments(self.body)

    def required_variables(self) -> list[Assignment]:
        """The body's ``variables``, which must be there. Raises Refusal: 400."""
        if not self.has_body:
            raise Refusal(400, "The 'variables' field is required")
        given = self.body.get("variables")
        if not isinstance(given, dict):
            raise Refusal(400, "The 'variables' field must be a JSON object")
        return _assignments(given)


def _assignments(given: dict[str, object]) -> list[Assignment]:
    assignments = []
    for name, entry in given.items():
        value: object = entry
        report: object = False
        if isinstance(entry, dict):
            value, report = entry.get("value"), entry.get("report_events", False)
            if not isinstance(value, str):
                message = "Each object value in 'variables' must include string field 'value'"
                raise Refusal(400, message)
            if not isinstance(report, bool):
                raise Refusal(400, "Field 'report_events' in 'variables' entries must be boolean")
        elif not isinstance(value, str):
            raise Refusal(
                400,
                "Each value in 'variables' must be a string or an object with 'value' "
                "and optional 'report_events'",
            )
        assignments.append((name, value, bool(report)))
    return assignments


@dataclass
class Request:
    """One call of an operation."""

    method: str
    path: str
    path_params: dict[str, str] = field(default_factory=dict)
    params: Params = field(default_factory=lambda: Params([]))
    host: str = ""
    over_websocket: bool = False

    def __getitem__(self, name: str) -> str:
        """A parameter of the path."""
        return self.path_params[name]


def read_body(content_type: str, body: bytes | None) -> tuple[list[tuple[str, str]], object]:
    """A body's form fields and its JSON value.

    Raises Refusal when the JSON cannot be parsed, or the body broke off: it is None then.
    """
    kind = media_type(content_type)
    if body == b"" or kind not in (JSON, FORM):
        return [], None
    if body is None:
        raise Refusal(400, UNPARSABLE)
    if kind == FORM:
        return parse_query(body.decode("utf-8", "replace")), None
    try:
        return [], parse_json(body)
    except ValueError:
        raise Refusal(400, UNPARSABLE) from None


def media_type(content_type: str) -> str:
    """What a Content-Type says before its parameters."""
    return content_type.partition(";")[0].lower()


def parse_json(text: bytes) -> object:
    """An object or an array, as strictly as Asterisk reads it. Raises ValueError."""
    try:
        value = json.loads(
            text.decode(), parse_int=_int, parse_float=_float, parse_constant=_refuse
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None
    json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair is no text
    if _ZERO.search(text) or not isinstance(value, dict | list):
        raise ValueError("a zero byte, or neither an object nor an array")
    return value


_ZERO = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def _int(text: str) -> int:
    value = int(text)
    return value if -(1 << 63) <= value < 1 << 63 else _refuse(text)


def _float(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _refuse(text)


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number here")
