"""``--dry-run`` and ``--curl``: a transport that shows requests and sends none."""

from __future__ import annotations

import json
import os
import shlex
from contextlib import AbstractContextManager
from typing import NoReturn

from typer import Exit

from aricli.ari.reply import Reply
from aricli.ari.request import Request, Response, check_size
from aricli.ari.server import Server
from aricli.cli.output import write
from aricli.cli.text import visible
from aricli.config import Settings


class Rehearsal:
    """Shows the request it is given; the command ends there, for there is no response.

    The password is neither fetched nor shown.

    Args:
        settings: Where the request would go, and as whom.
        as_curl: Whether to show a line for curl, which asks for the password or takes it from
            ARICLI_PASSWORD, in place of method, URL and body.
    """

    def __init__(self, settings: Settings, *, as_curl: bool) -> None:
        self._settings = settings
        self._server = Server(settings["url"], settings["username"] or "", "")
        self._as_curl = as_curl

    def send(self, request: Request) -> Response:
        """Show a request.

        Raises:
            Exit: Always, with code 0.
            InvalidRequest: If the request is larger than Asterisk takes.
        """
        self._show(request)

    def stream(self, request: Request) -> AbstractContextManager[Reply]:
        """Show a request, as `send` does."""
        self._show(request)

    def close(self) -> None:
        """There is nothing to close."""

    def _show(self, request: Request) -> NoReturn:
        check_size(request, self._server.prefix)
        shown = [self._curl(request)] if self._as_curl else self._plain(request)
        write(*(line.encode() for line in shown))
        raise Exit(0)

    def _plain(self, request: Request) -> list[str]:
        lines = [f"{request.method} {self._server.root}{request.target}"]
        if request.body is not None:
            lines += json.dumps(request.body, ensure_ascii=False, indent=2).split("\n")
        return [visible(line) for line in lines]

    def _curl(self, request: Request) -> str:
        words = ["curl", *self._connection()]
        if request.method != "GET" or request.body is not None:
            words += ["-X", request.method]
        if request.body is not None:
            body = json.dumps(request.body, separators=(",", ":"))
            words += ["-H", shlex.quote("Content-Type: application/json"), "-d", shlex.quote(body)]
        return " ".join([*words, shlex.quote(self._server.root + request.target)])

    def _connection(self) -> list[str]:
        settings = self._settings
        user = shlex.quote(self._server.username)
        if not self._server.username:
            user = '"$ARICLI_USERNAME:$ARICLI_PASSWORD"'
        elif os.environ.get("ARICLI_PASSWORD"):
            user += ':"$ARICLI_PASSWORD"'
        words = ["-u", user]
        if settings["insecure"]:
            words.append("--insecure")
        for option, name in (("--cacert", "ca_cert"), ("--proxy", "proxy")):
            if settings[name]:
                words += [option, shlex.quote(settings[name])]
        return words
