"""Losses of the connection, each met in its own way, against a server that misbehaves."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from aricli import Ari, Behaviour
from aricli.ari.request import Request, Response
from aricli.ari.resources.applications import Applications
from aricli.ari.rest import Rest
from aricli.ari.server import Server
from aricli.ari.socket_rest import SocketRest
from aricli.ari.stream import EventStream
from aricli.engine import listener as listening
from aricli.engine.behaviour import Script
from aricli.engine.engine import Engine
from aricli.engine.intake import Intake, Message
from aricli.engine.listener import Listener
from aricli.engine.resync import Gap, Resync
from aricli.engine.subscriptions import Noting, Subscriptions
from aricli.engine.transport import Ways
from aricli.errors import AriError, ConnectError, Disconnected, NotAllowed, NotFound
from tests.unit import misbehaving
from tests.unit.fakes import Memory
from tests.unit.misbehaving import frame


class Witness(Memory):
    """Audience and observer: remembers, and lets a test wait for what it wants to see."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[dict[str, Any]] = []
        self.gaps: list[Gap] = []
        self.losses: list[str] = []
        self.odd_messages: list[bytes] = []
        self.changed = threading.Condition()

    def said(self, kind: type[Behaviour], text: str) -> None:
        super().said(kind, text)
        self._notify()

    def events(self, messages: Sequence[Message]) -> None:
        self.seen += [raw for _, raw in messages]
        self._notify()

    def odd(self, message: bytes) -> None:
        self.odd_messages.append(message)
        self._notify()

    def replaced(self, app: str) -> None:
        """Not asked here."""

    def lost(self, error: Disconnected) -> None:
        self.losses.append(str(error))
        self._notify()

    def trouble(self, error: AriError) -> None:
        """Asked again."""

    def gap(self, gap: Gap) -> None:
        self.gaps.append(gap)
        self._notify()

    def wait(self, for_what: Callable[[], Any]) -> None:
        """Wait until something holds."""
        with self.changed:
            assert self.changed.wait_for(for_what, 30), vars(self)

    def _notify(self) -> None:
        with self.changed:
            self.changed.notify_all()


class Calls(Behaviour):
    """Says what happens to it."""

    app = "app"

    def stasis_start(self, event: Any) -> Script:
        inferred = " (inferred)" if event.inferred else ""
        self.say(f"{self.channel.id} began{inferred} {event.args}")
        try:
            yield self.event("ChannelDtmfReceived")
            self.say(f"{self.channel.id} pressed a key")
        finally:
            self.say(f"{self.channel.id} closed")

    def playback_finished(self, event: Any) -> None:
        self.say(f"{event.playback.id} {event.playback.state} {event.inferred}")

    def stasis_end(self, event: Any) -> None:
        self.say(f"{self.channel.id} ended{' (inferred)' if event.inferred else ''}")


class Run:
    """A listener with an engine on a misbehaving server."""

    def __init__(self, server: misbehaving.Server, **options: Any) -> None:
        self.witness = Witness()
        where = Server(server.url, "u", "p", timeout=5)
        subscriptions = Subscriptions(["app"])
        ways = Ways(Rest(where), SocketRest(lambda text: self.listener.post(text), 5), "http")
        self.ari = Ari.over(Noting(ways, subscriptions))
        self.engine = Engine(self.ari, {"app": Calls}, self.witness)
        self.resync = Resync(self.engine, ["app"], subscriptions)
        self.intake = Intake(self.ari, self.engine, self.witness, self.resync, ways)
        ping = options.pop("ping", 60.0)
        self.listener = Listener(
            lambda: EventStream(where, ["app"], ping=ping),
            self.intake,
            self.engine.loop,
            **options,
        )
        self.listener.start()
        self.resync.begin(self.ari)

    def close(self) -> None:
        """Stop it all."""
        self.intake.close()
        self.listener.close()
        self.engine.close()
        self.ari.close()


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(listening, "LONGEST_PAUSE", 0.05)


