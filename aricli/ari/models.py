"""Data that ARI returns beside the handles."""

from __future__ import annotations

from aricli.ari.data import Data


class CallerID(Data):
    """Name and number of a party; both are what the caller claims."""

    name: str
    number: str


class DialplanCEP(Data):
    """Where in the dialplan a channel is."""

    context: str
    exten: str
    priority: int
    app_name: str | None
    app_data: str | None
