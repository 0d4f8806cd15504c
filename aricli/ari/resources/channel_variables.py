"""Channels: their variables and dialplan functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aricli.ari.operation import Resource, operation
from aricli.ari.types import ChannelId, ReportEvents, VariableName, Variables, VariableValue

if TYPE_CHECKING:
    from aricli.ari.models import Variable
    from aricli.ari.models import Variables as VariablesOf

_UNSET = "the variable is unset or empty, or the channel has gone"
_UNREADABLE = "there is no such function, or it is not allowed from outside the dialplan"


class ChannelVariables(Resource):
    """The operations of ARI's /channels about variables."""