@pytest.fixture
def server() -> Iterator[misbehaving.Server]:
    """A server with one application and no calls."""
    server = misbehaving.Server()
    set_app(server)
    yield server
    server.close()


@pytest.fixture
def run(server: misbehaving.Server) -> Iterator[Callable[..., Run]]:
    """Starts a listener; all of them are closed at the end."""
    made: list[Run] = []

    def start(**options: Any) -> Run:
        made.append(Run(server, **options))
        return made[-1]

    yield start
    for each in made:
        each.close()


def set_app(server: misbehaving.Server, *channel_ids: str, **fields: Any) -> None:
    """Say which channels the application is subscribed to."""
    server.answers["/applications/app"] = {
        "name": "app",
        "channel_ids": list(channel_ids),
        "bridge_ids": [],
        "endpoint_ids": [],
        "device_names": [],
        "events_allowed": [],
        "events_disallowed": [],
        **fields,
    }


def channel(id: str, data: str = "app") -> dict[str, Any]:
    return {
        "id": id,
        "name": f"PJSIP/{id}",
        "state": "Up",
        "dialplan": {"app_name": "Stasis", "app_data": data},
    }


def event(type: str, id: str, **fields: Any) -> dict[str, Any]:
    return {"type": type, "application": "app", "channel": channel(id), **fields}


LOSSES: dict[str, Callable[[misbehaving.Peer], None]] = {
    "close frame": lambda peer: peer.close(),
    "fin": lambda peer: peer.fin(),
    "fin in mid-frame": lambda peer: (peer.raw(frame(b"x" * 500)[:100]), peer.fin())[0],
    "rst": lambda peer: peer.reset(),
    "no frame": lambda peer: peer.raw(b"HTTP/1.1 500 Oops\r\n\r\n"),
}


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES.keys())
def test_a_lost_connection_is_made_again(
    loss: Callable[[misbehaving.Peer], None],
    server: misbehaving.Server,
    run: Callable[..., Run],
) -> None:
    running = run()
    loss(server.peer())
    peer = server.peer()
    running.witness.wait(lambda: running.witness.gaps)
    peer.send(event("ChannelHold", "c1"))
    running.witness.wait(lambda: running.witness.seen)
    assert len(running.witness.losses) == 1


def test_a_server_that_is_away_is_tried_until_it_is_back(
    server: misbehaving.Server, run: Callable[..., Run]
) -> None:
    running = run()
    server.deaf()
    server.peer().fin()
    running.witness.wait(lambda: running.witness.losses)
    server.refuse = [503, 404, lambda connection: connection.close()]
    server.listen()
    server.peer()
    running.witness.wait(lambda: running.witness.gaps)
    assert server.refuse == []


@pytest.mark.parametrize("status", [401, 403])
def test_wrong_credentials_after_a_loss_end_it_at_once(
    status: int, server: misbehaving.Server, run: Callable[..., Run]
) -> None:
    running = run()
    server.refuse = [status]
    server.peer().fin()
    with pytest.raises(NotAllowed):
        running.listener.wait(30)


def test_retries_are_limited_where_asked(
    server: misbehaving.Server, run: Callable[..., Run]
) -> None:
    running = run(retries=3)
    server.refuse = [503] * 3
    server.peer().fin()
    with pytest.raises(ConnectError):
        running.listener.wait(30)


def test_a_half_open_link_is_found_by_a_ping(
    server: misbehaving.Server, run: Callable[..., Run]
) -> None:
    running = run(ping=0.1)
    server.peer()
    running.witness.wait(lambda: running.witness.losses)
    assert "not even the answer to a ping" in running.witness.losses[0]


