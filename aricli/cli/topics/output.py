"""What goes where, and in which format."""

from __future__ import annotations

from collections.abc import Sequence

from aricli.cli.topics.page import Block, Heading, Lines, Terms

FORMATS = {
    "table": "For a person: columns as wide as the terminal. The default on a terminal.",
    "json": "The server's answer, byte for byte.",
    "jsonl": "One JSON object a line. The default in a pipe or a file.",
    "id": "One id, or name, a line: what other commands take on stdin.",
}
"""What -o takes."""


def page() -> Sequence[Block]:
    """The page."""
    return (
        "stdout is data, stderr is talk: what was asked for goes to stdout, and warnings, progress"
        " and errors go to stderr. An error is two lines: what happened, with the server's own"
        " words, and what to do about it.",
        Heading("Formats"),
        Terms([(f"-o {name}", text) for name, text in FORMATS.items()]),
        "--columns chooses the fields of a table; those in objects have dotted names.",
        Lines("aricli channels list --columns id,caller.number,creationtime"),
        Heading("Ids on stdin"),
        "A command whose first argument is an id takes - for it and reads ids from stdin, one a"
        " line. Each is tried; the exit code is the highest of all.",
        Lines("aricli channels list -o id | aricli hangup -"),
        Heading("Control characters"),
        "Names, numbers and variables come from callers. In tables and messages their control"
        " characters are spelt out, as in \\x1b, so that nobody who calls can play with the"
        " terminal. JSON is what the server wrote.",
    )
