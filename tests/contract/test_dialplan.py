"""What a caller's channel goes through in the dialplan, application by application."""

from __future__ import annotations

import pytest

from tests.asterisk.extensions import STEPS
from tests.contract.client import Ari, Event, Listener, channel, unique

ANSWERED = "Up"
ENDED = ["hangup 16", "destroyed 0"]
"""The dialplan has come to its end, and hangs up."""
GOES_THROUGH: dict[str, list[str]] = {
    "answer": ["Answer()", ANSWERED, "Wait(0.2)", "Answer()", *ENDED],
    "wait": ["Wait()", "Wait(soon)", "Wait(0.2)", "NoOp()", *ENDED],
    "parts": ["NoOp(arts|ar|ts|r|art|)", "NoOp(pa|parts|||)", *ENDED],
    "hangup": ["Hangup()", "hangup 16", "destroyed 16"],
    "hangup-number": ["Hangup(21)", "hangup 16", "destroyed 21"],
    "hangup-name": ["Hangup(CALL_REJECTED)", "hangup 16", "destroyed 21"],
    "hangup-no-name": ["Hangup(busy)", "hangup 16", "destroyed 16"],
    "nobody": [
        *("Stasis(nobody,x)", "STASISSTATUS=", "STASISSTATUS=FAILED", "NoOp(FAILED)", "Hangup()"),
        *("hangup 16", "destroyed 16"),
    ],
    "no-application": [
        *("Stasis()", "STASISSTATUS=", "STASISSTATUS=FAILED", "Answer()", ANSWERED, *ENDED)
    ],
    "unknown": ENDED,
    "playback": ["Playback(beep)", ANSWERED, "PLAYBACKSTATUS=SUCCESS", *ENDED],
    "playback-missing": ["Playback(nosuch&beep)", ANSWERED, "PLAYBACKSTATUS=FAILED", *ENDED],
    "playback-early": ["Playback(beep,noanswer)", "PLAYBACKSTATUS=SUCCESS", *ENDED],
    "playback-skip": ["Playback(beep,skip)", "PLAYBACKSTATUS=SUCCESS", *ENDED],
    "playback-nothing": ["Playback()", *ENDED],
    "background": ["BackGround(beep,n)", "BACKGROUNDSTATUS=SUCCESS", *ENDED],
    "busy": ["Answer()", ANSWERED, "Busy(0.2)", *ENDED],
    "congestion": ["Answer()", ANSWERED, "Congestion(0.2)", *ENDED],
    "nowhere": ["Goto(nowhere)", *ENDED],
}


def told(event: Event) -> str:
    """An event of a channel in short, empty for those that tell nothing here."""
    return {
        "ChannelDialplan": "{dialplan_app}({dialplan_app_data})",
        "ChannelStateChange": "{channel[state]}",
        "ChannelVarset": "{variable}={value}",
        "ChannelHangupRequest": "hangup {cause}",
        "ChannelDestroyed": "destroyed {cause}",
    }.get(event["type"], "").format_map(event)


@pytest.mark.parametrize("name", STEPS)
def test_an_extension(ari: Ari, listener: Listener, name: str) -> None:
    id = unique("channel")
    query = {"endpoint": f"Local/{name}@steps/n", "app": listener.app}
    assert ari("POST", f"/channels/{id}", **query).status_code == 200
    listener.wait("ChannelDestroyed", channel(f"{id};2"))
    of_it = [e for e in listener.events if e.get("channel", {}).get("id") == f"{id};2"]
    assert [text for text in map(told, of_it) if text] == GOES_THROUGH[name]
