"""What a person wants to see of each kind of thing, and what names it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from aricli.errors import InvalidRequest

Row = Mapping[str, Any]
Cell = str | tuple[str, ...]
"""What stands in a column: text, or several things that are not to be cut in two."""

DEFAULTS: dict[str, tuple[str, ...]] = {
    "Application": ("name", "subscriptions", "filter"),
    "Bridge": ("id", "name", "bridge_type", "channels", "age"),
    "Channel": ("id", "name", "state", "caller", "application", "age"),
    "ConfigTuple": ("attribute", "value"),
    "DeviceState": ("name", "state"),
    "Endpoint": ("endpoint", "state", "channel_ids"),
    "LogChannel": ("channel", "type", "status", "configuration"),
    "Mailbox": ("name", "new_messages", "old_messages"),
    "Module": ("name", "status", "use_count", "support_level", "description"),
    "Plugin": (
        *("name", "version", "distribution", "hooks"),
        *("behaviours", "commands", "status", "milliseconds"),
    ),
    "Sound": ("id", "formats", "text"),
    "StoredRecording": ("name", "format"),
}
"""The columns of a list of each kind, as `aricli.ari.handles` and `models` name the kinds."""

_NAMES = {
    "Application": "name",
    "AsteriskInfo": "system.entity_id",
    "AsteriskPing": "asterisk_id",
    "ConfigTuple": "attribute",
    "DeviceState": "name",
    "Endpoint": "endpoint",
    "LiveRecording": "name",
    "LogChannel": "channel",
    "Mailbox": "name",
    "Module": "name",
    "Plugin": "name",
    "RTPstat": "channel_uniqueid",
    "Setting": "name",
    "StoredRecording": "name",
    "Variable": "value",
}
"""The column that names a thing of each kind, where it is not ``id``."""

_SUBJECTS = {
    "channel": "Channel",
    "playback": "Playback",
    "recording": "LiveRecording",
    "device_state": "DeviceState",
    "endpoint": "Endpoint",
    "bridge": "Bridge",
    "peer": "Channel",
}
"""The fields that say what an event is about, the most telling first."""


def cell(kind: str, row: Row, column: str) -> Cell:
    """What stands in a column: a field, dotted if it is in an object, or what is made of some."""
    made = _MADE.get((kind, column))
    return made(row) if made else _shown(_field(row, column))


def text(kind: str, row: Row, column: str) -> str:
    """What stands in a column, as text."""
    found = cell(kind, row, column)
    return found if isinstance(found, str) else ", ".join(found)


def name(kind: str, row: Row) -> str:
    """What names a thing: its id or name, TECH/RESOURCE of an endpoint, the value of a variable.

    An event has the name of what it is about.

    Raises:
        InvalidRequest: If nothing names it.
    """
    if kind == "Event":
        kind, row = subject(row)
    column = _NAMES.get(kind, "id")
    found = cell(kind, row, column)
    if not isinstance(found, str) or not (found or column == "value"):
        raise InvalidRequest("what came back has no id", "use -o json")
    return found


def subject(event: Row) -> tuple[str, Row]:
    """What an event is about: its kind and its data."""
    for field, kind in _SUBJECTS.items():
        if isinstance(event.get(field), Mapping):
            return kind, event[field]
    return "", {}


def stays_whole(kind: str, column: str) -> bool:
    """Whether a column names things, so that it must not be cut."""
    return column == _NAMES.get(kind, "id") or column.endswith("_id")


def pairs(kind: str, row: Row) -> Iterator[tuple[str, Cell]]:
    """The fields of a thing, those in objects with dotted names."""
    for field, value in row.items():
        if isinstance(value, Mapping) and value:
            for inner, shown in pairs("", value):
                yield f"{field}.{inner}", shown
        elif isinstance(value, list) and (kind, field) in _MADE:
            yield field, cell(kind, row, field)
        else:
            yield field, _shown(value)


def check(kind: str, columns: Sequence[str]) -> None:
    """Refuse columns that a kind of thing does not have.

    Raises:
        InvalidRequest: Naming those it has.
    """
    made = [column for owner, column in _MADE if owner == kind]
    known = list(dict.fromkeys([*DEFAULTS.get(kind, ()), *made, *_known_fields(kind)]))
    for column in columns:
        anything = any(each.endswith(".*") and column.startswith(each[:-1]) for each in known)
        if column not in known and not anything:
            raise InvalidRequest(f"there is no column {column!r}", f"there are {', '.join(known)}")


def _known_fields(kind: str) -> Iterator[str]:
    """The fields of a kind by dotted names; ``.*`` stands for what the server chooses."""
    import inspect

    from aricli.ari import handles, models

    found = getattr(models, kind, None) or getattr(handles, kind, None)
    for base in getattr(found, "__mro__", ()):
        for field, annotation in inspect.get_annotations(base).items():
            if field == "raw" or field.startswith("_"):
                continue
            yield field
            bare = annotation.removesuffix(" | None")
            if bare.startswith("dict["):
                yield f"{field}.*"
            yield from (f"{field}.{inner}" for inner in _known_fields(bare))


def _field(row: Any, path: str) -> Any:
    for part in path.split("."):
        row = row.get(part) if isinstance(row, Mapping) else None
    return row


def _shown(value: Any) -> Cell:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(value)
    return json.dumps(value, ensure_ascii=False)


_UNITS = ((86400, "d", 3600, "h"), (3600, "h", 60, "m"), (60, "m", 1, "s"))


def _age(row: Row) -> str:
    """The time since it was made, by our own clock: ``8s``, ``4m05s``, ``2h03m``, ``3d04h``."""
    from datetime import datetime

    born = row.get("creationtime")
    if not born:
        return ""
    moment = datetime.fromisoformat(born)
    seconds = max(0, int((datetime.now(moment.tzinfo) - moment).total_seconds()))
    for size, unit, smaller, part in _UNITS:
        if seconds >= size:
            return f"{seconds // size}{unit}{seconds % size // smaller:02}{part}"
    return f"{seconds}s"


def _party(row: Row) -> str:
    """Who calls, as ``Alice <1000>``."""
    caller = row.get("caller") or {}
    name, number = caller.get("name", ""), caller.get("number", "")
    return f"{name} <{number}>" if name and number else name or number


def _application(row: Row) -> str:
    """The Stasis application that a channel is in, else the dialplan's as ``Dial(PJSIP/bob)``."""
    dialplan = row.get("dialplan") or {}
    name, data = dialplan.get("app_name", ""), dialplan.get("app_data", "")
    return stasis_application(row) or (f"{name}({data})" if name else "")


