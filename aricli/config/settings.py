"""What is set, and by whom: a flag beats the environment, which beats the file, then defaults."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from aricli.config.file import KINDS, PASSWORD_SOURCES, File, location, read
from aricli.errors import ConfigError

DEFAULT_URL = "http://localhost:8088"
DEFAULTS: dict[str, Any] = {"url": DEFAULT_URL, "timeout": 10.0, "insecure": False}
FIRST_PROFILE = "default"
"""The profile that ``aricli login`` makes when none is named."""

_FLAGS = {"timeout": "request_timeout"}
"""The flag of a setting, where it has another name."""
_YES = {"1", "true", "yes", "on"}
_NO = {"0", "false", "no", "off"}


class Secret(str):
    """A string that shows itself to nobody who does not mean to read it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


class Value(NamedTuple):
    """A setting's value, and where it comes from.

    Attributes:
        value: The value, ``None`` if nothing sets it.
        origin: A flag, a variable of the environment, ``FILE:PROFILE``, or ``default``.
    """

    value: Any
    origin: str


class Settings:
    """The settings in effect.

    Attributes:
        values: Each setting by its name in the file.
        profile: The profile in use, ``None`` for none, and what chose it.
        file: What the configuration file holds.
    """

    def __init__(self, values: Mapping[str, Value], profile: Value, file: File) -> None:
        self.values = values
        self.profile = profile
        self.file = file

    def __getitem__(self, name: str) -> Any:
        return self.values[name].value

    def __repr__(self) -> str:
        return f"Settings(profile={self.profile.value!r}, file={self.file.path!r})"

    def username(self) -> str:
        """The user of ari.conf.

        Raises:
            ConfigError: If there is none.
        """
        if not self["username"]:
            raise ConfigError("no user name for ARI", self._what_to_do())
        return str(self["username"])

    def password(self) -> Secret:
        """The user's password, fetched from wherever it is.

        Raises:
            ConfigError: If there is none, or it cannot be had.
        """
        source = self.password_source
        if not source:
            raise ConfigError("no password for ARI", self._what_to_do())
        if self.withheld:
            raise ConfigError(
                self.withheld,
                f"make a profile for that:  aricli login -p NAME --url {_place(self['url'])}  "
                "(or set ARICLI_PASSWORD)",
            )
        if source == "password":
            return Secret(self["password"])
        from aricli.config import secrets

        if source == "keyring":
            return Secret(secrets.recall(self._own_url, self.username()))
        return Secret(secrets.from_command(self["password_command"], str(self.profile.value)))

    @property
    def password_source(self) -> str:
        """Which of ``password``, ``password_command`` and ``keyring`` counts; empty for none."""
        return next((name for name in PASSWORD_SOURCES if self[name]), "")

    @property
    def _own_url(self) -> str:
        """Where the profile's password belongs to."""
        return str(self.file.profiles[self.profile.value or ""].get("url", DEFAULT_URL))

    @property
    def withheld(self) -> str:
        """Why the password is not told to the server in effect, empty if it is."""
        source = self.password_source
        if not source or self.values[source].origin == "ARICLI_PASSWORD":
            return ""
        own, other = _place(self._own_url), _place(self["url"])
        if own == other:
            return ""
        return (
            f"the password of profile {self.profile.value} is for {own}, and not told to"
            f" {other} ({self.values['url'].origin})"
        )

    def _what_to_do(self) -> str:
        if self.file.profiles and self.profile.value is None:
            return f"choose a profile with -p: {', '.join(self.file.profiles)}"
        named = self.profile.value not in {None, self.file.default}
        login = f"aricli login -p {self.profile.value}" if named else "aricli login"
        return f"run {login}, or set ARICLI_USERNAME and ARICLI_PASSWORD in the environment"


def _place(url: str) -> str:
    """Scheme, host and port of a URL: who gets what is sent there."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return "a URL that is not valid"
    return f"{parts.scheme}://{parts.hostname}:{port}"


def load(flags: Mapping[str, Any], environ: Mapping[str, str], *, new: bool = False) -> Settings:
    """The settings in effect.

    Args:
        flags: What was given on the command line, by the names of options; ``None`` if not given.
        environ: The environment: ``ARICLI_PROFILE``, ``ARICLI_URL`` and so on.
        new: Whether the profile may be one that does not exist yet.

    Raises:
        ConfigError: If a setting cannot be used, or there is no such profile.
    """
    file = read(location(environ))
    profile = _profile(file, flags, environ)
    if profile.value is not None and profile.value not in file.profiles and not new:
        raise unknown_profile(file, profile.value)
    section = file.profiles.get(profile.value or "", {})
    values = {}
    for name in KINDS:
        found = _flag(name, flags) or _variable(name, environ)
        if not found and name in section:
            value = Secret(section[name]) if name == "password" else section[name]
            found = Value(value, f"{file.path}:{profile.value}")
        values[name] = found or Value(DEFAULTS.get(name), "default")
    return Settings(values, profile, file)


def unknown_profile(file: File, name: str) -> ConfigError:
    """The error for a profile that does not exist."""
    there_are = f"there are: {', '.join(file.profiles)}" if file.profiles else "there are none"
    return ConfigError(
        f"no profile {name!r} in {file.path}", f"{there_are}; aricli login -p {name} makes it"
    )


def _profile(file: File, flags: Mapping[str, Any], environ: Mapping[str, str]) -> Value:
    if flags.get("profile"):
        return Value(flags["profile"], "--profile")
    if environ.get("ARICLI_PROFILE"):
        return Value(environ["ARICLI_PROFILE"], "ARICLI_PROFILE")
    return Value(file.default, file.path if file.default else "default")


def _flag(name: str, flags: Mapping[str, Any]) -> Value | None:
    option = _FLAGS.get(name, name)
    value = flags.get(option)
    if value is None or value is False:
        return None
    return Value(value, "--" + option.replace("_", "-"))


def _variable(name: str, environ: Mapping[str, str]) -> Value | None:
    """What the environment says. A password comes from there itself, never a way to get one."""
    variable = f"ARICLI_{name.upper()}"
    text = environ.get(variable)
    if not text or name in {"password_command", "keyring"}:
        return None
    return Value(_parsed(text, KINDS[name], variable), variable)


def _parsed(text: str, kind: type, variable: str) -> Any:
    if kind is bool:
        if text.lower() not in _YES | _NO:
            raise ConfigError(f"{variable} is {text!r}", "set it to 1 or 0")
        return text.lower() in _YES
    if kind is float:
        try:
            number = float(text)
        except ValueError:
            number = 0.0
        if not 0 < number < math.inf:
            raise ConfigError(f"{variable} is {text!r}", "set it to a number of seconds above 0")
        return number
    return Secret(text) if variable == "ARICLI_PASSWORD" else text
