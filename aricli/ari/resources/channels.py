"""Channels: the calls, from being dialled to being hung up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from aricli.ari.checks import not_both, one_of
from aricli.ari.operation import operation
from aricli.ari.resources.channel_media import ChannelMedia
from aricli.ari.resources.channel_variables import ChannelVariables
from aricli.ari.types import (
    NEW,
    AppArgs,
    AppName,
    Assignments,
    ChannelId,
    Doc,
    EndpointUri,
    Formats,
    HangupReason,
    Names,
    Originator,
    Range,
    Since,
)

if TYPE_CHECKING:
    from aricli.ari.handles import Channel

_UNREACHABLE = "no such endpoint or technology, or nothing is registered there; list the endpoints"
_REFUSED = "a channel has this id already; name another"
_LABEL = "there is no such label in the dialplan, or the channel has gone"


class Channels(ChannelMedia, ChannelVariables):
    """ARI's /channels."""

    @operation("GET", "/channels")
    def list(self) -> list[Channel]:
        """List all channels, in Stasis applications or not."""

    @operation("GET", "/channels/{channel_id}")
    def get(self, channel_id: ChannelId) -> Channel:
        """Show a channel.

        Raises:
            NotFound: If there is no such channel.
        """

    @operation(
        "POST",
        "/channels/{channel_id}",
        hints={404: _LABEL, 409: _REFUSED, 500: _UNREACHABLE},
        rules=[
            one_of("app", "extension"),
            not_both("app", "extension"),
            not_both("originator", "formats"),
        ],
        makes="/channels/{channel_id}",
    )
    def originate(
        self,
        endpoint: EndpointUri,
        *,
        channel_id: ChannelId = NEW,
        app: Annotated[
            str | None, Names("app"), Doc("Stasis application that gets the answered channel")
        ] = None,
        app_args: AppArgs = None,
        extension: Annotated[
            str | None, Doc("extension that the answered channel goes to, in place of `app`")
        ] = None,
        context: Annotated[
            str | None, Doc("context of the extension, default if not given")
        ] = None,
        priority: Annotated[
            int | None, Range(1), Doc("priority of the extension, 1 if not given")
        ] = None,
        label: Annotated[str | None, Doc("label of the extension, in place of `priority`")] = None,
        caller_id: Annotated[str | None, Doc('caller, e.g. "Alice <1000>"')] = None,
        timeout: Annotated[int, Range(-1), Doc("seconds to ring for, -1 for no limit")] = 30,
        other_channel_id: Annotated[
            str | None, Names("id"), Doc("id for the second half of a Local channel")
        ] = None,
        originator: Originator = None,
        formats: Formats = None,
        variables: Assignments | None = None,
    ) -> Channel:
        """Call an endpoint; who answers goes to an application or extension.

        The channel returned has only begun to dial: StasisStart or ChannelDestroyed tells how it
        went. The application, if one is given, is subscribed to the channel at once.

        Raises:
            ServerFault: If there is no such endpoint or technology, or nothing is registered there.
            WrongState: If a channel has this id already.
            InvalidRequest: If neither app nor extension is given, or what excludes each other.
        """

    @operation(
        "POST",
        "/channels/create",
        hints={409: _REFUSED, 500: _UNREACHABLE},
        rules=[not_both("originator", "formats")],
    )
    def create(
        self,
        endpoint: EndpointUri,
        *,
        app: AppName,
        app_args: AppArgs = None,
        channel_id: ChannelId = NEW,
        other_channel_id: Annotated[
            str | None, Names("id"), Doc("id for the second half of a Local channel")
        ] = None,
        originator: Originator = None,
        formats: Formats = None,
        variables: Assignments | None = None,
    ) -> Channel:
        """Create a channel in an application, not dialled yet.

        Raises:
            ServerFault: If there is no such endpoint or technology, or nothing is registered there.
            WrongState: If a channel has this id already.
        """

    @operation("POST", "/channels/{channel_id}/dial")
    def dial(
        self,
        channel_id: ChannelId,
        *,
        caller: Annotated[
            str | None, Names("channel"), Doc("id of the channel that is calling")
        ] = None,
        timeout: Annotated[int, Range(0), Doc("seconds to ring for, 0 for no limit")] = 0,
    ) -> None:
        """Dial a channel made with create.

        Events tell how it went: ChannelStateChange, or StasisEnd when nobody answers. Dialing a
        Local channel again before it is answered crashes Asterisk 22.10.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application, or is answered.
        """

    @operation("POST", "/channels/{channel_id}/answer", waits=True, again=True)
    def answer(self, channel_id: ChannelId) -> None:
        """Answer a channel.

        While a playback runs on the channel the answer waits until it has ended: stop it first.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application, or not yet ringing in.
            TimedOut: If a playback holds the answer up; it is carried out all the same later.
        """

    @operation("DELETE", "/channels/{channel_id}", rules=[not_both("reason", "reason_code")])
    def hangup(
        self,
        channel_id: ChannelId,
        *,
        reason: Annotated[HangupReason | None, Doc("reason told to the caller's side")] = None,
        reason_code: Annotated[
            int | None,
            Range(1, 127),
            Since("18.0"),
            Doc("Q.850 cause code, in place of `reason`"),
        ] = None,
    ) -> None:
        """Hang a channel up.

        Raises:
            NotFound: If there is no such channel.
            InvalidRequest: If both reason and reason_code are given, or either is not allowed.
        """

    @operation("POST", "/channels/{channel_id}/ring", again=True)
    def ring(self, channel_id: ChannelId) -> None:
        """Let the caller hear ringing.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application, or not yet ringing in.
        """

    @operation("DELETE", "/channels/{channel_id}/ring")
    def ring_stop(self, channel_id: ChannelId) -> None:
        """Stop the ringing that Asterisk plays to a channel.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application, or not yet ringing in.
        """

    @operation("POST", "/channels/{channel_id}/progress", since="20.16, 22.6", again=True)
    def progress(self, channel_id: ChannelId) -> None:
        """Tell the caller that there is progress, so that early media is heard.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application, or not yet ringing in.
        """

    @operation("POST", "/channels/{channel_id}/continue", hints={404: _LABEL})
    def continue_in_dialplan(
        self,
        channel_id: ChannelId,
        *,
        context: Annotated[str | None, Doc("context to go on in, the present one if none")] = None,
        extension: Annotated[str | None, Doc("extension to go on at")] = None,
        priority: Annotated[
            int | None, Range(1), Doc("priority to go on at, the next one if nothing is given")
        ] = None,
        label: Annotated[str | None, Doc("label to go on at, in place of `priority`")] = None,
    ) -> None:
        """Send a channel out of its application, on in the dialplan.

        A context or extension that does not exist is no error here: the channel is hung up.

        Raises:
            NotFound: If there is no such channel or label.
            WrongState: If it is not in a Stasis application, or not yet answered or ringing in.
        """

    @operation("POST", "/channels/{channel_id}/move", since="16.3")
    def move(self, channel_id: ChannelId, app: AppName, *, app_args: AppArgs = None) -> None:
        """Move a channel to another Stasis application.

        An application that nobody holds is no error here: ApplicationMoveFailed tells.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application.
        """

    @operation(
        "POST",
        "/channels/{channel_id}/redirect",
        hints={422: "the endpoint has to be of the channel's own technology, as TECH/RESOURCE"},
    )
    def redirect(self, channel_id: ChannelId, endpoint: EndpointUri) -> None:
        """Send the caller away, within the same technology.

        A PJSIP endpoint that has no contact is nowhere to send to: it crashes Asterisk 22.10.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application, or not yet answered or ringing in.
            BadRequest: If the endpoint is of another technology.
        """

    @operation(
        "POST",
        "/channels/{channel_id}/transfer_progress",
        since="20.13, 22.3",
        hints={400: "channel_progress, channel_answered, channel_unavailable or channel_declined"},
    )
    def transfer_progress(
        self,
        channel_id: ChannelId,
        states: Annotated[
            str,
            Doc("channel_progress, channel_answered, channel_unavailable or channel_declined"),
        ],
    ) -> None:
        """Tell who is transferring a call how the transfer goes.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application.
            BadRequest: If the state is none of the four.
        """
