"""``aricli login``: try a user name and password, and keep them where others cannot read."""

from __future__ import annotations

import inspect
import os
import sys
from getpass import getpass
from typing import Annotated, Any, NamedTuple

import typer

from aricli.ari.server import Server, checked_url
from aricli.cli.connection import server_as
from aricli.cli.options import CONNECTION, Session, command
from aricli.cli.text import tell, visible
from aricli.config import Secret, Settings, load
from aricli.errors import ConfigError, NotAri

_HELP = """Ask for a user name and password, try them, and keep them for a profile.

The password goes into the system's keyring where there is one, or else into the configuration
file, which nobody else can then read. The first profile becomes the default one.
"""
_OPTIONS = {
    "password_stdin": Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from stdin, ask nothing")
    ],
    "no_verify": Annotated[
        bool, typer.Option("--no-verify", help="Keep the password without trying it")
    ],
}
_KEPT = ("timeout", "ca_cert", "insecure", "proxy")
"""Settings that a login keeps besides, where a flag gives them: without them it would not work."""


class _Login(NamedTuple):
    url: str
    username: str
    password: Secret


def build() -> Any:
    """The command."""
    return command(
        _login,
        [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=kind)
            for name, kind in _OPTIONS.items()
        ],
        CONNECTION,
        name="login",
        help=_HELP,
        short_help="Try a user name and password, and keep them.",
    )


def _login(session: Session, password_stdin: bool, no_verify: bool) -> None:
    from aricli.config.settings import FIRST_PROFILE

    settings = load(session.options, os.environ, new=True)
    profile = settings.profile.value or FIRST_PROFILE
    given = _piped(settings) if password_stdin else _asked(settings, session)
    if not given.password:
        where = "on the first line of stdin" if password_stdin else "at the prompt"
        raise ConfigError("no password given", f"it is expected {where}")
    server = server_as(settings, *given)
    if not no_verify:
        tell(f"{server.url} lets {server.username} in: Asterisk {_version(server)}")
    _keep(settings, profile, given)
    for name in ("ARICLI_URL", "ARICLI_USERNAME", "ARICLI_PASSWORD"):
        if os.environ.get(name):
            tell(f"{name} is set, and counts before what is kept")


def _piped(settings: Settings) -> _Login:
    """The login with the password from stdin."""
    username = settings["username"]
    if not username:
        raise ConfigError("no user name for ARI", "name it:  aricli login --username NAME")
    try:
        password = sys.stdin.buffer.readline().decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise ConfigError("the password on stdin is not UTF-8 text") from None
    return _Login(checked_url(settings["url"]), username, Secret(password))


def _asked(settings: Settings, session: Session) -> _Login:
    """The login as typed at the prompts; flags are not asked for again."""
    if not sys.stdin.isatty():
        raise ConfigError(
            "no terminal to ask for the password on",
            "give it on stdin:  aricli login --password-stdin --username NAME < FILE",
        )
    url, username = session.options["url"], session.options["username"]
    url = checked_url(url or _answer("URL", settings["url"]))
    username = username or _answer("User name", settings["username"])
    try:
        return _Login(url, username, Secret(getpass("Password: ")))
    except EOFError:
        return _Login(url, username, Secret())


def _answer(question: str, default: str | None) -> str:
    """What is typed, or the default; `input` would ask on stdout."""
    known = f" [{visible(default)}]" if default else ""
    print(f"{question}{known}: ", end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    answer = line.strip() or default
    if not line or not answer:
        raise ConfigError(f"no answer to {question}", "--url and --username answer beforehand")
    return answer


def _version(server: Server) -> str:
    """The version of Asterisk, once it has accepted the password.

    Raises:
        NotAllowed: If it has not.
        NotAri: If whatever answers is no ARI.
    """
    from aricli.ari.client import Ari
    from aricli.ari.request import Request
    from aricli.ari.rest import Rest

    with Ari.over(Rest(server)) as ari:
        response = ari.send(Request("GET", "/asterisk/info"))
    try:
        return str(response.json()["system"]["version"])
    except (ValueError, KeyError, TypeError):
        raise NotAri(
            f"{server.root}/asterisk/info is not the answer of an Asterisk",
            "check the URL and its path prefix (prefix= in http.conf)",
        ) from None


def _keep(settings: Settings, profile: str, login: _Login) -> None:
    from aricli.config import secrets, store
    from aricli.config.file import PASSWORD_SOURCES

    file = settings.file
    obstacle = secrets.keep(*login)
    keys: dict[str, Any] = {"url": login.url, "username": login.username}
    keys |= dict.fromkeys(PASSWORD_SOURCES)
    keys |= {"password": login.password} if obstacle else {"keyring": True}
    for name in _KEPT:
        if settings.values[name].origin.startswith("--"):
            keys[name] = settings[name]
    if "ca_cert" in keys:
        keys["ca_cert"] = os.path.abspath(keys["ca_cert"])
    changes: dict[tuple[str, ...], Any] = {
        ("profiles", profile, name): value for name, value in keys.items()
    }
    if not file.default:
        changes["default",] = profile
    store.change(file.path, changes)
    if obstacle:
        tell(f"the password of profile {profile} is in {file.path}, mode 600 ({obstacle})")
    else:
        tell(f"the password of profile {profile} is in the system keyring; {file.path} says so")
