"""From an error response to the error that says what happened and what to do about it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from aricli.ari.request import Request, Response
from aricli.errors import AriError, NotAri, Unsupported, error_class

if TYPE_CHECKING:
    from aricli.ari.operation import Operation

_HINTS = {
    401: "check user name and password against the user's section in ari.conf",
    403: "the user is read_only, or an ACL keeps this address out: see ari.conf",
    404: "list what there is",
    409: "look at its state",
    412: "it has to be answered or ringing in first",
}
_REFUSALS = {
    401: "the server does not accept this user name and password",
    403: "the server does not let this user do that",
}
_WRONG_VALUE = "nothing was done; look at the values that were given"
_SERVER_LOG = "Asterisk's own log may say why: logger.conf says where that is"
_NOT_IN_STASIS = "the dialplan puts it there:  same => n,Stasis(my-app)"
_ENDED = "it may have ended meanwhile; list what there is"

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
_LENGTHS = {"configuration": 3, "endpoint": 2}
"""How many segments make the name, where it is more than one."""
_ENDING = ("bridge ", "channel ", "live recording ", "playback ")
"""Nouns of what ends by itself."""
_PARTS = ("GET variable", "GET variables", "POST continue", "GET rtp_statistics")
"""Methods and ends of paths where 404 can be about what is asked of a thing, and not the thing."""


Send = Callable[[Request], Response]


def failure(
    request: Request,
    response: Response,
    operation: Operation[Any, Any] | None,
    send: Send | None = None,
) -> AriError:
    """The error for a response that is no success.

    Args:
        request: What was sent.
        response: What came back.
        operation: The operation, if it is one that is known.
        send: Sends a request more, for what the response does not say; if given.
    """
    words = _server_words(response)
    if words is None or response.status < 400:
        return _not_ari(request, response)
    status = response.status
    kind = error_class(status)
    if operation:
        kind = operation.errors.get(status, kind)
    if status == 405 or (status == 404 and _is_missing(request, send)):
        kind = Unsupported
        what = f"this Asterisk does not have {_name(request, operation)}"
        hint = _missing_operation(request, operation)
    else:
        channel = _channel_at_fault(request, status, send)
        what, hint = _told(request, status, operation, channel)
    return kind(
        f"{what} ({status} {words})",
        hint,
        method=request.method,
        path=request.path,
        status=status,
        server_message=words,
    )


def _is_missing(request: Request, send: Send | None) -> bool:
    """Whether the server knows no such path: OPTIONS finds any that it knows, whatever the id."""
    found = _asked(send, "OPTIONS", request.path)
    return found is not None and found.status == 404


def _channel_at_fault(request: Request, status: int, send: Send | None) -> Any:
    """The channel that was in no state for a request, looked up; None if it was not that."""
    root, resource, *names = request.path.split("/")
    if resource != "channels" or status not in {409, 412} or len(names) < 2:
        return None
    found = _asked(send, "GET", f"{root}/{resource}/{names[0]}")
    return found.json() if found and found.status == 200 else None


def _asked(send: Send | None, method: str, path: str) -> Response | None:
    with suppress(AriError):
        return send(Request(method, path, again=True)) if send else None
    return None


def _told(
    request: Request,
    status: int,
    operation: Operation[Any, Any] | None,
    channel: Mapping[str, Any] | None,
) -> tuple[str, str]:
    """What happened, without the server's words, and what to do about it."""
    particular = operation.hints.get(status, "") if operation else ""
    if status in _REFUSALS and not particular:
        return _REFUSALS[status], _HINTS[status]
    thing = _thing(request, operation)
    if not thing:
        return f"{_name(request, operation)} {_outcome(status)}", particular or _hint(status, "")
    if channel and status == 412:
        return f"{thing} is in state {channel.get('state')}", particular or _HINTS[412]
    if status == 409 and thing.startswith("channel "):
        return _conflict(thing, particular, channel or {})
    return f"{thing} {_verdict(request, status)}", particular or _hint(status, thing)


def _conflict(thing: str, particular: str, channel: Mapping[str, Any]) -> tuple[str, str]:
    """What a channel's 409 means: mostly that it is in no Stasis application."""
    dialplan = channel.get("dialplan", {})
    app, data = dialplan.get("app_name"), dialplan.get("app_data", "")
    if app == "Stasis":
        held = f"it is in state {channel.get('state')}, held by application {data}"
        return f"{thing} does not allow this now", particular or held
    if app or not particular:
        where = f" but in {app}({data})" if app else ""
        return f"{thing} is not in a Stasis application{where}", _NOT_IN_STASIS
    return f"{thing} does not allow this now", particular


def _thing(request: Request, operation: Operation[Any, Any] | None) -> str:
    """What the request was about by kind and id; nothing if it was to make that."""
    if request.path == request.makes:
        return ""
    path = request.path.lstrip("/")
    for prefix, noun in _NOUNS.items():
        if not path.startswith(f"{prefix}/"):
            continue
        if operation and not operation.template.startswith(f"/{prefix}/{{"):
            return ""
        names = path.removeprefix(f"{prefix}/").split("/")[: _LENGTHS.get(noun, 1)]
        return f"{noun} {unquote('/'.join(names))}"
    return ""


def _name(request: Request, operation: Operation[Any, Any] | None) -> str:
    if operation is None:
        return f"{request.method} {request.path}"
    return f"{operation.resource} {operation.name}".replace("_", "-")


def _outcome(status: int) -> str:
    if status == 404:
        return "found nothing"
    return "failed" if status >= 500 else "was refused"


def _verdict(request: Request, status: int) -> str:
    if status == 404:
        part = f"{request.method} {request.path.rpartition('/')[2]}"
        return "does not have this" if part in _PARTS else "does not exist"
    if status in {409, 412}:
        return "does not allow this now"
    return "could not do this" if status >= 500 else "does not take this"


def _hint(status: int, thing: str) -> str:
    if status == 404 and thing.startswith(_ENDING):
        return _ENDED
    return _HINTS.get(status) or (_SERVER_LOG if status >= 500 else _WRONG_VALUE)


def _missing_operation(request: Request, operation: Operation[Any, Any] | None) -> str:
    if operation and operation.since:
        return f"Asterisk has it from {operation.since} on"
    resource = request.path.split("/")[1]
    if resource == "mailboxes":
        return "load res_mwi_external.so, in place of app_voicemail.so, then res_ari_mailboxes.so"
    module = re.sub("(?<=[a-z])(?=[A-Z])", "_", resource).lower()
    return f"load its module:  asterisk -rx 'module load res_ari_{module}.so'"


def _not_ari(request: Request, response: Response) -> NotAri:
    where = f"{request.method} {response.root}{request.target}"
    target = response.headers.get("location")
    leads = f", which leads to {target}" if target else ""
    return NotAri(
        f"{where} got {response.status} {response.reason}{leads}: this is not ARI",
        "check the URL and its path prefix (prefix= in http.conf, enabled=yes in ari.conf)",
    )


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
