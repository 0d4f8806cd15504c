"""``aricli completion``: the scripts for the shells, and where each shell looks for them."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, get_args

import typer

from aricli.cli.help import Group
from aricli.cli.options import Session, command
from aricli.cli.text import tell
from aricli.errors import AriError

Shell = Literal["bash", "zsh", "fish", "powershell"]
SHELLS: tuple[str, ...] = get_args(Shell)


class _Kind(NamedTuple):
    """What a shell's script is called, where it goes, and what has to be done besides."""

    script: str
    place: Callable[[Mapping[str, str]], Path]
    advice: str


def build() -> Any:
    """The group of commands."""
    return Group(
        name="completion",
        help="Completion in bash, zsh, fish and PowerShell.",
        commands={name: _made(name, function) for name, function in _COMMANDS.items()},
    )


def script(shell: str) -> str:
    """The script for a shell."""
    source = files("aricli.cli.completion") / "scripts" / _KINDS[shell].script
    return source.read_text("utf-8")


def place(shell: str, environ: Mapping[str, str]) -> Path:
    """Where a user's script for a shell is, whether it exists or not."""
    return _KINDS[shell].place(environ)


def _show(session: Session, shell: Shell) -> None:
    """Print the script for a shell."""
    print(script(shell), end="")


def _install(session: Session, shell: Shell) -> None:
    """Write the script for a shell to where the shell looks for it."""
    path = place(shell, os.environ)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script(shell), "utf-8")
    except OSError as error:
        raise AriError(f"cannot write {path}: {error.strerror}") from error
    advice = _KINDS[shell].advice.format(path=path, folder=path.parent)
    tell(f"wrote {path}", advice)


def _made(name: str, function: Callable[..., None]) -> Any:
    text = inspect.cleandoc(function.__doc__ or "")
    shell = inspect.Parameter(
        "shell",
        inspect.Parameter.KEYWORD_ONLY,
        annotation=Annotated[
            Shell, typer.Argument(metavar="SHELL", help=f"{', '.join(SHELLS[:-1])} or {SHELLS[-1]}")
        ],
    )
    return command(function, [shell], {}, name=name, help=text, short_help=text.partition("\n")[0])


def _data(environ: Mapping[str, str]) -> Path:
    if sys.platform == "win32" and environ.get("LOCALAPPDATA"):
        return Path(environ["LOCALAPPDATA"])
    return _below(environ, "XDG_DATA_HOME", ".local/share")


def _below(environ: Mapping[str, str], variable: str, usual: str) -> Path:
    """The directory that a variable names, or the usual one in the home directory."""
    named = environ.get(variable, "")
    return Path(named) if os.path.isabs(named) else Path.home() / usual


def _bash_place(environ: Mapping[str, str]) -> Path:
    folder = environ.get("BASH_COMPLETION_USER_DIR") or _data(environ) / "bash-completion"
    return Path(folder) / "completions" / "aricli"


_COMMANDS: dict[str, Callable[..., None]] = {"show": _show, "install": _install}
_KINDS: dict[str, _Kind] = {
    "bash": _Kind(
        "aricli.bash",
        _bash_place,
        "the package bash-completion finds it in a new shell; without that, put into ~/.bashrc:"
        "  source '{path}'",
    ),
    "zsh": _Kind(
        "_aricli",
        lambda environ: _data(environ) / "zsh/site-functions/_aricli",
        "put into ~/.zshrc, if it is not there:"
        "  fpath=('{folder}' $fpath); autoload -Uz compinit; compinit",
    ),
    "fish": _Kind(
        "aricli.fish",
        lambda environ: (
            _below(environ, "XDG_CONFIG_HOME", ".config") / "fish/completions/aricli.fish"
        ),
        "fish finds it in a new shell",
    ),
    "powershell": _Kind(
        "aricli.ps1",
        lambda environ: _data(environ) / "aricli/aricli.ps1",
        "put into the file that $PROFILE names:  . '{path}'",
    ),
}
