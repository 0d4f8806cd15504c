"""The sandbox as a server of its own: what it is made of, and what it says at the start."""

from __future__ import annotations

import errno
import getpass
import logging
import os
import queue
import shlex
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from aricli.cli.signals import end_at
from aricli.cli.terminal import BOLD, coloured, styled
from aricli.cli.text import visible
from aricli.engine.interruptible import wait_for
from aricli.errors import ConfigError, InvalidRequest
from aricli.sandbox import DialplanError, Sandbox, Settings, User
from aricli.sandbox.dialplan import DEFAULT, Dialplan, Extension
from aricli.sandbox.sandbox import LOOPBACK
from aricli.sandbox.settings import DEFAULT_USERS, VERSION

_USUAL = "http://127.0.0.1:8088"
_DELAY = "@5"
_NO_PORT = {errno.EADDRINUSE: "taken", errno.EACCES: "for the superuser"}
_DIALPLAN = "as in extensions.conf:  exten => 1000,1,Stasis(my-app)"
_MOMENTARY = ("half-open", "replace", "restart")


def serve(
    port: int,
    host: str,
    user: str | None,
    password_stdin: bool,
    dialplan: Path | None,
    fault: list[str] | None,
    speed: float,
) -> None:
    """Be an Asterisk until somebody ends it.

    Raises:
        InvalidRequest: If the dialplan or a fault makes no sense.
        ConfigError: If there is no password where there has to be one, or the port is taken.
    """
    own_user = user is not None or password_stdin or host not in LOOPBACK
    users = (_user(user or "asterisk", password_stdin),) if own_user else DEFAULT_USERS
    text = DEFAULT if dialplan is None else _read(dialplan)
    sandbox = _made(_settings(users, text, speed), host, port, dialplan)
    end_at(signal.SIGTERM)
    _show_log()
    _start(sandbox, host, port)
    try:
        for each in fault or ():
            _cause(sandbox, each)
        _introduce(sandbox, own_user)
        wait_for(queue.SimpleQueue())
    finally:
        sandbox.stop()


def _user(name: str, password_stdin: bool) -> User:
    give_it = f"give it on stdin:  aricli sandbox --user {name} --password-stdin < FILE"
    if ":" in name:
        raise ConfigError(
            f"a user's name has no colon: {name}", "Basic authentication ends it there"
        )
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        password = getpass.getpass(f"Password for {name}: ")
    else:
        raise ConfigError("no password for those who may use the sandbox", give_it)
    if not password:
        raise ConfigError("the password is empty", give_it)
    return User(name, password)


def _settings(users: tuple[User, ...], dialplan: str, speed: float) -> Settings:
    try:
        return Settings(users=users, dialplan=dialplan, speed=speed)
    except ValueError as error:
        raise InvalidRequest(str(error), "as in:  --speed 10") from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InvalidRequest(f"cannot read {path}: {error.strerror}", _DIALPLAN) from error
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"{path} is no text", _DIALPLAN) from error


def _made(settings: Settings, host: str, port: int, dialplan: Path | None) -> Sandbox:
    try:
        return Sandbox(settings, host=host, port=port)
    except DialplanError as error:
        raise InvalidRequest(f"{dialplan}: {error}", _DIALPLAN) from error
    except ValueError as error:
        raise ConfigError(str(error), "any but its user's name, asterisk and viewer") from error


def _start(sandbox: Sandbox, host: str, port: int) -> None:
    try:
        sandbox.start()
    except OSError as error:
        # asyncio words the errors of addresses at length, in Python 3.13 without a number; those of
        # names have no positive one.
        number = error.errno or errno.EADDRNOTAVAIL
        if number in _NO_PORT:
            what = f"port {port} of {host} is {_NO_PORT[number]}"
            raise ConfigError(what, "--port 0 takes a free one") from error
        reason = os.strerror(number) if number > 0 else error.strerror
        raise ConfigError(
            f"cannot listen on {host}: {reason}",
            "--host 0.0.0.0 listens on all addresses there are",
        ) from error


def _cause(sandbox: Sandbox, fault: str) -> None:
    try:
        sandbox.fault(fault + _DELAY if fault in _MOMENTARY else fault)
    except ValueError as error:
        raise InvalidRequest(
            f"{fault!r} is no fault",
            "there are: drop-after=100, slow=200ms, half-open, replace, restart, restart@60",
        ) from error


class _Visible(logging.Formatter):
    """Shows the control characters of what clients and callers sent."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        return visible(super().formatMessage(record))


def _show_log() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(_Visible("aricli: %(message)s"))
    logging.getLogger("aricli.sandbox").addHandler(handler)


def _introduce(sandbox: Sandbox, own_user: bool) -> None:
    heading = f"{sandbox.url} answers as an Asterisk {VERSION}, until ^C"
    print(styled(heading, BOLD) if coloured(sys.stdout) else heading)
    for user in sandbox.settings.users:
        secret = "with the password given" if own_user else f"password {user.password}"
        print(f"  {user.name:9} {secret}{', may only look' if user.read_only else ''}")
    extensions = Dialplan(sandbox.settings.dialplan).contexts.get("default", {})
    for number, extension in extensions.items():
        steps = [extension.steps[at] for at in sorted(extension.steps)]
        shown = [f"{each.app}({each.data})" for each in steps if each.app != "NoOp"]
        print(visible(f"  {number:9} {', '.join(shown)}"))
    _suggest(sandbox, own_user, *_example(extensions))


def _example(extensions: Mapping[str, Extension]) -> tuple[str, str]:
    """An application that can be called, and its number; without any, how that would look."""
    numbers = {name: each for name, each in extensions.items() if each.pattern is None}
    for number, extension in numbers.items():
        for step in extension.steps.values():
            if step.app.lower() == "stasis":
                return step.data.partition(",")[0], number
    return "my-app", next(iter(numbers), "1000")


def _suggest(sandbox: Sandbox, own_user: bool, app: str, number: str) -> None:
    user = sandbox.settings.users[0]
    url = "" if sandbox.url == _USUAL else f"ARICLI_URL={sandbox.url} "
    password = "..." if own_user else user.password
    print(
        f"""In another terminal:
  export {url}ARICLI_USERNAME={shlex.quote(user.name)} ARICLI_PASSWORD={password}
  aricli listen --app {shlex.quote(app)}
And in a third, with the same:
  aricli sandbox call {shlex.quote(number)}""",
        flush=True,
    )
