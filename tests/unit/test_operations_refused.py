"""What is refused before it is sent, because Asterisk would die, wedge or be silent about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aricli.ari.client import Ari
from aricli.ari.types import Unchecked
from aricli.errors import BadRequest, InvalidMedia, InvalidRequest, NotFound, WrongState
from tests.unit.recorder import recording

Call = Callable[[Any], object]

REFUSED: dict[str, tuple[Call, str]] = {
    "move without app": (lambda ari: ari.channels.move("1"), "needs `app`"),
    "move to the empty app": (lambda ari: ari.channels.move("1", ""), "empty"),
    "record without format": (lambda ari: ari.bridges.record("1", "r"), "needs `format`"),
    "record in no format": (lambda ari: ari.bridges.record("1", "r", format=""), "format"),
    "record as None": (lambda ari: ari.bridges.record("1", "r", format=None), "needs `format`"),
    "no variable": (lambda ari: ari.bridges.set_bridge_var("1"), "needs `variable`"),
    "empty variable": (lambda ari: ari.bridges.set_bridge_var("1", ""), "empty"),
    "number as value": (
        lambda ari: ari.channels.set_channel_vars("1", variables={"A": 1}),
        "not a string",
    ),
    "number as attribute": (
        lambda ari: ari.asterisk.update_object("res_pjsip", "aor", "a", fields={"x": 1}),
        "not a string",
    ),
    "negative wait": (
        lambda ari: ari.channels.send_dtmf("1", "1", before=-1),
        "`before` must be 0 or more, not -1",
    ),
    "negative pause": (lambda ari: ari.channels.send_dtmf("1", "1", between=-1), "between"),
    "negative length": (lambda ari: ari.channels.send_dtmf("1", "1", duration=-1), "duration"),
    "negative rest": (lambda ari: ari.channels.send_dtmf("1", "1", after=-1), "after"),
    "no DTMF": (lambda ari: ari.channels.send_dtmf("1", "xyz"), "no DTMF"),
    "climbing out": (lambda ari: ari.channels.record("1", "a/../../b", format="wav"), "leaves"),
    "climbing copy": (lambda ari: ari.recordings.copy_stored("a", "../b"), "leaves"),
    "two reasons": (
        lambda ari: ari.channels.hangup("1", reason="busy", reason_code=17),
        "exclude each other",
    ),
    "no such cause": (
        lambda ari: ari.channels.hangup("1", reason_code=128),
        "must be from 1 to 127, not 128",
    ),
    "no such reason": (lambda ari: ari.channels.hangup("1", reason="bored"), "cannot be 'bored'"),
    "call to nowhere": (lambda ari: ari.channels.originate("Local/1@x"), "`app` and `extension`"),
    "call to two": (
        lambda ari: ari.channels.originate("Local/1@x", app="a", extension="1"),
        "exclude each other",
    ),
    "no endpoint": (lambda ari: ari.channels.originate("alice", app="a"), "not an endpoint"),
    "deaf snoop": (lambda ari: ari.channels.snoop_channel("1", app="a"), "`spy` and `whisper`"),
    "no host": (lambda ari: ari.channels.external_media(app="a", format="ulaw"), "external_host"),
    "host without port": (
        lambda ari: ari.channels.external_media(app="a", format="ulaw", external_host="h"),
        "HOST:PORT",
    ),
    "rtp over tcp": (
        lambda ari: ari.channels.external_media(
            app="a", format="ulaw", external_host="h:1", transport="tcp"
        ),
        "does not travel",
    ),
    "server over udp": (
        lambda ari: ari.channels.external_media(
            app="a", format="ulaw", external_host="h:1", connection_type="server"
        ),
        "does not go with",
    ),
    "no media": (lambda ari: ari.channels.play("1"), "needs `media`"),
    "unknown source": (lambda ari: ari.applications.subscribe("a", "phone:1"), "event source"),
    "one of several unknown": (
        lambda ari: ari.asterisk.get_info(only=["build", "foo"]),
        "`only` cannot be 'foo'",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_is_refused_and_not_sent(case: str) -> None:
    call, words = REFUSED[case]
    ari, sent = recording()
    with pytest.raises(InvalidRequest, match=words):
        call(ari)
    assert sent.requests == []


ALLOWED: dict[str, Call] = {
    "bad characters beside DTMF": lambda ari: ari.channels.send_dtmf("1", "1-800 w#"),
    "any cause": lambda ari: ari.channels.hangup("1", reason_code=127),
    "websocket server": lambda ari: ari.channels.external_media(
        app="a",
        format="ulaw",
        encapsulation="none",
        transport="websocket",
        connection_type="server",
    ),
    "websocket client": lambda ari: ari.channels.external_media(
        app="a", format="ulaw", encapsulation="none", transport="websocket", external_host="media1"
    ),
    "variable for events": lambda ari: ari.channels.set_channel_vars(
        "1", variables={"A": {"value": "1", "report_events": True}}
    ),
    "any data of a user event": lambda ari: ari.events.user_event(
        "e", application="a", variables={"a": {"b": [1]}}
    ),
    "all of a kind": lambda ari: ari.applications.subscribe("a", "channel:"),
    "dots in a name": lambda ari: ari.channels.record("1", "a..b/c", format="wav"),
}


@pytest.mark.parametrize("case", ALLOWED)
def test_is_sent(case: str) -> None:
    ari, sent = recording({})
    ALLOWED[case](ari)
    assert len(sent.requests) == 1


@pytest.mark.parametrize("uri", ["bogus:x", "tt-monkeys", "number:abc", "number:", "Sound:a"])
def test_media_that_would_never_end_are_refused_unless_forced(uri: str) -> None:
    ari, sent = recording({"id": "p"})
    with pytest.raises(InvalidMedia):
        ari.channels.play("1", uri)
    assert sent.requests == []
    ari.channels.play("1", Unchecked(uri))
    assert sent.last.query == {"media": uri}


@pytest.mark.parametrize(
    ("status", "call", "kind"),
    [
        (400, lambda ari: ari.bridges.add_channel("b", "gone"), NotFound),
        (422, lambda ari: ari.bridges.add_channel("b", "elsewhere"), WrongState),
        (422, lambda ari: ari.bridges.remove_channel("b", "outside"), WrongState),
        (422, lambda ari: ari.applications.subscribe("a", "channel:gone"), NotFound),
        (422, lambda ari: ari.applications.unsubscribe("a", "channel:1"), WrongState),
        (422, lambda ari: ari.events.user_event("e", application="a"), NotFound),
        (403, lambda ari: ari.channels.rtpstatistics("1"), WrongState),
        (422, lambda ari: ari.channels.redirect("1", "PJSIP/a"), BadRequest),
    ],
)
def test_a_status_means_what_it_means_for_the_operation(
    status: int, call: Callable[[Ari], object], kind: type[Exception]
) -> None:
    ari, _ = recording({"message": "the server's words"}, status)
    with pytest.raises(kind, match="the server's words") as caught:
        call(ari)
    assert getattr(caught.value, "hint", "")
