"""The way to a server: straight or through the proxy asked for, in TLS where its URL says so.

Neither requests nor websocket-client decides here. Both would take a proxy from the environment,
and each trusts other certificates.
"""

from __future__ import annotations

import ssl
import struct
import sys
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SO_RCVTIMEO, SO_SNDTIMEO, SOL_SOCKET, socket
from urllib.parse import urlsplit

from aricli.ari.request import Request
from aricli.ari.server import Server
from aricli.errors import ConfigError, ConnectError, TimedOut

_OTHER_HOST = {62, 64}
"""OpenSSL's codes for a certificate of another host name or address."""


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
                f"cannot use ca_cert {server.ca_cert}: {_words(error)}",
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


def line(server: Server) -> socket:
    """A connection to the server, as `connect` makes it.

    Raises:
        ConnectError: If there is no way, or the server is not to be trusted.
        ConfigError: If ``ca_cert`` or ``proxy`` cannot be used.
    """
    try:
        return connect(server)
    except ssl.SSLError as error:
        raise untrusted(server, error) from error
    except TimeoutError as error:
        raise unreachable(server, "no answer") from error
    except OSError as error:
        raise unreachable(server, _words(error)) from error


def give_up_after(connection: socket, seconds: float) -> None:
    """Let what is sent or received on a connection raise `OSError` after so many seconds.

    Python's own timeout asks with a system call before each call whether it would wait; the
    kernel's does not.
    """
    if isinstance(connection, ssl.SSLSocket) or sys.platform == "win32":
        connection.settimeout(seconds)
        return
    whole, part = divmod(seconds, 1)
    limit = struct.pack("@ll", int(whole), int(part * 1_000_000))
    connection.settimeout(None)
    connection.setsockopt(SOL_SOCKET, SO_RCVTIMEO, limit)
    connection.setsockopt(SOL_SOCKET, SO_SNDTIMEO, limit)


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


def unanswered(server: Server, reason: str) -> ConnectError:
    """The error for a server that takes the connection and ends it, or says no HTTP."""
    if server.proxy or server.root.startswith("https:"):
        return unreachable(server, reason)
    return ConnectError(
        f"cannot connect to {server.url}: {reason}",
        "it may be stopping; if that port speaks TLS, the URL begins with https://",
    )


def timed_out(request: Request, server: Server) -> TimedOut:
    """The error for a request that was not answered in time."""
    if request.waits:
        hint = (
            "a playback on the channel holds it up: stop that first; Asterisk still carries it out"
        )
    else:
        hint = "the request may still be carried out; a longer request timeout waits for it"
    return TimedOut(f"no answer to {request} within {server.timeout:g} s", hint)


def untrusted(server: Server, error: BaseException) -> ConnectError:
    """The error for a server that does not speak TLS, or shows a certificate we do not trust."""
    if not isinstance(error, ssl.SSLCertVerificationError):
        reason, hint = _words(error), "does that port speak TLS? without it the URL is http://"
    else:
        reason = f"its certificate is not trusted: {error.verify_message.rstrip('.')}"
        if error.verify_code in _OTHER_HOST:
            hint = "name the host in the URL as the certificate does"
        elif server.ca_cert:
            hint = (
                f"the certificates in {server.ca_cert} do not vouch for it: name another `ca_cert`"
            )
        else:
            hint = "name the file of the certificate to trust with `ca_cert`"
    return ConnectError(f"cannot connect to {server.url}: {reason}", hint)


def _words(error: BaseException) -> str:
    """What went wrong, without the line of Python's own source that `ssl` adds."""
    return (getattr(error, "strerror", None) or str(error)).partition(" (_ssl.c:")[0]
