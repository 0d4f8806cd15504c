"""Settings: a flag beats the environment, which beats the default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aricli.ari.server import Server
from aricli.errors import ConfigError

DEFAULT_URL = "http://localhost:8088"


def server(flags: Mapping[str, Any], environ: Mapping[str, str]) -> Server:
    """The server to talk to and the credentials for it.

    Args:
        flags: What was given on the command line: url, username, request_timeout, insecure.
        environ: The environment: ARICLI_URL, ARICLI_USERNAME, ARICLI_PASSWORD.

    Raises:
        ConfigError: If a setting is missing or cannot be used.
    """
    username = flags.get("username") or environ.get("ARICLI_USERNAME")
    password = environ.get("ARICLI_PASSWORD")
    if not username or password is None:
        missing = "user name" if not username else "password"
        raise ConfigError(
            f"no {missing} for ARI", "set ARICLI_USERNAME and ARICLI_PASSWORD in the environment"
        )
    found = Server(
        url=flags.get("url") or environ.get("ARICLI_URL") or DEFAULT_URL,
        username=username,
        password=password,
        timeout=flags.get("request_timeout") or 10.0,
        insecure=bool(flags.get("insecure")),
    )
    _ = found.root
    return found