def test_a_call_that_ended_in_the_gap_gets_its_end(
    server: misbehaving.Server, run: Callable[..., Run]
) -> None:
    running = run()
    peer = server.peer()
    peer.send(event("StasisStart", "c1", args=[]))
    peer.send(event("StasisStart", "c2", args=[]))
    running.witness.wait(lambda: len(running.witness.lines) == 2)
    set_app(server, "c2")
    server.answers["/channels"] = [channel("c2")]
    peer.fin()
    running.witness.wait(lambda: "c1 ended (inferred)" in running.witness.lines)
    assert running.witness.gaps[0].ended == ["c1"]
    server.peer().send(event("ChannelDtmfReceived", "c2", digit="1", duration_ms=1))
    running.witness.wait(lambda: "c2 pressed a key" in running.witness.lines)
    assert "c1 closed" in running.witness.lines


def test_a_call_whose_start_was_missed_is_found_with_its_arguments(
    server: misbehaving.Server, run: Callable[..., Run]
) -> None:
    running = run()
    set_app(server, "c7")
    others = [channel("c8", "other"), {**channel("c9"), "dialplan": {"app_name": "Dial"}}]
    server.answers["/channels"] = [channel("c7", "app,a,b"), *others]
    server.peer().fin()
    running.witness.wait(lambda: running.witness.lines)
    assert running.witness.lines == ["c7 began (inferred) ['a', 'b']"]
    assert running.witness.gaps[0].started == ["c7"]


def test_a_playback_that_ended_in_the_gap_gets_its_end(
    server: misbehaving.Server, run: Callable[..., Run]
) -> None:
    running = run()
    peer = server.peer()
    peer.send(event("StasisStart", "c1", args=[]))
    playback = {"id": "p1", "media_uri": "sound:x", "target_uri": "channel:c1", "state": "playing"}
    peer.send({"type": "PlaybackStarted", "application": "app", "playback": playback})
    running.witness.wait(lambda: len(running.witness.seen) == 2)
    set_app(server, "c1")
    server.answers["/channels"] = [channel("c1")]
    peer.fin()
    running.witness.wait(lambda: "p1 done True" in running.witness.lines)


def test_an_asterisk_that_was_restarted_has_ended_every_call(
    server: misbehaving.Server, run: Callable[..., Run]
) -> None:
    running = run()
    peer = server.peer()
    peer.send(event("StasisStart", "c1", args=[]))
    running.witness.wait(lambda: running.witness.lines)
    set_app(server, "c1")
    server.answers["/channels"] = [channel("c1")]
    server.answers["/asterisk/info"]["status"]["startup_time"] = "2026-11-23T11:00:00.000+0000"
    peer.fin()
    running.witness.wait(lambda: "c1 ended (inferred)" in running.witness.lines)
    assert running.witness.gaps[0].restarted


def test_subscriptions_and_filter_are_put_back(
    server: misbehaving.Server, run: Callable[..., Run]
) -> None:
    set_app(server, endpoint_ids=["PJSIP/bob"], events_disallowed=[{"type": "ChannelVarset"}])
    running = run()
    running.ari.send(Applications.subscribe.request("app", "deviceState:Stasis:x"))
    set_app(server)
    server.peer().fin()
    running.witness.wait(lambda: running.witness.gaps)
    posted = [each for each in server.requests if each.startswith(("POST", "PUT"))]
    assert posted[1:] == [
        "POST /applications/app/subscription?eventSource=deviceState%3AStasis%3Ax",
        "POST /applications/app/subscription?eventSource=endpoint%3APJSIP%2Fbob",
        "PUT /applications/app/eventFilter",
    ]


def test_a_subscription_that_was_refused_is_not_put_back() -> None:
    sent: list[str] = []

    class Refusing:
        def send(self, request: Request) -> Response:
            sent.append(str(request))
            if request.method == "GET":
                return Response(200, "OK", b'{"name": "app"}', {})
            return Response(404, "Not Found", b"{}", {})

        def close(self) -> None:
            """Nothing is kept."""

    subscriptions = Subscriptions(["app"])
    ari = Ari.over(Noting(Refusing(), subscriptions))
    with pytest.raises(NotFound):
        ari.applications.subscribe("app", "endpoint:PJSIP/nobody")
    sent.clear()
    subscriptions.restore(ari)
    assert sent == ["GET /applications/app"]


