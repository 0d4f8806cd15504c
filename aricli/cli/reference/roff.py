"""Man pages: one for aricli, one for each command and group directly below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from aricli.cli.examples import examples
from aricli.cli.reference.tree import SHARED, Node, root, top
from aricli.cli.topics import blocks
from aricli.cli.topics.page import Block, Heading, Lines, Terms

_ESCAPES = str.maketrans(
    {"\\": r"\(rs", "-": r"\-", "'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"}
)
_SEE_HELP = "aricli help TOPIC tells of exit codes, output, media, events and more."


def pages() -> Iterator[tuple[str, str]]:
    """Each page's path below docs, and its text."""
    start = root()
    nodes = list(top(start))
    yield "man/aricli.1", _text(_root_page(start, nodes))
    for node in nodes:
        yield f"man/{_page_name(node)}.1", _text(_page(node))


def _root_page(start: Node, nodes: Sequence[Node]) -> Iterator[str]:
    yield from _head(start, start.command.help)
    yield ".SH DESCRIPTION"
    yield _escaped(start.command.help)
    yield from _paragraph(_SEE_HELP)
    yield ".SH COMMANDS"
    for node in nodes:
        yield from _term(f"{node.path.removeprefix('aricli ')}", node.summary)
    yield ".SH OPTIONS"
    yield from _terms(start.sections()["Options"])
    for title, topic in (("EXIT STATUS", "exit-codes"), ("ENVIRONMENT", "environment")):
        yield f".SH {title}"
        page = list(_blocks(blocks(topic)))
        yield from page[page[0] == ".PP" :]
    yield ".SH FILES"
    yield from _term("~/.config/aricli/config.toml", "Profiles; see aricli-config(1).")
    yield ".SH SEE ALSO"
    yield ",\n".join(f".BR {_escaped(_page_name(node))} (1)" for node in nodes)


def _page(node: Node) -> Iterator[str]:
    yield from _head(node, node.summary)
    yield ".SH DESCRIPTION"
    yield from _description(node)
    below = list(node.below())
    sections = node.sections()
    for title, records in sections.items():
        yield f".SH {title.upper()}"
        yield from _terms(records)
    if below:
        yield ".SH COMMANDS"
        for each in below:
            yield from _command(each)
        for title, records in _shared(below).items():
            yield f".SH {title.upper()}"
            yield from _terms(records)
    else:
        yield from _examples(node, ".SH EXAMPLES")
    yield ".SH SEE ALSO"
    yield ".BR aricli (1)"


def _head(node: Node, summary: str) -> Iterator[str]:
    name = _page_name(node)
    yield r".\" Made by: python -m aricli.cli.reference docs"
    yield f'.TH {_escaped(name.upper())} 1 "" "aricli" "aricli manual"'
    yield ".nh"  # words such as aricli-play(1) have to stay whole
    yield ".ad l"
    yield ".SH NAME"
    yield f"{_escaped(name)} \\- {_escaped(summary.rstrip('.'))}"
    yield ".SH SYNOPSIS"
    yield from _synopsis(node)


def _synopsis(node: Node) -> Iterator[str]:
    yield f".B {_escaped(node.path)}"
    pieces = node.command.collect_usage_pieces(node.context)
    if pieces:
        yield f".I {_escaped(' '.join(pieces))}"


def _command(node: Node) -> Iterator[str]:
    """A command of a group, without the options that all of them share."""
    yield f".SS {_escaped(node.path)}"
    yield from _synopsis(node)
    yield ".PP"
    yield from _description(node)
    for title, records in node.sections().items():
        if title not in SHARED:
            yield from _terms(each for each in records if "--help" not in each[0])
    yield from _examples(node, ".PP")


def _shared(nodes: Iterable[Node]) -> dict[str, list[tuple[str, str]]]:
    """The sections that commands share, with all options that any of them has."""
    found: dict[str, dict[str, str]] = {}
    for node in nodes:
        for title, records in node.sections().items():
            if title in SHARED:
                found.setdefault(title, {}).update(records)
    return {title: list(records.items()) for title, records in found.items()}


def _description(node: Node) -> Iterator[str]:
    paragraphs = [" ".join(part.split()) for part in (node.command.help or "").split("\n\n")]
    yield "\n.PP\n".join(map(_escaped, filter(None, paragraphs)))


def _examples(node: Node, macro: str) -> Iterator[str]:
    lines = examples(node.path)
    if lines:
        yield macro
        yield from _verbatim("\n".join(lines))


def _terms(records: Iterable[tuple[str, str]]) -> Iterator[str]:
    for term, text in records:
        yield from _term(term, text)


def _term(term: str, text: str) -> Iterator[str]:
    yield ".TP"
    yield f".B {_escaped(term)}"
    yield _escaped(text) or r"\&"


def _blocks(page: Sequence[Block]) -> Iterator[str]:
    for block in page:
        if isinstance(block, Heading):
            yield f".SS {_escaped(block.text)}"
        elif isinstance(block, Terms):
            yield from _terms(block.pairs)
        elif isinstance(block, Lines):
            yield ".PP"
            yield from _verbatim(block.text)
        else:
            yield from _paragraph(block)


def _paragraph(text: str) -> Iterator[str]:
    yield ".PP"
    yield _escaped(text)


def _verbatim(text: str) -> Iterator[str]:
    yield ".RS 4"
    yield ".nf"
    yield from map(_escaped, text.splitlines())
    yield ".fi"
    yield ".RE"


def _escaped(text: str) -> str:
    escaped = text.translate(_ESCAPES)
    return rf"\&{escaped}" if escaped.startswith(".") else escaped


def _page_name(node: Node) -> str:
    return node.path.replace(" ", "-")


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"
