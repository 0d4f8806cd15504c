"""Ari: one object, one attribute per resource."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from aricli.ari.failure import failure
from aricli.ari.request import Request, Response

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


class Transport(Protocol):
    """What carries requests: HTTP, the event WebSocket, or a test's own."""

    def send(self, request: Request) -> Response:
        """Send a request and return the response, whatever its status."""

    def close(self) -> None:
        """Let go of the connections."""


class Ari:
    """ARI as Python: ``Ari(Rest(server)).channels.list()``.

    Use as a context manager, or call `close`. May be used from several threads.

    Args:
        transport: What carries the requests, usually `aricli.ari.rest.Rest`.
    """

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    def send(self, request: Request, operation: Operation[Any, Any] | None = None) -> Response:
        """Send a request and return its response.

        Raises:
            ResponseError: The subclass for the status, if that is 400 or more.
            ConnectError: If no server answers, or something that is not ARI.
            TimedOut: If no answer came in time.
            InvalidRequest: If the request is larger than Asterisk takes.
        """
        response = self.transport.send(request)
        if response.status >= 400:
            raise failure(request, response, operation)
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
