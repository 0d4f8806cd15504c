"""Playbacks: look at, control and stop what is being played."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from aricli.ari.operation import Resource, operation
from aricli.ari.types import Doc, PlaybackId

if TYPE_CHECKING:
    from aricli.ari.handles import Playback

_UNSTOPPABLE = "Asterisk cannot control spoken digits, numbers and characters; hang up or wait"


class Playbacks(Resource):
    """ARI's /playbacks."""

    @operation("GET", "/playbacks/{playback_id}")
    def get(self, playback_id: PlaybackId) -> Playback:
        """Show a playback that is queued or playing.

        Raises:
            NotFound: If it is over; Asterisk forgets a playback with its last event.
        """

    @operation("DELETE", "/playbacks/{playback_id}", hints={500: _UNSTOPPABLE})
    def stop(self, playback_id: PlaybackId) -> None:
        """Stop a playback, or cancel it while it is queued.

        Raises:
            NotFound: If it is over already.
            ServerFault: If it speaks digits, numbers or characters: these cannot be stopped.
        """

    @operation("POST", "/playbacks/{playback_id}/control", hints={500: _UNSTOPPABLE})
    def control(
        self,
        playback_id: PlaybackId,
        operation: Annotated[
            Literal["restart", "pause", "unpause", "reverse", "forward"],
            Doc("what to do; forward and reverse move by the playback's skipms"),
        ],
    ) -> None:
        """Pause, unpause, restart, forward or reverse a playback.

        Pausing emits no event; unpausing emits PlaybackStarted again.

        Raises:
            NotFound: If it is over.
            WrongState: If it is still queued, or paused where it has to play.
            ServerFault: If its media cannot be controlled.
        """
