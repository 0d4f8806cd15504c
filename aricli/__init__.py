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
    from aricli.ari.watch import Watch as Watch
    from aricli.engine.behaviour import Behaviour as Behaviour
    from aricli.engine.behaviour import Script as Script
    from aricli.engine.resync import Gap as Gap
    from aricli.hookspecs import HOOK_API as HOOK_API
    from aricli.hookspecs import Output as Output
    from aricli.hookspecs import RegisterBehaviour as RegisterBehaviour
    from aricli.hookspecs import RegisterCommand as RegisterCommand
    from aricli.hookspecs import RegisterOutput as RegisterOutput
    from aricli.hookspecs import RegisterSink as RegisterSink
    from aricli.hookspecs import Sink as Sink
    from aricli.hookspecs import hookimpl as hookimpl

__version__ = "0.1.0"

_HOMES = {
    "Ari": "aricli.ari.client",
    "Behaviour": "aricli.engine.behaviour",
    "Bridge": "aricli.ari.handles",
    "Channel": "aricli.ari.handles",
    "Gap": "aricli.engine.resync",
    "HOOK_API": "aricli.hookspecs",
    "LiveRecording": "aricli.ari.handles",
    "Output": "aricli.hookspecs",
    "Playback": "aricli.ari.handles",
    "RegisterBehaviour": "aricli.hookspecs",
    "RegisterCommand": "aricli.hookspecs",
    "RegisterOutput": "aricli.hookspecs",
    "RegisterSink": "aricli.hookspecs",
    "Script": "aricli.engine.behaviour",
    "Sink": "aricli.hookspecs",
    "Watch": "aricli.ari.watch",
    "hookimpl": "aricli.hookspecs",
}

__all__ = [
    "HOOK_API",
    "Ari",
    "Behaviour",
    "Bridge",
    "Channel",
    "Gap",
    "LiveRecording",
    "Output",
    "Playback",
    "RegisterBehaviour",
    "RegisterCommand",
    "RegisterOutput",
    "RegisterSink",
    "Script",
    "Sink",
    "Watch",
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
