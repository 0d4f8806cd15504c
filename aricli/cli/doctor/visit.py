"""What the checks of one run share: the settings, the server, and what was learnt of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit
from uuid import uuid4

from aricli.ari.request import Request, Response
from aricli.ari.server import Server
from aricli.cli.options import Session
from aricli.config import Settings

if TYPE_CHECKING:
    from aricli.ari.rest import Rest

NOWHERE = f"/playbacks/{uuid4()}"
"""The path of a playback that does not exist: asking for it, or ending it, changes nothing."""


class Answer(NamedTuple):
    """What a web server answers to somebody without a password; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Visit:
    """One run of the doctor.

    Args:
        session: The options of the command line.
        app: The application asked after.

    Attributes:
        own_address: The address that the server, or the proxy, sees us under.
        answer: What came back without a password.
        version: The server's version, empty until it is known.
    """

    def __init__(self, session: Session, app: str | None) -> None:
        self.session = session
        self._app = app
        self.own_address = ""
        self.answer = Answer(0, {}, b"")
        self.version = ""

    @property
    def settings(self) -> Settings:
        """What is set, and by whom."""
        return self.session.settings

    @property
    def app(self) -> str | None:
        """The application asked after: the option's, or else the profile's."""
        return self._app or self.settings["app"]

    @cached_property
    def server(self) -> Server:
        """The server without a login, which nobody gets before ARI is known to be there."""
        from aricli.cli.connection import server_as

        return server_as(self.settings, self.settings["url"], "", "")

    @cached_property
    def known(self) -> Server:
        """The server with the login."""
        username, password = self.settings.username(), self.settings.password()
        return self.server._replace(username=username, password=password)

    @property
    def way(self) -> tuple[str, int]:
        """Host and port to connect to: the proxy's if there is one."""
        parts = urlsplit(self.server.root)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        return self.server.proxy_address or (str(parts.hostname), port)

    @cached_property
    def api_docs(self) -> Response:
        """The first answer to the login: whatever modules are loaded, the password counts here."""
        return self.send("GET", "/api-docs/resources.json")

    def send(self, method: str, path: str) -> Response:
        """Send a request with the login and return what comes back, whatever its status."""
        return self._rest.send(Request(method, path))

    @cached_property
    def _rest(self) -> Rest:
        from aricli.ari.rest import Rest

        return Rest(self.known)
