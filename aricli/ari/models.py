"""Data that ARI returns beside the handles (`aricli.ari.handles`) and events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aricli.ari.data import Data

if TYPE_CHECKING:
    from aricli.ari.handles import Bridge, Channel


class BuildInfo(Data):
    """How the server was built."""

    os: str
    kernel: str
    options: str
    machine: str
    date: str
    user: str


class SystemInfo(Data):
    """The server's version and its id, the `asterisk_id` of events."""

    version: str
    entity_id: str


class SetId(Data):
    """The user and group the server runs as."""

    user: str
    group: str


class ConfigInfo(Data):
    """Settings of the server; a limit that is not set is left out.

    Attributes:
        name: The system name of asterisk.conf.
        default_language: Language of sounds where none is chosen.
        max_channels: Calls are refused above so many channels.
        max_open_files: File handles the process may have.
        max_load: Calls are refused above this load average.
        setid: Who it runs as.
    """

    name: str
    default_language: str
    max_channels: int | None
    max_open_files: int | None
    max_load: float | None
    setid: SetId


class StatusInfo(Data):
    """When the server started and last reloaded, as ISO 8601."""

    startup_time: str
    last_reload_time: str


class AsteriskInfo(Data):
    """What the server is; each part only if it was asked for."""

    build: BuildInfo | None
    system: SystemInfo | None
    config: ConfigInfo | None
    status: StatusInfo | None


class AsteriskPing(Data):
    """The server's answer to a ping."""

    asterisk_id: str
    ping: str
    timestamp: str


class Variable(Data):
    """The value of a variable."""

    value: str


class Variables(Data):
    """The values of several variables, by name."""

    variables: dict[str, Any]


class ConfigTuple(Data):
    """One attribute of a configuration object."""

    attribute: str
    value: str


class Dialed(Data):
    """Nothing; ARI's description has a model of this name without fields."""


class DialplanCEP(Data):
    """Where in the dialplan a channel is: context, extension, priority, and what runs there."""

    context: str
    exten: str
    priority: int
    app_name: str
    app_data: str


class CallerID(Data):
    """Name and number of a party; both are what the caller claims."""

    name: str
    number: str


class RTPstat(Data):
    """RTP of a channel: packets and octets, packets lost, jitter and round trip in seconds.

    tx is what was sent, rx what came; but `txjitter` and what begins with ``local_``
    are what Asterisk measured of what came and reports to the other side, `rxjitter` and what
    begins with ``remote_`` are the other side's reports. ``normdev`` is the mean, ``stdev`` the
    standard deviation.
    """

    txcount: int
    rxcount: int
    txjitter: float | None
    rxjitter: float | None
    remote_maxjitter: float | None
    remote_minjitter: float | None
    remote_normdevjitter: float | None
    remote_stdevjitter: float | None
    local_maxjitter: float | None
    local_minjitter: float | None
    local_normdevjitter: float | None
    local_stdevjitter: float | None
    txploss: int
    rxploss: int
    remote_maxrxploss: float | None
    remote_minrxploss: float | None
    remote_normdevrxploss: float | None
    remote_stdevrxploss: float | None
    local_maxrxploss: float | None
    local_minrxploss: float | None
    local_normdevrxploss: float | None
    local_stdevrxploss: float | None
    rtt: float | None
    maxrtt: float | None
    minrtt: float | None
    normdevrtt: float | None
    stdevrtt: float | None
    local_ssrc: int
    remote_ssrc: int
    txoctetcount: int
    rxoctetcount: int
    channel_uniqueid: str


class TextMessage(Data):
    """A text message to or from an endpoint; `from_` holds its ``from``."""

    from_: str
    to: str
    body: str
    variables: dict[str, Any] | None


class Message(Data):
    """What the event stream carries."""

    type: str
    asterisk_id: str | None


class MissingParams(Message):
    """Names of parameters that were missing."""

    params: list[str]


class ContactInfo(Data):
    """Where an endpoint can be reached, and whether it answers.

    Attributes:
        uri: The address.
        contact_status: ``Reachable``, ``Unreachable``, ``NonQualified`` (never asked), ``Unknown``
            or ``Removed``.
        aor: The address of record that it belongs to.
        roundtrip_usec: How long the last answer took, microseconds as text.
    """

    uri: str
    contact_status: str
    aor: str
    roundtrip_usec: str | None


class Peer(Data):
    """The state of a peer of an endpoint; ``peer_status`` is its technology's own word."""

    peer_status: str
    cause: str | None
    address: str | None
    port: str | None
    time: str | None


class ReferTo(Data):
    """Where a transfer goes."""

    requested_destination: RequiredDestination
    destination_channel: Channel | None
    connected_channel: Channel | None
    bridge: Bridge | None


class ReferredBy(Data):
    """Who transfers."""

    source_channel: Channel
    connected_channel: Channel | None
    bridge: Bridge | None


class RequiredDestination(Data):
    """What a transfer asked for."""

    protocol_id: str | None
    destination: str | None
    additional_protocol_params: list[AdditionalParam] | None


class AdditionalParam(Data):
    """A parameter of the protocol that came with a transfer."""

    parameter_name: str
    parameter_value: str


class RESTHeader(Data):
    """A header of a request over the event WebSocket."""

    name: str
    value: str


class RESTQueryStringParameter(Data):
    """A query parameter of a request over the event WebSocket."""

    name: str
    value: str


class RESTRequest(Data):
    """A request over the event WebSocket."""

    type: str
    transaction_id: str
    request_id: str
    method: str
    uri: str
    content_type: str | None
    query_strings: list[RESTQueryStringParameter] | None
    message_body: str | None


class FormatLangPair(Data):
    """A language and format that a sound exists in."""

    language: str
    format: str
