"""A channel: its state, its variables, its end, and the wait points of the fiber that runs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aricli.sandbox import causes, events
from aricli.sandbox.applications import Topic
from aricli.sandbox.callerid import Party
from aricli.sandbox.clock import iso
from aricli.sandbox.fibers import Pause
from aricli.sandbox.legs import Leg

if TYPE_CHECKING:
    from aricli.sandbox.dialing import Dialing
    from aricli.sandbox.exchange import Exchange
    from aricli.sandbox.stasis import Control

SOFT_EXPLICIT = 32
SOFT_PBX_END = 16
SILENCE = "silence"
_NO_CHANGE = ("ChannelDtmfReceived", "ChannelHold", "ChannelUnhold")
"""Events that show a channel as it was shown last."""
UNANSWERED_OUTBOUND = ("Down", "Rsrved", "Ringing")


def endpoint_topics(name: str) -> list[Topic]:
    """What an event about an endpoint is published on: itself, and all of its technology."""
    return [("endpoint", name), ("endpoint", name.partition("/")[0])]


def bare_name(name: str) -> str:
    """A variable's name without what makes it heritable."""
    return name.removeprefix("_").removeprefix("_")


class HungUp(Exception):
    """The channel was hung up while its fiber waited."""


@dataclass
class Place:
    """Where a channel is in the dialplan, and which application it runs there."""

    context: str = "default"
    exten: str = "s"
    priority: int = 1
    app_name: str = ""
    app_data: str = ""

    @property
    def cep(self) -> tuple[str, str, int]:
        """Context, extension, priority."""
        return self.context, self.exten, self.priority


