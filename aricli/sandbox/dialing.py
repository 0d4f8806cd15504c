"""Calling out: what an outgoing channel goes through until somebody answers, or nobody does."""

from __future__ import annotations

from collections.abc import Callable

from aricli.sandbox import causes, events
from aricli.sandbox.channels import Channel


class Dialing:
    """One call attempt of an outgoing channel; Dial events tell how it goes."""

    def __init__(
        self,
        channel: Channel,
        dialstring: str,
        *,
        later_dialstring: str,
        tells_the_end: bool = True,
        timeout: float | None,
        on_answer: Callable[[], None] = lambda: None,
        on_failure: Callable[[], None] = lambda: None,
        on_timeout: Callable[[], None] = lambda: None,
    ) -> None:
        self.channel = channel
        self.dialstring = dialstring
        self._tells_the_end = tells_the_end
        self._on_answer = on_answer
        self._on_failure = on_failure
        self._on_timeout = on_timeout
        self._over = False
        channel.dialing = self
        self.publish("")
        self.dialstring = later_dialstring
        self._timer = None
        if timeout is not None:
            self._timer = channel.exchange.clock.call_later(timeout, self.timed_out)

    def publish(self, status: str) -> None:
        """Send a Dial event."""
        channel = self.channel
        body = events.event(
            channel.exchange.clock.time(),
            "Dial",
            dialstatus=status,
            forward="",
            dialstring=self.dialstring,
            peer=channel.to_json(),
        )
        channel.send(body)

    def ringing(self) -> None:
        """The far end rings."""
        if not self._over:
            self.channel.set_state("Ringing")
            self.publish("RINGING")

    def progress(self) -> None:
        """The far end sends early media."""
        if not self._over:
            self.publish("PROGRESS")

    def answered(self) -> None:
        """The far end has answered."""
        if self._end():
            self.channel.set_state("Up")
            self.publish("ANSWER")
            self._on_answer()

    def failed(self, status: str) -> None:
        """The far end is busy or cannot be reached."""
        if self._end():
            self.publish(status)
            self._on_failure()

    def timed_out(self) -> None:
        """Nobody has answered in time."""
        if self._end():
            self.channel.cause = causes.NO_ANSWER
            self._on_timeout()

    def given_up(self) -> None:
        """The channel ends while it still calls."""
        if self._end() and self._tells_the_end:
            statuses = {causes.USER_BUSY: "BUSY", causes.CONGESTION: "CONGESTION"}
            self.publish(statuses.get(self.channel.cause, "NOANSWER"))

    def _end(self) -> bool:
        if self._over:
            return False
        self._over = True
        self.channel.dialing = None
        if self._timer is not None:
            self._timer.cancel()
        return True
