"""Endpoints: the telephones and trunks, and messages and referrals to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from aricli.ari.operation import Resource, operation
from aricli.ari.types import Assignments, Doc, EndpointResource, Tech

if TYPE_CHECKING:
    from aricli.ari.handles import Endpoint

_NO_TECH = "no endpoints of this technology: its module may not be loaded; list the endpoints"
_NO_ENDPOINT = "list the endpoints"
_NO_RECIPIENT = "there is no such recipient; only pjsip and xmpp take messages"
_SINCE_REFER = "18.20, 20.5"

From = Annotated[str, Doc("who it is from: an endpoint or URI, e.g. pjsip:alice")]
MessageBody = Annotated[str | None, Doc("text of the message")]
MessageVariables = Annotated[
    Assignments | None, Doc("NAME=VALUE to go with it; with PJSIP these become SIP headers")
]
ReferTo = Annotated[str, Doc("where to refer them to: an endpoint or URI")]
ToSelf = Annotated[bool, Doc("refer to this Asterisk's own address for that endpoint")]


class Endpoints(Resource):
    """ARI's /endpoints.

    Messages and referrals to a PJSIP endpoint that has no ``aors`` crash Asterisk 22.10.
    """

    # Before list(), which hides the type of that name from what follows it in the class.
    @operation("GET", "/endpoints/{tech}", hints={404: _NO_TECH})
    def list_by_tech(self, tech: Tech) -> list[Endpoint]:
        """List the endpoints of a technology.

        Raises:
            NotFound: If there are none, or no such technology.
        """

    @operation("GET", "/endpoints")
    def list(self) -> list[Endpoint]:
        """List all endpoints."""

    @operation("GET", "/endpoints/{tech}/{resource}")
    def get(self, tech: Tech, resource: EndpointResource) -> Endpoint:
        """Show an endpoint, its state and channels.

        Raises:
            NotFound: If there is no such endpoint.
        """

    @operation("PUT", "/endpoints/sendMessage", hints={404: _NO_RECIPIENT})
    def send_message(
        self,
        to: Annotated[str, Doc("endpoint or URI to send it to, e.g. pjsip:bob@example.org")],
        *,
        from_: From,
        body: MessageBody = None,
        variables: MessageVariables = None,
    ) -> None:
        """Send a text message to an endpoint or URI.

        Raises:
            NotFound: If there is no such recipient.
        """

    @operation("PUT", "/endpoints/{tech}/{resource}/sendMessage", hints={404: _NO_RECIPIENT})
    def send_message_to_endpoint(
        self,
        tech: Tech,
        resource: EndpointResource,
        *,
        from_: From,
        body: MessageBody = None,
        variables: MessageVariables = None,
    ) -> None:
        """Send a text message to an endpoint.

        Raises:
            NotFound: If there is no such endpoint.
        """

    @operation("POST", "/endpoints/refer", hints={404: _NO_RECIPIENT}, since=_SINCE_REFER)
    def refer(
        self,
        to: Annotated[str, Doc("endpoint or URI to refer, e.g. pjsip:bob")],
        *,
        from_: From,
        refer_to: ReferTo,
        to_self: ToSelf = False,
        variables: MessageVariables = None,
    ) -> None:
        """Refer an endpoint or URI to another.

        Raises:
            NotFound: If there is no such endpoint.
        """

    @operation("POST", "/endpoints/{tech}/{resource}/refer", since=_SINCE_REFER)
    def refer_to_endpoint(
        self,
        tech: Tech,
        resource: EndpointResource,
        *,
        from_: From,
        refer_to: ReferTo,
        to_self: ToSelf = False,
        variables: MessageVariables = None,
    ) -> None:
        """Refer an endpoint to another.

        Raises:
            NotFound: If there is no such endpoint.
        """
