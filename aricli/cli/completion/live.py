"""What there is on the server at this moment."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from aricli.cli.completion import Candidate, cache

if TYPE_CHECKING:
    from aricli.cli.completion.asking import Asking
    from aricli.config import Settings

FRESH = 2.0
"""Seconds for which an answer is good."""
PATIENCE = 0.3
"""Seconds to wait for the server: with what a process takes to start, half a second."""

Raw = dict[str, Any]


class _List(NamedTuple):
    """Where ARI lists things of a kind, and what each one says."""

    path: str
    candidate: Callable[[Raw], Candidate]


def live(kind: str, context: Any) -> list[Candidate]:
    """The things of a kind on the server that the options name; none if it does not answer.

    Args:
        kind: One of `KINDS`.
        context: The context of the command, with its options.
    """
    from aricli import config
    from aricli.cli.completion.asking import within
    from aricli.cli.options import CONNECTION, given

    settings = config.load(given(context, CONNECTION), os.environ)
    whose = settings["url"], settings["username"]
    found = cache.load(kind, *whose, age=FRESH)
    if found is None:
        found = within(PATIENCE, lambda: _asked(kind, settings)) or []
        cache.store(kind, *whose, data=found, age=FRESH)
    return [Candidate(value, help) for value, help in found]


def _asked(kind: str, settings: Settings) -> list[Candidate]:
    from aricli.cli.completion.asking import Asking
    from aricli.cli.connection import server

    with Asking(server(settings)._replace(timeout=PATIENCE)) as asking:
        if kind in _LISTS:
            found = map(_LISTS[kind].candidate, asking.get(_LISTS[kind].path) or ())
            return [each for each in found if each.value]  # the log on the console has no name
        return list(_under_way(kind, asking, settings))


def _under_way(kind: str, asking: Asking, settings: Settings) -> Iterable[Candidate]:
    """Those that aricli has begun and that are not over."""
    from aricli.ari.request import quoted
    from aricli.cli.completion import begun

    path, describe = _BEGUN[kind]
    for name in begun.recall(kind, settings["url"], settings["username"]):
        raw = asking.get(path + quoted(name))
        if raw:
            yield Candidate(name, describe(raw))


def _channel(raw: Raw) -> Candidate:
    caller = raw["caller"]
    number = f"<{caller['number']}>" if caller["number"] else ""
    return Candidate(raw["id"], _joined(raw["state"], f"{caller['name']} {number}".strip()))


def _bridge(raw: Raw) -> Candidate:
    count = len(raw["channels"])
    members = f"{count} channel{'s'[: count != 1]}"
    return Candidate(raw["id"], _joined(raw["name"], raw["bridge_type"], members))


def _app(raw: Raw) -> Candidate:
    count = len(raw["channel_ids"])
    return Candidate(raw["name"], f"{count} channel{'s'[: count != 1]}")


def _endpoint(raw: Raw) -> Candidate:
    return Candidate(f"{raw['technology']}/{raw['resource']}", raw.get("state") or "")


def _log(raw: Raw) -> Candidate:
    return Candidate(raw["channel"], _joined(raw["type"], raw["configuration"].strip()))


def _mailbox(raw: Raw) -> Candidate:
    return Candidate(raw["name"], f"{raw['new_messages']} new, {raw['old_messages']} old")


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))


_LISTS = {
    "app": _List("/applications", _app),
    "bridge": _List("/bridges", _bridge),
    "channel": _List("/channels", _channel),
    "device": _List("/deviceStates", lambda raw: Candidate(raw["name"], raw["state"])),
    "endpoint": _List("/endpoints", _endpoint),
    "log_channel": _List("/asterisk/logging", _log),
    "mailbox": _List("/mailboxes", _mailbox),
    "module": _List("/asterisk/modules", lambda raw: Candidate(raw["name"], raw["description"])),
    "recording": _List("/recordings/stored", lambda raw: Candidate(raw["name"], raw["format"])),
    "sound": _List("/sounds", lambda raw: Candidate(raw["id"], raw.get("text") or "")),
}
_BEGUN: dict[str, tuple[str, Callable[[Raw], str]]] = {
    "playback": ("/playbacks/", lambda raw: _joined(raw["state"], raw["media_uri"])),
    "live_recording": ("/recordings/live/", lambda raw: _joined(raw["state"], raw["format"])),
}
KINDS = {*_LISTS, *_BEGUN}
"""The kinds of things that a server can be asked for."""
