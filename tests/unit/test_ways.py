"""Requests go over the event WebSocket where that holds up nobody, and survive its loss."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from aricli.ari.request import Request, Response
from aricli.ari.resources.channels import Channels
from aricli.ari.socket_rest import SocketRest
from aricli.engine.transport import Way, Ways, takes_requests
from aricli.errors import ConnectError, Disconnected, TimedOut

OK = Response(200, "OK", b"{}", {})


class Http:
    """HTTP that remembers."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.answers: dict[str, Response] = {}

    def send(self, request: Request) -> Response:
        self.sent.append(str(request))
        return self.answers.get(str(request), OK)

    def drop_idle(self) -> None:
        """Nothing is kept."""

    def close(self) -> None:
        """Nothing is kept."""


class Socket:
    """The event WebSocket: answers at once, never, or is gone."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.answers = True
        self.gone = False
        self.rest = SocketRest(self._send, 30)

    def _send(self, text: bytes) -> None:
        if self.gone:
            raise Disconnected("gone")
        message = json.loads(text)
        self.sent.append(message)
        if self.answers:
            self.rest.answered(
                {
                    "type": "RESTResponse",
                    "request_id": message["request_id"],
                    "status_code": 201,
                    "reason_phrase": "Created",
                    "content_type": "application/json",
                    "message_body": '{"id": "p"}',
                }
            )


def ways(way: Way = "auto", version: str = "22.10.1") -> tuple[Ways, Http, Socket]:
    http, socket = Http(), Socket()
    made = Ways(http, socket.rest, way)
    made.version(version)
    return made, http, socket


def play(*media: str) -> Request:
    return Channels.play.request("c", *media, playback_id="p")


def test_a_request_goes_over_the_websocket_with_its_query_and_body() -> None:
    made, http, socket = ways()
    response = made.send(
        Channels.play.request("c", "sound:a", "sound:b", playback_id="p", lang="fr")
    )
    assert (response.status, response.json()) == (201, {"id": "p"})
    (message,) = socket.sent
    assert message["uri"] == "channels/c/play/p"
    assert message["query_strings"] == [{"name": "lang", "value": "fr"}]
    assert json.loads(message["message_body"]) == {"media": ["sound:a", "sound:b"]}
    assert http.sent == []


@pytest.mark.parametrize(
    "request_",
    [
        Channels.answer.request("c"),
        Channels.set_channel_var.request("c", "X", value="1"),
        Request("GET", "/recordings/stored/x/file"),
        Request("GET", "/channels/a%2Fb"),
    ],
    ids=["answer", "variable", "binary", "odd id"],
)
def test_what_would_hold_up_others_goes_over_http(request_: Request) -> None:
    made, http, socket = ways()
    made.send(request_)
    assert (len(http.sent), socket.sent) == (1, [])


def test_an_old_asterisk_is_spoken_to_over_http() -> None:
    made, http, socket = ways(version="16.28.0~dfsg-0+deb11u4")
    made.send(play("sound:a"))
    assert (len(http.sent), socket.sent) == (1, [])


def test_the_way_can_be_chosen() -> None:
    made, http, socket = ways("http")
    made.send(play("sound:a"))
    assert (len(http.sent), socket.sent) == (1, [])
    made, http, socket = ways("websocket")
    made.send(Channels.answer.request("c"))
    assert (http.sent, len(socket.sent)) == ([], 1)
    with pytest.raises(ConnectError, match="takes no requests on the WebSocket"):
        ways("websocket", "16.28.0")


@pytest.mark.parametrize("way", ["auto", "http", "websocket"])
def test_until_the_version_is_known_requests_go_over_http(way: Way) -> None:
    http, socket = Http(), Socket()
    Ways(http, socket.rest, way).send(play("sound:a"))
    assert (len(http.sent), socket.sent) == (1, [])


def test_while_an_answer_is_overdue_requests_go_over_http() -> None:
    made, http, socket = ways()
    socket.answers = False
    waiting = threading.Thread(target=lambda: made.send(Request("GET", "/slow", again=True)))
    waiting.start()
    while not (socket.sent and socket.rest.overdue(0.1)):
        waiting.join(0.01)
    made.send(play("sound:a"))
    assert len(http.sent) == 1
    made.lost()
    waiting.join(30)


def test_a_silent_server_times_out() -> None:
    silent = SocketRest(lambda text: None, 0.01)
    with pytest.raises(TimedOut, match="POST /channels/c/play/p"):
        silent.send(play("sound:a"))


def lose_the_answer(made: Ways, socket: Socket, request: Request) -> Response:
    """Send a request whose answer is lost with the connection."""
    socket.answers = False
    timer = threading.Timer(0.0, lambda: None)
    real = socket.rest._send

    def send(text: bytes) -> None:
        real(text)
        timer.function = made.lost
        timer.start()

    socket.rest._send = send
    try:
        return made.send(request)
    finally:
        timer.join()


def test_what_may_be_sent_twice_is_sent_again_when_its_answer_is_lost() -> None:
    made, http, socket = ways()
    lose_the_answer(made, socket, Request("DELETE", "/playbacks/p", again=True))
    assert http.sent == ["DELETE /playbacks/p"]


def test_a_playback_whose_answer_was_lost_is_looked_for() -> None:
    made, http, socket = ways()
    assert lose_the_answer(made, socket, play("sound:a")) == OK
    assert http.sent == ["GET /playbacks/p"]


def test_a_playback_that_was_never_made_is_made() -> None:
    made, http, socket = ways()
    http.answers["GET /playbacks/p"] = Response(404, "Not Found", b"", {})
    lose_the_answer(made, socket, play("sound:a"))
    assert http.sent == ["GET /playbacks/p", "POST /channels/c/play/p?media=sound%3Aa"]


def test_a_call_is_never_made_twice() -> None:
    made, http, socket = ways()
    http.answers["GET /channels/c9"] = Response(404, "Not Found", b"", {})
    request = Channels.originate.request("PJSIP/bob", app="x", channel_id="c9")
    with pytest.raises(ConnectError, match="the connection was lost before the answer"):
        lose_the_answer(made, socket, request)
    assert http.sent == ["GET /channels/c9"]


def test_a_socket_that_is_gone_is_not_missed() -> None:
    made, http, socket = ways()
    socket.gone = True
    made.send(play("sound:a"))
    assert http.sent == ["POST /channels/c/play/p?media=sound%3Aa"]


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("16.28.0", False),
        ("20.13.9", False),
        ("20.14.0", True),
        ("21.8.0", False),
        ("22.3.0", False),
        ("22.4.0~rc1", True),
        ("23.0.0", True),
        ("GIT-master-abc", False),
    ],
)
def test_which_versions_take_requests_on_the_websocket(version: str, expected: bool) -> None:
    assert takes_requests(version) is expected


def test_an_answer_counts_though_the_connection_is_lost_right_behind_it() -> None:
    _, _, socket = ways()
    plain = socket.rest

    def answer_and_end(text: bytes) -> None:
        socket._send(text)
        plain.lost()

    plain._send = answer_and_end
    assert plain.send(play("sound:a")).status == 201
