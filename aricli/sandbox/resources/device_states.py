"""/deviceStates"""

from __future__ import annotations

from aricli.sandbox.exchange import Exchange
from aricli.sandbox.reply import NO_CONTENT, Refusal, Reply
from aricli.sandbox.request import Request

CONTROLLED = "stasis:"
STATES = frozenset(
    ["NOT_INUSE", "INUSE", "BUSY", "INVALID", "UNAVAILABLE", "RINGING", "RINGINUSE", "ONHOLD"]
)


class DeviceStates:
    """States of devices; only names that begin with ``Stasis:`` can be set."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def list(self, request: Request) -> Reply:
        return Reply(200, [_device(n, s) for n, s in self._exchange.device_states.items()])

    async def get(self, request: Request) -> Reply:
        name = request["deviceName"]
        return Reply(200, _device(name, self._state(name)))

    async def update(self, request: Request) -> Reply:
        name = self._controlled(request)
        state = (request.params.text("deviceState") or "").upper()
        if state not in STATES:
            raise Refusal(500, "Unknown device")
        self._exchange.device_states[name] = state
        self._exchange.set_device_state(name, state)
        return NO_CONTENT

    async def delete(self, request: Request) -> Reply:
        self._exchange.device_states.pop(self._controlled(request), None)
        return NO_CONTENT

    def _state(self, name: str) -> str:
        if name.lower().startswith((CONTROLLED, "custom:")):
            return self._exchange.device_states.get(name, "UNKNOWN")
        tech, _, resource = name.partition("/")
        if tech == "PJSIP" and resource in self._exchange.settings.endpoints:
            return self._exchange.lines.state(name)
        return "INVALID"

    @staticmethod
    def _controlled(request: Request) -> str:
        name = request["deviceName"]
        if not name.lower().startswith(CONTROLLED):
            raise Refusal(409, "Uncontrolled device specified")
        if len(name) == len(CONTROLLED):
            raise Refusal(404, "Device name is missing")
        return name


def _device(name: str, state: str) -> dict[str, str]:
    return {"name": name, "state": state}
