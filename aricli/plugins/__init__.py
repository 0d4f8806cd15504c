"""Plugins: found through entry points, loaded late, and set aside when they do not work."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from aricli.plugins.installed import GROUP as GROUP
from aricli.plugins.installed import OWN as OWN
from aricli.plugins.installed import Installed as Installed
from aricli.plugins.installed import installed as installed

if TYPE_CHECKING:
    from aricli.plugins.loading import Failure as Failure
    from aricli.plugins.loading import Offer as Offer
    from aricli.plugins.loading import Plugin as Plugin
    from aricli.plugins.loading import Plugins as Plugins
    from aricli.plugins.loading import reason as reason


def __getattr__(name: str) -> Any:
    # To look up what is installed takes nothing of this; the help of aricli does no more.
    if name not in {"Failure", "Offer", "Plugin", "Plugins", "reason"}:
        raise AttributeError(f"module 'aricli.plugins' has no attribute {name!r}")
    return getattr(import_module("aricli.plugins.loading"), name)
