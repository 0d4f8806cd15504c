"""From a name to something that answers as ARI does: no password is sent on the way."""

from __future__ import annotations

import ipaddress
import json
import socket
import ssl
import time
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from aricli.ari import network
from aricli.ari.server import Server
from aricli.cli.doctor import mends
from aricli.cli.doctor.finding import Verdict, ok, warn
from aricli.cli.doctor.visit import Answer, Visit
from aricli.errors import ConnectError, NotAri

_SOON = 14
"""Days before its end at which a certificate is worth a word."""

_ARI_STATUSES = {200, 401, 403, 503}


def name(visit: Visit) -> Verdict:
    """The name has an address."""
    host, port = visit.way
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise ConnectError(
            f"{host} has no address: {error.strerror or error}", mends.name(host)
        ) from error
    addresses = dict.fromkeys(str(each[4][0]) for each in found)
    return ok(f"{'proxy ' if visit.server.proxy else ''}{host} is {', '.join(addresses)}")


def tcp(visit: Visit) -> Verdict:
    """Something listens at the port."""
    started = time.monotonic()
    try:
        with socket.create_connection(visit.way, visit.server.timeout) as connection:
            visit.own_address = connection.getsockname()[0]
    except OSError as error:
        host, port = visit.way
        raise ConnectError(
            f"{host} port {port}: {error.strerror or error}", mends.listening(visit)
        ) from error
    return ok(f"port {visit.way[1]} answers in {(time.monotonic() - started) * 1000:.1f} ms")


def tls(visit: Visit) -> Verdict:
    """TLS protects the password, unless nobody can see it anyway."""
    server = visit.server
    if not server.url.startswith("https:"):
        if _stays_here(visit):
            return ok("not in use, and not needed within one machine")
        return warn(f"the password goes to {visit.way[0]} unprotected", mends.tls())
    try:
        with network.connect(server) as connection:
            assert isinstance(connection, ssl.SSLSocket)
            return _certified(server, connection)
    except ssl.SSLCertVerificationError as error:
        raise ConnectError(error.verify_message, mends.certificate(server)) from error
    except OSError as error:
        plain = server._replace(url=server.url.replace("https:", "http:", 1))
        if not _ari_at(plain):
            raise ConnectError(f"no TLS: {_words(error)}", mends.tls()) from error
        mend = f"use that:  --url {plain.url}" if _stays_here(visit) else mends.tls()
        raise ConnectError("no TLS: ARI is at this port without it", mend) from error


def _stays_here(visit: Visit) -> bool:
    try:
        return ipaddress.ip_address(visit.own_address).is_loopback
    except ValueError:
        return False


def _certified(server: Server, connection: ssl.SSLSocket) -> Verdict:
    if server.insecure:
        return warn(
            f"{connection.version()}, and whose certificate it is was not asked",
            mends.certificate(server),
        )
    certificate = connection.getpeercert() or {}
    end = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
    text = f"{connection.version()}, certificate valid until {end:%Y-%m-%d}"
    if (end - datetime.now(UTC)).days < _SOON:
        return warn(text, "renew the certificate that tlscertfile in http.conf names")
    return ok(text)


def http(visit: Visit) -> Verdict:
    """What listens speaks HTTP."""
    try:
        visit.answer = _asked(visit.server)
    except (OSError, HTTPException) as error:
        raise ConnectError(
            f"the port is open, and no HTTP answer comes: {_words(error)}", mends.not_http(visit)
        ) from error
    who = visit.answer.headers.get("server", "no name")
    return ok(f"{who} answers {visit.answer.status} to strangers")


def ari(visit: Visit) -> Verdict:
    """ARI is below this URL."""
    if _is_ari(visit.answer):
        return ok(f"at {visit.server.root}")
    elsewhere = next(filter(None, map(_ari_at, _other_places(visit.server))), "")
    status, headers = visit.answer.status, visit.answer.headers
    what = f"{visit.server.root} answers {status}, and not as ARI does"
    if elsewhere:
        raise NotAri(f"{what}; {elsewhere} does", f"use that:  --url {elsewhere}")
    if 300 <= status < 400:
        raise NotAri(f"{what}: it leads to {headers.get('location', 'nowhere')}", mends.PLACE)
    if not headers.get("server", "Asterisk").startswith("Asterisk"):
        raise NotAri(f"{what}: it is {headers['server']}", mends.PLACE)
    raise NotAri(what, mends.ENABLED)


def _is_ari(answer: Answer) -> bool:
    """Whether strangers are answered as ARI does: in JSON, and usually to say who they are."""
    try:
        data = json.loads(answer.body)
    except ValueError:
        return False
    return isinstance(data, dict) and answer.status in _ARI_STATUSES


def _other_places(server: Server) -> list[Server]:
    """Where ARI may be instead: without a path prefix, or below the usual one."""
    parts = urlsplit(server.url)
    return [
        server._replace(url=parts._replace(path=path).geturl())
        for path in ("", "/asterisk")
        if path != parts.path
    ]


def _ari_at(server: Server) -> str:
    """The URL if ARI is there, else nothing."""
    try:
        return server.url if _is_ari(_asked(server)) else ""
    except (OSError, HTTPException):
        return ""


def _asked(server: Server) -> Answer:
    """What comes back for ARI's description of itself, asked for without a password."""
    parts = urlsplit(server.root)
    connection = HTTPConnection(str(parts.hostname), parts.port)
    connection.sock = network.connect(server)
    try:
        connection.request("GET", f"{parts.path}/api-docs/resources.json")
        response = connection.getresponse()
        headers = {key.lower(): value for key, value in response.getheaders()}
        return Answer(response.status, headers, response.read())
    finally:
        connection.close()


def _words(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
