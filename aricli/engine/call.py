"""A call: one channel in an application, its behaviour, and everything that dies with it."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from inspect import isgenerator
from typing import TYPE_CHECKING, Any, cast

from aricli.ari.events import ChannelDtmfReceived, Event, PlaybackFinished
from aricli.ari.handles import Channel, Playback
from aricli.engine.behaviour import Behaviour, Script, handlers
from aricli.engine.timers import Timer
from aricli.engine.waits import Wait, as_wait

if TYPE_CHECKING:
    from aricli.ari.client import Ari
    from aricli.engine.engine import Engine

NOTED = {
    "PlaybackStarted",
    "PlaybackFinished",
    "RecordingStarted",
    "RecordingFinished",
    "RecordingFailed",
}
"""Types of events that a call takes note of, whether its behaviour wants them or not."""
_TYPED_AHEAD = 64
_REMEMBERED = 64


class Call:
    """A channel's stay in an application. Everything here happens in the call's lane.

    Attributes:
        id: The id of its channel.
        channel: Its channel, with the data last seen of it.
        app: The application it is in.
        kind: The class of its behaviour.
        wanted: The types of events it has use for, ``None`` for all.
        lane: Where its events and timers take their turns.
        ended_playbacks: Playbacks that ended during the call, the last few, by id.
        typed_ahead: DTMF that no handler has asked for yet, the last few digits.
        adopted: Ids of other channels whose events it has too.
        under_way: Its playbacks and recordings that have begun and not ended, by id or name.
        failures: How often a handler of it raised.
    """

    # Ten thousand of them wait in a small process.
    __slots__ = (
        "_behaviour",
        "_engine",
        "_handlers",
        "_over",
        "_scripts",
        "_timers",
        "adopted",
        "app",
        "channel",
        "ended_playbacks",
        "failures",
        "id",
        "kind",
        "lane",
        "typed_ahead",
        "under_way",
        "wanted",
    )

    def __init__(
        self,
        engine: Engine,
        kind: type[Behaviour],
        channel: Channel,
        app: str,
        wanted: Container[str] | None,
    ) -> None:
        self.id = channel.raw["id"]
        self.channel = channel
        self.app = app
        self.kind = kind
        self.wanted = wanted
        self.lane = engine.lanes.lane()
        self.ended_playbacks: dict[str, Playback] = {}
        self.typed_ahead: list[str] = []
        self.adopted: tuple[str, ...] = ()
        self.under_way: dict[str, Mapping[str, Any]] = {}
        self.failures = 0
        self._engine = engine
        self._behaviour: Behaviour | None = None
        self._handlers = handlers(kind)
        self._timers: tuple[Timer, ...] = ()
        self._scripts: list[_Running] = []
        self._over = False

    @property
    def ari(self) -> Ari:
        """The engine's client."""
        return self._engine.ari

    def note(self, raw: Mapping[str, Any]) -> None:
        """Keep track of a playback or recording; called by the loop alone."""
        thing = raw.get("playback") or raw.get("recording") or {}
        key = thing.get("id") or thing.get("name") or ""
        if raw["type"].endswith("Started"):
            self.under_way[key] = thing
        elif raw["type"].endswith(("Finished", "Failed")):
            self.under_way.pop(key, None)

    def say(self, text: str) -> None:
        """Pass on what the behaviour says."""
        self._engine.audience.said(self.kind, text)

    def adopt(self, channel: Channel) -> Channel:
        """Receive another channel's events too."""
        self._engine.adopt(self, channel.id)
        return channel

    def after(self, seconds: float, action: Callable[[], Any]) -> Timer:
        """Do something later in this call's lane, unless the call is over by then."""
        timer = self._engine.clock.after(seconds, _Later(self, action))
        self._timers = (*[each for each in self._timers if each.pending], timer)
        return timer

    def timed(self, action: Callable[[], Any]) -> None:
        """A timer's turn."""
        if not self._over:
            self._guarded("a timer", action)

    def handle(self, event: Event) -> None:
        """An event's turn: to the handler of its type, and to what generators wait for."""
        if self._over or (self._behaviour is None and not self._begin()):
            return
        if event.type == "StasisEnd" and event.raw["channel"]["id"] == self.id:
            self._end(event)
            return
        self._remember(event)
        self._call_handler(event)
        if self._scripts:
            for script in self._scripts[:]:
                script.offer(event)

    def _begin(self) -> bool:
        def make() -> None:
            self._behaviour = self.kind(self)

        self._guarded("its constructor", make)
        return self._behaviour is not None

    def _remember(self, event: Event) -> None:
        if event.type == "PlaybackFinished":
            playback = cast("PlaybackFinished", event).playback
            self.ended_playbacks[playback.id] = playback
            if len(self.ended_playbacks) > _REMEMBERED:
                del self.ended_playbacks[next(iter(self.ended_playbacks))]
        elif event.type == "ChannelDtmfReceived":
            self.typed_ahead.append(cast("ChannelDtmfReceived", event).digit)
            del self.typed_ahead[:-_TYPED_AHEAD]

    def _call_handler(self, event: Event) -> None:
        handler = self._handlers.get(event.type)
        if handler and handler.takes_event:
            self._guarded(event.type, handler.function, self._behaviour, event)
        elif handler:
            self._guarded(event.type, handler.function, self._behaviour)

    def _guarded(self, what: str, action: Callable[..., Any], *args: Any) -> None:
        """Do something of the behaviour's; what goes wrong there stays there."""
        try:
            result = action(*args)
            if result is not None and isgenerator(result):
                script = _Running(self, what, cast("Script", result))
                self._scripts.append(script)
                script.resume()
        except BaseException as error:  # a plugin may raise anything
            self.failed(what, error)

    def failed(self, what: str, error: BaseException) -> None:
        """Tell of what a handler raised. That may be meant for the process: it is not heeded."""
        if not isinstance(error, Exception):
            error = RuntimeError(f"it raised {error!r}")
        self._engine.failed(self, what, error)

    def _end(self, event: Event) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers = ()
        for script in self._scripts[:]:
            script.close()
        self._call_handler(event)
        for script in self._scripts[:]:
            script.close()
        self._over = True
        self._behaviour = None  # they hold each other, and would be let go of only much later
        self._engine.ended(self, well=not self.failures)


