"""What stands between behaviours and the wire: which way a request goes, what counts as done."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, Protocol

from aricli.ari.client import Transport
from aricli.ari.request import Request, Response
from aricli.ari.socket_rest import SocketRest
from aricli.errors import ConnectError, Disconnected

Way = Literal["auto", "http", "websocket"]

_OVERDUE = 0.1
"""Seconds after which an unanswered request makes the others avoid the WebSocket."""
_FIRST_VERSIONS = {20: 14, 21: 9, 22: 4}
"""The first release of each series that takes requests on the WebSocket (FACTS 8.1)."""


class Http(Transport, Protocol):
    """Requests over HTTP with kept connections, as `aricli.ari.rest.Rest` has them."""

    def drop_idle(self) -> None:
        """Use no connection that was kept so far."""


class Ways:
    """Sends each request over the event WebSocket or HTTP, whichever it cannot hold up.

    Args:
        http: Requests over HTTP.
        socket: Requests over the event WebSocket.
        way: ``http`` or ``websocket`` to use that alone.
    """

    def __init__(self, http: Http, socket: SocketRest, way: Way = "auto") -> None:
        self._http = http
        self._socket = socket
        self._way = way
        self._takes_requests = False

    def version(self, version: str) -> None:
        """Take note of the server's version, which says whether its WebSocket takes requests.

        It is asked for over HTTP: until it is known all requests go that way.

        Raises:
            ConnectError: If it takes none and nothing else is to be used.
        """
        self._takes_requests = self._way != "http" and takes_requests(version)
        if self._way == "websocket" and not self._takes_requests:
            raise ConnectError(
                f"Asterisk {version} takes no requests on the WebSocket",
                "it came with 20.14, 21.9 and 22.4; set `transport` to auto",
            )

    def answered(self, raw: Mapping[str, Any]) -> None:
        """Take a RESTResponse."""
        self._socket.answered(raw)

    def lost(self) -> None:
        """The WebSocket is gone, and what it went with may be dead too."""
        self._http.drop_idle()
        self._socket.lost()

    def send(self, request: Request) -> Response:
        """Send a request the way that suits it.

        Raises:
            ConnectError: If the server cannot be reached that way.
        """
        try:
            if self._suits(request):
                try:
                    return self._socket.send(request)
                except Disconnected:
                    pass  # nothing was sent: the socket was gone before
            return self._http.send(request)
        except ConnectError as error:
            return self._after_loss(request, error)

    def _after_loss(self, request: Request, error: ConnectError) -> Response:
        """What became of a request whose answer was lost with the connection."""
        if request.again:
            return self._http.send(request)
        if request.makes:
            made = self._http.send(Request("GET", request.makes, again=True))
            if made.status == 200:
                return made
            # A playback or bridge that is not there was hardly ever made; a channel may have
            # been called and be over, and must not be called twice.
            if made.status == 404 and not request.makes.startswith("/channels/"):
                return self._http.send(request)
        raise error

    def _suits(self, request: Request) -> bool:
        """Whether a request on the WebSocket holds up nobody and is held up by nobody."""
        if self._way == "websocket" or not self._takes_requests:
            return self._takes_requests
        if request.waits or "%" in request.path or request.path.endswith("/file"):
            return False
        return not self._socket.overdue(_OVERDUE)

    def close(self) -> None:
        """Let go of the HTTP connections."""
        self._http.close()


def takes_requests(version: str) -> bool:
    """Whether an Asterisk of this version takes requests on the event WebSocket."""
    numbers = re.match(r"(\d+)\.(\d+)", version)
    if not numbers:
        return False
    series, release = int(numbers[1]), int(numbers[2])
    return series > max(_FIRST_VERSIONS) or release >= _FIRST_VERSIONS.get(series, 1000)


class GoneIsDone:
    """A transport for behaviours: ending what has just ended by itself is success (FACTS 0.5)."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def send(self, request: Request) -> Response:
        """Send a request; hanging up or stopping what is gone answers 204."""
        response = self._transport.send(request)
        if request.method == "DELETE" and response.status == 404 and _ends(request.path):
            return Response(204, "No Content", b"", {})
        return response

    def close(self) -> None:
        """Let go of the connections."""
        self._transport.close()


def _ends(path: str) -> bool:
    """Whether a DELETE of this path hangs up a channel or stops a playback."""
    return path.count("/") == 2 and path.startswith(("/channels/", "/playbacks/"))
