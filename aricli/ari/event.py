"""An event of any type; the types are in `aricli.ari.events`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aricli.ari.data import Data

if TYPE_CHECKING:
    from aricli.ari.client import Ari

INFERRED = "aricli_inferred"
"""The field that marks an event which the server did not send: it stands for one that was lost."""


class Event(Data):
    """Something that happened; also the class of events that aricli does not know.

    Attributes:
        type: ARI's name of the event, e.g. ``StasisStart``.
        application: The application that it was sent to; another may get its own copy.
        timestamp: When, as ISO 8601 with milliseconds and offset: ``...T20:36:00.123+0000``.
        asterisk_id: The id of the server.
    """

    type: str
    application: str
    timestamp: str
    asterisk_id: str | None

    def __init__(self, raw: Mapping[str, Any], ari: Ari | None = None) -> None:
        self.raw = raw
        self._ari = ari
        # What is asked for with each event is not looked up each time.
        if "type" in raw:
            self.type = raw["type"]

    @property
    def inferred(self) -> bool:
        """Whether this stands for an event that was lost with the connection."""
        return INFERRED in self.raw
