"""Channels: the calls, and what to do with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from aricli.ari.operation import Resource, operation
from aricli.ari.types import NEW, ChannelId, Doc, HangupReason, MediaUri, PlaybackId, Range

if TYPE_CHECKING:
    from aricli.ari.handles import Channel, Playback

_NO_SUCH_STATE = "answer it first; a channel that is only ringing or dialling takes no media"


class Channels(Resource):
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

    @operation("DELETE", "/channels/{channel_id}")
    def hangup(
        self,
        channel_id: ChannelId,
        *,
        reason: Annotated[HangupReason | None, Doc("reason told to the caller's side")] = None,
        reason_code: Annotated[
            int | None, Range(1, 127), Doc("Q.850 cause code in place of a reason")
        ] = None,
    ) -> None:
        """Hang a channel up.

        Raises:
            NotFound: If there is no such channel.
            InvalidRequest: If both reason and reason_code are given, or either is not allowed.
        """

    @operation("POST", "/channels/{channel_id}/answer", waits=True)
    def answer(self, channel_id: ChannelId) -> None:
        """Answer a channel.

        While a playback runs on the channel the answer waits until it has ended: stop it first.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application, or not yet ringing in.
            TimedOut: If a playback holds the answer up; it is carried out all the same later.
        """

    @operation("POST", "/channels/{channel_id}/play/{playback_id}", hints={412: _NO_SUCH_STATE})
    def play(
        self,
        channel_id: ChannelId,
        *media: MediaUri,
        playback_id: PlaybackId = NEW,
        lang: Annotated[str | None, Doc("language of sounds, e.g. fr")] = None,
        offsetms: Annotated[
            int | None, Range(0), Doc("milliseconds to skip at the start of the first medium")
        ] = None,
        skipms: Annotated[
            int, Range(0), Doc("milliseconds that forward and reverse move by")
        ] = 3000,
    ) -> Playback:
        """Start playing media on a channel, or queue it behind what is playing.

        A missing file or tone is not an error here: the playback fails, PlaybackFinished tells.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application, or not yet answered or ringing in.
            InvalidMedia: If a URI is one that Asterisk would never finish playing.
        """
