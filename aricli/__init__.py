"""aricli: Asterisk's REST Interface (ARI) for the shell and for plugins.

The public names. They load on first use, so that a command imports only what it needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aricli.ari import events as events
    from aricli.ari.client import Ari as Ari
    from aricli.ari.handles import Bridge as Bridge
    from aricli.ari.handles import Channel as Channel
    from aricli.ari.handles import LiveRecording as LiveRecording
    from aricli.ari.handles import Playback as Playback
    from aricli.ari.rest import Rest as Rest
    from aricli.ari.server import Server as Server
    from aricli.engine.behaviour import Behaviour as Behaviour
    from aricli.engine.behaviour import Script as Script
    from aricli.hookspecs import RegisterBehaviour as RegisterBehaviour
    from aricli.hookspecs import hookimpl as hookimpl

__version__ = "0.1.0"

_HOMES = {
    "Ari": "aricli.ari.client",
    "Behaviour": "aricli.engine.behaviour",
    "Bridge": "aricli.ari.handles",
    "Channel": "aricli.ari.handles",
    "LiveRecording": "aricli.ari.handles",
    "Playback": "aricli.ari.handles",
    "Script": "aricli.engine.behaviour",
    "RegisterBehaviour": "aricli.hookspecs",
    "Rest": "aricli.ari.rest",
    "Server": "aricli.ari.server",
    "hookimpl": "aricli.hookspecs",
}

__all__ = [
    "Ari",
    "Behaviour",
    "Bridge",
    "Channel",
    "LiveRecording",
    "Playback",
    "RegisterBehaviour",
    "Rest",
    "Script",
    "Server",
    "errors",
    "events",
    "hookimpl",
]


def __getattr__(name: str) -> Any:
    if name == "events":
        return import_module("aricli.ari.events")
    if name == "errors":
        return import_module("aricli.errors")
    if name not in _HOMES:
        raise AttributeError(f"module 'aricli' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value
