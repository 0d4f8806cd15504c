"""A response whose body is read in pieces, for files of any size."""

from __future__ import annotations

from collections.abc import Iterator

import requests

from aricli.ari.request import Request, Response, is_success
from aricli.errors import ConnectError

_PIECE = 65536


class Reply:
    """What came back, the body not yet read.

    Attributes:
        status: HTTP status code.
        headers: With lower-case names.
        size: Bytes of the body, ``None`` if the server does not say.
    """

    def __init__(self, request: Request, reply: requests.Response, root: str) -> None:
        self._request = request
        self._reply = reply
        self._root = root
        self.status = reply.status_code
        self.headers = {name.lower(): value for name, value in reply.headers.items()}
        length = self.headers.get("content-length", "")
        self.size = int(length) if length.isdigit() else None

    @property
    def is_success(self) -> bool:
        """Whether ARI did as it was asked."""
        return is_success(self.status, self.headers)

    def __iter__(self) -> Iterator[bytes]:
        """The pieces of the body.

        Raises:
            ConnectError: If the body ends before its announced size, or stops coming.
        """
        received = 0
        try:
            for piece in self._reply.iter_content(_PIECE):
                received += len(piece)
                yield piece
        except requests.RequestException as error:
            raise self._broken(received) from error
        if self.size is not None and received != self.size:
            raise self._broken(received)

    def whole(self) -> Response:
        """The response with all of its body."""
        return Response(
            self.status, self._reply.reason or "", b"".join(self), self.headers, self._root
        )

    def _broken(self, received: int) -> ConnectError:
        of = f" of {self.size}" if self.size is not None else ""
        return ConnectError(
            f"the answer to {self._request} broke off after {received}{of} bytes",
            "the server or the network cut it off; try again",
        )
