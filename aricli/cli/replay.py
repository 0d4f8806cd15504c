"""``aricli replay``: a recorded session for the behaviours of today."""

from __future__ import annotations

import inspect
import signal
import sys
import time
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from aricli.cli.completion import completes
from aricli.cli.options import OUTPUT, Session, command
from aricli.cli.output import compact, write
from aricli.cli.signals import end_at
from aricli.cli.terminal import GREEN, RED, coloured, styled
from aricli.cli.text import tell, visible
from aricli.errors import InvalidRequest, PluginError

if TYPE_CHECKING:
    from aricli.engine.behaviour import Behaviour
    from aricli.engine.call import Call
    from aricli.engine.replay import Comparison, Line

_HELP = """Feed a recorded session to behaviours, and show where they now ask for something else.

FILE is what aricli listen --record wrote. Requests are answered from it; no Asterisk is needed.
Exits 1 when a behaviour asks for anything else than was recorded, 9 when one of its handlers fails.
"""
_OPTIONS: dict[str, tuple[Any, Any]] = {
    "file": (
        Annotated[str, typer.Argument(metavar="FILE", help="The recording")],
        inspect.Parameter.empty,
    ),
    "behaviour": (
        Annotated[
            str | None,
            typer.Option(
                metavar="NAME",
                help="Feed this behaviour [default: those of the recorded applications]",
                autocompletion=completes("behaviour"),
            ),
        ],
        None,
    ),
    "app": (
        Annotated[
            list[str] | None,
            typer.Option(metavar="NAME", help="Recorded application to feed it; repeatable"),
        ],
        None,
    ),
    "real_time": (
        Annotated[bool, typer.Option("--real-time", help="Take as long as it took then")],
        False,
    ),
}


def build() -> Any:
    """The command."""
    parameters = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (kind, default) in _OPTIONS.items()
    ]
    return command(_replay, parameters, OUTPUT, name="replay", help=_HELP)


def _replay(
    session: Session, file: str, behaviour: str | None, app: list[str] | None, real_time: bool
) -> None:
    from aricli.engine.replay import Replay

    end_at(signal.SIGTERM)
    recorded = _applications(file)
    behaviours = _behaviours(behaviour, app or [], recorded)
    if not recorded.keys() & behaviours.keys():
        raise InvalidRequest(
            f"{file} has no call that {'the behaviour' if behaviour else 'any behaviour'} answers",
            f"--app names the application; there are calls to: {', '.join(recorded) or 'none'}",
        )
    voices = _Voices(sys.stderr if session.options["output"] else sys.stdout)
    pace = time.sleep if real_time else _no_time
    replay = Replay(file, behaviours, voices, pace)
    replay.run()
    comparisons = replay.compare()
    _show(session.options["output"], [each for each in comparisons if not each.same])
    _conclude(replay.calls, Counter(line.change for each in comparisons for line in each.lines))
    if voices.failures:
        what = "1 handler" if voices.failures == 1 else f"{voices.failures} handlers"
        raise PluginError(f"{what} failed", "see above which, and in what")
    if not all(each.same for each in comparisons):
        raise typer.Exit(1)


def _no_time(seconds: float) -> None:
    """Do not wait."""


def _applications(file: str) -> Counter[str]:
    """The applications that calls in a recording enter, and how many."""
    from aricli.engine.recorded import read_session

    starts = (
        record["event"].get("application", "")
        for record in read_session(file)
        if record.get("kind") == "event" and record["event"].get("type") == "StasisStart"
    )
    return Counter(starts)


def _behaviours(
    name: str | None, apps: list[str], recorded: Mapping[str, int]
) -> dict[str, type[Behaviour]]:
    """Which behaviour answers which of the recorded applications."""
    from aricli.cli import foreign

    plugins = foreign.plugins()
    for failure in plugins.failures:
        tell(str(failure))
    if name:
        kind = plugins.behaviour(name)
        return dict.fromkeys(apps or [kind.app], kind)
    return plugins.behaviours_for(apps or list(recorded))


class _Voices:
    """Prints what behaviours say, and what fails in them."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.failures = 0

    def said(self, kind: type[Behaviour], text: str) -> None:
        """Print a line of a behaviour."""
        print(visible(text), file=self._stream, flush=True)

    def failed(self, call: Call, what: str, error: Exception) -> None:
        """Tell of a handler that raised."""
        self.failures += 1
        where = f"{what} of channel {call.channel.id}"
        tell(f"{call.kind.__name__} failed in {where}: {type(error).__name__}: {error}")

    def set_aside(self, kind: type[Behaviour]) -> None:
        """Nothing to add: the failures have been told."""


def _show(output: str | None, comparisons: list[Comparison]) -> None:
    """Show calls that have changed."""
    if output == "id":
        write(*(each.about.encode() for each in comparisons))
    elif output in {"json", "jsonl"}:
        rows = [
            {"about": each.about, **line._asdict()}
            for each in comparisons
            for line in each.lines
            if line.change != " "
        ]
        write(*([compact(rows)] if output == "json" else map(compact, rows)))
    else:
        for each in comparisons:
            write(visible(each.about).encode(), *map(_drawn, each.lines))


def _drawn(line: Line) -> bytes:
    text = f"{line.change} {line.t:8.1f}  {visible(line.text)}"
    colour = {"-": RED, "+": GREEN}.get(line.change)
    return (styled(text, colour) if colour and coloured(sys.stdout) else text).encode()


def _conclude(calls: int, changes: Mapping[str, int]) -> None:
    gone, new = changes.get("-", 0), changes.get("+", 0)
    tell(
        f"{calls} {'call' if calls == 1 else 'calls'}: {changes.get(' ', 0)} requests as recorded"
        + (f", {gone} no longer made, {new} new" if gone or new else "")
    )
