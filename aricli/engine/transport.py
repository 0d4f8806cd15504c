"""What stands between behaviours and the wire."""

from __future__ import annotations

from aricli.ari.client import Transport
from aricli.ari.request import Request, Response


class GoneIsDone:
    """A transport for behaviours: ending what has just ended by itself is success (FACTS 0.5)."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def send(self, request: Request) -> Response:
        """Send a request; hanging up or stopping what is gone answers 204."""
        response = self._transport.send(request)
        if request.method == "DELETE" and response.status == 404 and _ends(request.path):
            return Response(204, "No Content", b"", {})
        return response

    def close(self) -> None:
        """Let go of the connections."""
        self._transport.close()


def _ends(path: str) -> bool:
    """Whether a DELETE of this path hangs up a channel or stops a playback."""
    return path.count("/") == 2 and path.startswith(("/channels/", "/playbacks/"))
