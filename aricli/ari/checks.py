"""What is refused before it is sent: values that Asterisk accepts and then wedges or dies on."""

from __future__ import annotations

import re
from collections.abc import Callable

from aricli.errors import InvalidMedia, InvalidRequest

SCHEMES = ("sound", "recording", "number", "digits", "characters", "tone")
"""The media URI schemes that Asterisk knows (FACTS 4.1)."""
EVENT_SOURCES = ("channel", "bridge", "endpoint", "deviceState")


def check_id(value: str) -> None:
    """An id must not be empty: an empty segment addresses something else (FACTS 5.1)."""
    if not value:
        raise InvalidRequest("an id is empty", "give the id of a thing that exists")


def check_media(value: str) -> None:
    """A media URI must have a known scheme and, after ``number:``, a number (FACTS 0.1)."""
    scheme, colon, rest = value.partition(":")
    if not colon or scheme not in SCHEMES:
        raise InvalidMedia(
            f"{value!r} is not a media URI that Asterisk can play",
            f"schemes: {', '.join(f'{name}:' for name in SCHEMES)}"
            f"{_suggestion(scheme, rest or value)}; --force sends it all the same",
        )
    if scheme == "number" and not re.match(r"-?\d", rest):
        raise InvalidMedia(
            f"{value!r} has no number; Asterisk would never finish playing it",
            f"spell it with characters:{rest or 'abc'}; --force sends it all the same",
        )
    if scheme in {"sound", "recording", "tone"} and not rest:
        raise InvalidMedia(f"{value!r} names nothing to play", "--force sends it all the same")


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


CHECKS: dict[str, Callable[[str], None]] = {
    "media": check_media,
    "event_source": check_event_source,
    "recording": check_recording,
    "live_recording": check_recording,
    "endpoint": check_endpoint,
    **dict.fromkeys(
        ("channel", "bridge", "playback", "app", "id", "module", "sound", "log_channel"), check_id
    ),
}
"""By what a string names (`aricli.ari.types.Names`)."""
