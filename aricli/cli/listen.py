"""``aricli listen``: hold applications, run their behaviours, show their events."""

from __future__ import annotations

import inspect
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Annotated, Any, NoReturn

import typer

from aricli.ari.stream import EventStream
from aricli.cli.options import CONNECTION, OUTPUT, Session, command
from aricli.cli.output import compact, event_line
from aricli.cli.text import visible
from aricli.engine.behaviour import Behaviour
from aricli.engine.call import Call
from aricli.engine.engine import Engine
from aricli.engine.listener import Listener, decode
from aricli.errors import AppReplaced, AriError, ConfigError, Disconnected, TimedOut
from aricli.plugins import Plugins

_OPTIONS: dict[str, tuple[Any, Any]] = {
    "app": (
        Annotated[
            list[str] | None, typer.Option(metavar="NAME", help="Application to hold; repeatable")
        ],
        None,
    ),
    "behaviour": (
        Annotated[
            str | None,
            typer.Option(metavar="NAME", help="Run this behaviour, under the --app given if any"),
        ],
        None,
    ),
    "event": (
        Annotated[
            list[str] | None,
            typer.Option(metavar="TYPE", help="Show events of this type only; repeatable"),
        ],
        None,
    ),
    "count": (
        Annotated[int | None, typer.Option(min=1, help="Stop after so many events")],
        None,
    ),
    "timeout": (
        Annotated[
            float | None,
            typer.Option(min=0, metavar="SECONDS", help="Stop after so long: exit 124"),
        ],
        None,
    ),
    "subscribe_all": (
        Annotated[
            bool,
            typer.Option("--subscribe-all", help="Events of all channels, bridges, endpoints too"),
        ],
        False,
    ),
}


def build() -> Any:
    """The command."""
    return command(
        _listen,
        [
            inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind
            )
            for name, (kind, default) in _OPTIONS.items()
        ],
        {**CONNECTION, **OUTPUT},
        name="listen",
        help=_HELP,
        short_help="Run the behaviours of an application, or show its events.",
    )


_HELP = """Run the behaviours of an application, or show its events.

With a behaviour for the application stdout carries what the behaviour says; without one, or with
-o, the events.

Example: aricli listen --app channel-tones
"""


def _listen(
    session: Session,
    app: list[str] | None,
    behaviour: str | None,
    event: list[str] | None,
    count: int | None,
    timeout: float | None,
    subscribe_all: bool,
) -> None:
    plugins = Plugins().load()
    for failure in plugins.failures:
        _tell(f"plugin {failure.plugin} is set aside: {failure.error}")
    apps, behaviours = _behaviours(plugins, app or [], behaviour)

    def stream() -> EventStream:
        return EventStream(session.server, apps, subscribe_all=subscribe_all)

    explicit = bool(session.options["output"] or event)
    printer = Printer(session.output, spoken_to=sys.stderr if explicit else sys.stdout)
    engine = Engine(session.ari, behaviours, printer)
    intake = Intake(engine, printer, set(apps), shown=None if explicit else set(behaviours))
    intake.limit(event, count)
    listener = Listener(stream, intake)
    intake.on_end = printer.on_closed = listener.stop
    signal.signal(signal.SIGTERM, _terminated)
    try:
        listener.start()
        _introduce(session, apps, behaviours)
        if not listener.wait(timeout):
            raise TimedOut(f"listened for {timeout:g} s")
        if intake.error:
            raise intake.error
    finally:
        listener.close()
        engine.close()


def _behaviours(
    plugins: Plugins, apps: list[str], name: str | None
) -> tuple[list[str], dict[str, type[Behaviour]]]:
    """The applications to hold and the behaviours that answer for them."""
    if name:
        kind = plugins.behaviour(name)
        apps = apps or [kind.app]
        return apps, dict.fromkeys(apps, kind)
    if not apps:
        raise ConfigError("no application to listen to", "name it:  aricli listen --app my-app")
    return apps, plugins.behaviours_for(apps)


def _terminated(number: int, frame: object) -> NoReturn:
    raise typer.Exit(128 + number)


