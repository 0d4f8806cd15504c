"""Bridges: where channels meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from aricli.ari.operation import Resource, operation
from aricli.ari.types import (
    NEW,
    Assignments,
    AudioFormat,
    Beep,
    BridgeId,
    ChannelId,
    Doc,
    IfExists,
    Language,
    MaxDuration,
    MaxSilence,
    MediaUri,
    MohClass,
    OffsetMs,
    PlaybackId,
    RecordingName,
    ReportEvents,
    Since,
    SkipMs,
    TerminateOn,
    VariableName,
    VariableValue,
)
from aricli.errors import NotFound, WrongState

if TYPE_CHECKING:
    from aricli.ari.handles import Bridge, LiveRecording, Playback
    from aricli.ari.models import Variable, Variables

_TAKEN = "choose another `bridge_id`, or destroy the bridge that has it"
_NO_SUCH_TYPE = (
    "`type` is a list with commas: mixing or holding, dtmf_events, proxy_media,"
    " video_sfu, video_single, sdp_label; or a bridge has this id already"
)
_NOT_OURS = "it is being destroyed already, or was not made by ARI"
_NO_CHANNEL = "a channel that was named has gone; list the channels"
_OUTSIDE = "a channel that was named is not in a Stasis application:  same => n,Stasis(my-app)"
_NOT_MEMBER = "a channel that was named is not in this bridge; show the bridge"
_RECORDING = "a channel that is being recorded cannot enter a bridge; stop its recording"
_NAME_TAKEN = "if the name is taken: another name, or `if_exists` overwrite or append"
_UNKNOWN_FORMAT = "file formats are wav, gsm, ulaw, ...; codecs are listed by core show codecs"
_UNRECORDED = "give a file name below Asterisk's recording directory"
_NO_MUSIC = "there is no music to stop: none was started on the bridge itself"
_UNSET = "a variable of these is unset or empty, or the bridge has gone"
_SINCE_VARIABLES = "20.20, 22.10, 23.4"


class Bridges(Resource):
    """ARI's /bridges."""

    @operation("GET", "/bridges")
    def list(self) -> list[Bridge]:
        """List all bridges, whoever made them."""

    @operation("GET", "/bridges/{bridge_id}")
    def get(self, bridge_id: BridgeId) -> Bridge:
        """Show a bridge and who is in it.

        Raises:
            NotFound: If there is no such bridge.
        """

    @operation(
        "POST",
        "/bridges/{bridge_id}",
        hints={409: _TAKEN, 500: _NO_SUCH_TYPE},
        makes="/bridges/{bridge_id}",
    )
    def create(
        self,
        *,
        bridge_id: BridgeId = NEW,
        type: Annotated[
            str | None, Doc("mixing or holding, with attributes: mixing,dtmf_events")
        ] = None,
        name: Annotated[str | None, Doc("name to show for the bridge")] = None,
        variables: Annotated[Assignments | None, Since(_SINCE_VARIABLES)] = None,
    ) -> Bridge:
        """Create a bridge; it lasts until it is destroyed.

        Raises:
            WrongState: If a bridge has this id already (before 20.13, 22.3 it is changed).
            ServerFault: If there is no such type.
        """

    @operation("DELETE", "/bridges/{bridge_id}", hints={409: _NOT_OURS})
    def destroy(self, bridge_id: BridgeId) -> None:
        """Destroy a bridge; its channels leave it and stay in their application.

        Raises:
            NotFound: If there is no such bridge.
            WrongState: If it is being destroyed already, or was not made by ARI.
        """

    @operation(
        "POST",
        "/bridges/{bridge_id}/addChannel",
        waits=True,
        hints={400: _NO_CHANNEL, 409: _RECORDING, 422: _OUTSIDE},
        errors={400: NotFound, 422: WrongState},
    )
    def add_channel(
        self,
        bridge_id: BridgeId,
        *channel: ChannelId,
        role: Annotated[str | None, Doc("in a holding bridge: participant or announcer")] = None,
        absorb_dtmf: Annotated[bool, Doc("keep the channel's DTMF out of the bridge")] = False,
        mute: Annotated[bool, Doc("keep the channel's sound out of the bridge")] = False,
        inhibit_connected_line_updates: Annotated[
            bool, Since("18.0"), Doc("do not tell the others who joined")
        ] = False,
    ) -> None:
        """Put channels into a bridge.

        While a playback runs on a channel this waits until it has ended: stop it first.

        Raises:
            NotFound: If there is no such bridge or channel.
            WrongState: If a channel is not in a Stasis application, or is being recorded.
            TimedOut: If a playback holds it up; it is carried out all the same later.
        """

    @operation(
        "POST",
        "/bridges/{bridge_id}/removeChannel",
        hints={400: _NO_CHANNEL, 422: _NOT_MEMBER},
        errors={400: NotFound, 422: WrongState},
    )
    def remove_channel(self, bridge_id: BridgeId, *channel: ChannelId) -> None:
        """Take channels out of a bridge; they stay in their application.

        Raises:
            NotFound: If there is no such bridge or channel.
            WrongState: If a channel is not in this bridge.
        """

    @operation(
        "POST",
        "/bridges/{bridge_id}/videoSource/{channel_id}",
        hints={400: _NO_CHANNEL, 409: _OUTSIDE, 422: _NOT_MEMBER},
        errors={400: NotFound, 422: WrongState},
        again=True,
    )
    def set_video_source(self, bridge_id: BridgeId, channel_id: ChannelId) -> None:
        """Show one channel's video to all in a bridge.

        It matters in bridges of three or more.

        Raises:
            NotFound: If there is no such bridge or channel.
            WrongState: If the channel is not in this bridge.
        """

    @operation("DELETE", "/bridges/{bridge_id}/videoSource")
    def clear_video_source(self, bridge_id: BridgeId) -> None:
        """Show the video of whoever talks, in a bridge of three or more.

        Raises:
            NotFound: If there is no such bridge.
        """

    @operation("POST", "/bridges/{bridge_id}/moh", again=True)
    def start_moh(self, bridge_id: BridgeId, *, moh_class: MohClass = None) -> None:
        """Play music on hold to a bridge, or change its class.

        Raises:
            NotFound: If there is no such bridge.
        """

    @operation("DELETE", "/bridges/{bridge_id}/moh", hints={409: _NO_MUSIC})
    def stop_moh(self, bridge_id: BridgeId) -> None:
        """Stop the music on hold of a bridge.

        Raises:
            NotFound: If there is no such bridge.
            WrongState: If no music plays.
        """

    @operation(
        "POST",
        "/bridges/{bridge_id}/play/{playback_id}",
        hints={422: _UNKNOWN_FORMAT},
        makes="/playbacks/{playback_id}",
    )
    def play(
        self,
        bridge_id: BridgeId,
        *media: MediaUri,
        playback_id: PlaybackId = NEW,
        announcer_format: Annotated[
            str | None,
            Since("20.17, 22.7, 23.1"),
            Doc("codec of the playback, the best of the bridge if not given"),
        ] = None,
        lang: Language = None,
        offsetms: OffsetMs = 0,
        skipms: SkipMs = 3000,
    ) -> Playback:
        """Start playing media to all in a bridge, or queue it.

        In an empty bridge it begins when a channel joins. A missing file or tone is not an error
        here: the playback fails, PlaybackFinished tells.

        Raises:
            NotFound: If there is no such bridge.
            BadRequest: If announcer_format is unknown.
            InvalidMedia: If a URI is one that Asterisk would never finish playing.
        """

    @operation(
        "POST",
        "/bridges/{bridge_id}/record",
        hints={409: _NAME_TAKEN, 422: _UNKNOWN_FORMAT, 500: _UNRECORDED},
    )
    def record(
        self,
        bridge_id: BridgeId,
        name: RecordingName,
        *,
        format: AudioFormat,
        recorder_format: Annotated[
            str | None,
            Since("20.17, 22.7, 23.1"),
            Doc("codec of the recorder, that of format if not given"),
        ] = None,
        max_duration_seconds: MaxDuration = 0,
        max_silence_seconds: MaxSilence = 0,
        if_exists: IfExists = "fail",
        beep: Beep = False,
        terminate_on: TerminateOn = "none",
    ) -> LiveRecording:
        """Record all that is heard in a bridge, mixed.

        RecordingFinished or RecordingFailed tells how it ended.

        Raises:
            NotFound: If there is no such bridge.
            WrongState: If the name is taken.
            BadRequest: If the format is unknown.
        """

    @operation("GET", "/bridges/{bridge_id}/variable", since=_SINCE_VARIABLES, hints={404: _UNSET})
    def get_bridge_var(self, bridge_id: BridgeId, variable: VariableName) -> Variable:
        """Read a variable or function of a bridge.

        Raises:
            NotFound: If the variable is unset or empty, or there is no such bridge.
        """

    @operation("POST", "/bridges/{bridge_id}/variable", since=_SINCE_VARIABLES, again=True)
    def set_bridge_var(
        self,
        bridge_id: BridgeId,
        variable: VariableName,
        value: VariableValue = None,
        *,
        report_events: ReportEvents = False,
    ) -> None:
        """Set a variable or function of a bridge.

        Raises:
            NotFound: If there is no such bridge.
        """

    @operation("GET", "/bridges/{bridge_id}/variables", since=_SINCE_VARIABLES, hints={404: _UNSET})
    def get_bridge_vars(self, bridge_id: BridgeId, *variables: VariableName) -> Variables:
        """Read several variables or functions of a bridge at once.

        Raises:
            NotFound: If any variable is unset or empty, or there is no such bridge.
        """

    @operation("POST", "/bridges/{bridge_id}/variables", since=_SINCE_VARIABLES, again=True)
    def set_bridge_vars(self, bridge_id: BridgeId, *, variables: Assignments) -> None:
        """Set several variables or functions of a bridge at once.

        A value may be an object ``{"value": "...", "report_events": true}``.

        Raises:
            NotFound: If there is no such bridge.
        """
