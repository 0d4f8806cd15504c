"""The way to a server: straight or through the proxy asked for, in TLS where its URL says so.

Neither requests nor websocket-client decides here. Both would take a proxy from the environment,
and each trusts other certificates.
"""

from __future__ import annotations

import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import socket
from urllib.parse import urlsplit

from aricli.ari.server import Server
from aricli.errors import ConfigError, ConnectError


def tls(server: Server) -> ssl.SSLContext | None:
    """What to trust: the system's certificates, or ``ca_cert`` alone; ``None`` for plain HTTP.

    Raises:
        ConfigError: If ``ca_cert`` cannot be used.
    """
    if not server.root.startswith("https:"):
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if server.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif not server.ca_cert:
        context.load_default_certs()
    else:
        try:
            context.load_verify_locations(server.ca_cert)
        except OSError as error:
            raise ConfigError(
                f"cannot use ca_cert {server.ca_cert}: {error.strerror or error}",
                "it has to be a file of certificates in PEM format",
            ) from error
    return context


def connect(server: Server) -> socket:
    """A connection to the server, ready for what is to be said.

    Raises:
        OSError: If there is no way; `ssl.SSLError` if the server is not to be trusted.
        ConfigError: If ``ca_cert`` or ``proxy`` cannot be used.
    """
    parts = urlsplit(server.root)
    host, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
    context = tls(server)
    first = server.proxy_address or (host, port)
    connection = (
        HTTPSConnection(*first, timeout=server.timeout, context=context)
        if context
        else HTTPConnection(*first, timeout=server.timeout)
    )
    if server.proxy_address:
        connection.set_tunnel(host, port)
    try:
        connection.connect()
    except HTTPException as error:
        raise OSError(f"the proxy does not speak HTTP: {error!r}") from error
    return connection.sock


def unreachable(server: Server, reason: str) -> ConnectError:
    """The error for a server that no connection leads to."""
    if server.proxy:
        return ConnectError(
            f"cannot connect to {server.url} through {server.proxy}: {reason}",
            "does that proxy run, and does it let us through to there?",
        )
    return ConnectError(
        f"cannot connect to {server.url}: {reason}",
        "is Asterisk running there, with enabled=yes and that bindaddr and port in http.conf?",
    )


def untrusted(server: Server, reason: str) -> ConnectError:
    """The error for a server that does not speak TLS, or shows a certificate we do not trust."""
    words = reason.partition(" (_ssl.c:")[0]  # a line of Python's own source
    return ConnectError(
        f"cannot connect to {server.url}: {words}",
        "name the certificate to trust with --ca-cert FILE, or check that the port speaks TLS",
    )
