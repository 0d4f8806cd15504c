"""The sandbox from inside: callers, virtual time, faults, and a clean end."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from typing import Any

import pytest
import requests
import websocket

from aricli.sandbox import EventsOrder, Sandbox, Settings, User
from tests.contract.client import Ari, Listener

AUTH = ("asterisk", "asterisk")


def answer_all(sandbox: Sandbox, channel: str, *requests_made: tuple[str, str]) -> None:
    for method, path in requests_made:
        reply = requests.request(method, f"{sandbox.url}/ari{path}", auth=AUTH, timeout=5)
        assert reply.status_code < 300, reply.text


def test_the_tones_call(sandbox: Sandbox, ari: Ari) -> None:
    with ari.listen("channel-tones") as app:
        call = sandbox.call("1000", caller="alice")
        channel = app.wait("StasisStart")["channel"]
        assert (channel["state"], channel["caller"]["number"]) == ("Ring", "alice")
        ari("POST", f"/channels/{channel['id']}/play/p", media="tone:ring;tonezone=fr")
        sandbox.advance(8)
        assert call.saw == ["183 Session Progress"]
        ari("DELETE", "/playbacks/p")
        ari("POST", f"/channels/{channel['id']}/answer")
        sandbox.advance(1)
        ari("DELETE", f"/channels/{channel['id']}")
        sandbox.quiesce()
        assert call.saw == ["183 Session Progress", "200 OK", "BYE"]
        app.wait("StasisEnd")
        assert app.kinds() == [
            "StasisStart",
            "PlaybackStarted",
            "PlaybackFinished",
            "ChannelStateChange",
            *["ChannelVarset"] * 5,
            "ChannelHangupRequest",
            "StasisEnd",
        ]


def test_the_monkeys_call(sandbox: Sandbox, ari: Ari) -> None:
    with ari.listen("channel-playback-monkeys") as app:
        call = sandbox.call("1001")
        id = app.wait("StasisStart")["channel"]["id"]
        ari("POST", f"/channels/{id}/play/p", media="sound:tt-monkeys")
        sandbox.advance(16)
        assert "PlaybackFinished" not in app.kinds()
        sandbox.advance(0.5)
        app.wait("PlaybackFinished")
        ari("DELETE", f"/channels/{id}")
        sandbox.quiesce()
        assert call.saw == ["183 Session Progress", "603 Decline"]


@pytest.mark.parametrize(
    ("number", "saw"), [("9999", ["404 Not Found"]), ("1000", ["603 Decline"])]
)
def test_calls_nobody_takes(sandbox: Sandbox, number: str, saw: list[str]) -> None:
    call = sandbox.call(number)
    sandbox.quiesce()
    assert (call.saw, call.ended) == (saw, True)


@pytest.mark.parametrize(
    ("reason", "answer"),
    [
        ("busy", "486 Busy Here"),
        ("congestion", "503 Service Unavailable"),
        ("unallocated", "404 Not Found"),
        ("no_answer", "480 Temporarily Unavailable"),
        ("rejected", "403 Forbidden"),
        ("normal", "603 Decline"),
    ],
)
def test_refused_calls(sandbox: Sandbox, ari: Ari, reason: str, answer: str) -> None:
    with ari.listen("bench") as app:
        call = sandbox.call("1002")
        id = app.wait("StasisStart")["channel"]["id"]
        ari("POST", f"/channels/{id}/ring")
        ari("DELETE", f"/channels/{id}", reason=reason)
        sandbox.quiesce()
        assert call.saw == ["180 Ringing", answer]


def test_a_caller_who_hangs_up(sandbox: Sandbox, ari: Ari) -> None:
    with ari.listen("bench") as app:
        call = sandbox.call("1002", dtmf="12#", hangup_after=5)
        id = app.wait("StasisStart")["channel"]["id"]
        ari("POST", f"/channels/{id}/answer")
        for media in ("sound:tt-monkeys", "bogus:x", "sound:beep"):
            ari("POST", f"/channels/{id}/play", media=media)
        sandbox.advance(6)
        app.wait("StasisEnd")
        assert [event["digit"] for event in app.of("ChannelDtmfReceived")] == ["1", "2", "#"]
        request = app.wait("ChannelHangupRequest")
        assert not {"cause", "soft"} & set(request)
        assert app.kinds()[-6:] == [
            "ChannelHangupRequest",
            "PlaybackFinished",
            "PlaybackStarted",
            "PlaybackStarted",
            "PlaybackFinished",
            "StasisEnd",
        ]
        assert (call.saw, call.ended) == (["200 OK"], True)


def test_keys_and_ends_that_a_telephone_does_not_have(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="no key '\\$'"):
        sandbox.call("1002", dtmf="1$")
    with pytest.raises(ValueError, match="no length of time: -1"):
        sandbox.call("1002", hangup_after=-1)
    call = sandbox.call("2000", caller="", dtmf="1, 2,d")
    with pytest.raises(ValueError, match="no key 'F'"):
        call.dtmf("f")
    with pytest.raises(ValueError, match="inf times as fast"):
        Settings(speed=float("inf"))


def test_digits_reach_the_caller(sandbox: Sandbox, ari: Ari) -> None:
    with ari.listen("bench") as app:
        call = sandbox.call("1002")
        id = app.wait("StasisStart")["channel"]["id"]
        ari("POST", f"/channels/{id}/dtmf", dtmf="42")
        sandbox.advance(1)
        assert call.heard_digits == "42"


def test_a_recording_of_a_caller_takes_as_long_as_it_takes(sandbox: Sandbox, ari: Ari) -> None:
    with ari.listen("bench") as app:
        sandbox.call("1002")
        id = app.wait("StasisStart")["channel"]["id"]
        query = {"name": "r", "format": "wav", "maxDurationSeconds": 3}
        ari("POST", f"/channels/{id}/record", **query)
        sandbox.advance(4)
        assert app.wait("RecordingFinished")["recording"]["duration"] == 3
        assert len(ari("GET", "/recordings/stored/r/file").content) == 44 + 2 * 8000 * 3


def test_the_call_endpoint_tells_what_the_caller_sees() -> None:
    with Sandbox(Settings(speed=20.0)) as sandbox:
        body = {"number": "2000", "hangup_after": 5}
        reply = requests.post(f"{sandbox.url}/sandbox/call", json=body, auth=AUTH, timeout=10)
        saw = [json.loads(line)["saw"] for line in reply.text.splitlines()]
        assert saw == ["200 OK"]
        assert requests.post(f"{sandbox.url}/sandbox/call", timeout=5).status_code == 401


@pytest.mark.parametrize(
    ("order", "first"),
    [(EventsOrder.AFTER, "RESTResponse"), (EventsOrder.BEFORE, "PlaybackStarted")],
)
def test_events_before_or_after_the_answer(order: EventsOrder, first: str) -> None:
    with Sandbox(Settings(events_order=order)) as sandbox:
        client = Ari(sandbox.url)
        with client.listen() as app:
            id = app.channel()
            query = [{"name": "media", "value": "tone:ring"}]
            app.rest("POST", f"channels/{id}/play", query_strings=query)
            app.wait("PlaybackStarted")
            assert app.kinds("RESTResponse", "PlaybackStarted")[0] == first
        client.close()


def test_dropping_a_socket_after_some_events(sandbox: Sandbox, ari: Ari) -> None:
    sandbox.fault("drop-after=3")
    app = ari.listen()
    ari("POST", "/channels", endpoint="Local/2000@default", app=app.app)
    app._thread.join(5)
    assert (app.closed, len(app.events)) == (True, 3)
    app._socket.shutdown()


def test_slow_answers_over_the_socket(sandbox: Sandbox, ari: Ari) -> None:
    with ari.listen() as app:
        sandbox.fault("slow=100ms")
        begun = time.monotonic()
        for _ in range(3):
            assert app.rest("GET", "asterisk/ping")["status_code"] == 200
        assert time.monotonic() - begun >= 0.3


def test_being_replaced(sandbox: Sandbox, ari: Ari) -> None:
    with ari.listen() as app:
        sandbox.fault("replace")
        app.wait("ApplicationReplaced")


def test_a_restart_forgets_everything(sandbox: Sandbox, ari: Ari) -> None:
    app = ari.listen()
    app.channel()
    sandbox.fault("restart")
    app._thread.join(5)
    assert app.closed
    app._socket.shutdown()
    assert ari("GET", "/channels").json() == []
    assert ari("GET", "/applications").json() == []


def test_a_half_open_socket_answers_nothing(sandbox: Sandbox, ari: Ari) -> None:
    socket = ari.connect("app=a")
    sandbox.fault("half-open")
    socket.ping()
    socket.settimeout(0.2)
    with pytest.raises(websocket.WebSocketTimeoutException):
        socket.recv_frame()
    socket.shutdown()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "slow=soon",
        "slow=-1",
        "drop-after=x",
        "drop-after=-3",
        "restart@",
        "slow=1@5",
    ],
)
def test_faults_that_make_no_sense(sandbox: Sandbox, text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        sandbox.fault(text)


def test_other_addresses_demand_a_password() -> None:
    with pytest.raises(ValueError, match="password"):
        Sandbox(host="0.0.0.0")
    Sandbox(Settings(users=(User("me", "secret"),)), host="0.0.0.0")


@pytest.mark.parametrize("password", ["", "asterisk", "viewer", "me"])
def test_a_password_that_anybody_guesses_is_none(password: str) -> None:
    users = (User("you", "secret"), User("me", password))
    with pytest.raises(ValueError, match="demands a password that nobody guesses"):
        Sandbox(Settings(users=users), host="0.0.0.0")


def test_stopping_leaves_nothing_behind() -> None:
    before = threading.active_count()
    sandbox = Sandbox().start()
    client = Ari(sandbox.url)
    app = Listener(client, ["a"])
    app.channel()
    sandbox.stop()
    app._thread.join(5)
    app._socket.shutdown()
    client.close()
    assert threading.active_count() == before
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{client.url}/ari/asterisk/ping", timeout=5)


def test_serving_in_a_loop_of_ones_own() -> None:
    sandbox = Sandbox()

    async def main() -> int:
        started = asyncio.Event()
        task = asyncio.create_task(sandbox.serve(started.set))
        await started.wait()
        reply = await asyncio.to_thread(
            requests.get, f"{sandbox.url}/ari/asterisk/ping", auth=AUTH, timeout=5
        )
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return reply.status_code

    assert asyncio.run(main()) == 200


def test_requests_are_listed(sandbox: Sandbox, ari: Ari) -> None:
    ari("GET", "/channels/no")
    assert sandbox.requests == [("GET", "channels/no", 404)]


class Bell:
    """A companion that rings every two seconds."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.rung: list[float] = []
        self._start = self._now = sandbox.time

    def next_due(self) -> float | None:
        return 2.0 - (self._now - self._start) % 2.0

    def advance(self, seconds: float) -> None:
        self._now += seconds
        passed: Any = round(self._now - self._start, 3)
        if passed and passed % 2 == 0 and passed not in self.rung:
            self.rung.append(passed)

    def idle(self) -> bool:
        return True


