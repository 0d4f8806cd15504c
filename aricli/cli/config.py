"""``aricli config``: look at the settings, choose a profile, edit and check the file."""

from __future__ import annotations

import inspect
import json
import os
import re
import shlex
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import typer

from aricli.cli.completion import completes
from aricli.cli.help import Group
from aricli.cli.options import CONNECTION, OUTPUT, Session, command
from aricli.cli.text import tell, visible
from aricli.config import DEFAULT_URL, Settings, Value
from aricli.config.file import KINDS
from aricli.errors import ConfigError

_TEMPLATE = """\
# Settings of aricli. A flag or a variable of the environment counts before them.
# default = "lab"
#
# [profiles.lab]
# url = "http://localhost:8088"
# username = "asterisk"
# password_command = "pass show asterisk/lab"    # or let aricli login keep the password
# timeout = 10
# ca_cert = "lab-ca.pem"                         # beside this file
# proxy = "http://localhost:3128"
# app = "my-app"
"""


def build() -> Any:
    """The group of commands."""
    return Group(
        name="config",
        help="The configuration file: profiles, and what is in effect.",
        commands={name: make() for name, make in _COMMANDS.items()},
    )


def _show(session: Session, origin: bool) -> None:
    """Show the settings in effect, passwords masked."""
    from aricli.cli.output import show

    rows = [
        {"name": name, "value": each.value} | ({"origin": each.origin} if origin else {})
        for name, each in _shown(session.settings).items()
    ]
    show(session, json.dumps(rows, ensure_ascii=False).encode(), "list[Setting]")
    if session.settings.withheld:
        tell(session.settings.withheld)


def _shown(settings: Settings) -> dict[str, Value]:
    """The settings in effect without what is secret: the command that prints a password too."""
    values = {"profile": settings.profile, **settings.values}
    for name in ("url", "proxy"):
        text, origin = values[name]
        values[name] = Value(text and re.sub(".*@", "***@", text), origin)
    if source := settings.password_source:
        how = "" if source == "password" else f" ({source})"
        values["password"] = Value("***", values[source].origin + how)
    del values["password_command"], values["keyring"]
    return values


def _use(session: Session, name: str) -> None:
    """Make a profile the default one."""
    from aricli.config import location, store
    from aricli.config.file import read
    from aricli.config.settings import unknown_profile

    file = read(location(os.environ))
    if name not in file.profiles:
        raise unknown_profile(file, name)
    store.change(file.path, {("default",): name})
    tell(f"{name} is the default profile now")


def _edit(session: Session) -> None:
    """Open the file in $VISUAL or $EDITOR, and check it afterwards."""
    import subprocess

    from aricli.config import location, store

    path = location(os.environ)
    if not os.path.exists(path):
        store.write(path, _TEMPLATE)
    usual = "notepad" if os.name == "nt" else "vi"
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or usual
    try:
        code = subprocess.run([*shlex.split(editor), path]).returncode
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"cannot start the editor {editor!r}: {error}", "set EDITOR to one that is installed"
        ) from error
    if code:
        tell(f"the editor ended with exit code {code}")
    _report(path, [])


def _check(session: Session) -> None:
    """Check the file, and whether the profile in use can get its password."""
    from aricli.cli.connection import server
    from aricli.config import load, location

    path = location(os.environ)
    if not os.path.exists(path):
        raise ConfigError(f"there is no {path}", "make it with aricli login or aricli config edit")
    more = []
    try:
        settings = load(session.options, {**os.environ, **dict.fromkeys(_OVERRIDES, "")})
        if settings.profile.value is not None:
            server(settings)
    except ConfigError as error:
        more = [f"{error}; {error.hint}"]
    _report(path, more)


def _report(path: str, more: list[str]) -> None:
    """Print what is wrong with the file; `more` counts where nothing else is."""
    from aricli.config.check import problems

    found = [*problems(path)] or [*_addresses(path)] or more
    for problem in found:
        print(visible(problem))
    if found:
        raise ConfigError(
            f"{path} has {len(found)} problem{'s'[: len(found) > 1]}; it is kept as it is",
            "put each right as it says; the file opens with:  aricli config edit",
        )
    tell(f"{path} is right")


def _addresses(path: str) -> Iterator[str]:
    """What is wrong with the URLs and proxies of the profiles of a file that can be read."""
    from aricli.ari.server import Server
    from aricli.config.file import read

    for name, section in read(path).profiles.items():
        server = Server(section.get("url", DEFAULT_URL), "", "", proxy=section.get("proxy"))
        for key, part in (("url", "root"), ("proxy", "proxy_address")):
            try:
                getattr(server, part)
            except ConfigError as error:
                yield f"{key} in [profiles.{name}]: {error}; {error.hint}"


def _path(session: Session) -> None:
    """Print where the configuration file is, or would be."""
    from aricli.config import location

    print(location(os.environ))


def _made(
    function: Callable[..., None], options: dict[str, Any], *parameters: inspect.Parameter
) -> Callable[[], Any]:
    text = inspect.cleandoc(function.__doc__ or "")
    return lambda: command(
        function,
        list(parameters),
        options,
        name=function.__name__.removeprefix("_"),
        help=text,
        short_help=text.partition("\n")[0],
    )


_ORIGIN = inspect.Parameter(
    "origin",
    inspect.Parameter.KEYWORD_ONLY,
    default=False,
    annotation=Annotated[bool, typer.Option("--origin", help="Say where each value comes from")],
)
_NAME = inspect.Parameter(
    "name",
    inspect.Parameter.KEYWORD_ONLY,
    annotation=Annotated[
        str,
        typer.Argument(
            metavar="PROFILE",
            help="Name of a profile of the file",
            autocompletion=completes("profile"),
        ),
    ],
)
_OVERRIDES = [f"ARICLI_{name.upper()}" for name in KINDS]
_COMMANDS = {
    "show": _made(_show, {**CONNECTION, **OUTPUT}, _ORIGIN),
    "use": _made(_use, {}, _NAME),
    "edit": _made(_edit, {}),
    "check": _made(_check, {"profile": CONNECTION["profile"]}),
    "path": _made(_path, {}),
}
