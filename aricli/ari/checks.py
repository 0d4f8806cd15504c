"""What is refused before it is sent: values that Asterisk accepts and then wedges or dies on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from aricli.errors import InvalidMedia, InvalidRequest

SCHEMES = ("sound", "recording", "number", "digits", "characters", "tone")
"""The media URI schemes that Asterisk knows (FACTS 4.1)."""
Rule = Callable[[Mapping[str, Any]], None]
"""Looks at all values of an operation together; raises InvalidRequest."""
_ALL_THE_SAME = "`aricli.ari.types.Unchecked` sends it all the same"
EVENT_SOURCES = ("channel", "bridge", "endpoint", "deviceState")


def check_id(value: str) -> None:
    """An id must not be empty: an empty segment addresses something else (FACTS 5.1)."""
    if not value:
        raise InvalidRequest("an id or name is empty")


def check_media(value: str) -> None:
    """A media URI must have a known scheme and, after ``number:``, a number (FACTS 0.1)."""
    scheme, colon, rest = value.partition(":")
    if not colon or scheme not in SCHEMES:
        raise InvalidMedia(
            f"{value!r} is not a media URI that Asterisk can play",
            f"schemes: {', '.join(f'{name}:' for name in SCHEMES)}"
            f"{_suggestion(scheme, rest or value)}; {_ALL_THE_SAME}",
        )
    if scheme == "number" and not re.match(r"-?\d", rest):
        raise InvalidMedia(
            f"{value!r} has no number; Asterisk would never finish playing it",
            f"spell it with characters:{rest or 'abc'}; {_ALL_THE_SAME}",
        )
    if scheme in {"sound", "recording", "tone"} and not rest:
        raise InvalidMedia(f"{value!r} names nothing to play", _ALL_THE_SAME)


def _suggestion(scheme: str, rest: str) -> str:
    if scheme.lower() in SCHEMES:
        return f" (did you mean {scheme.lower()}:{rest}?)"
    return f" (did you mean sound:{rest}?)" if scheme == rest else ""


def check_event_source(value: str) -> None:
    """An event source must have one of the four schemes of FACTS 5.4."""
    scheme, colon, _ = value.partition(":")
    if not colon or scheme not in EVENT_SOURCES:
        raise InvalidRequest(
            f"{value!r} is not an event source",
            f"one of {', '.join(f'{name}:' for name in EVENT_SOURCES)} followed by an id",
        )


def check_recording(value: str) -> None:
    """A recording name must not climb out of the recording directory."""
    check_id(value)
    if ".." in value.split("/") or value.startswith("/"):
        raise InvalidRequest(
            f"recording name {value!r} leaves the recording directory",
            "use a name relative to the recording directory, without ..",
        )


def check_endpoint(value: str) -> None:
    """An endpoint to call must be TECH/RESOURCE."""
    tech, slash, resource = value.partition("/")
    if not (tech and slash and resource):
        raise InvalidRequest(
            f"{value!r} is not an endpoint", "write TECH/RESOURCE, e.g. PJSIP/alice"
        )


def check_variable(value: str) -> None:
    """A variable must have a name: without one, Asterisk dies setting a bridge's (FACTS 0.11)."""
    if not value:
        raise InvalidRequest("the name of the variable is empty")


def check_variables(values: Mapping[str, Any]) -> None:
    """Values of variables are strings, or objects with a value and report_events."""
    for name, value in values.items():
        check_variable(name)
        if not isinstance(value, str) and not (isinstance(value, Mapping) and "value" in value):
            raise InvalidRequest(
                f"variable {name} is {value!r}, not a string",
                'give a string, or {"value": "...", "report_events": true}',
            )


def check_attributes(values: Mapping[str, Any]) -> None:
    """Attributes of a configuration object and their values are strings: else Asterisk dies."""
    for name, value in values.items():
        for each in (name, value):
            if not isinstance(each, str):
                raise InvalidRequest(f"attribute {name} is {value!r}, not a string")


def check_format(value: str) -> None:
    """A recording must have a format: without one, Asterisk dies (FACTS 0.11)."""
    if not value:
        raise InvalidRequest("the format is empty", "give one such as wav, gsm or ulaw")


def check_dtmf(value: str) -> None:
    """Asterisk skips what it cannot send; there must be something left."""
    if not re.search("[0-9A-Da-d*#FfWw]", value):
        raise InvalidRequest(
            f"{value!r} has no DTMF", "0 to 9, A to D, * and #; w waits 500 ms, W 1 s, f is a flash"
        )


def not_both(one: str, other: str) -> Rule:
    """At most one of two parameters may be given."""

    def rule(values: Mapping[str, Any]) -> None:
        if values[one] is not None and values[other] is not None:
            raise InvalidRequest(f"`{one}` and `{other}` exclude each other", "give one of them")

    return rule


def one_of(*names: str) -> Rule:
    """At least one of the parameters must say something."""

    def rule(values: Mapping[str, Any]) -> None:
        if all(values[name] in {None, "", "none"} for name in names):
            raise InvalidRequest(
                f"one of {' and '.join(f'`{each}`' for each in names)} has to be given"
            )

    return rule


def check_external_media(values: Mapping[str, Any]) -> None:
    """Where external media are must fit how they travel (FACTS 5.2)."""
    transport, server = values["transport"], values["connection_type"] == "server"
    host = values["external_host"]
    if values["encapsulation"] == "rtp" and transport != "udp":
        raise InvalidRequest(
            f"`encapsulation` rtp does not travel over `transport` {transport}",
            "over tcp it is audiosocket, over websocket none",
        )
    if server and transport != "websocket":
        raise InvalidRequest(f"`connection_type` server does not go with `transport` {transport}")
    if not host and not server:
        raise InvalidRequest("`external_host` has to be given", "HOST:PORT of the other side")
    if host and transport != "websocket" and not re.fullmatch(r".+:\d+", host):
        raise InvalidRequest(f"`external_host` {host!r} is not HOST:PORT")


CHECKS: dict[str, Callable[[Any], None]] = {
    "media": check_media,
    "event_source": check_event_source,
    "recording": check_recording,
    "live_recording": check_recording,
    "endpoint": check_endpoint,
    "variable": check_variable,
    "variables": check_variables,
    "attributes": check_attributes,
    "format": check_format,
    "dtmf": check_dtmf,
    **dict.fromkeys(
        (
            *("channel", "bridge", "playback", "app", "id", "module", "sound", "log_channel"),
            *("device", "mailbox", "tech", "endpoint_resource"),
        ),
        check_id,
    ),
}
"""By what a string names (`aricli.ari.types.Names`)."""
