"""Sandbox: the simulated Asterisk as other programs and tests use it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Protocol, Self, TypeVar

from aricli.sandbox.callers import Caller, Observer
from aricli.sandbox.clock import AT_ONCE
from aricli.sandbox.faults import seconds
from aricli.sandbox.server import Server
from aricli.sandbox.settings import Settings

T = TypeVar("T")
__tracebackhide__ = True
"""A test that fails shows its own lines, not those in here."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Companion(Protocol):
    """Something with a clock of its own that goes along with ``Sandbox.advance``."""

    def next_due(self) -> float | None:
        """Seconds of virtual time until it has something to do, None if nothing."""

    def advance(self, seconds: float) -> None:
        """Let virtual time pass and do what is due."""

    def idle(self) -> bool:
        """Whether it has finished reacting to everything it was sent."""


class Call:
    """A simulated caller's call. ``saw`` lists what the telephone was sent."""

    def __init__(self, sandbox: Sandbox, caller: Caller, changed: threading.Condition) -> None:
        self._sandbox = sandbox
        self._caller = caller
        self._changed = changed

    def __repr__(self) -> str:
        caller, number = self._caller.channel.caller.name, self._caller.number
        return f"<call of {caller} to {number}: {', '.join(self._caller.telephone.saw)}>"

    @property
    def saw(self) -> list[str]:
        """What the caller saw so far: "183 Session Progress", "200 OK", "BYE", ..."""
        return list(self._caller.telephone.saw)

    @property
    def channel_id(self) -> str:
        """The id of the channel on the exchange."""
        return self._caller.channel.id

    @property
    def ended(self) -> bool:
        """Whether the call is over."""
        return self._caller.telephone.ended

    @property
    def heard_digits(self) -> str:
        """The digits that were sent to the caller."""
        return self._caller.telephone.heard_digits

    def hangup(self) -> None:
        """Hang up as the caller: BYE, or CANCEL before the answer."""
        self._sandbox.do(self._caller.hang_up)

    def dtmf(self, digits: str) -> None:
        """Press keys, one after another. Raises ValueError for what is none."""
        self._sandbox.do(lambda: self._caller.press(digits))

    def wait(self, what: str | None = None, timeout: float = 10.0) -> bool:
        """Wait in real time until the caller has seen ``what``, or (None) until the call ends.

        Returns False when that has not happened in time.
        """

        def there() -> bool:
            return self.ended if what is None else what in self.saw

        with self._changed:
            return self._changed.wait_for(there, timeout)


