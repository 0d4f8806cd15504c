"""A simulated Asterisk: everything an ARI client needs to be developed against, in process."""

from __future__ import annotations

from aricli.sandbox.dialplan import DialplanError
from aricli.sandbox.sandbox import Call, Companion, Sandbox
from aricli.sandbox.settings import EventsOrder, Settings, User

__all__ = ["Call", "Companion", "DialplanError", "EventsOrder", "Sandbox", "Settings", "User"]
