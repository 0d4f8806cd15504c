"""A bare client for the cases: requests, websocket-client, and what a case waits for."""

from __future__ import annotations

import base64
import itertools
import json
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

import requests
import websocket

Event = dict[str, Any]
USER = ("asterisk", "asterisk")
VIEWER = ("viewer", "viewer")
PATIENCE = 10.0
_numbers = itertools.count(1)


def unique(stem: str) -> str:
    """A name no other case uses."""
    return f"{stem}-{next(_numbers)}"


class Ari:
    """One server; ``speed`` says how much faster than ours its time passes."""

    def __init__(self, url: str, speed: float = 1.0) -> None:
        self.url = url
        self.speed = speed
        self._session = requests.Session()

    def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        auth: tuple[str, str] | None = USER,
        headers: dict[str, str] | None = None,
        **params: object,
    ) -> requests.Response:
        """Send a request below /ari; ``body`` is sent as JSON."""
        data = None if body is None else json.dumps(body)
        kind = {} if body is None else {"Content-Type": "application/json"}
        return self._session.request(
            method,
            f"{self.url}/ari{path}",
            params={name: str(value) for name, value in params.items()},
            data=data,
            headers=kind | (headers or {}),
            auth=auth,
            timeout=PATIENCE,
        )

    def close(self) -> None:
        """Close the connections kept for later requests."""
        self._session.close()

    def sleep(self, seconds: float) -> None:
        """Let so much of the server's time pass."""
        time.sleep(seconds / self.speed)

    def connect(
        self, query: str, auth: tuple[str, str] = USER, **options: Any
    ) -> websocket.WebSocket:
        """Open a raw event WebSocket."""
        encoded = base64.b64encode(":".join(auth).encode()).decode()
        return websocket.create_connection(
            f"{self.url.replace('http', 'ws', 1)}/ari/events?{query}",
            header=[f"Authorization: Basic {encoded}"],
            timeout=PATIENCE,
            **options,
        )

    def listen(self, *apps: str, subscribe_all: bool = False) -> Listener:
        """Connect as applications, by default one nobody else uses."""
        return Listener(self, list(apps) or [unique("app")], subscribe_all)


class Listener:
    """An event WebSocket whose events are collected in a thread."""

    def __init__(self, ari: Ari, apps: list[str], subscribe_all: bool = False) -> None:
        self.ari = ari
        self.app = apps[0]
        self.events: list[Event] = []
        self.closed = False
        self._changed = threading.Condition()
        self._channels: list[str] = []
        query = f"app={','.join(apps)}" + ("&subscribeAll=true" if subscribe_all else "")
        self._socket = ari.connect(query)
        self._socket.settimeout(None)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def __enter__(self) -> Listener:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for channel in self._channels:
            self.ari("DELETE", f"/channels/{channel}")
        self.close()

    def close(self) -> None:
        """Close the socket; the application may live on."""
        if not self.closed:
            self._socket.send_close()
        self._thread.join(PATIENCE)
        self._socket.shutdown()

    def send(self, text: str) -> None:
        """Send a text message."""
        self._socket.send(text)

    def rest(self, method: str, uri: str, **fields: object) -> Event:
        """Send a request over the socket and wait for its response."""
        id = unique("request")
        message = {"type": "RESTRequest", "request_id": id, "method": method, "uri": uri}
        self.send(json.dumps(message | fields))
        return self.wait("RESTResponse", lambda event: event["request_id"] == id)

    def channel(self, endpoint: str = "Local/2000@default", **params: object) -> str:
        """Originate a channel into the application; returns its id once it has arrived."""
        id = unique("channel")
        self._channels.append(id)
        reply = self.ari("POST", f"/channels/{id}", endpoint=endpoint, app=self.app, **params)
        assert reply.status_code == 200, reply.text
        self.wait("StasisStart", channel(id))
        return id

    def created(self, endpoint: str = "Local/2000@default", **params: object) -> str:
        """Create a channel without dialing; returns its id once it is in the application."""
        id = unique("channel")
        self._channels.append(id)
        query = {"endpoint": endpoint, "app": self.app, "channelId": id} | params
        assert self.ari("POST", "/channels/create", **query).status_code == 200
        self.wait("StasisStart", channel(id))
        return id

    def incoming(self, extension: str = "2000", **params: object) -> str:
        """Put the far half of a Local channel into this application, as a caller would come in.

        Returns the id of that half; it is not answered.
        """
        id = unique("channel")
        self._channels.append(id)
        reply = self.ari(
            "POST",
            f"/channels/{id}",
            endpoint=f"Local/{extension}@stasis-{self.app}",
            extension="2000",
            context="default",
            **params,
        )
        assert reply.status_code == 200, reply.text
        self.wait("StasisStart", channel(f"{id};2"))
        return f"{id};2"

    def telephone(self) -> str:
        """A line to this application with both of its ends in it: a telephone and its call.

        Returns the id of the telephone's end; that of its call has ;2 behind it.
        """
        id = unique("channel")
        self._channels.append(id)
        query = {"endpoint": f"Local/{id}@stasis-{self.app}/n", "app": self.app}
        assert self.ari("POST", f"/channels/{id}", **query).status_code == 200
        self.wait("StasisStart", channel(f"{id};2"))
        assert self.ari("POST", f"/channels/{id};2/answer").status_code == 204
        self.wait("StasisStart", channel(id))
        return id

    def wait(self, kind: str, condition: Callable[[Event], bool] = lambda event: True) -> Event:
        """The first event of a type for which the condition holds."""

        def found() -> Event | None:
            for event in self.events:
                if event["type"] == kind and condition(event):
                    return event
            return None

        with self._changed:
            self._changed.wait_for(lambda: found() is not None, PATIENCE)
        event = found()
        assert event is not None, f"no {kind} among {self.kinds()}"
        return event

    def of(self, kind: str) -> list[Event]:
        """All events of a type so far."""
        return [event for event in self.events if event["type"] == kind]

    def kinds(self, *wanted: str) -> list[str]:
        """The types of all events so far, or of the wanted ones."""
        return [e["type"] for e in self.events if not wanted or e["type"] in wanted]

    def _read(self) -> None:
        try:
            while text := self._socket.recv():
                with self._changed:
                    self.events.append(json.loads(text))
                    self._changed.notify_all()
        except (websocket.WebSocketException, OSError):
            pass
        self.closed = True


def channel(id: str) -> Callable[[Event], bool]:
    """Holds for events of one channel."""
    return lambda event: event["channel"]["id"] == id


def playback(id: str) -> Callable[[Event], bool]:
    """Holds for events of one playback."""
    return lambda event: event["playback"]["id"] == id


def refused(reply: requests.Response, status: int, message: str) -> None:
    """Assert a refusal in ARI's words."""
    assert (reply.status_code, reply.json()) == (status, {"message": message})
