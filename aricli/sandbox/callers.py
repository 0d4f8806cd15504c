"""Simulated SIP callers: a telephone that calls in, and what it sees on the wire."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from aricli.sandbox import causes
from aricli.sandbox.channels import Channel, Place
from aricli.sandbox.legs import Leg
from aricli.sandbox.lines import Lines

if TYPE_CHECKING:
    from aricli.sandbox.exchange import Exchange

Observer = Callable[[str | None], None]
"""Is told each message a telephone is sent, and None when the call is over."""

DIGIT_SECONDS = 0.2
KEYS = "0123456789*#ABCD"
TRYING, RINGING, PROGRESS = "100 Trying", "180 Ringing", "183 Session Progress"
OK, BYE, NOT_FOUND, TERMINATED = "200 OK", "BYE", "404 Not Found", "487 Request Terminated"
REFER, MOVED = "REFER", "302 Moved Temporarily"
_ADDRESS = ("sip:", "sips:", "tel:")
_QUALITY = {
    "RTPAUDIOQOS": "ssrc=1965669648;themssrc=0;lp=0;rxjitter=0.000000;rxcount={count};"
    "txjitter=0.000000;txcount={count};rlp=0;rtt=0.000000;rxmes=0.000000;txmes=87.231481",
    "RTPAUDIOQOSJITTER": "minrxjitter=000.000000;maxrxjitter=000.000000;avgrxjitter=000.000000;"
    "stdevrxjitter=000.000000;mintxjitter=000.000000;maxtxjitter=000.000000;"
    "avgtxjitter=000.000000;stdevtxjitter=000.000000;",
    "RTPAUDIOQOSLOSS": "  minrxlost=000.000000;  maxrxlost=000.000000;  avgrxlost=000.000000;"
    "  stdevrxlost=000.000000;  mintxlost=000.000000;  maxtxlost=000.000000;"
    "  avgtxlost=000.000000;  stdevtxlost=000.000000;",
    "RTPAUDIOQOSRTT": "     minrtt=000.000000;     maxrtt=000.000000;     avgrtt=000.000000;"
    "     stdevrtt=000.000000;",
    "RTPAUDIOQOSMES": "   minrxmes=087.231481;   maxrxmes=087.231481;   avgrxmes=087.231481;"
    "   stdevrxmes=000.000000;   mintxmes=000.000000;   maxtxmes=000.000000;"
    "   avgtxmes=000.000000;   stdevtxmes=000.000000;",
}


def keys(text: str) -> str:
    """The keys that a text names, as in ``1,2``. Raises ValueError for what is no key."""
    pressed = text.upper().replace(",", "").replace(" ", "")
    for key in pressed:
        if key not in KEYS:
            raise ValueError(f"a telephone has no key {key!r}")
    return pressed


def seconds_until(end: float | None) -> float | None:
    """A length of time, None for an endless one. Raises ValueError for what is none."""
    if end is not None and not 0 <= end < math.inf:
        raise ValueError(f"no length of time: {end:g}")
    return end


class Telephone(Leg):
    """The caller's end of a call. ``saw`` grows by what a SIP telephone would be sent."""

    audio = True

    def __init__(self, endpoint: str, lines: Lines, observer: Observer) -> None:
        self.endpoint: str = endpoint
        self.held = False
        self.saw: list[str] = []
        self.heard_digits = ""
        self.ended = False
        self.answered_call = False
        self._lines = lines
        self._observer = observer

    def see(self, what: str) -> None:
        """The telephone receives a message."""
        self.saw.append(what)
        self._observer(what)

    def finish(self, final: str | None) -> None:
        """The call is over, with a last message or (None) without."""
        self.ended = True
        if final is not None:
            self.see(final)
        self._observer(None)

    def ringing(self) -> None:
        self._lines.changed(self.endpoint)
        if not self.answered_call and not {RINGING, PROGRESS} & set(self.saw):
            self.see(RINGING)

    def progress(self) -> None:
        if PROGRESS not in self.saw and not self.answered_call:
            self.see(PROGRESS)

    def answered(self) -> None:
        self.answered_call = True
        self.see(OK)
        self._lines.changed(self.endpoint)

    def hold(self, on: bool) -> None:
        if on != self.held:
            self.held = on
            self._lines.hold(self.endpoint, on)

    def transfer(self, channel: Channel, destination: str) -> None:
        if self.ended:
            return
        if self.answered_call:
            self.see(REFER)
        elif destination.startswith(_ADDRESS):
            self.finish(MOVED)
            channel.tech_cause = 302
            channel.hung_up_by_peer(causes.REDIRECTED)

    def dtmf(self, digit: str, milliseconds: int) -> None:
        self.heard_digits += digit

    def closing(self, channel: Channel) -> None:
        if self.answered_call or PROGRESS in self.saw:
            packets = int((channel.exchange.clock.time() - channel.created) * 50)
            for name, value in _QUALITY.items():
                channel.set_variable(name, value.format(count=packets))

    def tech_cause(self, cause: int) -> int | None:
        return causes.tech_cause(cause)

    def hung_up(self, cause: int) -> None:
        if not self.ended:
            self.finish(BYE if self.answered_call else causes.sip_answer(cause))

    def gone(self) -> None:
        self._lines.end(self.endpoint, self.held)


