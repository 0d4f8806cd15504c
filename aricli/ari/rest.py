"""ARI over HTTP: one pool of kept-alive connections, timeouts, and a wire log."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import ProtocolError

from aricli.ari.network import timed_out, unanswered, unreachable, untrusted
from aricli.ari.pool import Adapter
from aricli.ari.reply import Reply
from aricli.ari.request import Request, Response, check_size
from aricli.ari.server import Server
from aricli.ari.wire import log

_IDLE = 10.0
"""Seconds after which a kept connection is not used again: Asterisk closes it at 15 (FACTS 6)."""


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
        self._adapter = Adapter(server, connections)
        self._used = time.monotonic()
        self._headers = {
            "Authorization": server.authorization,
            "User-Agent": "aricli",
            "Accept": "*/*",
        }

    def send(self, request: Request) -> Response:
        """Send a request and return the response, whatever its status.

        What may be sent twice is, when the server has closed a kept connection.

        Raises:
            ConnectError: If no server answers.
            TimedOut: If no answer comes within the server's timeout.
            InvalidRequest: If the request is larger than Asterisk takes.
        """
        started = time.monotonic()
        reply = self._exchange(request)
        response = Response(
            reply.status_code,
            reply.reason or "",
            reply.content,
            {name.lower(): value for name, value in reply.headers.items()},
            self._root,
        )
        log(request, response, time.monotonic() - started)
        return response

    @contextmanager
    def stream(self, request: Request) -> Iterator[Reply]:
        """Send a request and give its response, whatever its status, to be read in pieces.

        Raises:
            ConnectError: If no server answers, or the answer breaks off.
            TimedOut: If no answer comes within the server's timeout.
            InvalidRequest: If the request is larger than Asterisk takes.
        """
        started = time.monotonic()
        with self._exchange(request, stream=True) as reply:
            seconds = time.monotonic() - started
            log(request, Response(reply.status_code, reply.reason or "", b"", {}), seconds)
            yield Reply(request, reply, self._root)

    def _exchange(self, request: Request, stream: bool = False) -> requests.Response:
        check_size(request, self._prefix)
        now = time.monotonic()
        if now - self._used > _IDLE:
            self._adapter.drop_idle()
        self._used = now
        prepared = self._prepared(request)
        for last_try in (not request.again, True):
            try:
                return self._adapter.send(prepared, stream=stream, **self._options())
            except requests.ReadTimeout as error:
                raise timed_out(request, self.server) from error
            except requests.ConnectTimeout as error:
                raise unreachable(self.server, "no answer") from error
            except requests.exceptions.SSLError as error:
                raise untrusted(self.server, _tls_error(error)) from error
            except requests.ConnectionError as error:
                if last_try or not _closed_by_server(error):
                    came_through = isinstance(error.args[0], ProtocolError)
                    what = unanswered if came_through else unreachable
                    raise what(self.server, _reason(error)) from error
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
        host, port = self.server.proxy_address or ("", 0)
        return {
            "timeout": self.server.timeout,
            "verify": not self.server.insecure,
            "proxies": {"all": f"http://{host}:{port}"} if host else None,
        }

    def drop_idle(self) -> None:
        """Use no connection that was kept so far: the line to the server was lost."""
        self._adapter.drop_idle()

    def close(self) -> None:
        """Close the kept connections."""
        self._adapter.close()


def _closed_by_server(error: BaseException) -> bool:
    """Whether a kept connection turned out to be closed, before any answer."""
    names = {type(cause).__name__ for cause in _causes(error)}
    return bool(names & {"RemoteDisconnected", "ConnectionResetError", "BrokenPipeError"})


def _tls_error(error: BaseException) -> BaseException:
    """The error of the TLS library, which requests and urllib3 have wrapped."""
    return next((each for each in _causes(error) if isinstance(each, ssl.SSLError)), error)


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
