"""Handles: things of ARI with an id, bound to a client, with the operations on them."""

from __future__ import annotations

from typing import Any, NamedTuple

from aricli.ari.handle import Handle, bound, bound_pair
from aricli.ari.models import CallerID, DialplanCEP, FormatLangPair
from aricli.ari.resources.applications import Applications
from aricli.ari.resources.asterisk import Asterisk
from aricli.ari.resources.bridges import Bridges
from aricli.ari.resources.channels import Channels
from aricli.ari.resources.device_states import DeviceStates
from aricli.ari.resources.endpoints import Endpoints
from aricli.ari.resources.mailboxes import Mailboxes
from aricli.ari.resources.playbacks import Playbacks
from aricli.ari.resources.recordings import Recordings
from aricli.ari.resources.sounds import Sounds


class Finished(NamedTuple):
    """The end of a playback, for a behaviour to wait for: ``yield playback.finished()``."""

    playback: Playback
    timeout: float | None


class Application(Handle):
    """A Stasis application: what it is subscribed to, and its event filter.

    Attributes:
        name: Its name, also the id.
        channel_ids: Channels it is subscribed to; ``__AST_CHANNEL_ALL_TOPIC`` stands for all, and
            likewise in the other lists.
        bridge_ids: Bridges it is subscribed to.
        endpoint_ids: Endpoints it is subscribed to, as TECH/RESOURCE.
        device_names: Devices whose states it is subscribed to.
        events_allowed: What alone it gets, ``{"type": ...}`` each; empty for everything.
        events_disallowed: What it does not get, likewise.
    """

    _id_fields = ("name",)

    name: str
    channel_ids: list[str]
    bridge_ids: list[str]
    endpoint_ids: list[str]
    device_names: list[str]
    events_allowed: list[dict[str, Any]]
    events_disallowed: list[dict[str, Any]]

    get = bound(Applications.get)
    subscribe = bound(Applications.subscribe)
    unsubscribe = bound(Applications.unsubscribe)
    filter = bound(Applications.filter)


class Bridge(Handle):
    """A bridge: where channels meet.

    Attributes:
        technology: What mixes, e.g. ``simple_bridge``, ``softmix`` or ``holding_bridge``.
        bridge_type: ``mixing`` or ``holding``.
        bridge_class: ``stasis`` for one that ARI made.
        creator: Who made it, ``Stasis`` for ARI.
        name: The name it was given, empty if none.
        channels: Ids of the channels in it.
        video_mode: ``none``, ``talker``, ``sfu`` or ``single``.
        video_source_id: The channel whose video is shown.
        creationtime: When it was made, as ISO 8601 with milliseconds.
        bridgevars: Its variables that are reported in events.
    """

    id: str
    technology: str
    bridge_type: str
    bridge_class: str
    creator: str
    name: str
    channels: list[str]
    video_mode: str | None
    video_source_id: str | None
    creationtime: str
    bridgevars: dict[str, Any] | None

    get = bound(Bridges.get)
    destroy = bound(Bridges.destroy)
    add_channel = bound(Bridges.add_channel)
    remove_channel = bound(Bridges.remove_channel)
    set_video_source = bound(Bridges.set_video_source)
    clear_video_source = bound(Bridges.clear_video_source)
    start_moh = bound(Bridges.start_moh)
    stop_moh = bound(Bridges.stop_moh)
    play = bound(Bridges.play)
    record = bound(Bridges.record)
    get_bridge_var = bound(Bridges.get_bridge_var)
    set_bridge_var = bound(Bridges.set_bridge_var)
    get_bridge_vars = bound(Bridges.get_bridge_vars)
    set_bridge_vars = bound(Bridges.set_bridge_vars)


class Channel(Handle):
    """A channel: one leg of a call.

    Attributes:
        protocol_id: The Call-ID of a SIP call, empty for other technologies.
        name: Technology, resource and a number: ``PJSIP/alice-00000001``.
        state: ``Down``, ``Rsrved``, ``OffHook``, ``Dialing``, ``Ring`` (calls us), ``Ringing``
            (is called), ``Up`` (answered), ``Busy``, ``Dialing Offhook``, ``Pre-ring`` or
            ``Unknown``.
        caller: Who is at this channel's end.
        connected: Who is at the other end, as far as it is known.
        creationtime: When it was made, as ISO 8601 with milliseconds.
        language: Of the sounds it is played.
        channelvars: Its variables that are reported in events.
        caller_rdnis: The number that the call was redirected from.
    """

    id: str
    protocol_id: str
    name: str
    state: str
    caller: CallerID
    connected: CallerID
    accountcode: str
    dialplan: DialplanCEP
    creationtime: str
    language: str
    channelvars: dict[str, Any] | None
    caller_rdnis: str | None
    tenantid: str | None

    get = bound(Channels.get)
    dial = bound(Channels.dial)
    answer = bound(Channels.answer)
    hangup = bound(Channels.hangup)
    ring = bound(Channels.ring)
    ring_stop = bound(Channels.ring_stop)
    progress = bound(Channels.progress)
    continue_in_dialplan = bound(Channels.continue_in_dialplan)
    move = bound(Channels.move)
    redirect = bound(Channels.redirect)
    transfer_progress = bound(Channels.transfer_progress)
    play = bound(Channels.play)
    record = bound(Channels.record)
    start_moh = bound(Channels.start_moh)
    stop_moh = bound(Channels.stop_moh)
    start_silence = bound(Channels.start_silence)
    stop_silence = bound(Channels.stop_silence)
    send_dtmf = bound(Channels.send_dtmf)
    mute = bound(Channels.mute)
    unmute = bound(Channels.unmute)
    hold = bound(Channels.hold)
    unhold = bound(Channels.unhold)
    snoop_channel = bound(Channels.snoop_channel)
    rtpstatistics = bound(Channels.rtpstatistics)
    get_channel_var = bound(Channels.get_channel_var)
    set_channel_var = bound(Channels.set_channel_var)
    get_channel_vars = bound(Channels.get_channel_vars)
    set_channel_vars = bound(Channels.set_channel_vars)


