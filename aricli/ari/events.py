"""Events of ARI as data: one class for each type, whose fields are what the server sent.

A field that the server left out is ``None``; what aricli does not know passes through in `raw`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from aricli.ari.event import Event as Event

if TYPE_CHECKING:
    from aricli.ari.client import Ari
    from aricli.ari.handles import Bridge, Channel, DeviceState, Endpoint, LiveRecording, Playback
    from aricli.ari.models import ContactInfo, Peer, ReferredBy, ReferTo, TextMessage


class ChannelEvent(Event):
    """An event that always has a channel."""

    channel: Channel


class BridgeEvent(Event):
    """An event that always has a bridge."""

    bridge: Bridge


class PlaybackEvent(Event):
    """An event of a playback."""

    playback: Playback


class RecordingEvent(Event):
    """An event of a recording."""

    recording: LiveRecording


class EndpointEvent(Event):
    """An event that always has an endpoint."""

    endpoint: Endpoint


class StasisStart(ChannelEvent):
    """A channel enters the application; `args` are what the dialplan or originate gave it."""

    args: list[str]
    replace_channel: Channel | None


class StasisEnd(ChannelEvent):
    """A channel leaves the application. Of a call that came in it is the last event."""


class ChannelCreated(ChannelEvent):
    """A channel comes into being."""


class ChannelDestroyed(ChannelEvent):
    """A channel is gone, and why: only here `cause` is the real Q.850 cause.

    An application that did not originate the channel does not get it: StasisEnd comes before.
    """

    cause: int
    cause_txt: str
    tech_cause: int | None


class ChannelHangupRequest(ChannelEvent):
    """A channel is asked to hang up, once or more often; `cause` is no Q.850 cause here.

    A hangup by ARI has `soft` and the cause 32; one by the caller has neither.
    """

    cause: int | None
    tech_cause: int | None
    soft: bool | None


class ChannelStateChange(ChannelEvent):
    """A channel's state changes, e.g. to ``Up`` when it is answered."""


class ChannelDialplan(ChannelEvent):
    """A channel begins another step of the dialplan."""

    dialplan_app: str
    dialplan_app_data: str


class ChannelVarset(Event):
    """A variable is set; without a channel it is a global one."""

    variable: str
    value: str
    channel: Channel | None


class ChannelCallerId(ChannelEvent):
    """A channel's caller id changes."""

    caller_presentation: int
    caller_presentation_txt: str


class ChannelConnectedLine(ChannelEvent):
    """Who a channel is connected to changes."""


class ChannelDtmfReceived(ChannelEvent):
    """A digit, 0-9, A-D, * or #, was let go after `duration_ms` milliseconds."""

    digit: str
    duration_ms: int


class ChannelHold(ChannelEvent):
    """The other side puts the call on hold."""

    musicclass: str | None


class ChannelUnhold(ChannelEvent):
    """The other side takes the call off hold."""


class ChannelTalkingStarted(ChannelEvent):
    """Somebody begins to talk; comes where TALK_DETECT is set on the channel."""


class ChannelTalkingFinished(ChannelEvent):
    """Somebody stops talking, after `duration` milliseconds."""

    duration: int


class ChannelToneDetected(ChannelEvent):
    """A tone was heard; comes where TONE_DETECT is set on the channel."""


class ChannelTransfer(Event):
    """A channel is asked for a transfer that the application has to carry out."""

    state: str | None
    refer_to: ReferTo
    referred_by: ReferredBy


class ChannelUserevent(Event):
    """An event that ARI's user_event or the dialplan's UserEvent made up.

    `userevent` has its data, and its name once more as ``eventname``.
    """

    eventname: str
    channel: Channel | None
    bridge: Bridge | None
    endpoint: Endpoint | None
    userevent: dict[str, Any]


class Dial(Event):
    """How dialling goes: `dialstatus` is empty at first, then RINGING, ANSWER, BUSY, ...

    A call that ARI originated has no `caller`.
    """

    caller: Channel | None
    peer: Channel
    forward: str | None
    forwarded: Channel | None
    dialstring: str | None
    dialstatus: str


class CallBroadcast(ChannelEvent):
    """A call is offered to several applications: claim_channel takes it."""

    caller: str | None
    called: str | None


class CallClaimed(ChannelEvent):
    """An application took a call that was offered to several."""

    winner_app: str


class PlaybackStarted(PlaybackEvent):
    """A medium of a playback begins; comes again when a pause ends, though none for the pause."""


