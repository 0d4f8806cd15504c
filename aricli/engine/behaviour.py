"""Behaviour: what plugin authors subclass."""

from __future__ import annotations

import difflib
import functools
import inspect
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from aricli.ari.events import handler_names
from aricli.ari.handles import Channel, Finished
from aricli.engine.timers import Timer
from aricli.engine.waits import DigitsWait, EventWait, FirstWait, Wait
from aricli.errors import PluginError

if TYPE_CHECKING:
    from aricli.ari.client import Ari
    from aricli.engine.call import Call

Script = Generator["Wait[Any] | Finished", Any, Any]
"""What a generator handler returns: it reads top to bottom as the call happens."""


class Behaviour:
    """What happens to a call in a Stasis application. Each call has its own instance.

    A method named like an ARI event in snake_case (``stasis_start``, ``channel_dtmf_received``)
    is called with that event of the call, or without it if it takes no argument. Handlers and
    timers of one call run one after another; other calls are not held up by a handler that blocks.

    A handler may be a generator: it can wait with ``yield self.sleep(8)``,
    ``digits = yield self.digits(4, timeout=10)`` or ``yield playback.finished()``, and is closed
    when the caller hangs up.

    Attributes:
        app: Name of the Stasis application it answers for.
        at_shutdown: What becomes of a call when the listener stops: it goes on in the dialplan
            ("continue"), is hung up ("hangup"), or stays where it is ("leave").
        hang_up_on_error: Whether a call is hung up when a handler raises; else it goes on.
        channel: The call's channel, with the data last seen of it.
    """

    app: ClassVar[str] = ""
    at_shutdown: ClassVar[Literal["continue", "hangup", "leave"]] = "continue"
    hang_up_on_error: ClassVar[bool] = False
    channel: Channel

    def __init__(self, call: Call) -> None:
        self._call = call
        self.channel = call.channel

    @property
    def ari(self) -> Ari:
        """The client, for everything that is not about this call's channel."""
        return self._call.ari

    def say(self, text: str) -> None:
        """Say a line to whoever runs the behaviour: ``aricli listen`` prints it."""
        self._call.say(text)

    def after(self, seconds: float, action: Callable[..., Any], *args: Any) -> Timer:
        """Do something later, in turn with the handlers; not at all once the call is over.

        Args:
            seconds: How much later, e.g. 0.5.
            action: A method or function; as a generator it may wait like a handler.
            args: What it is called with.

        Returns:
            What was begun: its ``cancel()`` calls it off.
        """
        return self._call.after(seconds, functools.partial(action, *args) if args else action)

    def adopt(self, channel: Channel) -> Channel:
        """Have the events of another channel too, say one this behaviour originated."""
        return self._call.adopt(channel)

    def sleep(self, seconds: float) -> Wait[None]:
        """In a generator: wait so many seconds."""
        return Wait(seconds)

    def event(
        self,
        type: str,
        timeout: float | None = None,
        where: Callable[[Any], bool] = lambda event: True,
    ) -> EventWait:
        """In a generator: wait for an event of the call, ``None`` when the time runs out.

        Args:
            type: ARI's name of the event, e.g. ``ChannelTalkingFinished``.
            timeout: Seconds, or None to wait for as long as the call lasts.
            where: Which of these events to wait for.
        """
        return EventWait(type, timeout, where)

    def digits(
        self, count: int, timeout: float | None = None, terminators: str = "#"
    ) -> DigitsWait:
        """In a generator: collect DTMF, also what was pressed since the last time.

        Args:
            count: Digits to wait for.
            timeout: Seconds to wait for each digit; what was pressed by then is the result.
            terminators: Digits that end the input and are not part of it.
        """
        return DigitsWait(count, timeout, terminators)

    def forget_digits(self) -> None:
        """Forget the DTMF that was pressed and not asked for yet."""
        self._call.typed_ahead.clear()

    def first(self, *waits: Wait[Any] | Finished) -> FirstWait:
        """In a generator: wait for whatever comes first; the result is the wait that did."""
        return FirstWait(*waits)


class Handler(NamedTuple):
    """A method for an event type, and whether it takes the event."""

    function: Callable[..., Script | None]
    takes_event: bool


_known_handlers: dict[type[Behaviour], dict[str, Handler]] = {}


def handlers(kind: type[Behaviour]) -> dict[str, Handler]:
    """The handlers of a behaviour by event type.

    Raises:
        PluginError: If a method is named almost like an event, or a handler takes too much.
    """
    if kind not in _known_handlers:
        _known_handlers[kind] = _find_handlers(kind)
    return _known_handlers[kind]


def _find_handlers(kind: type[Behaviour]) -> dict[str, Handler]:
    known = handler_names()
    found: dict[str, Handler] = {}
    for name, function in inspect.getmembers(kind, inspect.isfunction):
        if name in known:
            found[known[name]] = Handler(function, _takes_event(kind, name, function))
        elif not name.startswith("_") and not hasattr(Behaviour, name):
            _check_spelling(kind, name, known)
    return found


def _check_spelling(kind: type[Behaviour], name: str, known: dict[str, str]) -> None:
    near = difflib.get_close_matches(name.removeprefix("on_"), known, n=1, cutoff=0.85)
    if near:
        raise PluginError(
            f"{kind.__name__}.{name} is not an event; did you mean {near[0]}?",
            f"begin the name with an underscore if it is not meant as a handler: _{name}",
        )


def _takes_event(kind: type[Behaviour], name: str, function: Callable[..., Any]) -> bool:
    try:
        inspect.signature(function).bind(None)
    except TypeError:
        pass
    else:
        return len(inspect.signature(function).parameters) > 1
    try:
        inspect.signature(function).bind(None, None)
    except TypeError as error:
        raise PluginError(f"{kind.__name__}.{name} has to take the event or nothing") from error
    return True


def has_scripts(kind: type[Behaviour]) -> bool:
    """Whether a handler of this behaviour is a generator."""
    return any(inspect.isgeneratorfunction(each.function) for each in handlers(kind).values())


def check_behaviour(kind: object) -> type[Behaviour]:
    """A class that can be registered.

    Raises:
        PluginError: If it is none, has no application, or has a misspelt handler.
    """
    if not (isinstance(kind, type) and issubclass(kind, Behaviour)):
        raise PluginError(f"{kind!r} is not a class derived from aricli.Behaviour")
    if not kind.app:
        raise PluginError(f"{kind.__name__} has no app", 'name the application: app = "my-app"')
    handlers(kind)
    return kind
