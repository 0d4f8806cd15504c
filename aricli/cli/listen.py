"""``aricli listen``: hold applications, run their behaviours, show their events."""

from __future__ import annotations

import contextlib
import gc
import inspect
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aricli.ari.client import Ari
from aricli.cli import foreign
from aricli.cli.completion import completes
from aricli.cli.event_types import warn_of_unknown
from aricli.cli.options import CONNECTION, OUTPUT, Session, command
from aricli.cli.printer import Printer
from aricli.cli.root import leave_plugins_out
from aricli.cli.signals import end_at
from aricli.cli.text import tell
from aricli.engine.recording import Recorder
from aricli.engine.run import Options, Run
from aricli.engine.statistics import Statistics
from aricli.engine.transport import Way
from aricli.errors import ConfigError, InvalidRequest, NotFound, PluginError, TimedOut
from aricli.plugins import Plugins
from aricli.plugins.onlookers import Onlookers

if TYPE_CHECKING:
    from aricli.cli.statistics import Exporter, Teller
    from aricli.engine.behaviour import Behaviour

_HELP = """Run the behaviours of an application, or show its events.

With a behaviour for the application stdout carries what the behaviour says; without one, or with
-o, the events. A lost connection is made again, and what was missed is found out.
"""
_RUNNING = "Running"


def _option(kind: Any, default: Any, *flags: str, **settings: Any) -> tuple[Any, Any]:
    return Annotated[kind, typer.Option(*flags, **settings)], default


