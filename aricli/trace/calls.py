"""The calls of a session: which channels a message is about, and what is known of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any
from urllib.parse import unquote

from aricli.engine.recorded import Record
from aricli.engine.routing import channel_ids
from aricli.trace.caller import FarEnd, Signal

_REMEMBERED = 10_000
"""Channels, playbacks and bridges that are kept in mind at once, of each so many."""


class _Latest(dict[str, Any]):
    """The things that were put in last; older ones fall out."""

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, value)
        if len(self) > _REMEMBERED:
            del self[next(iter(self))]


class Calls:
    """Keeps track of the channels that messages are about."""

    def __init__(self) -> None:
        self._counter = count(1)
        self._numbers: dict[str, int] = _Latest()
        self._ends: dict[str, FarEnd] = _Latest()
        self._targets: dict[str, str] = _Latest()
        self._members: dict[str, list[str]] = _Latest()
        self._new: list[str] = []

    def number(self, channel: str) -> int | None:
        """The number of a channel, in the order they turned up."""
        return self._numbers.get(channel)

    def newcomers(self) -> Iterator[tuple[str, FarEnd]]:
        """Those that turned up since this was asked last."""
        new, self._new = self._new, []
        return ((id, self._ends[id]) for id in new)

    def about(self, raw: Mapping[str, Any]) -> tuple[str, ...]:
        """The channels that an event is about."""
        try:
            found = [str(id) for id in self._found(raw)]
        except (KeyError, TypeError, AttributeError):  # no event of Asterisk's
            return ()
        for id in found:
            self._meet(id, _channel(raw, id))
        return tuple(found)

    def _found(self, raw: Mapping[str, Any]) -> Sequence[str]:
        self._note_target(raw.get("playback") or raw.get("recording") or {})
        bridge = raw.get("bridge")
        if bridge:
            self._members[str(bridge["id"])] = list(map(str, bridge["channels"]))
        return channel_ids(raw, self._members)

    def signals(self, raw: Mapping[str, Any]) -> Iterator[tuple[str, Signal]]:
        """What an event proves about the far ends of its channels; ask `about` before."""
        playing = raw.get("playback")
        target = str(playing.get("target_uri", "")) if isinstance(playing, Mapping) else ""
        subject = raw.get("peer" if raw.get("type") == "Dial" else "channel")
        channel = subject if isinstance(subject, Mapping) else {}
        id = str(channel.get("id") or target.removeprefix("channel:"))
        if id in self._ends:
            for signal in self._ends[id].hears(raw, channel):
                yield id, signal

    def asked_about(self, record: Record) -> tuple[str, ...]:
        """The channels that a request is about."""
        _, resource, id, *rest = [*map(unquote, str(record.get("path", "")).split("/")), "", "", ""]
        answer = _answer(record)
        self._note_target(answer)
        if resource == "channels":
            created = str(answer.get("id", ""))
            if not id and created and created not in self._ends:
                self._meet(created, answer)
                self._ends[created].learn(answer)
            return (id or created,) * bool(id or created)
        if resource == "bridges":
            return tuple(dict.fromkeys([*self._members.get(id, ()), *_added(record)]))
        key = rest[0] if resource == "recordings" else id
        return self._at(self._targets.get(key, ""))

    def _at(self, target: str) -> tuple[str, ...]:
        """The channels that a target URI stands for."""
        scheme, _, id = target.partition(":")
        return tuple(self._members.get(id, ())) if scheme == "bridge" else (id,) * bool(id)

    def _note_target(self, thing: Mapping[str, Any]) -> None:
        key = thing.get("id") or thing.get("name")
        if key and thing.get("target_uri"):
            self._targets[str(key)] = str(thing["target_uri"])

    def _meet(self, id: str, channel: Mapping[str, Any]) -> None:
        if id not in self._ends:
            self._ends[id] = FarEnd()
            self._ends[id].learn({**channel, "state": ""})
            self._numbers[id] = next(self._counter)
            self._new.append(id)


def _channel(raw: Mapping[str, Any], id: str) -> Mapping[str, Any]:
    """What an event says of the channel with this id."""
    for value in raw.values():
        if isinstance(value, Mapping) and value.get("id") == id and "dialplan" in value:
            return value
    return {}


def _answer(record: Record) -> Mapping[str, Any]:
    try:
        data = json.loads(record.get("resp") or "null")
    except (ValueError, TypeError):
        return {}
    return data if isinstance(data, Mapping) else {}


def _added(record: Record) -> list[str]:
    """The channels that a request adds to a bridge or takes out of it."""
    for given in (record.get("params"), record.get("body")):
        channels = given.get("channel") if isinstance(given, dict) else None
        if channels:
            return (
                list(map(str, channels)) if isinstance(channels, list) else str(channels).split(",")
            )
    return []
