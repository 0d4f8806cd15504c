"""ARI over HTTP: one pool of kept-alive connections, timeouts, and a wire log."""

from __future__ import annotations

import logging
import time
from typing import Any

import requests
import requests.adapters
from requests.structures import CaseInsensitiveDict

from aricli.ari.request import Request, Response, check_size
from aricli.ari.server import Server
from aricli.errors import ConnectError, TimedOut

wire = logging.getLogger("aricli.wire")
"""INFO: a line per request with status and time. DEBUG: bodies too. Never the credentials."""

_IDLE = 10.0
"""Seconds after which a kept connection is not used again: Asterisk closes it at 15 (FACTS 6)."""
_SAFE_TO_REPEAT = {"GET", "DELETE", "PUT"}


class Rest:
    """Sends requests over HTTP with Basic authentication. Several threads may share it.

    Requests go through the connection pool directly: no cookies, no redirects, no proxies from
    the environment, and half the CPU time of a `requests.Session`.

    Args:
        server: Where and as whom.
        connections: How many connections are kept.
    """

    def __init__(self, server: Server, connections: int = 32) -> None:
        self.server = server
        self._root = server.root
        self._prefix = server.prefix
        self._adapter = requests.adapters.HTTPAdapter(pool_maxsize=connections)
        self._used = time.monotonic()
        self._headers = {
            "Authorization": server.authorization,
            "User-Agent": "aricli",
            "Accept": "*/*",
        }

    def send(self, request: Request) -> Response:
        """Send a request and return the response, whatever its status.

        A GET, PUT or DELETE is repeated once when the server has closed a kept connection.

        Raises:
            ConnectError: If no server answers.
            TimedOut: If no answer comes within the server's timeout.
            InvalidRequest: If the request is larger than Asterisk takes.
        """
        check_size(request, self._prefix)
        started = time.monotonic()
        if started - self._used > _IDLE:
            self._adapter.poolmanager.clear()
        self._used = started
        reply = self._exchange(request)
        response = Response(
            reply.status_code,
            reply.reason or "",
            reply.content,
            {name.lower(): value for name, value in reply.headers.items()},
        )
        _log(request, response, time.monotonic() - started)
        return response

    def _exchange(self, request: Request, stream: bool = False) -> requests.Response:
        prepared = self._prepared(request)
        for last_try in (request.method not in _SAFE_TO_REPEAT, True):
            try:
                return self._adapter.send(prepared, stream=stream, **self._options())
            except requests.ReadTimeout as error:
                raise _timed_out(request, self.server) from error
            except requests.ConnectTimeout as error:
                raise _unreachable(self.server, "no answer") from error
            except requests.exceptions.SSLError as error:
                raise _untrusted(self.server, error) from error
            except requests.ConnectionError as error:
                if last_try or not _closed_by_server(error):
                    raise _unreachable(self.server, _reason(error)) from error
        raise AssertionError("the last try returns or raises")

    def _prepared(self, request: Request) -> requests.PreparedRequest:
        prepared = requests.PreparedRequest()
        prepared.method = request.method
        prepared.url = self._root + request.target
        prepared.headers = CaseInsensitiveDict(self._headers)
        prepared.body = request.content
        if prepared.body is not None:
            prepared.headers["Content-Type"] = "application/json"
            prepared.headers["Content-Length"] = str(len(prepared.body))
        elif request.method in {"POST", "PUT"}:
            prepared.headers["Content-Length"] = "0"
        return prepared

    def _options(self) -> dict[str, Any]:
        server = self.server
        return {
            "timeout": server.timeout,
            "verify": not server.insecure and (server.ca_cert or True),
            "proxies": {"http": server.proxy, "https": server.proxy} if server.proxy else None,
        }

    def close(self) -> None:
        """Close the kept connections."""
        self._adapter.close()


def _log(request: Request, response: Response, seconds: float) -> None:
    if not wire.isEnabledFor(logging.INFO):
        return
    wire.info("%s -> %d %s (%.1f ms)", request, response.status, response.reason, seconds * 1000)
    if request.content:
        wire.debug("  > %s", request.content.decode())
    if response.headers.get("content-type", "").startswith(("application/json", "text/")):
        wire.debug("  < %s", response.content.decode(errors="replace"))


def _timed_out(request: Request, server: Server) -> TimedOut:
    if request.waits:
        hint = (
            "a playback on the channel holds it up: stop that first; Asterisk still carries it out"
        )
    else:
        hint = "the request may still be carried out; a longer --request-timeout waits for it"
    return TimedOut(f"no answer to {request} within {server.timeout:g} s", hint)


def _unreachable(server: Server, reason: str) -> ConnectError:
    return ConnectError(
        f"cannot connect to {server.url}: {reason}",
        "is Asterisk running there, with enabled=yes and that bindaddr and port in http.conf?",
    )


def _untrusted(server: Server, error: Exception) -> ConnectError:
    return ConnectError(
        f"cannot connect to {server.url}: {_reason(error)}",
        "give the certificate to trust with ca_cert, or check that the port speaks TLS",
    )


def _closed_by_server(error: BaseException) -> bool:
    """Whether a kept connection turned out to be closed, before any answer."""
    names = {type(cause).__name__ for cause in _causes(error)}
    return bool(names & {"RemoteDisconnected", "ConnectionResetError", "BrokenPipeError"})


def _causes(error: BaseException) -> list[BaseException]:
    found = [error]
    for each in found:
        inner = [*each.args, getattr(each, "reason", None), each.__cause__, each.__context__]
        found += [
            cause for cause in inner if isinstance(cause, BaseException) and cause not in found
        ]
    return found


def _reason(error: Exception) -> str:
    """The innermost operating system words of a connection failure."""
    for cause in reversed(_causes(error)):
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
    return str(_causes(error)[-1])