_OPTIONS: dict[str, tuple[Any, Any]] = {
    "app": _option(
        list[str] | None,
        None,
        metavar="NAME",
        help="Application to hold; repeatable",
        autocompletion=completes("answered_app", "app"),
    ),
    "behaviour": _option(
        str | None,
        None,
        metavar="NAME",
        help="Run this behaviour, for the --app given if any",
        autocompletion=completes("behaviour"),
    ),
    "event": _option(
        list[str] | None,
        None,
        metavar="TYPE",
        help="Show events of this type only; repeatable",
        autocompletion=completes("event_type"),
    ),
    "to": _option(
        list[str] | None,
        None,
        metavar="URL",
        help="Deliver events to redis://HOST/STREAM or what else plugins take; repeatable",
        autocompletion=completes("sink"),
    ),
    "count": _option(int | None, None, min=1, help="Stop after so many events"),
    "timeout": _option(
        float | None, None, min=0, metavar="SECONDS", help="Stop after so long: exit 124"
    ),
    "subscribe_all": _option(
        bool, False, "--subscribe-all", help="Events of everything, not of the application alone"
    ),
    "retries": _option(
        int | None,
        None,
        min=0,
        help="Attempts in a row to connect again [default: no end]",
        rich_help_panel=_RUNNING,
    ),
    "ping": _option(
        float,
        7.0,
        min=0.1,
        metavar="SECONDS",
        help="Ping after so long a silence; as long again, and the link is dead",
        rich_help_panel=_RUNNING,
    ),
    "grace": _option(
        float | None,
        None,
        min=0,
        metavar="SECONDS",
        help="At the end, let running handlers finish for so long, then plugins and sinks"
        " [default: 0 and 5]",
        rich_help_panel=_RUNNING,
    ),
    "takeover": _option(
        bool,
        False,
        "--takeover",
        help="Take an application back from a client that took it",
        rich_help_panel=_RUNNING,
    ),
    "transport": _option(
        Way,
        "auto",
        help="Send requests over HTTP, the event WebSocket, or whichever suits each",
        rich_help_panel=_RUNNING,
    ),
    "record": _option(
        Path | None,
        None,
        metavar="FILE",
        help="Write events, requests and answers to a file, for replay and trace",
        rich_help_panel=_RUNNING,
    ),
    "redact_numbers": _option(
        bool,
        False,
        "--redact-numbers",
        help="Put pseudonyms for telephone numbers and names into the recording",
        rich_help_panel=_RUNNING,
    ),
    "stats": _option(
        float | None,
        None,
        min=0.1,
        metavar="SECONDS",
        help="Tell events/s, calls, queue, lag and request times on stderr so often",
        rich_help_panel=_RUNNING,
    ),
    "prometheus": _option(
        str | None,
        None,
        metavar="[HOST:]PORT",
        help="Serve the same to Prometheus; needs aricli[prometheus]",
        rich_help_panel=_RUNNING,
    ),
    "no_plugins": _option(
        bool,
        False,
        "--no-plugins",
        callback=leave_plugins_out,
        help="Load no plugins",
        rich_help_panel=_RUNNING,
    ),
    "strict_plugins": _option(
        bool,
        False,
        "--strict-plugins",
        help="Exit 9 when a plugin does not load or raises",
        rich_help_panel=_RUNNING,
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


def _listen(session: Session, **options: Any) -> None:
    warn_of_unknown(options["event"] or ())
    plugins = _plugins(strict=options["strict_plugins"])
    apps, behaviours = _behaviours(plugins, _apps(session, options), options["behaviour"])
    explicit = bool(session.options["output"] or (options["event"] and not options["to"]))
    silent = set() if explicit else set(apps if options["to"] else behaviours)
    printer = Printer(session.output, apps, silent, events_only=explicit)
    printer.limit(options["event"], options["count"])
    printer.strict_plugins = options["strict_plugins"]
    printer.writer = session.writer
    onlookers = Onlookers(plugins, apps, printer, options["to"] or (), options["event"] or ())
    statistics = Statistics() if options["stats"] or options["prometheus"] else None
    settings = _run_options(options, statistics)
    run = Run(session.server, apps, behaviours, printer, [printer, *onlookers], settings)
    onlookers.use(run.ari)
    if printer.prints_all and not (behaviours or options["record"] or statistics or onlookers):
        run.intake.unread = printer.lines
    printer.end = run.listener.stop
    if options["takeover"]:
        printer.takeover = run.listener.reconnect
    end_at(signal.SIGTERM)
    with contextlib.ExitStack() as closing:
        closing.callback(printer.close)
        closing.callback(lambda: onlookers.close(options["grace"]))
        closing.callback(lambda: run.close(options["grace"] or 0.0))
        for figures in _figures(statistics, run, options):
            closing.callback(figures.close)
        _warn_if_held(run.ari, apps)
        # What is there now stays; to look through it for garbage would hold up some call for long.
        gc.freeze()
        _introduce(session, apps, behaviours, run.start())
        onlookers.begin()
        if not run.listener.wait(options["timeout"]):
            raise TimedOut(f"listened for {options['timeout']:g} s")


def _figures(
    statistics: Statistics | None, run: Run, options: dict[str, Any]
) -> Iterator[Teller | Exporter]:
    """Who shows the figures of the run."""
    if not statistics:
        return
    from aricli.cli.statistics import Exporter, Teller

    if options["stats"]:
        yield Teller(statistics, run.engine, options["stats"])
    if options["prometheus"]:
        yield Exporter(statistics, run.engine, options["prometheus"])


def _run_options(options: dict[str, Any], statistics: Statistics | None) -> Options:
    recorder = None
    if options["record"]:
        recorder = Recorder(
            options["record"],
            redact_numbers=options["redact_numbers"],
            failed=lambda error: tell(f"the recording ends: {error}"),
        )
    elif options["redact_numbers"]:
        raise InvalidRequest("--redact-numbers is for a recording", "add --record FILE")
    return Options(
        subscribe_all=options["subscribe_all"],
        ping=options["ping"],
        retries=options["retries"],
        transport=options["transport"],
        recorder=recorder,
        statistics=statistics,
    )


def _apps(session: Session, options: dict[str, Any]) -> list[str]:
    """The applications asked for; the profile's own where neither these nor a behaviour are."""
    if options["app"] or options["behaviour"]:
        return options["app"] or []
    app = session.settings["app"]
    return [str(app)] if app else []


def _plugins(strict: bool) -> Plugins:
    plugins = foreign.plugins()
    foreign.tell_missed()
    for failure in plugins.failures:
        if strict:
            raise PluginError(str(failure)) from failure.error
        tell(str(failure))
    return plugins


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


def _warn_if_held(ari: Ari, apps: Sequence[str]) -> None:
    for app in apps:
        with contextlib.suppress(NotFound):
            ari.applications.get(app)
            tell(f"{app} is known to Asterisk already: if a client holds it, that client loses it")


def _introduce(
    session: Session, apps: Sequence[str], behaviours: dict[str, type[Behaviour]], version: str
) -> None:
    server = session.server
    answered = (
        f"{app} (answered by {behaviours[app].__name__})"
        if app in behaviours
        else f"{app} (no behaviour)"
        for app in apps
    )
    tell(
        f"listening to {', '.join(answered)} on Asterisk {version} at {server.url}"
        f" as {server.username}"
    )
