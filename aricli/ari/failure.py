"""From an error response to the error that says what happened and what to do about it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from aricli.ari.request import Request, Response
from aricli.errors import AriError, NotAri, ResponseError, error_class

if TYPE_CHECKING:
    from aricli.ari.operation import Operation

_HINTS = {
    401: "check user name and password against the user's section in ari.conf",
    403: "the user is read_only, or an ACL keeps this address out: see ari.conf",
    404: "it may have ended meanwhile; list what there is",
    412: "it has to be answered or ringing in first; look at its state",
}
_REFUSALS = {
    401: "the server does not accept this user name and password",
    403: "the server does not let this user do that",
}
_NOT_IN_STASIS = "the dialplan puts it there:  same => n,Stasis(my-app)"

_NOUNS = {
    "applications": "application",
    "asterisk/config/dynamic": "configuration",
    "asterisk/logging": "log channel",
    "asterisk/modules": "module",
    "bridges": "bridge",
    "channels": "channel",
    "deviceStates": "device",
    "endpoints": "endpoint",
    "mailboxes": "mailbox",
    "playbacks": "playback",
    "recordings/live": "live recording",
    "recordings/stored": "recording",
    "sounds": "sound",
}
"""What a path below /ari names with its next segment."""


def failure(
    request: Request, response: Response, operation: Operation[Any, Any] | None
) -> AriError:
    """The error for a response with a status of 400 or more."""
    words = _server_words(response)
    if words is None:
        return NotAri(
            f"{request.method} {request.path} got {response.status} {response.reason}"
            " as a web page, not as ARI",
            "check the URL and its path prefix (prefix= in http.conf, enabled=yes in ari.conf)",
        )
    status = response.status
    kind: type[ResponseError] = error_class(status)
    hint = _HINTS.get(status, "")
    what = f"{_subject(request)} {_verdict(request, status, operation)}"
    if status in _REFUSALS and not (operation and status in operation.hints):
        what = _REFUSALS[status]
    if status == 404 and words == "Resource not found":
        what, hint = "this Asterisk does not have it", _missing_resource(request, operation)
    elif operation:
        kind = operation.errors.get(status, kind)
        hint = operation.hints.get(status, _state_hint(request, status) or hint)
    return kind(
        f"{what} ({status} {words})",
        hint,
        method=request.method,
        path=request.path,
        status=status,
        server_message=words,
    )


def _subject(request: Request) -> str:
    path = request.path.lstrip("/")
    for prefix, noun in _NOUNS.items():
        if path.startswith(f"{prefix}/"):
            segments = path.removeprefix(f"{prefix}/").split("/")
            return f"{noun} {unquote('/'.join(segments[: 2 if noun == 'endpoint' else 1]))}"
    return str(request).partition("?")[0]


def _verdict(request: Request, status: int, operation: Operation[Any, Any] | None) -> str:
    particular = operation is not None and status in operation.hints
    if status == 404:
        return "does not have it" if particular else "does not exist"
    if particular:
        return "does not allow this now" if status < 500 else "could not do this"
    if _state_hint(request, status):
        return "is not in a Stasis application"
    if status in {409, 412}:
        return "is not in a state for this"
    return "could not do this" if status >= 500 else "does not take this"


def _state_hint(request: Request, status: int) -> str:
    return _NOT_IN_STASIS if status == 409 and request.path.startswith("/channels/") else ""


def _missing_resource(request: Request, operation: Operation[Any, Any] | None) -> str:
    if operation and operation.since:
        return f"Asterisk has it from {operation.since} on"
    resource = request.path.split("/")[1]
    if resource == "mailboxes":
        return "load res_mwi_external.so, in place of app_voicemail.so, then res_ari_mailboxes.so"
    module = re.sub("(?<=[a-z])(?=[A-Z])", "_", resource).lower()
    return f"load its module:  asterisk -rx 'module load res_ari_{module}.so'"


def _server_words(response: Response) -> str | None:
    """The message of an ARI error body, or None if the body is no ARI answer."""
    if not response.content:
        return response.reason
    try:
        data = json.loads(response.content)
    except ValueError:
        return None
    if not isinstance(data, dict):
        return None
    return str(data.get("message") or data.get("error") or response.reason)
