"""``aricli demo``: the example applications at work, with a sandbox for an Asterisk."""

from __future__ import annotations

import inspect
import queue
import signal
import sys
import textwrap
import threading
from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

import typer

from aricli.cli.options import Session, command
from aricli.cli.signals import end_at
from aricli.cli.terminal import BOLD, CYAN, DIM, GREEN, coloured, styled, width
from aricli.cli.text import padded, visible
from aricli.engine.interruptible import wait_for

_HELP = """Watch the example applications at work; needs no Asterisk.

An Asterisk, an application and a caller in one process: the Asterisk is aricli's sandbox, the
application is a plugin that runs as under aricli listen. Without a name both are shown.
"""


_MARGIN = 19 * " "
_NARROWEST = 40
_NO_LIMIT = 1000


class _Show(NamedTuple):
    """An example application, and the call that shows it."""

    behaviour: str
    app: str
    number: str
    seconds: float
    caller: str = "alice"


_SHOWS = {
    "tones": _Show("tones", "channel-tones", "1000", 9.5),
    "monkeys": _Show("monkeys", "channel-playback-monkeys", "1001", 17.0),
}

_OPTIONS: dict[str, tuple[Any, Any]] = {
    "name": (
        Annotated[
            Literal["tones", "monkeys"] | None,
            typer.Argument(metavar="[tones|monkeys]", help="The application [default: both]"),
        ],
        None,
    ),
    "fast": (Annotated[bool, typer.Option("--fast", help="Do not wait: time is virtual")], False),
}


def build() -> Any:
    """The command."""
    parameters = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (kind, default) in _OPTIONS.items()
    ]
    return command(_demo, parameters, {}, name="demo", help=_HELP)


def _demo(session: Session, name: str | None, fast: bool) -> None:
    end_at(signal.SIGTERM)
    shows = [_SHOWS[name]] if name else list(_SHOWS.values())
    for show in shows:
        _play(show, fast)
    print(_on_your_own(shows))


def _play(show: _Show, fast: bool) -> None:
    from aricli.sandbox import Settings
    from aricli.stage import Stage

    with Stage(Settings(virtual_time=fast)) as stage:
        board = _Board(stage, show)
        board.heading(f"{show.caller} calls {show.number}, which is {show.app}")
        stage.run(show.behaviour, told=board.says, shown=board.event)
        call = stage.call(show.number, show.caller, observer=board.sees)
        try:
            if fast:
                call.wait(timeout=2 * show.seconds)
            else:
                wait_for(board.over, 2 * show.seconds)
            stage.check()
            board.check()
        except (KeyboardInterrupt, typer.Exit):
            board.close()
            raise


class _Board:
    """Writes down what caller and application do, one line each, as it happens."""

    def __init__(self, stage: Any, show: _Show) -> None:
        self.over: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._stage = stage
        self._show = show
        self._begun = stage.time
        self._lock = threading.Lock()
        self._colours = coloured(sys.stdout)
        self._closed = False
        self._error: BrokenPipeError | None = None

    def check(self) -> None:
        """Raise what happened when a line was written."""
        if self._error:
            raise self._error

    def close(self) -> None:
        """Write nothing more."""
        with self._lock:
            self._closed = True

    def heading(self, text: str) -> None:
        """A new call."""
        print(self._styled(text, BOLD), flush=True)

    def sees(self, what: str | None) -> None:
        """The caller is sent a message."""
        if what is not None:
            self._line(self._show.caller, f"<- {what}", CYAN)

    def says(self, text: str) -> None:
        """The application says something."""
        self._line(self._show.behaviour, text, GREEN)

    def event(self, raw: Mapping[str, Any]) -> None:
        """The application receives an event."""
        if raw["type"] == "PlaybackStarted":
            self._line(self._show.caller, f"hears {raw['playback']['media_uri']}", CYAN)
        elif raw["type"] == "StasisEnd":
            self.over.put(None)

    def _line(self, who: str, what: str, colour: str) -> None:
        time = self._styled(f"{self._stage.time - self._begun:6.1f} s", DIM)
        name = self._styled(padded(who, 7), colour)
        text = textwrap.fill(
            visible(what),
            max(width(sys.stdout) or _NO_LIMIT, _NARROWEST),
            initial_indent=_MARGIN,
            subsequent_indent=_MARGIN,
        )
        try:
            with self._lock:
                if not self._closed:
                    print(f"{time}  {name}  {text.removeprefix(_MARGIN)}", flush=True)
        except BrokenPipeError as error:
            self._closed, self._error = True, error
            self.over.put(None)

    def _styled(self, text: str, style: str) -> str:
        return styled(text, style) if self._colours else text


def _on_your_own(shows: list[_Show]) -> str:
    extensions = "\n".join(
        f"  exten => {show.number},1,Stasis({show.app})\n   same => n,Hangup()" for show in shows
    )
    apps = " ".join(f"--app {show.app}" for show in shows)
    return f"""
The same on an Asterisk of your own. In extensions.conf, in the context of your telephones:
{extensions}
After asterisk -rx 'dialplan reload', and once aricli login knows your Asterisk, here:
  aricli listen {apps}"""
