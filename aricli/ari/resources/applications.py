"""Applications: what a Stasis application hears of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from aricli.ari.operation import Resource, operation
from aricli.ari.types import AppName, Body, Doc, EventSource, Names, event_types
from aricli.errors import NotFound, WrongState

if TYPE_CHECKING:
    from aricli.ari.handles import Application

_UNKNOWN_APP = "an application exists while something is connected or subscribed under its name"
_NO_SOURCE = "there is no such channel, bridge or endpoint; list them"
_NOT_SUBSCRIBED = "show the application to see its subscriptions"
_ALL = "all of a kind are unsubscribed by topic, e.g. channel:__AST_CHANNEL_ALL_TOPIC"


class Applications(Resource):
    """ARI's /applications."""

    @operation("GET", "/applications")
    def list(self) -> list[Application]:
        """List the Stasis applications.

        One that lost its client is listed for as long as it has subscriptions.
        """

    @operation("GET", "/applications/{application_name}", hints={404: _UNKNOWN_APP})
    def get(self, application_name: AppName) -> Application:
        """Show an application: its subscriptions and event filter.

        Raises:
            NotFound: If there is no such application.
        """

    @operation(
        "POST",
        "/applications/{application_name}/subscription",
        hints={404: _UNKNOWN_APP, 422: _NO_SOURCE},
        errors={422: NotFound},
        again=True,
    )
    def subscribe(self, application_name: AppName, *event_source: EventSource) -> Application:
        """Subscribe an application to channels, bridges, endpoints or devices.

        An empty id (``channel:``) stands for all of a kind. With that, and with one of the kind by
        id, each event of that one arrives twice.

        Raises:
            NotFound: If there is no such application or source; names of devices are not looked at.
        """

    @operation(
        "DELETE",
        "/applications/{application_name}/subscription",
        hints={404: _UNKNOWN_APP, 409: _NOT_SUBSCRIBED, 422: _NOT_SUBSCRIBED, 501: _ALL},
        errors={422: WrongState},
    )
    def unsubscribe(self, application_name: AppName, *event_source: EventSource) -> Application:
        """Unsubscribe an application from what it was subscribed to.

        All of a kind, subscribed to as ``channel:``, are called here as the application lists
        them: ``channel:__AST_CHANNEL_ALL_TOPIC``.

        Raises:
            NotFound: If there is no such application.
            WrongState: If it was not subscribed.
            ServerFault: For an empty id (``channel:``).
        """

    @operation(
        "PUT",
        "/applications/{application_name}/eventFilter",
        hints={404: _UNKNOWN_APP},
        since="16.3",
    )
    def filter(
        self,
        application_name: AppName,
        *,
        allowed: Annotated[
            Sequence[str] | None,
            Body("allowed", event_types),
            Names("event_type"),
            Doc("types of events to let through, alone; an empty name lets all through again"),
        ] = None,
        disallowed: Annotated[
            Sequence[str] | None,
            Body("disallowed", event_types),
            Names("event_type"),
            Doc("types of events to hold back; an empty name holds nothing back any more"),
        ] = None,
    ) -> Application:
        """Choose the types of events that an application gets.

        A list that is not given stays as it is, an empty one is cleared; with neither, both are
        cleared. What is in both lists is held back.

        Raises:
            NotFound: If there is no such application.
        """