class PlaybackContinuing(PlaybackEvent):
    """A medium of a playback has ended and another follows."""


class PlaybackFinished(PlaybackEvent):
    """A playback is over: its state is ``done``, also when stopped, or ``failed``."""


class RecordingStarted(RecordingEvent):
    """A recording begins."""


class RecordingFinished(RecordingEvent):
    """A recording is over, and stored unless it was cancelled."""


class RecordingFailed(RecordingEvent):
    """A recording could not be made; `recording.cause` says why."""


class BridgeCreated(BridgeEvent):
    """A bridge comes into being; its maker gets it only if subscribed to all bridges."""


class BridgeDestroyed(BridgeEvent):
    """A bridge is gone."""


class BridgeMerged(BridgeEvent):
    """Two bridges became one."""

    bridge_from: Bridge


class BridgeVideoSourceChanged(BridgeEvent):
    """Another channel's video is shown in a bridge."""

    old_video_source_id: str | None


class ChannelEnteredBridge(BridgeEvent):
    """A channel is in a bridge now."""

    channel: Channel | None


class ChannelLeftBridge(BridgeEvent):
    """A channel has left a bridge."""

    channel: Channel


class BridgeBlindTransfer(ChannelEvent):
    """A blind transfer was tried; `channel` is who asked for it."""

    replace_channel: Channel | None
    transferee: Channel | None
    exten: str
    context: str
    result: str
    is_external: bool
    bridge: Bridge | None


class BridgeAttendedTransfer(Event):
    """An attended transfer was tried; `destination_type` says which destination is filled in."""

    transferer_first_leg: Channel
    transferer_second_leg: Channel
    replace_channel: Channel | None
    transferee: Channel | None
    transfer_target: Channel | None
    result: str
    is_external: bool
    transferer_first_leg_bridge: Bridge | None
    transferer_second_leg_bridge: Bridge | None
    destination_type: str
    destination_bridge: str | None
    destination_application: str | None
    destination_link_first_leg: Channel | None
    destination_link_second_leg: Channel | None
    destination_threeway_channel: Channel | None
    destination_threeway_bridge: Bridge | None


class EndpointStateChange(EndpointEvent):
    """An endpoint comes online or goes offline."""


class ContactStatusChange(EndpointEvent):
    """An address of an endpoint becomes reachable or unreachable."""

    contact_info: ContactInfo


class PeerStatusChange(EndpointEvent):
    """The registration of an endpoint changes."""

    peer: Peer


class TextMessageReceived(Event):
    """A text message came in."""

    message: TextMessage
    endpoint: Endpoint | None


class DeviceStateChanged(Event):
    """The state of a device changes."""

    device_state: DeviceState


class ApplicationMoveFailed(ChannelEvent):
    """A channel could not be moved to application `destination` and has stayed."""

    destination: str
    args: list[str]


class ApplicationReplaced(Event):
    """Another client has taken the application; nothing more comes for it here."""


class ApplicationRegistered(Event):
    """An application is there; comes on WebSockets that Asterisk opened itself."""


class ApplicationUnregistered(Event):
    """An application is gone; comes on WebSockets that Asterisk opened itself."""


class RESTResponse(Event):
    """The answer to a request that was sent over the event WebSocket."""

    transaction_id: str
    request_id: str
    status_code: int
    reason_phrase: str
    uri: str
    content_type: str | None
    message_body: str | None


def _types(kind: type[Event]) -> Iterator[type[Event]]:
    """The classes that are types of events: those that nothing is derived from."""
    derived = kind.__subclasses__()
    if not derived:
        yield kind
    for each in derived:
        yield from _types(each)


TYPES: Mapping[str, type[Event]] = {kind.__name__: kind for kind in _types(Event)}
"""The class of each type of event."""


def parse(raw: Mapping[str, Any], ari: Ari | None = None) -> Event:
    """The event for a message of the stream, of the class of its type.

    Never raises: an unknown type gives an `Event`, and whatever its fields hold passes through.

    Args:
        raw: The message as the server sent it.
        ari: What the channels, bridges and playbacks in it are bound to.
    """
    try:
        kind = TYPES.get(raw.get("type", ""), Event)
    except TypeError:  # not even a word
        kind = Event
    return kind(raw, ari)


def handler_name(type: str) -> str:
    """A type of event as the name of a method: ``StasisStart`` becomes ``stasis_start``."""
    return re.sub("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", type).lower()


@functools.cache
def handler_names() -> dict[str, str]:
    """The types of events by the name of their method."""
    return {handler_name(type): type for type in TYPES}
