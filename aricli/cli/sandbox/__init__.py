"""``aricli sandbox``: a simulated Asterisk, and calls to it."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Annotated, Any

import typer

from aricli.cli.help import Group
from aricli.cli.options import CONNECTION, OUTPUT, Session, command

_HELP = """A simulated Asterisk to develop against, until ^C.

It answers HTTP and WebSocket as an Asterisk 22 does, and has a small dialplan; audio there is none.
It is for this machine alone; --host lets others in, with a password of your own.
"""
_CALL_HELP = """Call a number of the sandbox, and show what the caller sees as it happens.

^C hangs up. The sandbox is the one at --url, by default the one that aricli sandbox starts.
"""

_OPTIONS: dict[str, tuple[Any, Any]] = {
    "port": (
        Annotated[
            int,
            typer.Option(
                min=0, max=65535, metavar="NUMBER", help="Where to listen; 0 for a free one"
            ),
        ],
        8088,
    ),
    "host": (Annotated[str, typer.Option(metavar="ADDRESS", help="Listen there")], "127.0.0.1"),
    "user": (
        Annotated[
            str | None,
            typer.Option(metavar="NAME", help="The user to let in [default: asterisk, viewer]"),
        ],
        None,
    ),
    "password_stdin": (
        Annotated[
            bool,
            typer.Option("--password-stdin", help="Read the user's password from stdin"),
        ],
        False,
    ),
    "dialplan": (
        Annotated[
            Path | None,
            typer.Option(metavar="FILE", help="Extensions, in the manner of extensions.conf"),
        ],
        None,
    ),
    "fault": (
        Annotated[
            list[str] | None,
            typer.Option(
                metavar="FAULT",
                help="Cause it: drop-after=EVENTS, slow=200ms, half-open, replace, restart, the"
                " last three 5 s after a client connects, or as in restart@60; repeatable",
            ),
        ],
        None,
    ),
    "speed": (
        Annotated[
            float,
            typer.Option(min=0.001, metavar="FACTOR", help="Let time pass so much faster"),
        ],
        1.0,
    ),
}
_CALL_OPTIONS: dict[str, tuple[Any, Any]] = {
    "number": (
        Annotated[str, typer.Argument(metavar="NUMBER", help="The extension to dial")],
        inspect.Parameter.empty,
    ),
    "caller": (
        Annotated[str, typer.Option("--from", metavar="NAME", help="Name and number of who calls")],
        "alice",
    ),
    "dtmf": (
        Annotated[
            str, typer.Option(metavar="KEYS", help="Keys to press, one each 0.2 s, e.g. 1,2")
        ],
        "",
    ),
    "hangup_after": (
        Annotated[
            float | None, typer.Option(min=0, metavar="SECONDS", help="Hang up after so long")
        ],
        None,
    ),
}


class _Sandbox(Group):
    """A group that is a command too, when it is called without one of its own."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Without arguments, do what the command does; never mind the help."""
        return super(Group, self).parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that is called, which then acts alone."""
        self.callback = None
        return super().resolve_command(ctx, args)


def build() -> Any:
    """The command, with the one below it."""
    alone = command(_sandbox, _parameters(_OPTIONS), {}, name="sandbox")
    return _Sandbox(
        name="sandbox",
        help=_HELP,
        params=alone.params,
        callback=alone.callback,
        invoke_without_command=True,
        commands={
            "call": command(
                _call,
                _parameters(_CALL_OPTIONS),
                {**CONNECTION, **OUTPUT},
                name="call",
                help=_CALL_HELP,
            )
        },
    )


def _parameters(options: dict[str, tuple[Any, Any]]) -> list[inspect.Parameter]:
    return [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (kind, default) in options.items()
    ]


def _sandbox(session: Session, **options: Any) -> None:
    from aricli.cli.sandbox.serving import serve

    serve(**options)


def _call(session: Session, **options: Any) -> None:
    from aricli.cli.sandbox.calling import call

    call(session, **options)
