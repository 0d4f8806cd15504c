"""The words that operation signatures are written in.

An annotation carries everything the client, the command line, its help and its completion need:
``Annotated[int, Range(0), Doc("milliseconds to skip")]``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, NamedTuple


class Doc(NamedTuple):
    """What a parameter is, with its unit."""

    text: str


class Range(NamedTuple):
    """The whole numbers a parameter may take; ``None`` is open."""

    low: int | None = None
    high: int | None = None

    @property
    def words(self) -> str:
        """What a number in the range is: ``from 1 to 127``, ``0 or more``."""
        if self.high is None:
            return f"{self.low} or more"
        return f"at most {self.high}" if self.low is None else f"from {self.low} to {self.high}"


class Names(NamedTuple):
    """What a string names: decides its check before sending and its completion in a shell."""

    kind: str


class Body(NamedTuple):
    """A parameter of the JSON body, under this key, in the shape that ARI wants it."""

    key: str
    shape: Callable[[Any], Any] | None = None


class Since(NamedTuple):
    """The first Asterisk versions that know the parameter; older ones ignore it."""

    versions: str


class Sent(NamedTuple):
    """Sent even when it has its default: the server's own default does not work."""


class Unchecked(str):
    """A value that is sent as it is, past the checks made here."""

    __slots__ = ()


NOTHING: Final[Mapping[Any, Any]] = MappingProxyType({})

NEW: Final = "(new)"
"""Default of an id that aricli makes itself, a UUID: events overtake responses (FACTS 0.4)."""

ChannelId = Annotated[str, Names("channel"), Doc("id of the channel")]
BridgeId = Annotated[str, Names("bridge"), Doc("id of the bridge")]
PlaybackId = Annotated[str, Names("playback"), Doc("id of the playback")]
SnoopId = Annotated[str, Names("id"), Doc("id of the snooping channel")]
AppName = Annotated[str, Names("app"), Doc("name of the Stasis application")]
AppArgs = Annotated[
    str | None, Doc("arguments for the application, separated by commas; StasisStart has them")
]
RecordingName = Annotated[str, Names("recording"), Doc("name of the recording, without extension")]
LiveRecordingName = Annotated[str, Names("live_recording"), Doc("name of the live recording")]
MediaUri = Annotated[
    str,
    Names("media"),
    Doc("sound:NAME, recording:NAME, number:N, digits:D, characters:C or tone:NAME;tonezone=ZZ"),
]
Language = Annotated[str | None, Doc("language of sounds, e.g. fr; the channel's own if not given")]
OffsetMs = Annotated[
    int | None, Range(0), Doc("milliseconds to skip at the start of the first medium")
]
SkipMs = Annotated[int, Range(0), Doc("milliseconds that forward and reverse move by")]
MohClass = Annotated[str | None, Doc("class of music on hold; the default one if not given")]
EventSource = Annotated[
    str,
    Names("event_source"),
    Doc("channel:ID, bridge:ID, endpoint:TECH/RESOURCE or deviceState:NAME"),
]
EndpointUri = Annotated[
    str, Names("endpoint"), Doc("endpoint as TECH/RESOURCE, e.g. PJSIP/alice or Local/1000@default")
]
Tech = Annotated[str, Names("tech"), Doc("technology, e.g. PJSIP")]
EndpointResource = Annotated[str, Names("endpoint_resource"), Doc("name of the endpoint")]
Originator = Annotated[
    str | None, Names("channel"), Doc("id of the channel whose formats and call this belongs to")
]
Formats = Annotated[str | None, Doc("codecs to offer, in place of `originator`, e.g. ulaw,slin16")]
VariableName = Annotated[
    str, Names("variable"), Doc("name of a variable, or a function such as CALLERID(num)")
]
VariableValue = Annotated[str | None, Doc("new value; the variable is emptied if not given")]
ReportEvents = Annotated[
    bool, Since("20.20, 22.10, 23.4"), Doc("show the variable in events from now on")
]
Assignments = Annotated[
    Mapping[str, Any],
    Body("variables"),
    Names("variables"),
    Doc("variables to set, NAME=VALUE"),
]
AudioFormat = Annotated[str, Names("format"), Doc("file format, e.g. wav, gsm or ulaw")]
MaxDuration = Annotated[int, Range(0), Doc("seconds after which to stop, 0 for no limit")]
MaxSilence = Annotated[int, Range(0), Doc("seconds of silence after which to stop, 0 for never")]
Beep = Annotated[bool, Doc("play a beep when the recording begins")]
IfExists = Annotated[
    Literal["fail", "overwrite", "append"], Doc("what to do when the recording exists already")
]
TerminateOn = Annotated[Literal["none", "any", "*", "#"], Doc("DTMF that ends the recording")]
HangupReason = Literal[
    "normal",
    "busy",
    "congestion",
    "no_answer",
    "timeout",
    "rejected",
    "unallocated",
    "normal_unspecified",
    "number_incomplete",
    "codec_mismatch",
    "interworking",
    "failure",
    "answered_elsewhere",
]
MuteDirection = Annotated[
    Literal["both", "in", "out"],
    Sent(),
    Doc("in: from the channel; out: to the channel"),
]
SnoopDirection = Literal["none", "both", "out", "in"]
DeviceStateName = Literal[
    "NOT_INUSE", "INUSE", "BUSY", "INVALID", "UNAVAILABLE", "RINGING", "RINGINUSE", "ONHOLD"
]


def attributes(fields: Mapping[str, str]) -> list[dict[str, str]]:
    """Attributes of a configuration object, as ARI's body has them."""
    return [{"attribute": name, "value": value} for name, value in fields.items()]


def event_types(names: Sequence[str]) -> list[dict[str, str]]:
    """Types of an event filter, as ARI's body has them; an empty name stands for none."""
    return [{"type": name} for name in names if name]
