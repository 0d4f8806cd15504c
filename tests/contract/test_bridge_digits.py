"""Keys pressed in a bridge: who hears of them."""

from __future__ import annotations

import functools
import itertools

import pytest

from tests.contract.client import Ari, Event, Listener, channel, unique

KEYS = "12345"


def telephones(listener: Listener, count: int) -> list[str]:
    """Telephones in the application; of each also the channel of its call, under its id and ;2."""
    return [listener.telephone() for _ in range(count)]


def bridged(ari: Ari, telephones: list[str], *query: dict[str, str], type: str = "mixing") -> str:
    """A bridge with their calls in it, each added with a query of its own."""
    id = unique("bridge")
    assert ari("POST", f"/bridges/{id}", type=type).status_code == 200
    for telephone, asked in itertools.zip_longest(telephones, query, fillvalue={}):
        add(ari, id, str(telephone), **dict(asked))
    return id


def add(ari: Ari, bridge: str, telephone: str, **query: str) -> None:
    """Add the call of a telephone to a bridge."""
    reply = ari("POST", f"/bridges/{bridge}/addChannel", channel=f"{telephone};2", **query)
    assert reply.status_code == 204, reply.text


def is_key(key: str, event: Event) -> bool:
    """Whether an event tells of a key."""
    return bool(event["digit"] == key)


def heard(listener: Listener, telephones: list[str]) -> list[str]:
    """Let each telephone press a key of its own; for each the keys of others it is sent."""
    seen = len(listener.events)
    for telephone, key in zip(telephones, KEYS, strict=False):
        query = {"dtmf": key, "duration": 120}
        listener.ari("POST", f"/channels/{telephone}/dtmf", **query)
        listener.wait("ChannelDtmfReceived", functools.partial(is_key, key))
        listener.ari.sleep(0.5)
    came = [event for event in listener.events[seen:] if event["type"] == "ChannelDtmfReceived"]
    calls = [event for event in came if event["channel"]["id"].endswith(";2")]
    assert [(e["channel"]["id"], e["digit"], e["duration_ms"]) for e in calls] == [
        (f"{telephone};2", key, 120) for telephone, key in zip(telephones, KEYS, strict=False)
    ]
    return ["".join(e["digit"] for e in came if channel(each)(e)) for each in telephones]


@pytest.mark.parametrize(("count", "expected"), [(2, ["2", "1"]), (3, ["23", "13", "12"])])
def test_a_key_is_passed_on_to_all_others(
    ari: Ari, listener: Listener, count: int, expected: list[str]
) -> None:
    all_of_them = telephones(listener, count)
    bridged(ari, all_of_them)
    assert heard(listener, all_of_them) == expected


def test_keys_that_are_absorbed(ari: Ari, listener: Listener) -> None:
    both = telephones(listener, 2)
    bridge = bridged(ari, both, {"absorbDTMF": "true"})
    assert heard(listener, both) == ["2", ""]
    add(ari, bridge, both[0])
    listener.events.clear()
    assert heard(listener, both) == ["2", "1"]


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        (["", ""], ["", ""]),
        (["announcer", ""], ["", "1"]),
        (["participant", "announcer"], ["2", ""]),
        (["announcer", "", ""], ["", "1", "1"]),
    ],
)
def test_while_holding_only_an_announcer_is_heard(
    ari: Ari, listener: Listener, roles: list[str], expected: list[str]
) -> None:
    all_of_them = telephones(listener, len(roles))
    bridged(ari, all_of_them, *({"role": role} if role else {} for role in roles), type="holding")
    assert heard(listener, all_of_them) == expected


def test_a_key_is_passed_on_no_more_to_who_has_left(ari: Ari, listener: Listener) -> None:
    both = telephones(listener, 2)
    bridge = bridged(ari, both)
    ari("POST", f"/bridges/{bridge}/removeChannel", channel=f"{both[1]};2")
    assert heard(listener, both) == ["", ""]