class Channel:
    """One channel of the exchange."""

    def __init__(self, exchange: Exchange, id: str, name: str, state: str, place: Place) -> None:
        self.exchange: Exchange = exchange
        self.id: str = id
        self.name: str = name
        self.state: str = state
        self.place: Place = place
        self.caller: Party = Party()
        self.connected: Party = Party()
        self.accountcode: str = ""
        self.language: str = "en"
        self.protocol_id = ""
        self.musicclass: str = ""
        self.tonezone: str = ""
        self.userfield: str = ""
        self.parkinglot: str = ""
        self.linkedid: str = id
        self.created = exchange.clock.time()
        self.variables: dict[str, str] = {}
        self.reported: dict[str, str] = {}
        self._outdated = False
        self.cause: int = 0
        self.tech_cause: int | None = None
        self.hung_up: bool = False
        self.destroyed = False
        self.leg: Leg = Leg()
        self.outgoing = False
        self.dialing: Dialing | None = None
        self.dialed = False
        self.dialstring = ""
        self.control: Control | None = None
        self.snoops: list[Channel] = []
        self._sources: set[str] = set()
        self._ear: Pause | None = None
        self._pause: Pause | None = None
        self._published = ("", "", 0)
        self._published_app = ""

    @property
    def technology(self) -> str:
        """PJSIP, Local, Snoop, ..."""
        return self.name.split("/")[0]

    def to_json(self) -> dict[str, Any]:
        """The Channel model."""
        place = self.place
        body: dict[str, Any] = {
            "id": self.id,
            "name": self.name,
            "state": self.state,
            "protocol_id": self.protocol_id,
            "caller": self.caller.to_json(),
            "connected": self.connected.to_json(),
            "accountcode": self.accountcode,
            "dialplan": {
                "context": place.context,
                "exten": place.exten,
                "priority": place.priority,
                "app_name": place.app_name,
                "app_data": place.app_data,
            },
            "creationtime": iso(self.created),
            "language": self.language,
        }
        if self.reported:
            body["channelvars"] = self.reported.copy()
        return body

    def publish(self, kind: str, /, **fields: Any) -> None:
        """Send an event about this channel: its own fields, then the channel."""
        if kind not in _NO_CHANGE:
            self._drop_outdated()
        self.send(events.event(self.exchange.clock.time(), kind, **fields, channel=self.to_json()))

    def send(self, body: events.Event) -> None:
        """Send an event to everybody subscribed to this channel."""
        topics = [("channel", self.id)]
        if self.leg.endpoint is not None:
            topics += endpoint_topics(self.leg.endpoint)
        self.exchange.applications.publish(body, *topics)

    def set_state(self, state: str) -> None:
        """Change the state and tell everybody, if it is another."""
        if state != self.state:
            self.state = state
            self.publish("ChannelStateChange")
            self.leg.changed(self)

    def publish_caller_id(self) -> None:
        """Tell who calls."""
        self.publish(
            "ChannelCallerId",
            caller_presentation=0,
            caller_presentation_txt="Presentation Allowed, Not Screened",
        )

    def variable(self, name: str) -> str | None:
        """A variable's value; the underscores that let it be inherited are no part of its name."""
        for known, value in self.variables.items():
            if bare_name(known) == name:
                return value
        return None

    def set_variable(self, name: str, value: str, report: bool = False) -> None:
        """Set a variable; ``report`` puts this value into the channel in all later events."""
        self._forget(bare_name(name))
        self.variables[name] = value
        self._report(bare_name(name), value if report else None)
        now = self.exchange.clock.time()
        self.send(events.variable_set(now, name, value, self.to_json()))

    def unset_variable(self, name: str) -> None:
        """Remove a variable; an event tells it only if it was set."""
        if self.variable(bare_name(name)):
            self.set_variable(name, "")
        self._forget(bare_name(name))

    def enter(self, app_name: str, app_data: str) -> None:
        """Run a dialplan application: an event tells it only where the place is new."""
        self.place.app_name, self.place.app_data = app_name, app_data
        fresh = not self._published_app or self.place.cep != self._published
        if app_name and fresh:
            self.publish("ChannelDialplan", dialplan_app=app_name, dialplan_app_data=app_data)
        self._published, self._published_app = self.place.cep, app_name

    def answer(self) -> None:
        """Answer, if it rings."""
        if self.state in ("Ring", "Ringing"):
            self.set_state("Up")
            self.leg.answered()

    def early_media(self) -> None:
        """Open the way for media before the answer."""
        if self.state != "Up":
            self.leg.progress()

    def sound(self, source: str, on: bool) -> None:
        """A playback, music or generated silence begins to go out, or ends."""
        (self._sources.add if on else self._sources.discard)(source)
        self.leg.sounds(bool(self._sources), bool(self._sources - {SILENCE}))

    def heard(self) -> None:
        """What comes in is no longer what it was."""
        if self._ear is not None and self.leg.audio:
            self._ear.go()

    async def listen(self, seconds: float) -> None:
        """Wait until something comes in, so long at most. Raises HungUp."""
        if not self.leg.audio:
            self._ear = Pause(self.exchange.clock)
            self._ear.go_after(seconds)
            await self.wait(self._ear)

    async def wait(self, pause: Pause) -> None:
        """Wait until the pause is over. Raises HungUp when the channel is or gets hung up."""
        if self.hung_up:
            raise HungUp
        self._pause = pause
        try:
            await pause
        finally:
            self._pause = None

    async def sleep(self, seconds: float | None) -> None:
        """Wait so long (None: for ever). Raises HungUp when the channel is or gets hung up."""
        pause = Pause(self.exchange.clock)
        if seconds is not None:
            pause.go_after(seconds)
        await self.wait(pause)

    def soft_hangup(self, cause: int, flag: int = SOFT_EXPLICIT) -> None:
        """Hang up from this side; ``flag`` is what the event shows in place of the cause."""
        if not self.hung_up:
            self.leg.closing(self)
        self.cause = cause
        self._request_hangup(flag, soft=True)

    def hung_up_by_peer(self, cause: int | None) -> None:
        """The other side has gone; a SIP caller's BYE gives no cause."""
        if self.hung_up:
            return
        self.leg.closing(self)
        if cause is not None and cause > 0:
            self.cause = cause
        self._request_hangup(cause, soft=False)

    def drop(self) -> None:
        """End the channel without anybody being told that it was asked to."""
        self.hung_up = True
        if self._pause is not None:
            self._pause.fail(HungUp())

    def pbx_ended(self) -> None:
        """The dialplan has run out; Asterisk shows that as one more hangup request."""
        with self.as_told():
            self._request_hangup(SOFT_PBX_END, soft=True)
        self.place.app_name = self.place.app_data = ""

    @contextmanager
    def as_told(self) -> Iterator[None]:
        """Tell the place of the last application, not where the channel went after it."""
        place = self.place
        if self._published_app:
            self.place = Place(*self._published, place.app_name, place.app_data)
        yield
        self.place = place

    def destroy(self) -> None:
        """The last act: the far side is told, then everybody else."""
        if self.destroyed:
            return
        self.destroyed = self.hung_up = True
        self.leg.hung_up(self.cause)
        if self.dialing is not None:
            self.dialing.given_up()
        if self.tech_cause is None:
            self.tech_cause = self.leg.tech_cause(self.cause)
        given = {"cause": self.cause, "cause_txt": causes.text(self.cause)}
        self.publish("ChannelDestroyed", **given, **self._tech_cause())
        # A place that it went to without running anything there is told at the very end.
        self.enter(self.place.app_name, self.place.app_data)
        self.exchange.channel_gone(self)
        self.leg.gone()

    def _report(self, name: str, value: str | None) -> None:
        """Report a variable's value, or (None) no more: the last one until the channel changes."""
        if value is not None:
            self._drop_outdated()
            self.reported[name] = value
        elif len(self.reported) > 1:
            self.reported.pop(name, None)
        elif name in self.reported:
            self._outdated = True

    def _drop_outdated(self) -> None:
        if self._outdated:
            self.reported.clear()
            self._outdated = False

    def _forget(self, bare: str) -> None:
        for known in [known for known in self.variables if bare_name(known) == bare]:
            del self.variables[known]

    def _request_hangup(self, cause: int | None, *, soft: bool) -> None:
        given = {} if cause is None else {"cause": cause}
        given |= {"soft": True} if soft else {}
        given |= self._tech_cause()
        now = self.exchange.clock.time()
        self.send(events.hangup_request(now, self.to_json(), given))
        self.drop()

    def _tech_cause(self) -> dict[str, int]:
        """What SIP said, where it said something."""
        return {} if self.tech_cause is None else {"tech_cause": self.tech_cause}
