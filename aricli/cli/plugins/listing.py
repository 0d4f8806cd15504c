"""What is known of the plugins, as data."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from aricli.cli import foreign
from aricli.cli.options import Session
from aricli.cli.output import compact, show
from aricli.cli.text import tell
from aricli.errors import InvalidRequest
from aricli.plugins import Plugin, Plugins, history, installed, reason

Row = Mapping[str, Any]


def listing(session: Session) -> None:
    """Show all plugins; on a terminal tell besides why one failed."""
    rows = _rows()
    show(session, compact(rows), "list[Plugin]")
    if session.output == "table":
        for row in rows:
            if row["why"]:
                tell(f"{row['name']}: {row['why']}")


def info(session: Session, name: str) -> None:
    """Show one plugin.

    Raises:
        InvalidRequest: If there is none of this name, and there was none.
    """
    rows = {row["name"]: row for row in _rows()}
    if name not in rows:
        raise InvalidRequest(f"no plugin {name} is installed", f"there are: {', '.join(rows)}")
    show(session, compact(rows[name]), "Plugin")


def forget(name: str) -> None:
    """Miss a plugin no longer.

    Raises:
        InvalidRequest: If it is not missed.
    """
    seen = history.History(history.location(os.environ))
    missing = [each.name for each in seen.missing(installed())]
    if name not in missing:
        known = f"there are: {', '.join(missing)}" if missing else "none is"
        raise InvalidRequest(f"plugin {name} is not missed", known)
    seen.forget(name)


def _rows() -> list[Row]:
    plugins = foreign.plugins()
    rows = [_row(plugins, each) for each in plugins.loaded]
    loaded = {each.name for each in plugins.loaded}
    rows += [
        _row(plugins, Plugin(each.name, each.entry.value, each.distribution, each.version), "off")
        for each in installed()
        if each.name not in loaded
    ]
    gone, remedy = foreign.missed()
    why = f"gone since the last time; again with:  {remedy}"
    rows += [_row(plugins, Plugin(name), "missing", why) for name in gone]
    return sorted(rows, key=lambda row: str(row["name"]))


def _row(plugins: Plugins, plugin: Plugin, status: str = "ok", why: str = "") -> Row:
    if plugin.error:
        status, why = "failed", reason(plugin.error)
    return {
        "name": plugin.name,
        "version": plugin.version,
        "distribution": plugin.distribution,
        "module": plugin.module,
        "hooks": list(plugin.hooks),
        "behaviours": [each.name for each in plugins.behaviours if each.plugin == plugin.name],
        "apps": [each.app for each in plugins.behaviours if each.plugin == plugin.name],
        "commands": plugins.commands.of(plugin.name),
        "outputs": plugins.outputs.of(plugin.name),
        "sinks": plugins.sinks.of(plugin.name),
        "status": status,
        "why": why,
        "milliseconds": round(plugin.milliseconds, 1),
    }
