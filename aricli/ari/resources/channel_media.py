"""Channels: what is heard on them, and recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from aricli.ari.checks import check_external_media, one_of
from aricli.ari.operation import Resource, operation
from aricli.ari.types import (
    NEW,
    AppArgs,
    AppName,
    Assignments,
    AudioFormat,
    Beep,
    ChannelId,
    Doc,
    IfExists,
    Language,
    MaxDuration,
    MaxSilence,
    MediaUri,
    MohClass,
    MuteDirection,
    Names,
    OffsetMs,
    PlaybackId,
    Range,
    RecordingName,
    Since,
    SkipMs,
    SnoopDirection,
    SnoopId,
    TerminateOn,
)
from aricli.errors import WrongState

if TYPE_CHECKING:
    from aricli.ari.handles import Channel, LiveRecording, Playback
    from aricli.ari.models import RTPstat

_NO_SUCH_STATE = "answer it first; a channel that is only ringing or dialling takes no media"
_RECORDING_CONFLICT = (
    "if the name is taken: another name, or `if_exists` overwrite or append;"
    " else put the channel into a Stasis application"
)
_UNKNOWN_FORMAT = "file formats are wav, gsm, ulaw, alaw, ...: core show file formats lists them"
_UNRECORDED = "give a file name below Asterisk's recording directory"
_NOT_MADE = (
    "nothing listens at `external_host`, a channel has this id already,"
    " or no channel driver has this codec, encapsulation and transport"
)
_NO_DRIVER = "this Asterisk has no channel driver for this encapsulation over this transport"
_NO_RTP = "only channels that carry RTP themselves, such as PJSIP, have statistics"
_NO_STATISTICS = f"{_NO_RTP}; or the channel has gone"


class ChannelMedia(Resource):
    """The operations of ARI's /channels about sound."""

    @operation(
        "POST",
        "/channels/{channel_id}/play/{playback_id}",
        hints={412: _NO_SUCH_STATE},
        makes="/playbacks/{playback_id}",
    )
    def play(
        self,
        channel_id: ChannelId,
        *media: MediaUri,
        playback_id: PlaybackId = NEW,
        lang: Language = None,
        offsetms: OffsetMs = None,
        skipms: SkipMs = 3000,
    ) -> Playback:
        """Start playing media on a channel, or queue it behind what is playing.

        A missing file or tone is not an error here: the playback fails, PlaybackFinished tells.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application, or not yet answered or ringing in.
            InvalidMedia: If a URI is one that Asterisk would never finish playing.
        """

    @operation(
        "POST",
        "/channels/{channel_id}/record",
        hints={409: _RECORDING_CONFLICT, 422: _UNKNOWN_FORMAT, 500: _UNRECORDED},
    )
    def record(
        self,
        channel_id: ChannelId,
        name: RecordingName,
        *,
        format: AudioFormat,
        max_duration_seconds: MaxDuration = 0,
        max_silence_seconds: MaxSilence = 0,
        if_exists: IfExists = "fail",
        beep: Beep = False,
        terminate_on: TerminateOn = "none",
    ) -> LiveRecording:
        """Record what comes from a channel.

        RecordingFinished or RecordingFailed tells how it ended; a channel in a bridge fails.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application, or the name is taken.
            BadRequest: If the format is unknown.
        """

    @operation("POST", "/channels/{channel_id}/moh", again=True)
    def start_moh(self, channel_id: ChannelId, *, moh_class: MohClass = None) -> None:
        """Play music on hold to a channel.

        A class that does not exist is no error here.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application, or not yet answered or ringing in.
        """

    @operation("DELETE", "/channels/{channel_id}/moh")
    def stop_moh(self, channel_id: ChannelId) -> None:
        """Stop music on hold on a channel; none playing is fine.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application, or not yet answered or ringing in.
        """

    @operation("POST", "/channels/{channel_id}/silence", again=True)
    def start_silence(self, channel_id: ChannelId) -> None:
        """Play silence to a channel, which keeps its media flowing.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application, or not yet answered or ringing in.
        """

    @operation("DELETE", "/channels/{channel_id}/silence")
    def stop_silence(self, channel_id: ChannelId) -> None:
        """Stop playing silence to a channel; none playing is fine.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application, or not yet answered or ringing in.
        """

    @operation("POST", "/channels/{channel_id}/dtmf")
    def send_dtmf(
        self,
        channel_id: ChannelId,
        dtmf: Annotated[
            str, Names("dtmf"), Doc("digits 0-9, A-D, * and #; w waits 500 ms, W a second")
        ],
        *,
        before: Annotated[int, Range(0), Doc("milliseconds to wait before the digits")] = 0,
        between: Annotated[int, Range(0), Doc("milliseconds between digits")] = 100,
        duration: Annotated[int, Range(0), Doc("milliseconds that each digit lasts")] = 100,
        after: Annotated[int, Range(0), Doc("milliseconds to wait after the digits")] = 0,
    ) -> None:
        """Send DTMF to a channel.

        It returns at once; the digits follow in the channel's own time.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application, or not yet answered or ringing in.
            InvalidRequest: If a time is negative, which wedges the channel, or nothing is DTMF.
        """

    @operation("POST", "/channels/{channel_id}/mute", again=True)
    def mute(self, channel_id: ChannelId, *, direction: MuteDirection = "both") -> None:
        """Mute a channel.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application, or not yet answered or ringing in.
        """

    @operation("DELETE", "/channels/{channel_id}/mute")
    def unmute(self, channel_id: ChannelId, *, direction: MuteDirection = "both") -> None:
        """Unmute a channel.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application, or not yet answered or ringing in.
        """

    @operation("POST", "/channels/{channel_id}/hold", again=True)
    def hold(self, channel_id: ChannelId) -> None:
        """Tell the other side that it is on hold.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application, or not yet answered or ringing in.
        """

    @operation("DELETE", "/channels/{channel_id}/hold")
    def unhold(self, channel_id: ChannelId) -> None:
        """Take a channel off hold.

        Raises:
            NotFound: If there is no such channel.
            WrongState: If it is not in a Stasis application, or not yet answered or ringing in.
        """

    @operation(
        "POST",
        "/channels/{channel_id}/snoop/{snoop_id}",
        hints={500: "another channel may have this `snoop_id`"},
        rules=[one_of("spy", "whisper")],
        makes="/channels/{snoop_id}",
    )
    def snoop_channel(
        self,
        channel_id: ChannelId,
        *,
        app: AppName,
        spy: Annotated[SnoopDirection, Doc("which way of the channel to listen to")] = "none",
        whisper: Annotated[SnoopDirection, Doc("which way of the channel to speak into")] = "none",
        app_args: AppArgs = None,
        snoop_id: SnoopId = NEW,
    ) -> Channel:
        """Listen to a channel, or whisper into it, with a new channel.

        The new channel enters the application; the one snooped on can be anywhere.

        Raises:
            NotFound: If there is no such channel.
            ServerFault: If a channel has the snoop_id already.
            InvalidRequest: If both spy and whisper are none.
        """

    @operation(
        "POST",
        "/channels/externalMedia",
        hints={500: _NOT_MADE, 501: _NO_DRIVER},
        since="16.6",
        rules=[check_external_media],
    )
    def external_media(
        self,
        *,
        app: AppName,
        format: Annotated[str, Names("format"), Doc("codec of the media, e.g. ulaw or slin16")],
        external_host: Annotated[
            str | None,
            Doc("HOST:PORT of the other side, or the id of a configured websocket client"),
        ] = None,
        encapsulation: Annotated[
            Literal["rtp", "audiosocket", "none"],
            Doc("rtp over udp, audiosocket over tcp, none over websocket"),
        ] = "rtp",
        transport: Annotated[Literal["udp", "tcp", "websocket"], Doc("how media travel")] = "udp",
        connection_type: Annotated[
            Literal["client", "server"], Doc("who connects: Asterisk, or the other to a websocket")
        ] = "client",
        direction: Annotated[Literal["both"], Doc("which way media flow")] = "both",
        data: Annotated[
            str | None, Since("18.0"), Doc("data for the driver: a UUID for audiosocket")
        ] = None,
        transport_data: Annotated[
            str | None, Since("20.18, 22.8, 23.2"), Doc("options for the websocket driver")
        ] = None,
        channel_id: ChannelId = NEW,
        variables: Assignments | None = None,
    ) -> Channel:
        """Create a channel whose media is another program's.

        Over RTP its variables UNICASTRTP_LOCAL_ADDRESS and UNICASTRTP_LOCAL_PORT say where
        Asterisk listens; for a websocket server MEDIA_WEBSOCKET_CONNECTION_ID names the
        connection. audiosocket and websocket need Asterisk 20.16, 22.6 or later.

        Raises:
            BadRequest: If Asterisk does not know the host's or connection's form.
            ServerFault: If nothing listens there, the id is taken, or no driver suits.
            InvalidRequest: If host, transport and encapsulation do not go together.
        """

    @operation(
        "GET",
        "/channels/{channel_id}/rtp_statistics",
        since="16.4",
        hints={403: _NO_RTP, 404: _NO_STATISTICS},
        errors={403: WrongState},
    )
    def rtpstatistics(self, channel_id: ChannelId) -> RTPstat:
        """Show packets, loss and jitter of a channel's RTP.

        Raises:
            NotFound: If there is no such channel, or, for external media, no statistics of it.
            WrongState: If its technology has no RTP.
        """