class Sandbox:
    """A simulated Asterisk on a port of its own, in a thread of its own.

        with Sandbox() as sandbox:
            requests.get(f"{sandbox.url}/ari/asterisk/ping", auth=("asterisk", "asterisk"))

    ``port`` 0 means a free one. Any host but loopback demands users whose passwords nobody
    guesses.
    Raises ValueError for settings that make no sense, OSError when the port is taken.
    """

    def __init__(
        self, settings: Settings | None = None, *, host: str = "127.0.0.1", port: int = 0
    ) -> None:
        self.settings = settings or Settings()
        if host not in LOOPBACK and any(user.guessable for user in self.settings.users):
            raise ValueError(f"listening on {host} demands a password that nobody guesses")
        self.server = Server(self.settings)
        self.companions: list[Companion] = []
        self._host = host
        self._port = port
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._changed = threading.Condition()

    @property
    def url(self) -> str:
        """The base URL, without ``/ari``."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self.server.port}"

    @property
    def time(self) -> float:
        """The exchange's present time, in seconds since 1970."""
        return self.server.clock.time()

    @property
    def requests(self) -> list[tuple[str, str, int]]:
        """Every REST request so far: method, path below /ari/, status."""
        return list(self.server.requests)

    def start(self) -> Self:
        """Start the thread; returns once the port is open."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sandbox", daemon=True)
        self._thread.start()
        try:
            self._await(self.server.start(self._host, self._port))
        except BaseException:
            self._end_thread()
            raise
        return self

    def stop(self) -> None:
        """Close the port and all connections, and end the thread."""
        if self._thread is not None:
            self._await(self.server.stop())
            self._end_thread()

    async def serve(self, started: Callable[[], None] = lambda: None) -> None:
        """Run in the caller's loop until cancelled; ``started`` is called with the port open."""
        await self.server.start(self._host, self._port)
        try:
            started()
            await asyncio.Event().wait()
        finally:
            await self.server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def call(
        self,
        number: str,
        caller: str = "alice",
        *,
        dtmf: str = "",
        hangup_after: float | None = None,
        observer: Observer = lambda what: None,
    ) -> Call:
        """Call a number of context ``default`` from a simulated telephone.

        Args:
            number: The extension to dial.
            caller: Name and number of who calls.
            dtmf: Keys to press, one after another.
            hangup_after: Seconds until the caller hangs up, None for never.
            observer: Is told what the caller sees as it happens, and None at the end, in the
                exchange's thread.

        Raises:
            ValueError: For what is no key or no length of time.
        """
        made = self._telephone(number, caller, observer)
        self.do(lambda: made.begin(dtmf, hangup_after))
        return Call(self, made, self._changed)

    def route(self, number: str, app: str) -> None:
        """Let a number lead to an application, whatever the dialplan says of it."""
        self.do(lambda: self.server.route(number, app))

    def fault(self, text: str) -> None:
        """Cause a fault: drop-after=N, slow=200ms, half-open, replace, restart.

        ``drop-after=0`` and ``slow=0`` end those two. The others happen at once; with ``@5`` behind
        it such a fault happens once, 5 s after the next client has connected.
        Raises ValueError for anything else.
        """
        momentary = {
            "half-open": self.server.go_half_open,
            "replace": self.server.replace,
            "restart": self.server.restart,
        }
        name, at, delay = text.partition("@")
        if name in momentary and at:
            planned = seconds(delay)
            self.do(lambda: self.server.plan(planned, momentary[name]))
        elif name in momentary:
            self.do(momentary[name])
        elif not self.server.faults.configure(text):
            raise ValueError(f"no such fault: {text!r}")

    @property
    def settle(self) -> float:
        """Seconds of real time to leave to clients that cannot be asked whether they are done."""
        return 0.02

    def advance(self, seconds: float, until: Callable[[], bool] = lambda: False) -> bool:
        """Let virtual time pass: due work is done in order, and clients react in between.

        It stops where ``until`` is true, and returns whether it has become so.
        Raises ValueError for negative seconds.
        """
        if not seconds >= 0:
            raise ValueError(f"time does not go back: {seconds:g} s")
        end = self.time + seconds
        self.quiesce()
        while not until():
            step = self._next_step(end)
            self._move(end if step is None else step)
            if step is None:
                return until()
        return True

    def quiesce(self) -> None:
        """Wait in real time until clients have read all events and asked for nothing more."""
        while True:
            before = self.server.activity
            self._await(self._read_by_all())
            if self.server.activity == before and all(c.idle() for c in self.companions):
                return

    def do(self, function: Callable[[], T]) -> T:
        """Run a function in the exchange's thread and return what it returns."""

        async def run() -> T:
            return function()

        return self._await(run())

    def _telephone(self, number: str, caller: str, observer: Observer) -> Caller:
        def observe(what: str | None) -> None:
            observer(what)
            with self._changed:
                self._changed.notify_all()

        return self.do(
            lambda: Caller(self.server.exchange, number, caller=caller, observer=observe)
        )

    def _next_step(self, end: float) -> float | None:
        dues = [due for c in self.companions if (due := c.next_due()) is not None]
        times = [self.time + due for due in dues]
        own = self.do(self.server.clock.next_due)
        if own is not None:
            times.append(own)
        return min(times) if times and min(times) <= end + AT_ONCE else None

    def _move(self, until: float) -> None:
        until = max(until, self.time)
        passed = until - self.time
        self.do(lambda: self.server.clock.move(until))
        for companion in self.companions:
            companion.advance(passed)
        self.quiesce()

    async def _read_by_all(self) -> None:
        self.server.clock.run()
        # A client that answers a second ping has done with what it read before the first.
        for _ in range(2):
            for socket in list(self.server.sockets):
                await socket.settled(1.0)
        await asyncio.sleep(self.settle)

    def _await(self, awaitable: Awaitable[T]) -> T:
        assert self._loop is not None

        async def run() -> T:
            return await awaitable

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result()

    def _end_thread(self) -> None:
        assert self._loop is not None
        assert self._thread is not None
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._thread = None
