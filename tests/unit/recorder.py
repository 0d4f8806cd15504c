"""A transport that records requests and answers with what it was given."""

from __future__ import annotations

import json
from typing import Any

from aricli.ari.client import Ari
from aricli.ari.request import Request, Response


class Recorder:
    """Stands in for a server: remembers requests, gives the same answer to each."""

    def __init__(self, status: int = 200, answer: Any = None) -> None:
        self.requests: list[Request] = []
        self._response = Response(status, "", json.dumps(answer).encode(), {})

    def send(self, request: Request) -> Response:
        """Remember the request."""
        self.requests.append(request)
        return self._response

    def close(self) -> None:
        """Nothing to let go of."""

    @property
    def last(self) -> Request:
        """The request sent last."""
        return self.requests[-1]


def recording(answer: Any = None, status: int = 200) -> tuple[Ari, Recorder]:
    """A client, and what records its requests."""
    recorder = Recorder(status, answer)
    return Ari.over(recorder), recorder
