"""The server: one port, HTTP and WebSocket, driven by one asyncio loop."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

from aricli.sandbox import frames, handshake
from aricli.sandbox.access import authenticate
from aricli.sandbox.callers import Telephone
from aricli.sandbox.clock import Clock
from aricli.sandbox.dispatch import Call, Dispatcher
from aricli.sandbox.exchange import Exchange
from aricli.sandbox.faults import Faults
from aricli.sandbox.fibers import Fiber
from aricli.sandbox.http import (
    READ_LIMIT,
    Message,
    Unreadable,
    page,
    read_message,
    response,
)
from aricli.sandbox.incoming import simulate_call
from aricli.sandbox.reply import Refusal, Reply
from aricli.sandbox.request import parse_query
from aricli.sandbox.settings import EventsOrder, Settings, User
from aricli.sandbox.websocket import EventSocket

KEEP_ALIVE = 15.0
FIRST_REQUEST_WITHIN = 30.0
PREFIX = "/ari"
CALLS = ("/sandbox/call", f"{PREFIX}/sandbox/call")
"""Where simulated calls are made."""
MEDIA = "/media/"
NOT_HERE = "The requested URL was not found on this server."
Done = Callable[[Reply], None]


class Server:
    """A simulated exchange behind a socket. All methods belong to the loop it was started in."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.faults = Faults()
        self.clock = Clock(virtual=settings.virtual_time, speed=settings.speed)
        self.exchange = Exchange(settings, self.clock)
        self.dispatcher = Dispatcher(self.exchange)
        self.sockets: list[EventSocket] = []
        self.requests: list[tuple[str, str, int]] = []
        self.activity = 0
        self._held = 0
        self._routes: dict[str, str] = {}
        self._planned: list[tuple[float, Callable[[], None]]] = []
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._turning = False
        self._random = random.Random(settings.seed)

    @property
    def port(self) -> int:
        """The port it listens on."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    async def start(self, host: str, port: int) -> None:
        """Listen. Raises OSError when the address is taken."""
        self.clock.woken = self._schedule
        self._server = await asyncio.start_server(self._accept, host, port, limit=READ_LIMIT)

    async def stop(self) -> None:
        """Close everything, and leave no task behind."""
        if self._server is not None:
            self._server.close()
        self.clock.woken = lambda: None
        if self._timer is not None:
            self._timer.cancel()
        self.clock.close_fibers()
        for socket in list(self.sockets):
            await socket.close(frames.AWAY)
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def active(self) -> None:
        """Note that a client did something."""
        self.activity += 1

    @property
    def held(self) -> int:
        """How many requests are here and wait for their answer, say behind a playback."""
        return self._held + sum(socket.queued for socket in self.sockets)

    def carry_out(self, call: Call, done: Done) -> None:
        """Answer a request; ``done`` is called at once unless the request has to wait."""

        def finished(fiber: Fiber[Reply]) -> None:
            done(self._carried_out(call, fiber))

        self._held += 1
        if self._events_first():
            self._carry_out_late(call, done)
            return
        Fiber(self.clock, self.dispatcher.answer(call), finished).start()

    def restart(self) -> None:
        """Be a freshly started exchange: every call and every application is gone."""
        for socket in self.sockets:
            socket.abort()
        self.sockets.clear()
        for channel in self.exchange.channels.values():
            if isinstance(channel.leg, Telephone):
                channel.leg.finish(None)
        self.clock.close_fibers()
        self._held = 0
        self.exchange = Exchange(self.settings, self.clock)
        self.dispatcher = Dispatcher(self.exchange)
        for number, app in self._routes.items():
            self.exchange.dialplan.route(number, app)

    def route(self, number: str, app: str) -> None:
        """Let a number lead to an application, after a restart too."""
        self._routes[number] = app
        self.exchange.dialplan.route(number, app)

    def replace(self) -> None:
        """Behave as if other clients had connected as every application."""
        for app in self.exchange.applications.list():
            if app.session is not None:
                self.exchange.applications.connect(app.name, _Nobody(), subscribe_all=False)

    def go_half_open(self) -> None:
        """Stop sending and reading on all present event sockets without closing them."""
        for socket in self.sockets:
            socket.flush()
            socket.half_open = True

    def plan(self, delay: float, fault: Callable[[], None]) -> None:
        """Cause a fault once, so many seconds after the next client has connected."""
        self._planned.append((delay, fault))

    def flush(self) -> None:
        """Send all events that are waiting."""
        for socket in self.sockets:
            socket.flush()

    def _carry_out_late(self, call: Call, done: Done) -> None:
        """As ``carry_out``, but all that the request causes happens before its answer."""
        replies: list[Reply] = []

        def finished(fiber: Fiber[Reply]) -> None:
            replies.append(self._carried_out(call, fiber))
            if settled:
                done(replies[0])

        settled = False
        Fiber(self.clock, self.dispatcher.answer(call), finished).start()
        self.clock.run()
        self.flush()
        settled = True
        if replies:
            done(replies[0])

    def _carried_out(self, call: Call, fiber: Fiber[Reply]) -> Reply:
        reply = fiber.result()
        self._held -= 1
        self.requests.append((call.method, call.path, reply.status))
        return reply

    def _events_first(self) -> bool:
        order = self.settings.events_order
        if order is EventsOrder.RANDOM:
            return self._random.random() < 0.5
        return order is EventsOrder.BEFORE

    def _schedule(self) -> None:
        if not self._turning:
            self._turning = True
            asyncio.get_running_loop().call_soon(self._turn)

    def _turn(self) -> None:
        self._turning = False
        self.clock.run()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        due = self.clock.next_due()
        if due is not None and not self.clock.virtual:
            wait = max(0.0, due - self.clock.time()) / self.clock.speed
            self._timer = asyncio.get_running_loop().call_later(wait, self._turn)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            await self._serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            pass
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            self._connections.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        patience = FIRST_REQUEST_WITHIN
        while True:
            try:
                async with asyncio.timeout(patience):
                    message = await read_message(reader)
            except Unreadable as unreadable:
                writer.write(unreadable.response)
                await writer.drain()
                return
            if message is None:
                return
            self.active()
            if not await self._answer(message, reader, writer) or message.closing:
                return
            patience = KEEP_ALIVE

    async def _answer(
        self, message: Message, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Answer one request; False when the connection is no longer one for HTTP."""
        path = message.path
        if path == "/ws":
            writer.write(_refuse_plain(message))
        elif path in CALLS:
            return await self._simulate_call(message, reader, writer)
        elif f"{path}/".startswith(MEDIA):
            writer.write(self._refuse_media(path[len(MEDIA) :]))
            return False
        elif not _is_ari(path):
            writer.write(page(404, NOT_HERE))
        elif handshake.is_wanted(message, _below_prefix(message)):
            return await self._open_websocket(message, reader, writer)
        else:
            await self._answer_rest(message, writer)
        await writer.drain()
        return True

    async def _answer_rest(self, message: Message, writer: asyncio.StreamWriter) -> None:
        user = self._user(message, writer)
        path = _below_prefix(message)
        if user is None:
            return
        if path == "events" and message.method == "GET":
            writer.write(page(426, ""))
            return
        call = Call(
            user=user,
            method=message.method,
            path=path,
            query=parse_query(message.query),
            content_type=message.headers.get("content-type", ""),
            body=message.body,
            host=message.headers.get("host", "localhost"),
        )
        if self.faults.slow:
            await asyncio.sleep(self.faults.slow)
        answered = asyncio.Event()

        def done(reply: Reply) -> None:
            writer.write(response(reply, closing=message.closing))
            answered.set()

        self.carry_out(call, done)
        await answered.wait()

    def _refuse_media(self, connection: str) -> bytes:
        """The answer to who wants to bring a channel's sound over a WebSocket."""
        variables = (channel.variables for channel in self.exchange.channels.values())
        if connection in [known.get("MEDIA_WEBSOCKET_CONNECTION_ID") for known in variables]:
            return page(501, "Media over a WebSocket is not simulated by the sandbox")
        return page(404, "WebSocket instance not found", reason="Not found")

    async def _open_websocket(
        self, message: Message, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        user = self._user(message, writer)
        if user is None:
            return True
        try:
            opened = handshake.read(message)
        except handshake.BadHandshake as bad:
            writer.write(bad.response)
            return True
        writer.write(opened.response)
        socket = EventSocket(self, opened.apps, user, writer)
        for name in opened.apps:
            self.exchange.applications.connect(name, socket, subscribe_all=opened.subscribe_all)
        self.sockets.append(socket)
        planned, self._planned = self._planned, []
        for delay, fault in planned:
            self.clock.call_later(delay, fault)
        try:
            await socket.run(reader)
        finally:
            if socket in self.sockets:
                self.sockets.remove(socket)
            self.exchange.applications.disconnect(socket)
        return False

    async def _simulate_call(
        self, message: Message, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        if self._user(message, writer, writing=True) is None:
            return True
        return await simulate_call(self.exchange, message.body or b"", reader, writer)

    def _user(
        self, message: Message, writer: asyncio.StreamWriter, *, writing: bool = False
    ) -> User | None:
        """The user; None when the refusal has been written."""
        try:
            header = message.headers.get("authorization")
            user = authenticate(self.settings.users, header, message.given)
            if writing and user.read_only:
                raise Refusal(403, "Write access denied")
            return user
        except Refusal as refusal:
            writer.write(response(refusal.reply, closing=message.closing))
            return None


class _Nobody:
    """The session of a client that exists only to take applications away."""

    def send(self, message: object) -> None:
        pass


def _is_ari(path: str) -> bool:
    head = path[: len(PREFIX) + 1].lower()
    return head in (PREFIX, f"{PREFIX}/")


def _below_prefix(message: Message) -> str:
    return message.path[len(PREFIX) :].removeprefix("/")


def _refuse_plain(message: Message) -> bytes:
    """The answer on the path of WebSockets that belong to no application."""
    if message.method != "GET":
        return page(501, "Attempt to use unimplemented / unsupported method")
    if "upgrade" not in message.headers:
        return page(426, "")
    return handshake.refusal()
