"""What an application is subscribed to and how it is filtered, kept to put it back after a gap."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from aricli.ari.client import Ari, Transport
from aricli.ari.request import Request, Response
from aricli.errors import NotFound

_SOURCES = {
    "channel_ids": "channel:",
    "bridge_ids": "bridge:",
    "endpoint_ids": "endpoint:",
    "device_names": "deviceState:",
}
_ALL_TOPIC = "__AST_"


class Subscriptions:
    """Subscriptions and event filter of some applications.

    Asterisk forgets them with an application that has neither a socket nor subscriptions left.
    """

    def __init__(self, apps: Iterable[str]) -> None:
        self._sources: dict[str, set[str]] = {app: set() for app in apps}
        self._filters: dict[str, dict[str, Any]] = {}

    def look(self, ari: Ari) -> dict[str, set[str]]:
        """Take note of what there is; the ids of the channels each application listens to.

        Raises:
            AriError: If the server does not tell.
        """
        return {app: self._look_at(ari, app) for app in self._sources}

    def _look_at(self, ari: Ari, app: str) -> set[str]:
        raw = ari.applications.get(app).raw
        for field in ("endpoint_ids", "device_names"):
            named = [each for each in raw[field] if not each.startswith(_ALL_TOPIC)]
            self._sources[app] |= {_SOURCES[field] + each for each in named}
        self._note_filter(app, raw)
        return set(raw["channel_ids"])

    def _note_filter(self, app: str, raw: Mapping[str, Any]) -> None:
        found = {
            name: raw.get(f"events_{name}", [])
            for name in ("allowed", "disallowed")
            if raw.get(f"events_{name}")
        }
        if found:
            self._filters[app] = found

    def restore(self, ari: Ari) -> None:
        """Put back what is missing. What no longer exists is passed over.

        Raises:
            AriError: If the server does not take it.
        """
        for app, sources in self._sources.items():
            raw = ari.applications.get(app).raw
            present = {
                prefix + each for field, prefix in _SOURCES.items() for each in raw.get(field, ())
            }
            for source in sorted(sources - present):
                with contextlib.suppress(NotFound):
                    ari.applications.subscribe(app, source)
            if app in self._filters:
                ari.send(
                    Request("PUT", f"/applications/{app}/eventFilter", body=self._filters[app])
                )

    def noted(self, request: Request) -> None:
        """Take note of a request that worked."""
        _, _, app, what, *_ = [*request.path.split("/"), "", ""]
        app = unquote(app)
        if app not in self._sources:
            return
        if what == "eventFilter":
            self._filters[app] = dict(request.body or {})
        elif what == "subscription":
            body = request.body or {}
            sources = set(body.get("eventSource") or request.query["eventSource"].split(","))
            if request.method == "POST":
                self._sources[app] |= sources
            else:
                self._sources[app] -= sources


class Noting:
    """A transport that tells `Subscriptions` of the requests that worked."""

    def __init__(self, transport: Transport, subscriptions: Subscriptions) -> None:
        self._transport = transport
        self._subscriptions = subscriptions

    def send(self, request: Request) -> Response:
        """Send a request and take note."""
        response = self._transport.send(request)
        if request.path.startswith("/applications/") and response.status < 300:
            self._subscriptions.noted(request)
        return response

    def close(self) -> None:
        """Let go of the connections."""
        self._transport.close()
