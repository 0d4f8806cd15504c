"""Where an ARI server is and who we are there."""

from __future__ import annotations

from base64 import b64encode
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit, urlunsplit

from aricli.errors import ConfigError

_EXAMPLE = "http://localhost:8088"
_PROXY = "it looks like  http://localhost:3128"
_INSTEAD = "put them in ARICLI_USERNAME and ARICLI_PASSWORD, or run aricli login"
_NO_LOGIN = "a proxy that wants a password cannot be used"


class Server(NamedTuple):
    """An ARI server and the credentials for it.

    Attributes:
        url: ``http(s)://host:port`` with the path prefix of ``http.conf`` if it has one.
        username: A user of ``ari.conf``.
        password: Its password. It travels in the Authorization header alone.
        timeout: Seconds to wait for an answer.
        ca_cert: A file of certificates to trust instead of the system's, for https.
        insecure: Do not verify the server's certificate.
        proxy: ``http://host:port`` of a proxy to go through, none unless given.
    """

    url: str
    username: str
    password: str
    timeout: float = 10.0
    ca_cert: str | None = None
    insecure: bool = False
    proxy: str | None = None

    def __repr__(self) -> str:
        return f"Server({_shown(self.url)!r}, {self.username!r}, password=***)"

    @property
    def authorization(self) -> str:
        """The value of the Authorization header."""
        return "Basic " + b64encode(f"{self.username}:{self.password}".encode()).decode()

    @property
    def root(self) -> str:
        """The URL of ``/ari``, where all paths begin."""
        return f"{checked_url(self.url)}/ari"

    @property
    def proxy_address(self) -> tuple[str, int] | None:
        """Host and port of the proxy.

        Raises:
            ConfigError: If it is no http URL with a port, or holds a password.
        """
        if not self.proxy:
            return None
        parts, port = _parts(self.proxy, "the proxy's URL", _PROXY, _NO_LOGIN)
        if parts.scheme != "http" or not parts.hostname or not port or parts.path.strip("/"):
            raise ConfigError(f"{_shown(self.proxy)!r} is not an http proxy", _PROXY)
        return parts.hostname, port

    @property
    def prefix(self) -> str:
        """The path of `root`, which counts towards the length of a request line."""
        return urlsplit(self.root).path

    @property
    def websocket_root(self) -> str:
        """`root` with ws or wss in place of http or https."""
        return "ws" + self.root.removeprefix("http")


def checked_url(url: str) -> str:
    """The URL without a trailing slash or ``/ari``.

    Raises:
        ConfigError: If it is no http or https URL, or holds a password or a query.
    """
    parts, port = _parts(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigError(f"{_shown(url)!r} is not an http or https URL", _EXAMPLE)
    if not _can_be_a_name(parts.hostname):
        raise ConfigError(f"{parts.hostname} cannot be the name of a host", _EXAMPLE)
    path = parts.path.rstrip("/").removesuffix("/ari")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    netloc = f"{host}:{port}" if port else host
    return urlunsplit((parts.scheme, netloc, path, "", ""))


def _can_be_a_name(host: str) -> bool:
    """Whether there can be an address for it; what looks for one raises else."""
    try:
        labels = (host if host.isascii() else host.encode("idna").decode()).split(".")
    except UnicodeError:
        return False
    short = all(0 < len(label) < 64 for label in labels[: -1 if host.endswith(".") else None])
    return short and not any(map(str.isspace, host))


def _parts(
    url: str, what: str = "the URL", example: str = _EXAMPLE, instead: str = _INSTEAD
) -> tuple[SplitResult, int | None]:
    """The parts of a URL and its port. What is wrong with it may be a password: it is not shown."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ConfigError(f"{what} is not valid", example) from None
    if "@" in url or parts.query or parts.fragment:
        raise ConfigError(f"{what} must hold no user, password or query", instead)
    return parts, port


def _shown(url: str) -> str:
    """The URL without what stands before an @, which may be a password."""
    return url.rpartition("@")[2]
