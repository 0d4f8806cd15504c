"""Exit codes, read off the table that decides on them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence

from aricli.cli import EXIT_CODES
from aricli.cli.topics.page import Block, Lines, Terms

TITLES = {
    0: "done",
    1: "unexpected",
    2: "usage",
    3: "cannot connect",
    4: "not allowed",
    5: "not found",
    6: "wrong state",
    7: "server fault",
    8: "playback failed",
    9: "plugin fault",
    124: "timed out",
    130: "interrupted",
    143: "terminated",
}
"""What each exit code is called."""
_BESIDES = {
    0: "All went well; or whoever read the output, like head, had seen enough.",
    1: "None of the errors below, ARICLI_DEBUG=1 shows where it came from;"
    " or aricli replay found that a behaviour now asks for something else.",
    2: "The command line is not right.",
    143: "SIGTERM came.",
}
"""What ends in an exit code without being an error of the table."""


def page() -> Sequence[Block]:
    """The page."""
    return (
        "Scripts can tell from the exit code what happened:",
        Terms(
            [(str(code), f"{title}: {' '.join(meanings(code))}") for code, title in TITLES.items()]
        ),
        "With - for ids from stdin, each id is tried, and the highest exit code counts.",
        Lines('aricli hangup "$id" || [ $? -eq 5 ]    # gone already is as good'),
    )


def meanings(code: int) -> Iterator[str]:
    """What ends in this exit code, a sentence each."""
    if code in _BESIDES:
        yield _BESIDES[code]
    for error, its_code in EXIT_CODES.items():
        if its_code == code:
            yield _first_sentence(error)


def _first_sentence(error: type[BaseException]) -> str:
    if error is KeyboardInterrupt:
        return "Ctrl-C, or SIGINT, came."
    return inspect.cleandoc(error.__doc__ or "").partition("\n\n")[0].replace("\n", " ")
