"""The command line: the one place that prints, exits and reads the environment."""

from __future__ import annotations

import os
import sys
from errno import ENOSPC
from typing import TYPE_CHECKING, NoReturn

from typer import Abort, Exit
from typer.exceptions import TyperException

from aricli import errors
from aricli.cli.naming import renamed
from aricli.cli.text import tell

if TYPE_CHECKING:
    from aricli.cli.root import Root

EXIT_CODES: dict[type[BaseException], int] = {
    errors.InvalidRequest: 2,
    errors.ConfigError: 2,
    errors.BadRequest: 2,
    errors.ConnectError: 3,
    errors.NotAllowed: 4,
    errors.NotFound: 5,
    errors.WrongState: 6,
    errors.AppReplaced: 6,
    errors.CallFailed: 6,
    errors.ServerFault: 7,
    errors.PlaybackFailed: 8,
    errors.RecordingFailed: 8,
    errors.PluginError: 9,
    errors.TimedOut: 124,
    KeyboardInterrupt: 130,
}
"""The exit code of each error; any other is 1."""


def main() -> NoReturn:
    """Run the command that the arguments name, and exit."""
    from aricli.cli.root import Root

    try:
        code = run(Root(), sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has seen enough: end quietly
        _drop_output()
        code = 0
    except OSError as error:
        code = report(error)
    sys.exit(code)


def run(root: Root, arguments: list[str]) -> int:
    """Run a command; its exit code."""
    try:
        with root.make_context("aricli", arguments) as context:
            root.invoke(context)
    except Exit as done:
        return done.exit_code
    except (Abort, KeyboardInterrupt):
        return EXIT_CODES[KeyboardInterrupt]
    except BrokenPipeError:
        raise
    except Exception as error:
        return report(error)
    return 0


def report(error: Exception) -> int:
    """Say on stderr what happened and what to do about it; the exit code for it."""
    if isinstance(error, Exit):
        return error.exit_code
    if os.environ.get("ARICLI_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    if isinstance(error, TyperException):
        from aricli.cli.usage import told

        message, hint = told(error)
    elif isinstance(error, errors.AriError):
        message, hint = str(error), error.hint
    elif isinstance(error, OSError) and error.errno == ENOSPC:
        _drop_output()
        message, hint = "cannot write the output: no space left on the device", None
    else:
        message = f"unexpected {type(error).__name__}: {error}"
        hint = "set ARICLI_DEBUG=1 to see where"
    tell(*(renamed(each, {}) for each in (message, hint) if each))
    return exit_code(error)


def exit_code(error: BaseException) -> int:
    """The exit code for an error."""
    if isinstance(error, TyperException):
        return error.exit_code
    return next((EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES), 1)


def _drop_output() -> None:
    """Let what is still to be written to stdout vanish, for it cannot be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
