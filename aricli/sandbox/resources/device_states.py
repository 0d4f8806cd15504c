"""/deviceStates"""

from __future__ import annotations

from aricli.sandbox.exchange import Exchange
from aricli.sandbox.reply import NO_CONTENT, Refusal, Reply
from aricli.sandbox.request import Request

CONTROLLED = "Stasis:"
STATES = frozenset(
    ["NOT_INUSE", "INUSE", "BUSY", "INVALID", "UNAVAILABLE", "RINGING", "RINGINUSE", "ONHOLD"]
)


class DeviceStates:
    """States of devices; only names that begin with ``Stasis:``, in any case, can be set."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def list(self, request: Request) -> Reply:
        listed = [(CONTROLLED + name.rpartition("/")[2]) for name in sorted(self._states)]
        return Reply(200, [_device(name, self._state(name)) for name in listed])

    async def get(self, request: Request) -> Reply:
        name = request["deviceName"]
        return Reply(200, _device(name, self._state(name)))

    async def update(self, request: Request) -> Reply:
        name = _controlled(request)
        state = (request.params.text("deviceState") or "").upper()
        if state not in STATES:
            raise Refusal(500, "Unknown device")
        old, self._states[name] = self._states.get(name), state
        if state != old:
            self._exchange.set_device_state(CONTROLLED + name, state)
        return NO_CONTENT

    async def delete(self, request: Request) -> Reply:
        name = _controlled(request)
        if request["deviceName"].startswith(CONTROLLED):
            self._states.pop(name, None)
        return NO_CONTENT

    @property
    def _states(self) -> dict[str, str]:
        return self._exchange.device_states

    def _state(self, name: str) -> str:
        tech, slash, resource = name.partition("/")
        if not slash and name.lower().startswith(CONTROLLED.lower()):
            return self._states.get(name[len(CONTROLLED) :], "UNKNOWN")
        if not slash and name.lower().startswith("custom:"):
            return "UNKNOWN"
        if tech.upper() == "PJSIP" and resource in self._exchange.settings.endpoints:
            return self._exchange.lines.state(f"PJSIP/{resource}")
        if tech.upper() == "LOCAL":
            return self._exchange.local_state(resource)
        return "INVALID"


def _controlled(request: Request) -> str:
    """What follows ``Stasis:``. Raises Refusal: 404, 409."""
    name = request["deviceName"]
    if not name.lower().startswith(CONTROLLED.lower()):
        raise Refusal(409, "Uncontrolled device specified")
    if len(name) == len(CONTROLLED):
        raise Refusal(404, "Device name is missing")
    return name[len(CONTROLLED) :]


def _device(name: str, state: str) -> dict[str, str]:
    return {"name": name, "state": state}
