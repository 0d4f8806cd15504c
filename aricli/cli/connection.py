"""From settings to a server that can be talked to."""

from __future__ import annotations

from aricli.ari.server import Server, checked_url
from aricli.cli.text import tell
from aricli.config import Settings


def server(settings: Settings) -> Server:
    """The server that the settings name, with the password fetched.

    Raises:
        ConfigError: If a setting is missing or cannot be used.
    """
    url = checked_url(settings["url"])  # before the password is asked for where to go with it
    return server_as(settings, url, settings.username(), settings.password())


def server_as(settings: Settings, url: str, username: str, password: str) -> Server:
    """A server with credentials of one's own and the other settings.

    Raises:
        ConfigError: If a setting cannot be used.
    """
    found = Server(
        url=checked_url(url),
        username=username,
        password=password,
        timeout=settings["timeout"],
        ca_cert=settings["ca_cert"],
        insecure=settings["insecure"],
        proxy=settings["proxy"],
    )
    _ = found.proxy_address
    if found.insecure and found.url.startswith("https:"):
        _warn(found.url, settings.values["insecure"].origin)
    return found


def _warn(url: str, origin: str) -> None:
    import urllib3

    # Said once and clearly here, and not again for each request by urllib3.
    urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    tell(
        f"WARNING: the certificate of {url} is not verified ({origin}):"
        " whoever sits in between gets the password"
    )
