"""The operations, one module per resource; the table of operations names their methods."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from aricli.sandbox.exchange import Exchange
from aricli.sandbox.operations import Operation, operations
from aricli.sandbox.reply import Reply
from aricli.sandbox.request import Request
from aricli.sandbox.resources.applications import Applications
from aricli.sandbox.resources.asterisk import Asterisk
from aricli.sandbox.resources.bridges import Bridges
from aricli.sandbox.resources.channels import Channels
from aricli.sandbox.resources.device_states import DeviceStates
from aricli.sandbox.resources.endpoints import Endpoints
from aricli.sandbox.resources.events import Events
from aricli.sandbox.resources.mailboxes import Mailboxes
from aricli.sandbox.resources.playbacks import Playbacks
from aricli.sandbox.resources.recordings import Recordings
from aricli.sandbox.resources.sounds import Sounds

Handler = Callable[[Request], Awaitable[Reply]]
_ROOMS: dict[str, Callable[[Exchange], object]] = {
    "applications": Applications,
    "asterisk": Asterisk,
    "bridges": Bridges,
    "channels": Channels,
    "deviceStates": DeviceStates,
    "endpoints": Endpoints,
    "events": Events,
    "mailboxes": Mailboxes,
    "playbacks": Playbacks,
    "recordings": Recordings,
    "sounds": Sounds,
}


def method_name(nickname: str) -> str:
    """The method for an operation: addChannel is add_channel, sendDTMF is send_dtmf."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", nickname).lower()


def handlers(exchange: Exchange) -> dict[Operation, Handler]:
    """The method that carries out each operation."""
    rooms = {resource: room(exchange) for resource, room in _ROOMS.items()}
    return {
        operation: getattr(rooms[operation.resource], method_name(operation.nickname))
        for operation in operations()
    }
