"""``aricli logout``: forget a stored password."""

from __future__ import annotations

from typing import Any

from aricli.cli.options import CONNECTION, Session, command
from aricli.cli.text import tell
from aricli.errors import ConfigError

_HELP = "Forget the stored password of a profile; the profile stays."


def build() -> Any:
    """The command."""
    return command(
        _logout,
        [],
        {"profile": CONNECTION["profile"]},
        name="logout",
        help=_HELP,
        short_help="Forget the stored password of a profile.",
    )


def _logout(session: Session) -> None:
    from aricli.config import DEFAULT_URL, secrets, store

    settings = session.settings
    name, file = settings.profile.value, settings.file
    if name is None:
        raise ConfigError("no profile to forget the password of", "name it:  aricli logout -p NAME")
    section = file.profiles[name]
    if section.get("keyring"):
        secrets.forget(section.get("url", DEFAULT_URL), section.get("username", ""))
    stored = [key for key in ("password", "keyring") if key in section]
    if stored:
        store.change(file.path, {("profiles", name, key): None for key in stored})
        said = f"the password of profile {name} is forgotten"
    elif section.get("password_command"):
        said = f"profile {name} asks its password_command: there is nothing to forget"
    else:
        said = f"no password of profile {name} is stored"
    tell(said)
