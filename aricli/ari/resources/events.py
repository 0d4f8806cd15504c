"""Events: sending and claiming them; ``GET /events``, the stream, is `aricli.ari.stream`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from aricli.ari.operation import Resource, operation
from aricli.ari.types import AppName, Body, ChannelId, Doc, EventSource, Names
from aricli.errors import NotFound

_NO_SOURCE = "there is no such channel, bridge or endpoint; list them"
_UNKNOWN_APP = "nothing is connected or subscribed under this application's name"
_NOT_BROADCAST = "it has gone, or the dialplan does not offer it with StasisBroadcast"
_CLAIMED = "another application was faster"


class Events(Resource):
    """ARI's /events, but for the stream itself."""

    @operation(
        "POST",
        "/events/user/{event_name}",
        hints={404: _UNKNOWN_APP, 422: _NO_SOURCE},
        errors={422: NotFound},
    )
    def user_event(
        self,
        event_name: Annotated[str, Names("id"), Doc("name of the event, of your choosing")],
        *,
        application: AppName,
        source: Annotated[
            Sequence[EventSource],
            Doc("channel:ID, bridge:ID or endpoint:TECH/RESOURCE it is about"),
        ] = (),
        variables: Annotated[
            Mapping[str, Any] | None, Body("variables"), Doc("data of the event, NAME=VALUE")
        ] = None,
    ) -> None:
        """Send an event of your own, ChannelUserevent, to an application.

        Raises:
            NotFound: If there is no such application or source.
            BadRequest: If the source is a device.
        """

    @operation(
        "POST",
        "/events/claim",
        hints={404: _NOT_BROADCAST, 409: _CLAIMED},
        since="20.20, 22.10, 23.4",
    )
    def claim_channel(self, channel_id: ChannelId, *, application: AppName) -> None:
        """Claim a channel that was offered to several applications.

        Only the first claim succeeds; CallClaimed tells the others.

        Raises:
            NotFound: If there is no such channel, or it is not on offer.
            WrongState: If another application was faster.
        """
