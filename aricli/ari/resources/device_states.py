"""Device states: the ones that ARI controls, and a look at the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from aricli.ari.operation import Resource, operation
from aricli.ari.types import DeviceStateName, Doc, Names

if TYPE_CHECKING:
    from aricli.ari.handles import DeviceState

DeviceName = Annotated[
    str, Names("device"), Doc("name of the device; ARI controls those that begin with Stasis:")
]
_UNCONTROLLED = "ARI controls only devices whose name begins with Stasis:"


class DeviceStates(Resource):
    """ARI's /deviceStates."""

    @operation("GET", "/deviceStates")
    def list(self) -> list[DeviceState]:
        """List the devices that ARI controls."""

    @operation("GET", "/deviceStates/{device_name}")
    def get(self, device_name: DeviceName) -> DeviceState:
        """Show the state of any device, e.g. PJSIP/alice.

        A device that does not exist is no error: its state is UNKNOWN or INVALID.
        """

    @operation("PUT", "/deviceStates/{device_name}", hints={409: _UNCONTROLLED})
    def update(
        self,
        device_name: DeviceName,
        device_state: Annotated[DeviceStateName, Doc("the new state")],
    ) -> None:
        """Set the state of a device, which is made if need be.

        Raises:
            WrongState: If its name does not begin with ``Stasis:``.
        """

    @operation("DELETE", "/deviceStates/{device_name}", hints={409: _UNCONTROLLED})
    def delete(self, device_name: DeviceName) -> None:
        """Delete a device that ARI controls; none of that name is fine.

        Raises:
            WrongState: If its name does not begin with ``Stasis:``.
        """
