"""The names that plugins may rely on: none is lost, and each says what it is."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pytest

import aricli
from aricli import hookspecs, testing
from aricli.ari import handles, models

NAMES = [
    "Ari",
    "Behaviour",
    "Bridge",
    "Channel",
    "Gap",
    "HOOK_API",
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
ERRORS = [
    "AppReplaced",
    "AriError",
    "BadRequest",
    "CallFailed",
    "ConfigError",
    "ConnectError",
    "Disconnected",
    "InvalidMedia",
    "InvalidRequest",
    "NotAllowed",
    "NotAri",
    "NotFound",
    "PlaybackFailed",
    "PluginError",
    "RecordingFailed",
    "ResponseError",
    "ServerFault",
    "TimedOut",
    "Unsupported",
    "WrongState",
]


def test_the_names_are_these() -> None:
    assert sorted(aricli.__all__) == NAMES


def test_the_errors_are_these() -> None:
    found = [name for name, each in vars(aricli.errors).items() if inspect.isclass(each)]
    assert sorted(found) == ERRORS


@pytest.mark.parametrize("name", NAMES)
def test_each_can_be_imported_by_itself(name: str) -> None:
    code = f"from aricli import {name}"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_any_other_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing_of_this_name"):
        importlib.import_module("aricli").nothing_of_this_name  # noqa: B018


def documented() -> Iterator[tuple[str, Any]]:
    """What plugins and scripts come by: classes with their public members, hooks, fixtures."""
    rooms = (aricli, aricli.errors, aricli.events, handles, models, hookspecs, testing)
    for room in rooms:
        for name in getattr(room, "__all__", vars(room)):
            each = getattr(room, name)
            if name.startswith("_"):
                continue
            if callable(each) and getattr(each, "__module__", "").startswith("aricli"):
                yield name, each
                yield from members(name, each) if inspect.isclass(each) else ()


def members(owner: str, kind: type) -> Iterator[tuple[str, Any]]:
    """The methods and properties that a class adds."""
    for name, each in vars(kind).items():
        described = callable(each) or isinstance(each, property | cached_property)
        if described and not name.startswith("_"):
            yield f"{owner}.{name}", each


DOCUMENTED = dict(documented())


@pytest.mark.parametrize("name", DOCUMENTED)
def test_each_says_what_it_is(name: str) -> None:
    text = inspect.getdoc(DOCUMENTED[name]) or ""
    assert text.strip(), f"{name} has no docstring"
    assert not text.startswith("A base class for protocol"), f"{name} has no docstring of its own"
