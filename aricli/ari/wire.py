"""The wire log: what goes to the server and what comes back, never the credentials."""

from __future__ import annotations

import logging

from aricli.ari.redaction import Redaction
from aricli.ari.request import Request, Response

wire = logging.getLogger("aricli.wire")
"""INFO: a line per request with status and time. DEBUG: bodies too."""
wire.addFilter(Redaction())


def log(request: Request, response: Response, seconds: float, way: str = "http") -> None:
    """Log a request and its response."""
    if not wire.isEnabledFor(logging.INFO):
        return
    wire.info(
        "%s -> %d %s (%.1f ms, %s)",
        request,
        response.status,
        response.reason,
        seconds * 1000,
        way,
    )
    if request.content:
        wire.debug("  > %s", request.content.decode())
    if response.headers.get("content-type", "").startswith(("application/json", "text/")):
        wire.debug("  < %s", response.content.decode(errors="replace"))