def _introduce(
    session: Session, apps: Sequence[str], behaviours: dict[str, type[Behaviour]]
) -> None:
    server = session.server
    _tell(f"listening to {', '.join(apps)} on {server.url} as {server.username}")
    for app in apps:
        kind = behaviours.get(app)
        _tell(f"{app} is answered by {kind.__name__}" if kind else f"no behaviour answers {app}")


def _tell(text: str) -> None:
    print(f"aricli: {visible(text)}", file=sys.stderr, flush=True)


class Printer:
    """Writes what behaviours say and what events show, from any thread, a line at a time."""

    def __init__(self, output: str, spoken_to: Any) -> None:
        self._output = output
        self._spoken_to = spoken_to
        self._lock = threading.Lock()
        self.on_closed: Callable[[], None] = lambda: None

    def said(self, kind: type[Behaviour], text: str) -> None:
        """Print a line of a behaviour."""
        self._write(self._spoken_to, (visible(text) + "\n").encode())

    def failed(self, call: Call, what: str, error: Exception) -> None:
        """Tell of a handler that raised."""
        hint = f" ({error.hint})" if isinstance(error, AriError) and error.hint else ""
        _tell(
            f"{call.kind.__name__} failed in {what} of channel {call.channel.id}:"
            f" {type(error).__name__}: {error}{hint}"
        )

    def set_aside(self, kind: type[Behaviour]) -> None:
        """Tell of a behaviour that failed too often."""
        _tell(f"{kind.__name__} failed too often and is set aside; new calls go on in the dialplan")

    def events(self, messages: Sequence[tuple[bytes, dict[str, Any]]]) -> None:
        """Print events."""
        lines = [self._event(message, raw) for message, raw in messages]
        if lines:
            self._write(sys.stdout, b"\n".join(lines) + b"\n")

    def _event(self, message: bytes, raw: dict[str, Any]) -> bytes:
        if self._output == "table":
            return event_line(raw).encode()
        if self._output == "id":
            return str(raw.get("channel", {}).get("id", "")).encode()
        return compact(raw) if b"\n" in message else message

    def _write(self, stream: Any, data: bytes) -> None:
        try:
            with self._lock:
                stream.buffer.write(data)
                stream.buffer.flush()
        except BrokenPipeError:
            self.on_closed()


class Intake:
    """What the reading thread does with messages: shows them and gives them to the engine."""

    def __init__(
        self, engine: Engine, printer: Printer, apps: set[str], shown: set[str] | None
    ) -> None:
        self._engine = engine
        self._printer = printer
        self._apps = apps
        self._silent = shown or set()
        self._types: set[str] = set()
        self._left: int | None = None
        self.on_end: Callable[[], None] = lambda: None
        self.error: AriError | None = None

    def limit(self, types: Sequence[str] | None, count: int | None) -> None:
        """Show events of these types only, and no more than so many."""
        self._types = set(types or ())
        self._left = count

    def received(self, messages: Sequence[bytes]) -> None:
        """Take what came."""
        shown = []
        for message in messages:
            raw = decode(message)
            if raw is None:
                _tell("the server sent something that is no event; passed over")
                continue
            if self._counts(raw) and raw.get("application") not in self._silent:
                shown.append((message, raw))
            self._engine.deliver(raw)
            if raw["type"] == "ApplicationReplaced":
                self._lose(raw)
            if self._left == 0:
                self.on_end()
                break
        self._printer.events(shown)

    def lost(self, error: Disconnected) -> None:
        """Tell that the connection is lost."""
        _tell(f"{error}; connecting again")

    def back(self, seconds: float) -> None:
        """Tell that the connection is back."""
        _tell(f"connected again after {seconds:.1f} s without events")

    def _counts(self, raw: dict[str, Any]) -> bool:
        if self._types and raw["type"] not in self._types:
            return False
        if self._left is not None:
            self._left -= 1
        return True

    def _lose(self, raw: dict[str, Any]) -> None:
        app = raw.get("application", "")
        error = AppReplaced(
            f"another client took over the application {app}",
            "one client at a time holds an application; stop the other, or use another name",
        )
        self._apps.discard(app)
        if self._apps:
            _tell(str(error))
        else:
            self.error = error
            self.on_end()
