"""Channels: their variables and dialplan functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aricli.ari.operation import Resource, operation
from aricli.ari.types import Assignments, ChannelId, ReportEvents, VariableName, VariableValue

if TYPE_CHECKING:
    from aricli.ari.models import Variable, Variables

_UNSET = "the variable is unset or empty, or the channel has gone"
_ANY_UNSET = "one of the variables is unset or empty, or the channel has gone"
_UNREADABLE = "there is no such function, or it may not be used from outside the dialplan"


class ChannelVariables(Resource):
    """The operations of ARI's /channels about variables."""

    @operation("GET", "/channels/{channel_id}/variable", hints={404: _UNSET, 500: _UNREADABLE})
    def get_channel_var(self, channel_id: ChannelId, variable: VariableName) -> Variable:
        """Read a variable or function of a channel, in an application or not.

        Raises:
            NotFound: If the variable is unset or empty, or there is no such channel.
            ServerFault: If there is no such function, or it may not be used here.
        """

    @operation("POST", "/channels/{channel_id}/variable", waits=True, again=True)
    def set_channel_var(
        self,
        channel_id: ChannelId,
        variable: VariableName,
        value: VariableValue = None,
        *,
        report_events: ReportEvents = False,
    ) -> None:
        """Set a variable or function of a channel.

        While a playback runs on the channel this waits until it has ended; Asterisk 16 does not,
        and sets it up to 0.2 s later.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application.
            TimedOut: If a playback holds it up; it is carried out all the same later.
        """

    @operation(
        "GET",
        "/channels/{channel_id}/variables",
        since="20.20, 22.10, 23.4",
        hints={404: _ANY_UNSET, 500: _UNREADABLE},
    )
    def get_channel_vars(self, channel_id: ChannelId, *variables: VariableName) -> Variables:
        """Read several variables or functions at once.

        Raises:
            NotFound: If any variable is unset or empty, or there is no such channel.
            ServerFault: If there is no such function, or it may not be used here.
        """

    @operation(
        "POST",
        "/channels/{channel_id}/variables",
        waits=True,
        since="20.20, 22.10, 23.4",
        again=True,
    )
    def set_channel_vars(self, channel_id: ChannelId, *, variables: Assignments) -> None:
        """Set several variables or functions at once.

        A value may be an object ``{"value": "...", "report_events": true}``. While a playback
        runs on the channel this waits until it has ended.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application.
            TimedOut: If a playback holds it up; it is carried out all the same later.
        """