def stasis_application(row: Row) -> str:
    """The Stasis application that a channel is in, as far as its dialplan tells; else nothing."""
    dialplan = row.get("dialplan") or {}
    if dialplan.get("app_name") != "Stasis":
        return ""
    return str(dialplan.get("app_data", "")).partition(",")[0]


_ALL = "__AST_{}_ALL_TOPIC"
_SOURCES = {
    "channel": ("channel_ids", "CHANNEL"),
    "bridge": ("bridge_ids", "BRIDGE"),
    "endpoint": ("endpoint_ids", "ENDPOINT"),
    "deviceState": ("device_names", "DEVICE_STATE"),
}


def _subscriptions(row: Row) -> tuple[str, ...]:
    """What an application is subscribed to, as subscribe and unsubscribe take it."""
    return tuple(
        f"{scheme}:{'' if each == _ALL.format(topic) else each}"
        for scheme, (field, topic) in _SOURCES.items()
        for each in row.get(field, ())
    )


def _filter(row: Row) -> tuple[str, ...]:
    """The event filter: ``Dial`` alone is let through, ``-Dial`` is held back."""
    allowed = [str(each.get("type")) for each in row.get("events_allowed", ())]
    return (*allowed, *(f"-{each.get('type')}" for each in row.get("events_disallowed", ())))


def _endpoint(row: Row) -> str:
    return f"{row.get('technology', '')}/{row.get('resource', '')}"


def _formats(row: Row) -> tuple[str, ...]:
    """Languages and formats of a sound, as ``en/gsm``."""
    return tuple(f"{each['language']}/{each['format']}" for each in row.get("formats", ()))


_MADE: dict[tuple[str, str], Callable[[Row], Cell]] = {
    ("Application", "filter"): _filter,
    ("Application", "subscriptions"): _subscriptions,
    ("Bridge", "age"): _age,
    ("Channel", "age"): _age,
    ("Channel", "application"): _application,
    ("Channel", "caller"): _party,
    ("Endpoint", "endpoint"): _endpoint,
    ("Sound", "formats"): _formats,
}
"""Columns that are made of several fields, by kind and name."""
