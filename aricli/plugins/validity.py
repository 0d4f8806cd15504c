"""Whether a module can be a plugin: its hooks, their arguments, and what they are written for."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Iterator, Sequence
from typing import Any

from aricli import hookspecs
from aricli.errors import PluginError

HOOKS: dict[str, tuple[str, ...]] = {
    name: tuple(inspect.signature(each).parameters)
    for name, each in vars(hookspecs).items()
    if hasattr(each, "aricli_spec")
}
"""The hooks there are, and the arguments of each."""
NOTICES = ("connected", "event", "gap", "disconnected")
"""Those that tell of what happens while events flow."""


def check(name: str, module: Any) -> tuple[str, ...]:
    """The hooks that a module implements.

    Raises:
        PluginError: If it is written for other hooks, or one is misspelt.
    """
    _check_version(name, module)
    hooks = dict(_marked(module))
    for hook, function in hooks.items():
        if hook not in HOOKS:
            raise PluginError(
                f"{name} implements {hook}, which is no hook", _nearest(hook, list(HOOKS), "hooks")
            )
        _check_arguments(name, hook, function)
    return tuple(hooks)


def _check_version(name: str, module: Any) -> None:
    version = getattr(module, "HOOK_API", hookspecs.HOOK_API)
    if version == hookspecs.HOOK_API:
        return
    newer = isinstance(version, int) and version > hookspecs.HOOK_API
    raise PluginError(
        f"{name} is written for HOOK_API {version}, and this aricli has {hookspecs.HOOK_API}",
        "upgrade aricli" if newer else "upgrade the plugin",
    )


def _check_arguments(name: str, hook: str, function: Any) -> None:
    for argument in inspect.signature(function).parameters.values():
        if argument.name not in HOOKS[hook] and argument.default is argument.empty:
            raise PluginError(
                f"{name}.{hook} takes {argument.name}, which that hook does not give",
                _nearest(argument.name, HOOKS[hook], "it gives"),
            )


def _nearest(name: str, known: Sequence[str], title: str) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {near[0]}?" if near else f"{title}: {', '.join(known)}"


def _marked(module: Any) -> Iterator[tuple[str, Any]]:
    """The functions of a module that are marked with ``@hookimpl``, by the hook each implements."""
    for name, member in list(vars(module).items()):
        marks = getattr(member, "aricli_impl", None)
        if isinstance(marks, dict):
            yield marks.get("specname") or name, member
