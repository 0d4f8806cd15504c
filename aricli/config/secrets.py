"""Where a password can be besides the file: behind a command, or in the system's keyring."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

from aricli.errors import ConfigError

TIME_LIMIT = 60.0
"""Seconds that a password_command may take; somebody may have to type a passphrase."""
_TRY_IT = "try that command in a shell; change it with:  aricli config edit"


def from_command(command: str, profile: str) -> str:
    """The first line that a command prints, run through the shell.

    It may ask for a passphrase on the terminal. Whatever it started ends when it is given up.

    Raises:
        ConfigError: If it fails, prints nothing, or takes longer than `TIME_LIMIT`.
        KeyboardInterrupt: If Ctrl-C ended it.
    """
    from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired

    what = f"password_command of profile {profile}"
    # Our stdin may be a list of ids.
    pipes: dict[str, Any] = {"stdin": DEVNULL, "stdout": PIPE, "stderr": PIPE}
    with (
        _interrupts_put_off() as heed_interrupts,
        Popen(command, shell=True, process_group=0, **pipes) as process,
    ):
        try:
            heed_interrupts()
            with _terminal_of(process.pid):
                out, err = process.communicate(timeout=TIME_LIMIT)
        except BaseException as error:
            _end(process)
            if not isinstance(error, TimeoutExpired):
                raise
            raise ConfigError(f"{what} did not end within {TIME_LIMIT:g} s", _TRY_IT) from None
    if process.returncode in {-signal.SIGINT, 128 + signal.SIGINT}:
        raise KeyboardInterrupt
    password: str = out.decode(errors="replace").partition("\n")[0].rstrip("\r")
    if process.returncode:
        said = _without(password, err.decode(errors="replace"))
        raise ConfigError(f"{what} failed with exit code {process.returncode}{said}", _TRY_IT)
    if not password:
        raise ConfigError(f"{what} printed no password on its first line", _TRY_IT)
    return password


@contextmanager
def _interrupts_put_off() -> Iterator[Callable[[], None]]:
    """Put Ctrl-C off until this is called, so that what is just being started can be ended."""
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    came: list[int] = []
    usual = signal.signal(signal.SIGINT, lambda number, frame: came.append(number))

    def heed() -> None:
        signal.signal(signal.SIGINT, usual)
        if came:
            came.clear()
            signal.raise_signal(signal.SIGINT)

    try:
        yield heed
    finally:
        heed()


@contextmanager
def _terminal_of(group: int) -> Iterator[None]:
    """Lend the terminal, if we have it, to a process group, as a shell does."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        yield
        return
    ours = os.getpgrp()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})  # taking it back would stop us
    try:
        if os.tcgetpgrp(terminal) == ours:
            os.tcsetpgrp(terminal, group)
            os.killpg(group, signal.SIGCONT)  # it may have asked before it had the terminal
        yield
    finally:
        if os.tcgetpgrp(terminal) == group:
            os.tcsetpgrp(terminal, ours)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTTOU})
        os.close(terminal)


def _end(process: Any) -> None:
    """End a command and all that it started."""
    if os.name == "posix":
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def _without(password: str, text: str) -> str:
    words = " ".join(text.split())
    if password.strip():
        words = words.replace(" ".join(password.split()), "***")
    return f": {words}" if words else ""


def recall(url: str, username: str) -> str:
    """The password of a user of a server, from the system's keyring.

    Raises:
        ConfigError: If there is no keyring, or it does not have it.
    """
    keyring = _keyring()
    if keyring is None:
        raise ConfigError(
            "the password is in the system keyring, and the package keyring is not installed",
            "pip install 'aricli[keyring]', or set ARICLI_PASSWORD in the environment",
        )
    try:
        password = keyring.get_password(_service(url), username)
    except Exception as error:  # a backend may raise anything
        raise ConfigError(
            f"the system keyring fails: {_words(error)}",
            "unlock it, set ARICLI_PASSWORD in the environment, or run aricli login again",
        ) from None
    if not password:
        raise ConfigError(
            f"the system keyring has no password of {username} for {url}", "run aricli login"
        )
    return str(password)


def keep(url: str, username: str, password: str) -> str:
    """Store a password in the system's keyring; why it could not be, or an empty string."""
    keyring = _keyring()
    if keyring is None:
        return "the package keyring is not installed: pip install 'aricli[keyring]'"
    try:
        keyring.set_password(_service(url), username, password)
        if keyring.get_password(_service(url), username) == password:
            return ""
    except Exception as error:  # a backend may raise anything
        return f"the system keyring fails: {_words(error)}"
    return "the system keyring does not keep it"


def forget(url: str, username: str) -> None:
    """Remove a password from the system's keyring, if it is there.

    Raises:
        ConfigError: If it is there and cannot be removed.
    """
    keyring = _keyring()
    if keyring is None:
        return
    try:
        if keyring.get_password(_service(url), username) is not None:
            keyring.delete_password(_service(url), username)
    except Exception as error:  # a backend may raise anything
        raise ConfigError(f"the system keyring fails: {_words(error)}") from None


def _service(url: str) -> str:
    """A password belongs to a server: another URL never gets it."""
    return f"aricli {url}"


def _words(error: Exception) -> str:
    """The first sentence of an error."""
    return re.split(r"\.\s|\n", str(error) or type(error).__name__, maxsplit=1)[0]


def _keyring() -> Any:
    try:
        return import_module("keyring")
    except ImportError:
        return None