class Caller:
    """A call from a simulated telephone: make it, press keys, hang up."""

    def __init__(
        self,
        exchange: Exchange,
        number: str,
        *,
        caller: str = "alice",
        name: str | None = None,
        endpoint: str = "alice",
        observer: Observer = lambda what: None,
    ) -> None:
        self._exchange = exchange
        self.number = number
        self.telephone = Telephone(f"PJSIP/{endpoint}", exchange.lines, observer)
        place = Place("default", number)
        serial = exchange.next_number("PJSIP")
        channel_name = f"PJSIP/{endpoint}-{serial:08x}"
        self.channel = Channel(exchange, exchange.new_channel_id(), channel_name, "Ring", place)
        self.channel.leg = self.telephone
        self.channel.caller.name = caller if name is None else name
        self.channel.caller.number = caller

    def dial(self) -> None:
        """Send the INVITE."""
        exchange, channel = self._exchange, self.channel
        if not exchange.has_extension(channel):
            self.telephone.finish(NOT_FOUND)
            return
        exchange.lines.begin(self.telephone.endpoint)
        exchange.add_channel(channel)
        channel.protocol_id = f"{exchange.new_uuid()}@127.0.0.1"
        channel.set_variable("SIPDOMAIN", "127.0.0.1")
        exchange.start_dialplan(channel)

    def begin(self, dtmf: str, hangup_after: float | None) -> None:
        """Dial, and plan the keys and the end. Raises ValueError for what is none."""
        pressed, end = keys(dtmf), seconds_until(hangup_after)
        self.dial()
        self.press(pressed)
        if end is not None:
            self._exchange.clock.call_later(end, self.hang_up)

    def press(self, text: str) -> None:
        """Press keys one after another. Raises ValueError for what is none."""
        for index, key in enumerate(keys(text), 1):
            due = DIGIT_SECONDS * index
            self._exchange.clock.call_later(due, functools.partial(self._pressed, key))

    def hang_up(self) -> None:
        """Send BYE, or CANCEL when nobody has answered."""
        if self.telephone.ended:
            return
        if self.telephone.answered_call:
            self.telephone.finish(None)
            self.channel.hung_up_by_peer(None)
        else:
            self.telephone.finish(TERMINATED)
            self.channel.tech_cause = 487
            self.channel.hung_up_by_peer(causes.INTERWORKING)

    def _pressed(self, digit: str) -> None:
        if not self.telephone.ended:
            self._exchange.receive_dtmf(self.channel, digit)
