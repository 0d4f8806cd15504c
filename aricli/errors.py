"""Every error aricli raises, and what each one means.

AriError
├── InvalidRequest        refused here, before anything was sent
│   └── InvalidMedia      a media URI that Asterisk would never finish playing
├── ConfigError           a setting, profile or secret that cannot be used
├── ConnectError          no conversation with an ARI server came about
│   ├── NotAri            something answered, but it is not ARI
│   └── Disconnected      the event stream ended under us
├── TimedOut              nothing came back in time; the request may still be carried out
├── ResponseError         the server answered with an error status
│   ├── BadRequest        400, 413, 422
│   ├── NotAllowed        401, 403
│   ├── NotFound          404
│   │   └── Unsupported   404, 405: this server has no such operation
│   ├── WrongState        409, 412
│   └── ServerFault       5xx
├── AppReplaced           another client took the application over
├── PlaybackFailed        a playback failed, or vanished without a word
├── CallFailed            a call that was waited for was refused, busy or ended
├── RecordingFailed       a recording that was waited for failed
└── PluginError           a plugin does not load, or raised
"""

from __future__ import annotations


class AriError(Exception):
    """The root of the tree.

    Args:
        message: What happened, in one line, with the server's own words where there are any.
        hint: What to do about it, in one line, or an empty string.
    """

    hint = ""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        if hint:
            self.hint = hint
        if self.hint:
            # A traceback, in a script or a test that fails, shows it below the message.
            self.add_note(self.hint)


class InvalidRequest(AriError):
    """The request was refused here, before anything was sent."""

    hint = "nothing was sent"


class InvalidMedia(InvalidRequest):
    """A media URI with a scheme or value that Asterisk accepts and then never finishes."""


class ConfigError(AriError):
    """A setting, profile or secret cannot be used."""

    hint = "where settings come from:  aricli config show --origin"


class ConnectError(AriError):
    """No conversation with an ARI server came about."""


class NotAri(ConnectError):
    """Something answers at the address, but it is not ARI."""


class Disconnected(ConnectError):
    """The event stream ended under us."""


class TimedOut(AriError):
    """Nothing came back in time. Asterisk may still carry the request out later."""


class ResponseError(AriError):
    """The server answered with an error status.

    Attributes:
        method: HTTP method of the request.
        path: Path of the request below ``/ari``, percent-encoded.
        status: HTTP status code.
        server_message: The server's own words, ``""`` if it gave none.
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        *,
        method: str,
        path: str,
        status: int,
        server_message: str,
    ) -> None:
        super().__init__(message, hint)
        self.method = method
        self.path = path
        self.status = status
        self.server_message = server_message


class BadRequest(ResponseError):
    """400, 413 or 422: the server does not take the request as it is."""


class NotAllowed(ResponseError):
    """401 or 403: wrong credentials, a read-only user, or an address the ACL keeps out."""


class NotFound(ResponseError):
    """404: no such thing."""


class Unsupported(NotFound):
    """404 or 405: this server has no such operation. It is too old, or lacks a module."""


class WrongState(ResponseError):
    """409 or 412: the thing exists, but not in a state that allows this."""


class ServerFault(ResponseError):
    """5xx: Asterisk could not do it."""


class AppReplaced(AriError):
    """Another client connected with the same application name and has its events now."""


class PlaybackFailed(AriError):
    """A playback failed, or vanished without a PlaybackFinished event."""


class CallFailed(AriError):
    """A call that was waited for was refused, not answered, or ended early.

    Attributes:
        cause: The Q.850 cause code, 0 if Asterisk gave none.
    """

    def __init__(self, message: str, hint: str = "", *, cause: int = 0) -> None:
        super().__init__(message, hint)
        self.cause = cause


class RecordingFailed(AriError):
    """A recording that was waited for failed."""


class PluginError(AriError):
    """A plugin does not load, registers something wrong, or raised."""


_BY_STATUS: dict[int, type[ResponseError]] = {
    401: NotAllowed,
    403: NotAllowed,
    404: NotFound,
    405: Unsupported,
    409: WrongState,
    412: WrongState,
}


def error_class(status: int) -> type[ResponseError]:
    """The error class for an HTTP status of 400 or more. Reason phrases are never looked at."""
    return _BY_STATUS.get(status) or (ServerFault if status >= 500 else BadRequest)
