"""What is at the far end of a channel. A leg hears what the exchange signals to its side."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aricli.sandbox.channels import Channel


class Leg:
    """A far end that does not care: media from another program."""

    endpoint: str | None = None
    """The endpoint the channel belongs to, such as PJSIP/alice."""

    audio = False
    """Whether anything comes in from there, be it silence, so that a recording grows."""

    loud = False
    """Whether what comes in is more than silence."""

    def changed(self, channel: Channel) -> None:
        """The channel has got another state."""

    def sounds(self, audio: bool, loud: bool) -> None:
        """Something is sent to the far end from now on, or no longer."""

    def share(self, item: str, value: str) -> None:
        """Something is set that both ends have in common, such as the language."""

    def ringing(self) -> None:
        """180: it rings."""

    def progress(self) -> None:
        """183: early media."""

    def answered(self) -> None:
        """200: answered."""

    def busy(self) -> None:
        """The called side is busy."""

    def congested(self) -> None:
        """The called side cannot be reached."""

    def dtmf(self, digit: str, milliseconds: int) -> None:
        """A digit was sent to the far end."""

    def hold(self, on: bool) -> None:
        """The far end is put on hold, or taken off it."""

    def transfer(self, channel: Channel, destination: str) -> None:
        """The far end is asked to call somewhere else instead."""

    def closing(self, channel: Channel) -> None:
        """The channel is about to be hung up."""

    def tech_cause(self, cause: int) -> int | None:
        """What a cause is called at the far end, where that has names of its own."""
        return None

    def hung_up(self, cause: int) -> None:
        """The channel has ended."""

    def gone(self) -> None:
        """Everybody knows that the channel has ended."""


class Overheard(Leg):
    """What a snoop listens to."""

    audio = True


class LocalLeg(Leg):
    """The inside of a Local channel: what is signalled to one half reaches the other."""

    def __init__(self, other: Channel) -> None:
        self.other = other

    def changed(self, channel: Channel) -> None:
        channel.exchange.local_in_use(channel)

    def sounds(self, audio: bool, loud: bool) -> None:
        self.other.leg.audio, self.other.leg.loud = audio, loud
        self.other.exchange.heard(self.other)

    def share(self, item: str, value: str) -> None:
        setattr(self.other, item, value)

    def ringing(self) -> None:
        if self.other.dialing is not None:
            self.other.dialing.ringing()

    def progress(self) -> None:
        if self.other.dialing is not None:
            self.other.dialing.progress()

    def answered(self) -> None:
        if self.other.dialing is not None:
            self.other.dialing.answered()

    def busy(self) -> None:
        if self.other.dialing is not None:
            self.other.dialing.failed("BUSY")

    def congested(self) -> None:
        if self.other.dialing is not None:
            self.other.dialing.failed("CONGESTION")

    def dtmf(self, digit: str, milliseconds: int) -> None:
        self.other.exchange.receive_dtmf(self.other, digit, milliseconds)

    def hung_up(self, cause: int) -> None:
        self.other.exchange.local_half_ended(self.other, cause)

    def gone(self) -> None:
        self.other.exchange.local_half_gone(self.other)
