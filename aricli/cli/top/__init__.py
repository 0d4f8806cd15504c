"""``aricli top``: a live screen of channels and bridges."""

from __future__ import annotations

import inspect
import os
import signal
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aricli.cli.options import CONNECTION, Session, command
from aricli.cli.signals import end_at
from aricli.errors import InvalidRequest

if TYPE_CHECKING:
    from rich.text import Text

    from aricli.cli.top.screen import Line

_HELP = """A live screen of channels and bridges.

It changes nothing and takes no application from anyone. Keys: up and down choose a channel, s
sorts, r reverses, / filters, h hangs up (after asking), q quits.
"""
_TICK = 0.5
"""Seconds between drawings of the screen."""
_ONCE = inspect.Parameter(
    "once",
    inspect.Parameter.KEYWORD_ONLY,
    default=False,
    annotation=Annotated[bool, typer.Option("--once", help="Print what there is now, and end")],
)


def build() -> Any:
    """The command."""
    return command(_top, [_ONCE], CONNECTION, name="top", help=_HELP)


def _top(session: Session, once: bool) -> None:
    from aricli.cli.top.feed import Feed
    from aricli.cli.top.scene import Scene

    scene = Scene()
    feed = Feed(session.server, session.ari, scene)
    where = session.server.url.partition("://")[2]
    if once:
        feed.look()
        _print(scene, where)
        return
    if not _can_draw():
        raise InvalidRequest("top needs a Unix terminal to draw on", "use  aricli top --once")
    end_at(signal.SIGTERM, signal.SIGHUP)
    with feed:
        _run(feed, scene, where)


def _can_draw() -> bool:
    on_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    return os.name == "posix" and on_terminal and os.environ.get("TERM") != "dumb"


def _print(scene: Any, where: str) -> None:
    from aricli.cli.output import write
    from aricli.cli.terminal import BOLD, coloured, styled, width
    from aricli.cli.top.screen import snapshot

    bold = coloured(sys.stdout)
    for line in snapshot(scene.view(), where, width(sys.stdout)):
        write((styled(line.text, BOLD) if bold and line.style else line.text).encode())


def _run(feed: Any, scene: Any, where: str) -> None:
    """Draw and obey until the user quits or the terminal is gone."""
    from rich.console import Console, Group
    from rich.live import Live

    from aricli.cli.top.controls import Controls
    from aricli.cli.top.keyboard import Keyboard
    from aricli.cli.top.screen import screen

    controls = Controls(feed.hang_up)
    console = Console()
    with (
        Keyboard(sys.stdin.fileno()) as keyboard,
        Live(console=console, screen=True, auto_refresh=False) as live,
    ):
        shown: list[Line] = []
        while not controls.over:
            size = os.get_terminal_size(sys.stdout.fileno())
            lines = screen(scene.view(), controls, where, size.columns, size.lines)
            if lines != shown:
                live.update(Group(*map(_rich, lines)), refresh=True)
                shown = lines
            try:
                controls.press_all(keyboard.read(_TICK))
            except EOFError:
                return


def _rich(line: Line) -> Text:
    from rich.text import Text

    return Text(line.text, style=line.style, no_wrap=True, overflow="crop")
