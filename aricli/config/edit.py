"""Small edits of TOML text that leave everything else as its owner wrote it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any, NamedTuple

from aricli.errors import ConfigError

Path = tuple[str, ...]


class _Statement(NamedTuple):
    """A header, a key with its value, or a line with neither.

    Attributes:
        text: The lines, with their ends.
        table: The table it stands in; of a header, the table it opens.
        key: Its key, ``None`` for a header, a comment or an empty line.
    """

    text: str
    table: Path
    key: Path | None = None

    @property
    def header(self) -> bool:
        return self.key is None and self.text.lstrip().startswith("[")


def changed(text: str, changes: Mapping[Path, str | bool | float | None]) -> str:
    """The text with some keys set, or removed where the value is ``None``.

    The result is read again and compared with what it should say, so that a style of writing
    that is not understood here is refused and never damaged.

    Raises:
        ConfigError: If the text is written in a way that a small edit cannot change.
    """
    wanted = tomllib.loads(text)
    for path, value in changes.items():
        _apply(wanted, path, value)
        text = _removed(text, path) if value is None else _assigned(text, path, value)
    try:
        right = tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        right = False
    if not right:
        names = ", ".join(".".join(path) for path in changes)
        raise ConfigError(
            f"the configuration file is written in a way that cannot be edited safely ({names})",
            "change it by hand:  aricli config edit",
        )
    return text


def _apply(data: dict[str, Any], path: Path, value: object) -> None:
    for name in path[:-1]:
        inner = data.setdefault(name, {}) if value is not None else data.get(name)
        if not isinstance(inner, dict):
            return
        data = inner
    if value is None:
        data.pop(path[-1], None)
    else:
        data[path[-1]] = value


def _removed(text: str, path: Path) -> str:
    return "".join(
        each.text for each in _statements(text) if each.key is None or each.table + each.key != path
    )


def _assigned(text: str, path: Path, value: str | bool | float) -> str:
    statements = _statements(text)
    table, end = path[:-1], "\r\n" if "\r\n" in text else "\n"
    line = f"{_key(path[-1])} = {_literal(value)}{end}"
    place = None
    for index, each in enumerate(statements):
        if each.key is not None and each.table + each.key == path:
            statements[index] = each._replace(text=_with_value(each.text, value))
            return "".join(each.text for each in statements)
        if each.table == table and (each.header or each.key is not None):
            place = index
    lines = [each.text for each in statements]
    if place is not None:
        lines[place] = lines[place].rstrip("\r\n") + end
        lines.insert(place + 1, line)
    elif table:
        gap = end if text.strip() else ""
        lines += [end if text and not text.endswith("\n") else "", gap]
        lines += [f"[{'.'.join(map(_key, table))}]{end}", line]
    else:
        lines[:0] = [line, end if text.strip() else ""]
    return "".join(lines)


def _statements(text: str) -> list[_Statement]:
    """The text cut into statements: as many lines as it takes to be TOML by themselves."""
    found: list[_Statement] = []
    table: Path = ()
    pending = ""
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        pending += line
        try:
            data = tomllib.loads(pending)
        except tomllib.TOMLDecodeError:
            continue
        path = _single_path(data)
        if pending.lstrip().startswith("["):
            table = path
            found.append(_Statement(pending, table))
        else:
            found.append(_Statement(pending, table, path or None))
        pending = ""
    return found


def _single_path(data: Any) -> Path:
    """The keys that lead to the only value in the data."""
    path: list[str] = []
    while isinstance(data, dict) and len(data) == 1:
        ((name, data),) = data.items()
        path.append(name)
    return tuple(path)


def _with_value(statement: str, value: str | bool | float) -> str:
    """The statement with another value: its key, its spaces and its comment stay."""
    start, spaces, _ = re.split(r"(?<==)(\s*)", statement, maxsplit=1)
    ends = [match.start() for match in re.finditer(r"\s*#|\s*$", statement)]
    comment = next(statement[end:] for end in ends if _whole(statement[:end]))
    return start + spaces + _literal(value) + comment


def _whole(text: str) -> bool:
    try:
        return bool(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return False


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _literal(name)


def _literal(value: str | bool | float) -> str:
    """A value as TOML writes it, which is as JSON does, but for one control character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