def test_companions_go_along(sandbox: Sandbox) -> None:
    bell = Bell(sandbox)
    sandbox.companions.append(bell)
    sandbox.advance(5)
    assert bell.rung == [2.0, 4.0]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"number": 1, "hangup_after": "soon"}',
        '{"number": 1, "hangup_after": NaN}',
        '{"number": 1, "hangup_after": 1e999}',
        '{"number": 1, "hangup_after": -1}',
        '{"number": 1, "dtmf": "1x"}',
        "[" * 100000,
    ],
)
def test_calls_that_make_no_sense(sandbox: Sandbox, body: str) -> None:
    url = f"{sandbox.url}/sandbox/call"
    assert requests.post(url, data=body, auth=AUTH, timeout=5).status_code in (400, 413)


def test_a_restart_ends_calls_without_a_word(sandbox: Sandbox) -> None:
    call = sandbox.call("2000")
    sandbox.quiesce()
    sandbox.fault("restart")
    assert (call.saw, call.ended) == (["200 OK"], True)


def test_a_fault_that_is_planned_happens_once(sandbox: Sandbox, ari: Ari) -> None:
    sandbox.fault("replace@5")
    with ari.listen("a") as app:
        sandbox.advance(4)
        assert "ApplicationReplaced" not in app.kinds()
        sandbox.advance(1)
        app.wait("ApplicationReplaced")
    with ari.listen("a") as app:
        sandbox.advance(10)
        assert "ApplicationReplaced" not in app.kinds()


def test_a_sound_after_an_odd_moment_ends(sandbox: Sandbox, ari: Ari) -> None:
    with ari.listen() as app:
        id = app.channel()
        for _ in range(30):
            ari("POST", f"/channels/{id}/play", media="sound:vm-password")
            sandbox.advance(0.1)
        sandbox.advance(60)
        assert app.kinds().count("PlaybackFinished") == 30
