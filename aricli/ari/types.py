"""The words that operation signatures are written in.

An annotation carries everything the client, the command line, its help and its completion need:
``Annotated[int, Range(0), Doc("milliseconds to skip")]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, NamedTuple


class Doc(NamedTuple):
    """What a parameter is, with its unit."""

    text: str


class Range(NamedTuple):
    """The whole numbers a parameter may take; ``None`` is open."""

    low: int | None = None
    high: int | None = None


class Names(NamedTuple):
    """What a string names: decides its check before sending and its completion in a shell."""

    kind: str


class Body(NamedTuple):
    """A parameter of the JSON body: under this key, or the whole body for an empty key."""

    key: str


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
RecordingName = Annotated[str, Names("recording"), Doc("name of the recording, without extension")]
LiveRecordingName = Annotated[str, Names("live_recording"), Doc("name of the live recording")]
MediaUri = Annotated[
    str,
    Names("media"),
    Doc("sound:NAME, recording:NAME, number:N, digits:D, characters:C or tone:NAME;tonezone=ZZ"),
]
EventSource = Annotated[
    str,
    Names("event_source"),
    Doc("channel:ID, bridge:ID, endpoint:TECH/RESOURCE or deviceState:NAME"),
]
EndpointUri = Annotated[
    str, Names("endpoint"), Doc("endpoint as TECH/RESOURCE, e.g. PJSIP/alice or Local/1000@default")
]
Variables = Annotated[
    Mapping[str, Any],
    Body("variables"),
    Names("variables"),
    Doc("variables to set, NAME=VALUE"),
]
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
