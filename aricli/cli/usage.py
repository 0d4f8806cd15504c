"""Errors of usage: what is wrong with a command line, and what would be right."""

from __future__ import annotations

from typing import Any

from typer import BadParameter
from typer.exceptions import TyperException

from aricli.ari.types import Range


def told(error: TyperException) -> tuple[str, str]:
    """What is wrong, and what to do about it, each in a line."""
    return _message(error), _hint(error)


def _message(error: TyperException) -> str:
    param = getattr(error, "param", None)
    if param is None or not isinstance(error, BadParameter):
        text = " ".join(error.format_message().split()).rstrip(".")
        return text[:1].lower() + text[1:]
    kind = getattr(param, "type", None)  # Typer 0.29 and later have none
    name = next((each for each in param.opts if each.startswith("--")), _argument(param))
    if not error.message:
        choices = ", ".join(getattr(kind, "choices", ()))
        return f"{name} is missing" + (f": one of {choices}" if choices else "")
    given, _, expected = error.message.rstrip(".").partition(" is not ")
    if expected.startswith("one of "):
        known = expected.replace("'", "")
        return f"{name} cannot be {given.removeprefix('Value error, ')}: {known}"
    if kind and kind.name in _NUMBERS:
        return f"{name} must be {_number(kind, given)}, not {given}"
    return f"{name}: {error.message.rstrip('.')}"


def _argument(param: Any) -> str:
    """An argument as help has it."""
    return getattr(param, "metavar", None) or str(param.name).upper()


def _number(kind: Any, given: str) -> str:
    """Which numbers a parameter takes, as far as what was given does not fit."""
    low, high = getattr(kind, "min", None), getattr(kind, "max", None)
    limits = "" if (low, high) == (None, None) else Range(low, high).words
    if limits and "'" not in given:
        return limits
    return ", ".join(filter(None, (_NUMBERS[kind.name], limits)))


_NUMBERS = {
    "int": "a whole number",
    "int range": "a whole number",
    "float": "a number",
    "float range": "a number",
}
"""What Typer's types of numbers are, by name."""


def _hint(error: TyperException) -> str:
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "aricli"
    option = getattr(error, "option_name", "")
    if option and context and hasattr(context.command, "list_commands"):
        return f"options come after the command:  {path} COMMAND ... {option}"
    return f"how to use it:  {path} --help"
