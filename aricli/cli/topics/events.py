"""Events, and what to make of them."""

from __future__ import annotations

from collections.abc import Sequence

from aricli.cli.topics.page import Block, Heading, Lines, Terms

TOLD = {
    "StasisStart": "A channel has entered the application.",
    "StasisEnd": "It has left: hung up, or gone on in the dialplan.",
    "ChannelDtmfReceived": "Somebody pressed a key.",
    "ChannelHangupRequest": "Somebody hangs up.",
    "ChannelDestroyed": "A channel is no more. It tells the cause, and is sent to those who are"
    " subscribed to the channel still, which for an incoming call ends with StasisEnd.",
    "PlaybackStarted": "A playback starts, or goes on after a pause.",
    "PlaybackFinished": "It is over; state says whether it failed.",
    "RecordingFinished": "A recording is complete.",
    "ApplicationReplaced": "Another client has taken the application; no more events come.",
}
"""The events that nearly everybody meets."""


def page() -> Sequence[Block]:
    """The page."""
    return (
        "Asterisk sends the events of an application to one client at a time: whoever connected"
        " last has it. A call enters it from the dialplan:",
        Lines("exten => 1000,1,Stasis(my-app)\n same => n,Hangup()"),
        Lines(
            "aricli listen --app my-app\n"
            "aricli listen --app my-app --event StasisStart -o jsonl | jq -r .channel.id\n"
            "aricli wait ChannelDtmfReceived --channel 1795425058.17 --timeout 10"
        ),
        Heading("Frequent ones"),
        Terms(list(TOLD.items())),
        Heading("More, and fewer"),
        "An application has the events of channels that entered it. Others it has to subscribe to;"
        " --subscribe-all is for all there are. A filter of the application keeps what nobody"
        " needs from being sent.",
        Lines(
            "aricli applications subscribe my-app endpoint:PJSIP/alice\n"
            "aricli applications filter my-app --disallowed ChannelVarset"
            " --disallowed ChannelDialplan"
        ),
        Heading("When the connection breaks"),
        "Calls stay in the application, and their events meanwhile are lost: Asterisk keeps none."
        " listen connects again, finds out which calls ended or began, and says so; among JSON"
        " lines that is an object of the type AricliGap.",
        "Events and answers to requests race each other. An event may tell of a playback before"
        " the request that began it is answered.",
    )
