"""``aricli listen``: what it prints, when it ends, and how it lets go."""

from __future__ import annotations

import json
import signal

import pytest

from tests.asterisk.command import Aricli
from tests.asterisk.conftest import Dial
from tests.asterisk.server import Asterisk
from tests.asterisk.tap import CLOSE_FRAME, Tap


def enter(asterisk: Asterisk, app: str) -> str:
    """Let a Local channel enter an application that somebody listens to; return its id."""
    answer = asterisk.ari("POST", "/channels", endpoint="Local/2000@default", app=app)
    return str(answer.json()["id"])


def test_it_says_where_it_listens_and_who_answers(aricli: Aricli, asterisk: Asterisk) -> None:
    listener = aricli.listen("channel-tones")
    listener.stop()
    told = "\n".join(listener.stderr.all())
    assert asterisk.url.removeprefix("http://") in told
    assert "channel-tones" in told


def test_without_a_behaviour_the_events_are_printed(aricli: Aricli, asterisk: Asterisk) -> None:
    listener = aricli.listen("silent")
    channel = enter(asterisk, "silent")
    assert channel in listener.stdout.wait_for("StasisStart")


def test_jsonl_is_every_event_as_the_server_sent_it(aricli: Aricli, asterisk: Asterisk) -> None:
    listener = aricli.listen("plain", "-o", "jsonl")
    channel = enter(asterisk, "plain")
    listener.stdout.wait_for("StasisStart")
    aricli("hangup", channel)
    listener.stdout.wait_for('"ChannelDestroyed"', count=2)
    listener.stop()
    events = [json.loads(line) for line in listener.stdout.all()]
    assert {event["application"] for event in events} == {"plain"}
    own = [e["type"] for e in events if e.get("channel", {}).get("id") == channel]
    assert own.index("StasisStart") < own.index("StasisEnd") < own.index("ChannelDestroyed")


def test_with_jsonl_the_behaviour_speaks_on_stderr(aricli: Aricli, dial: Dial) -> None:
    listener = aricli.listen("channel-tones", "-o", "jsonl")
    dial("1000", "cancels")
    listener.stderr.wait_for("just left our application")
    listener.stop()
    types = [json.loads(line)["type"] for line in listener.stdout.all()]
    assert types[0] == "StasisStart"
    assert "StasisEnd" in types
    assert listener.stderr.wait_for("has entered the application")


def test_event_and_count_choose(aricli: Aricli, asterisk: Asterisk) -> None:
    listener = aricli.listen(
        "chosen", "-o", "jsonl", "--event", "StasisStart", "--event", "StasisEnd", "--count", "3"
    )
    first = enter(asterisk, "chosen")
    listener.stdout.wait_for("StasisStart")
    asterisk.ari("DELETE", f"/channels/{first}")
    listener.stdout.wait_for("StasisEnd")
    enter(asterisk, "chosen")
    assert listener.wait() == 0
    events = [json.loads(line)["type"] for line in listener.stdout.all()]
    assert events == ["StasisStart", "StasisEnd", "StasisStart"]


def test_timeout_ends_it(aricli: Aricli) -> None:
    listener = aricli.listen("idle", "--timeout", "0.3")
    assert listener.wait() == 124


def test_several_apps_share_one_connection(aricli: Aricli, asterisk: Asterisk) -> None:
    listener = aricli.listen(
        "one", "--app", "two", "-o", "jsonl", "--event", "StasisStart", "--count", "2"
    )
    enter(asterisk, "one")
    listener.stdout.wait_for('"one"')
    enter(asterisk, "two")
    assert listener.wait() == 0
    apps = [json.loads(line)["application"] for line in listener.stdout.all()]
    assert apps == ["one", "two"]


def test_a_behaviour_runs_under_another_app_name(aricli: Aricli, dial: Dial) -> None:
    listener = aricli.listen("bench", "--behaviour", "channel-tones")
    caller = dial("1002", "cancels")
    listener.stdout.wait_for("just left our application")
    listener.stop()
    assert "183 Session Progress" in caller.wait_for_one().saw
    entered, left = listener.stdout.all()
    assert entered.endswith("has entered the application")
    assert left.endswith("just left our application")


def test_an_unknown_behaviour_is_named_with_the_known(aricli: Aricli) -> None:
    failed = aricli("listen", "--app", "x", "--behaviour", "nosuch")
    assert failed.returncode == 2
    what, known = failed.stderr.splitlines()
    assert "nosuch" in what
    assert "tones" in known


@pytest.mark.parametrize(
    ("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["SIGINT", "SIGTERM"]
)
def test_a_signal_closes_the_connection_properly(
    aricli: Aricli, asterisk: Asterisk, how: signal.Signals, code: int
) -> None:
    with Tap(asterisk.ports.http) as tap:
        listener = aricli.listen("tapped", ARICLI_URL=tap.url)
        assert listener.stop(how) == code
        assert tap.frames()[-1:] == [CLOSE_FRAME]
    assert listener.stdout.all() == []
    assert "Traceback" not in "\n".join(listener.stderr.all())


def test_head_ends_it_quietly(aricli: Aricli, asterisk: Asterisk) -> None:
    piped = aricli.start_shell("aricli listen --app piped -o jsonl | head -1")
    piped.stderr.wait_for("aricli: listening to ")
    for _ in range(1000):
        if piped.process.poll() is not None:
            break
        enter(asterisk, "piped")
    assert len(piped.stdout.all()) == 1
    assert piped.complaints() == []


@pytest.mark.parametrize("way", ["auto", "http", "websocket"])
def test_requests_go_the_way_that_is_asked_for(
    aricli: Aricli, asterisk: Asterisk, dial: Dial, way: str
) -> None:
    if way == "websocket" and asterisk.series == "16":
        failed = aricli("listen", "--app", "channel-tones", "--transport", way)
        assert failed.returncode == 3
        assert "takes no requests on the WebSocket" in failed.stderr
        return
    listener = aricli.listen("channel-tones", "--transport", way, "-v")
    dial("1000")
    listener.stdout.wait_for("just left our application")
    listener.stop()
    sent = [line for line in listener.stderr.all() if "/channels/" in line and " ms, " in line]
    both = way == "auto" and asterisk.series != "16"
    ways = {"http", "websocket"} if both else {way.replace("auto", "http")}
    assert {line.rpartition(", ")[2].rstrip(")") for line in sent} == ways, sent
