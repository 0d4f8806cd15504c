"""Help on what concerns more than one command, told as ``aricli help TOPIC``."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aricli.cli.topics.page import Block

TOPICS = {
    "config": "Profiles, the configuration file, and where passwords are.",
    "environment": "The variables that aricli reads.",
    "events": "What listen shows, and what to make of it.",
    "exit-codes": "What each exit code means.",
    "media": "What play takes, and how it ends.",
    "output": "Tables, JSON, ids; what goes to stdout and what to stderr.",
    "plugins": "What plugins can do, and where they come from.",
}
"""The topics, and one line on each."""


def blocks(topic: str) -> Sequence[Block]:
    """The page of a topic."""
    module = import_module(f"{__name__}.{topic.replace('-', '_')}")
    page: Sequence[Block] = module.page()
    return page