def test_events_that_come_during_the_resync_are_held_back_until_it_is_done(
    server: misbehaving.Server, run: Callable[..., Run]
) -> None:
    running = run()
    peer = server.peer()
    peer.send(event("StasisStart", "c1", args=[]))
    running.witness.wait(lambda: running.witness.lines)
    answered = threading.Event()
    real = running.resync.after

    def slow(ari: Ari, seconds: float) -> Any:
        answered.wait(30)
        return real(ari, seconds)

    running.resync.after = slow  # type: ignore[method-assign]
    peer.fin()
    server.peer().send(event("StasisStart", "c2", args=[]))
    answered.set()
    running.witness.wait(lambda: len(running.witness.lines) >= 4)
    lines = running.witness.lines
    assert [line for line in lines if line.startswith("c1")] == [
        "c1 began []",
        "c1 closed",
        "c1 ended (inferred)",
    ]
    assert [line for line in lines if line.startswith("c2")] == ["c2 began []"]


def test_what_is_no_event_is_passed_over(
    server: misbehaving.Server, run: Callable[..., Run]
) -> None:
    running = run()
    peer = server.peer()
    odd = [b"not json", b"\xff\xfe", b"[]", b'{"no": "type"}', b'{"type": 5}', b'"x"']
    for each in odd:
        peer.raw(frame(each))
    peer.raw(frame(json.dumps({"type": "StasisStart", "application": "app"}).encode()))
    peer.send({"type": "Unheard", "application": "app", "of": [1, {"x": None}]})
    running.witness.wait(lambda: len(running.witness.seen) == 2)
    assert running.witness.odd_messages[: len(odd)] == odd
    peer.send(event("StasisStart", "c1", args=[]))
    running.witness.wait(lambda: running.witness.lines)


def test_big_fragmented_and_broken_up_messages_arrive(
    server: misbehaving.Server, run: Callable[..., Run]
) -> None:
    running = run()
    peer = server.peer()
    big = json.dumps(event("ChannelVarset", "c1", value="v" * 5_000_000)).encode()
    peer.raw(frame(big))
    half = len(big) // 2
    peer.raw(frame(big[:half], 0x01) + frame(b"", 0x89) + frame(big[half:], 0x80))
    for byte in frame(b'{"type": "Slow"}'):
        peer.raw(bytes([byte]))
    running.witness.wait(lambda: len(running.witness.seen) == 3)
    assert [len(each.get("value", "")) for each in running.witness.seen] == [5_000_000] * 2 + [0]


def test_ten_thousand_events_in_one_write(
    server: misbehaving.Server, run: Callable[..., Run]
) -> None:
    running = run()
    server.peer().raw(frame(json.dumps(event("ChannelHold", "c1")).encode()) * 10_000)
    running.witness.wait(lambda: len(running.witness.seen) == 10_000)


def test_closing_says_goodbye(server: misbehaving.Server, run: Callable[..., Run]) -> None:
    running = run()
    peer = server.peer()
    running.listener.close()
    assert peer.closed_cleanly()


def test_a_listener_that_has_stopped_is_not_asked_again_and_again(
    server: misbehaving.Server, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[None] = []
    listener = run().listener
    real = listener.look

    def look() -> None:
        looks.append(None)
        real()

    monkeypatch.setattr(listener, "look", look)
    peer = server.peer()
    listener.stop()
    peer.fin()
    later = threading.Event()
    listener._loop.after(0.1, later.set)
    assert later.wait(30)
    assert looks == []


def test_what_is_told_of_a_gap() -> None:
    assert str(Gap(seconds=1.0, ended=["c1"])) == (
        "connected again after 1.0 s without events, 1 call ended"
    )
    assert str(Gap(seconds=1.0, ended=["c1", "c2"], started=["c3"])) == (
        "connected again after 1.0 s without events, 2 calls ended, 1 call began"
    )