class _Later:
    """What a timer does for a call: a turn in its lane. Half the size of a partial."""

    __slots__ = ("_action", "_call")

    def __init__(self, call: Call, action: Callable[[], Any]) -> None:
        self._call = call
        self._action = action

    def __call__(self) -> None:
        self._call.lane.put(self._turn)

    def _turn(self) -> None:
        self._call.timed(self._action)


class _Running:
    """A generator handler on its way."""

    def __init__(self, call: Call, name: str, generator: Script) -> None:
        self._call = call
        self._name = name
        self._generator = generator
        self._wait: Wait[Any] | None = None

    def offer(self, event: Event) -> None:
        if self._wait:
            try:
                self._wait.offer(event)
            except BaseException as error:  # what it looks for is a plugin's to say
                self._fail(error)
            else:
                self.resume()

    def resume(self) -> None:
        """Go on for as long as nothing is waited for."""
        while self._wait is None or self._wait.over:
            done, self._wait = self._wait, None
            if not self._step(done.result if done else None):
                return

    def _step(self, value: Any) -> bool:
        try:
            wait = as_wait(self._generator.send(value))
            wait.begin(self._call, self.resume)
            self._wait = wait
        except StopIteration:
            self._leave()
        except BaseException as error:  # a plugin may raise anything
            self._fail(error)
        return self._wait is not None

    def _fail(self, error: BaseException) -> None:
        self._wait = None
        self._call.failed(self._name, error)
        self.close()

    def close(self) -> None:
        """The call is over: let the generator's ``finally`` run."""
        self._leave()
        self._call._guarded(self._name, self._generator.close)

    def _leave(self) -> None:
        if self in self._call._scripts:
            self._call._scripts.remove(self)
