"""What events prove about the far end of a channel: what it sent to Asterisk and got from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from aricli.ari.event import INFERRED


class Signal(NamedTuple):
    """Something that passed between the far end and Asterisk.

    Attributes:
        text: SIP's word for it if the channel is one of SIP's, else a plain one.
        to_asterisk: Whether Asterisk got it; else Asterisk sent it.
    """

    text: str
    to_asterisk: bool


_PLAIN = {
    "INVITE": "call",
    "180 Ringing": "ringing",
    "183 Progress": "progress",
    "200 OK": "answer",
    "BYE": "hangup",
    "CANCEL": "hangup",
}
"""What SIP's words mean on channels of other technologies."""
_DIALLED = {"": "INVITE", "RINGING": "180 Ringing", "PROGRESS": "183 Progress"}
"""What the states of dialling mean; the first is sent, the others come back."""


class FarEnd:
    """The far end of one channel: who called us, or whom we called.

    Attributes:
        name: The channel's name.
        number: The number or name of the caller.
    """

    def __init__(self) -> None:
        self.name = ""
        self.number = ""
        self._state = ""
        self._called_us = False
        self._seen: set[str] = set()

    def learn(self, channel: Mapping[str, Any]) -> None:
        """Take over what an event says of the channel."""
        caller = channel.get("caller")
        if isinstance(caller, Mapping):
            self.number = str(caller.get("number") or caller.get("name") or self.number)
        self.name = str(channel.get("name") or self.name)
        self._state = str(channel.get("state") or self._state)

    def hears(self, raw: Mapping[str, Any], channel: Mapping[str, Any]) -> Iterator[Signal]:
        """What an event says that passed, each thing once.

        Args:
            raw: The event.
            channel: What it says of the channel, if anything.
        """
        before = self._state
        self.learn(channel)
        if INFERRED in raw:  # nobody knows when that was
            return
        for text, to_asterisk in self._proven(raw, before):
            if text not in self._seen and not self._seen & {"BYE", "CANCEL", "refusal"}:
                self._seen.add(text)
                is_sip = self.name.startswith(("PJSIP/", "SIP/"))
                yield Signal(text if is_sip else _PLAIN.get(text, text), to_asterisk)

    def _proven(self, raw: Mapping[str, Any], before: str) -> Iterator[Signal]:
        kind = str(raw.get("type"))
        dialled = _DIALLED.get(str(raw.get("dialstatus")))
        if kind in {"StasisStart", "ChannelCreated"} and self._state == "Ring":
            self._called_us = True
            yield Signal("INVITE", True)
        elif kind == "PlaybackStarted" and self._called_us and self._state == "Ring":
            yield Signal("183 Progress", False)
        elif kind == "Dial" and dialled:
            yield Signal(dialled, dialled != "INVITE")
        elif kind == "ChannelStateChange" and self._state == "Ringing":
            yield Signal("180 Ringing", True)
        elif kind == "ChannelStateChange" and self._state == "Up" and before not in {"", "Up"}:
            yield Signal("200 OK", before != "Ring")
        elif kind == "ChannelHangupRequest":
            yield self._end(by_asterisk=bool(raw.get("soft")))

    def _end(self, by_asterisk: bool) -> Signal:
        """BYE after the answer; before it, the one who called cancels and the other refuses."""
        if self._state == "Up":
            return Signal("BYE", not by_asterisk)
        if self._called_us == by_asterisk:
            return Signal("refusal", not by_asterisk)
        return Signal("CANCEL", not by_asterisk)
