"""A channel inside a Stasis application: commands come in, and run one after another."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aricli.sandbox import events
from aricli.sandbox.applications import Application
from aricli.sandbox.channels import Channel, HungUp
from aricli.sandbox.fibers import Pause
from aricli.sandbox.reply import Refusal

if TYPE_CHECKING:
    from aricli.sandbox.bridges import Bridge

Command = Callable[[], Awaitable[None]]


class Control:
    """The hold an application has on a channel; it ends when the channel leaves."""

    def __init__(self, channel: Channel, app: Application) -> None:
        self.channel = channel
        self.app = app
        self.bridge: Bridge | None = None
        self.leaving = False
        self.destination: tuple[str, str, int] | None = None
        self._goal: tuple[str, list[str]] | None = None
        self._commands: deque[Command] = deque()
        self._idle: Pause | None = None

    def submit(self, command: Command) -> None:
        """Have a command run behind all earlier ones; nobody waits for it."""
        self._commands.append(command)
        if self._idle is not None:
            self._idle.go()

    async def execute(self, command: Command) -> None:
        """Have a command run behind all earlier ones, and wait until it has run.

        Raises the Refusal that it raised.
        """
        done = Pause(self.channel.exchange.clock)

        async def run() -> None:
            try:
                await command()
            except Refusal as refusal:
                done.fail(refusal)
            finally:
                done.go()

        self.submit(run)
        await done

    async def run(self) -> None:
        """Run commands until the channel leaves. Raises HungUp when it was hung up.

        What came in before it leaves or moves is still run, also behind the command to do so.
        """
        channel = self.channel
        while self._commands or self._goal is not None or not self.leaving:
            if self._commands:
                await self._run_one()
            elif self._goal is not None:
                self._move(*self._goal)
            elif channel.hung_up:
                raise HungUp
            else:
                self._idle = Pause(channel.exchange.clock)
                await channel.wait(self._idle)

    async def drain(self) -> None:
        """Run what is left after a hangup: playbacks fail, the rest hardly matters."""
        while self._commands:
            await self._run_one()

    def leave(self, context: str, exten: str, priority: int) -> None:
        """Let the channel go on in the dialplan."""
        self.leaving = True
        self.destination = (context, exten, priority)

    def move(self, name: str, args: list[str]) -> None:
        """Let another application have the channel, once what came in before that is done."""
        self._goal = (name, args)

    def _move(self, name: str, args: list[str]) -> None:
        self._goal = None
        app = self.channel.exchange.applications.active(name)
        if app is None:
            self._refuse_move(name, args)
        else:
            old, self.app = self.app, app
            _end(self.channel, old)
            start(self.channel, app, args)

    def _refuse_move(self, destination: str, args: list[str]) -> None:
        """Tell the application that nobody is where it wanted to move the channel."""
        body = events.event(
            self.channel.exchange.clock.time(),
            "ApplicationMoveFailed",
            channel=self.channel.to_json(),
            destination=destination,
            args=args,
        )
        self.app.send(body)

    async def _run_one(self) -> None:
        try:
            await self._commands.popleft()()
        except HungUp:
            if not self.channel.hung_up:
                raise


def start(channel: Channel, app: Application, args: list[str]) -> None:
    """Subscribe an application to a channel and tell it that the channel is there."""
    app.subscribe("channel", channel.id)
    _tell(channel, app, "StasisStart", args=args)


def _end(channel: Channel, app: Application) -> None:
    applications = channel.exchange.applications
    # An application may have been forgotten while it had no socket, and come back since.
    _tell(channel, applications.get(app.name) or app, "StasisEnd")
    app.unsubscribe("channel", channel.id)
    applications.prune()


def _tell(channel: Channel, app: Application, kind: str, /, **fields: object) -> None:
    """StasisStart and StasisEnd go to the application itself, not to its subscriptions."""
    now = channel.exchange.clock.time()
    app.send(events.event(now, kind, **fields, channel=channel.to_json()))


async def stasis(channel: Channel, name: str, args: list[str]) -> bool:
    """Be in an application until it lets the channel go; False if nobody is connected as it.

    Raises HungUp when the channel was hung up meanwhile.
    """
    channel.set_variable("STASISSTATUS", "")
    app = channel.exchange.applications.active(name)
    if app is None:
        channel.set_variable("STASISSTATUS", "FAILED")
        channel.exchange.log.warning("%s: nobody is connected as %s", channel.name, name or "''")
        return False
    control = channel.control = Control(channel, app)
    start(channel, app, args)
    try:
        await control.run()
    except HungUp:
        await control.drain()
        raise
    finally:
        if control.bridge is not None:
            control.bridge.leave(control)
        channel.control = None
        _end(channel, control.app)
        if channel.hung_up or not channel.outgoing:
            channel.set_variable("STASISSTATUS", "SUCCESS")
    if control.destination is not None:
        place = channel.place
        place.context, place.exten, place.priority = control.destination
        # A channel that is in the dialplan steps on from there; an outgoing one begins.
        place.priority -= 0 if channel.outgoing else 1
    return True