class DeviceState(Handle):
    """A device and its state.

    Attributes:
        name: ``Stasis:NAME`` for one that ARI controls; any other, e.g. ``PJSIP/alice``.
        state: ``UNKNOWN``, ``NOT_INUSE``, ``INUSE``, ``BUSY``, ``INVALID``, ``UNAVAILABLE``,
            ``RINGING``, ``RINGINUSE`` or ``ONHOLD``.
    """

    _id_fields = ("name",)

    name: str
    state: str

    get = bound(DeviceStates.get)
    update = bound(DeviceStates.update)
    delete = bound(DeviceStates.delete)


class Endpoint(Handle):
    """A telephone or trunk: technology and resource name it.

    Attributes:
        technology: E.g. ``PJSIP``.
        resource: Its name within the technology.
        state: ``online``, ``offline`` or ``unknown``.
        channel_ids: The channels it has now.
    """

    _id_fields = ("technology", "resource")

    technology: str
    resource: str
    state: str | None
    channel_ids: list[str]

    get = bound_pair(Endpoints.get)
    send_message_to_endpoint = bound_pair(Endpoints.send_message_to_endpoint)
    refer_to_endpoint = bound_pair(Endpoints.refer_to_endpoint)


class LiveRecording(Handle):
    """A recording under way.

    Attributes:
        name: Its name without extension, also the id.
        format: File format, and the extension.
        target_uri: What is recorded, ``channel:ID`` or ``bridge:ID``.
        state: ``queued``, ``recording``, ``paused``, ``done``, ``failed`` or ``canceled``.
        duration: Whole seconds, once it has ended.
        talking_duration: Seconds of these with speech, where silence ends the recording.
        silence_duration: Seconds of these without.
        cause: Why it failed.
    """

    _id_fields = ("name",)

    name: str
    format: str
    target_uri: str
    state: str
    duration: int | None
    talking_duration: int | None
    silence_duration: int | None
    cause: str | None

    get_live = bound(Recordings.get_live)
    stop = bound(Recordings.stop)
    cancel = bound(Recordings.cancel)
    pause = bound(Recordings.pause)
    unpause = bound(Recordings.unpause)
    mute = bound(Recordings.mute)
    unmute = bound(Recordings.unmute)


class LogChannel(Handle):
    """Where the server logs to.

    Attributes:
        channel: Its name, also the id; a path for a file.
        type: ``File``, ``Console`` or ``Syslog``.
        status: ``Enabled`` or ``Disabled``.
        configuration: The levels that are logged, e.g. ``NOTICE WARNING ERROR``.
    """

    _id_fields = ("channel",)

    channel: str
    type: str
    status: str
    configuration: str

    add_log = bound(Asterisk.add_log)
    delete_log = bound(Asterisk.delete_log)
    rotate_log = bound(Asterisk.rotate_log)


class Mailbox(Handle):
    """A mailbox: how many messages it holds, listened to and new."""

    _id_fields = ("name",)

    name: str
    old_messages: int
    new_messages: int

    get = bound(Mailboxes.get)
    update = bound(Mailboxes.update)
    delete = bound(Mailboxes.delete)


class Module(Handle):
    """A module of the server.

    Attributes:
        name: Its name with ``.so``, also the id.
        use_count: How many things use it now.
        status: ``Running`` or ``Not Running``.
        support_level: Who looks after it: ``core``, ``extended``, ``deprecated`` or ``unknown``.
    """

    _id_fields = ("name",)

    name: str
    description: str
    use_count: int
    status: str
    support_level: str

    get_module = bound(Asterisk.get_module)
    load_module = bound(Asterisk.load_module)
    unload_module = bound(Asterisk.unload_module)
    reload_module = bound(Asterisk.reload_module)


class Playback(Handle):
    """Media being played, or queued to be played, on a channel or bridge.

    Attributes:
        media_uri: The medium that plays now.
        next_media_uri: The one after it, if any.
        target_uri: Where it plays, ``channel:ID`` or ``bridge:ID``.
        language: Of the sounds.
        state: ``queued``, ``playing``, ``paused``, ``continuing`` (between two media), ``done``
            (also when stopped) or ``failed``.
    """

    id: str
    media_uri: str
    next_media_uri: str | None
    target_uri: str
    language: str | None
    state: str

    get = bound(Playbacks.get)
    stop = bound(Playbacks.stop)
    control = bound(Playbacks.control)

    def finished(self, timeout: float | None = None) -> Finished:
        """Its end, for a behaviour to wait for: ``yield playback.finished()``.

        Args:
            timeout: Seconds to wait at most, or None for as long as the call lasts.
        """
        return Finished(self, timeout)


class Sound(Handle):
    """A prompt installed on the server.

    Attributes:
        id: Its path without extension, e.g. ``digits/1``; played as ``sound:digits/1``.
        text: What is said, where that is known.
        formats: The languages and file formats there are of it.
    """

    id: str
    text: str | None
    formats: list[FormatLangPair]

    get = bound(Sounds.get)


class StoredRecording(Handle):
    """A recording that is complete.

    Attributes:
        name: Its name without extension, also the id; played as ``recording:NAME``.
        format: File format, and the extension.
    """

    _id_fields = ("name",)

    name: str
    format: str

    get_stored = bound(Recordings.get_stored)
    delete_stored = bound(Recordings.delete_stored)
    get_stored_file = bound(Recordings.get_stored_file)
    copy_stored = bound(Recordings.copy_stored)
