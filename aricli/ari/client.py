"""Ari: one object, one attribute per resource."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from aricli.ari.failure import failure
from aricli.ari.request import Request, Response
from aricli.errors import InvalidRequest

if TYPE_CHECKING:
    from aricli.ari.operation import Operation
    from aricli.ari.resources.applications import Applications
    from aricli.ari.resources.asterisk import Asterisk
    from aricli.ari.resources.bridges import Bridges
    from aricli.ari.resources.channels import Channels
    from aricli.ari.resources.device_states import DeviceStates
    from aricli.ari.resources.endpoints import Endpoints
    from aricli.ari.resources.events import Events
    from aricli.ari.resources.mailboxes import Mailboxes
    from aricli.ari.resources.playbacks import Playbacks
    from aricli.ari.resources.recordings import Recordings
    from aricli.ari.resources.sounds import Sounds
    from aricli.ari.server import Server
    from aricli.ari.watch import Watch


class Transport(Protocol):
    """What carries requests: HTTP, the event WebSocket, or a test's own."""

    def send(self, request: Request) -> Response:
        """Send a request and return the response, whatever its status."""

    def close(self) -> None:
        """Let go of the connections."""


class Ari:
    """ARI as Python: ``Ari("http://localhost:8088", "asterisk", "asterisk").channels.list()``.

    Use as a context manager, or call `close`. May be used from several threads. Nothing is sent
    before the first request.

    Args:
        url: Where ARI is, e.g. ``http://localhost:8088``; with the prefix of http.conf, if any.
        username: A user of ari.conf.
        password: Its password.
        timeout: Seconds to wait for an answer.
        ca_cert: A file of certificates to trust instead of the system's, for https.
        insecure: Do not verify the server's certificate.
        proxy: ``http://host:port`` of a proxy to go through.

    Raises:
        ConfigError: If the URL, the certificates or the proxy cannot be used.
    """

    transport: Transport
    _server: Server | None

    def __init__(
        self,
        url: str,
        username: str,
        password: str,
        *,
        timeout: float = 10.0,
        ca_cert: str | None = None,
        insecure: bool = False,
        proxy: str | None = None,
    ) -> None:
        from aricli.ari.rest import Rest
        from aricli.ari.server import Server

        self._server = Server(url, username, password, timeout, ca_cert, insecure, proxy)
        self.transport = Rest(self._server)

    @classmethod
    def over(cls, transport: Transport) -> Ari:
        """A client whose requests are carried by something of one's own."""
        ari = cls.__new__(cls)
        ari.transport, ari._server = transport, None
        return ari

    def watch(self, *sources: str, types: Sequence[str] = ()) -> Watch:
        """Receive events, in an application of its own: ``with ari.watch() as watch: ...``

        Channels that are originated with ``app=watch.app`` enter that application.

        Args:
            sources: What else to receive the events of, e.g. ``bridge:b1``; ``channel:`` is all
                channels.
            types: Types of events to receive, all if not given.

        Raises:
            InvalidRequest: If this client was made without the server's URL.
        """
        from aricli.ari.watch import Watch

        if self._server is None:
            raise InvalidRequest("this client knows no server to watch", "make it with its URL")
        return Watch(self._server, self, *sources, types=types)

    def send(self, request: Request, operation: Operation[Any, Any] | None = None) -> Response:
        """Send a request and return its response.

        Raises:
            ResponseError: The subclass for the status, if that is 400 or more. What the response
                does not say is asked for first: what holds a channel that is in the wrong state,
                and whether the server has such an operation at all. Likewise what was made, where
                a success does not show it.
            ConnectError: If no server answers, or something that is not ARI.
            TimedOut: If no answer came in time.
            InvalidRequest: If the request is larger than Asterisk takes.
        """
        response = self.transport.send(request)
        if not response.is_success:
            raise failure(request, response, operation, self.transport.send)
        if request.makes and not response.content:
            # Before 20.13 and 22.3 a bridge that is there already gets no more than a yes.
            return self.send(Request("GET", request.makes, again=True))
        return response

    def close(self) -> None:
        """Let go of the connections."""
        self.transport.close()

    def __enter__(self) -> Ari:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @cached_property
    def applications(self) -> Applications:
        """Stasis applications: subscriptions and event filters."""
        from aricli.ari.resources.applications import Applications

        return Applications(self)

    @cached_property
    def asterisk(self) -> Asterisk:
        """The server itself: modules, logging, configuration, global variables."""
        from aricli.ari.resources.asterisk import Asterisk

        return Asterisk(self)

    @cached_property
    def bridges(self) -> Bridges:
        """Bridges: mixing and holding of channels."""
        from aricli.ari.resources.bridges import Bridges

        return Bridges(self)

    @cached_property
    def channels(self) -> Channels:
        """Channels: calls and what to do with them."""
        from aricli.ari.resources.channels import Channels

        return Channels(self)

    @cached_property
    def device_states(self) -> DeviceStates:
        """Device states controlled by ARI."""
        from aricli.ari.resources.device_states import DeviceStates

        return DeviceStates(self)

    @cached_property
    def endpoints(self) -> Endpoints:
        """Endpoints, messages and referrals."""
        from aricli.ari.resources.endpoints import Endpoints

        return Endpoints(self)

    @cached_property
    def events(self) -> Events:
        """User events and claims; the event stream is `aricli.ari.stream`."""
        from aricli.ari.resources.events import Events

        return Events(self)

    @cached_property
    def mailboxes(self) -> Mailboxes:
        """Mailboxes controlled by ARI."""
        from aricli.ari.resources.mailboxes import Mailboxes

        return Mailboxes(self)

    @cached_property
    def playbacks(self) -> Playbacks:
        """Playbacks: control and stop."""
        from aricli.ari.resources.playbacks import Playbacks

        return Playbacks(self)

    @cached_property
    def recordings(self) -> Recordings:
        """Live and stored recordings."""
        from aricli.ari.resources.recordings import Recordings

        return Recordings(self)

    @cached_property
    def sounds(self) -> Sounds:
        """The sounds installed on the server."""
        from aricli.ari.resources.sounds import Sounds

        return Sounds(self)
