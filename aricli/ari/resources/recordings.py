"""Recordings: those under way, and those stored on the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from aricli.ari.operation import Resource, operation
from aricli.ari.types import Doc, LiveRecordingName, Names, RecordingName

if TYPE_CHECKING:
    from aricli.ari.handles import LiveRecording, StoredRecording

_NO_DIRECTORY = "Asterisk's directory for recordings, spool/recording, may not exist: make it"
_UNREADABLE = "Asterisk cannot open the file: check who owns it"
_NAME_TAKEN = "choose another name, or delete the recording that has it"
_OVER = "it is over, or has not begun; the stored ones are listed apart"


class Recordings(Resource):
    """ARI's /recordings."""

    @operation("GET", "/recordings/stored", hints={500: _NO_DIRECTORY})
    def list_stored(self) -> list[StoredRecording]:
        """List the stored recordings.

        Raises:
            ServerFault: If Asterisk's directory for recordings does not exist.
        """

    @operation("GET", "/recordings/stored/{recording_name}")
    def get_stored(self, recording_name: RecordingName) -> StoredRecording:
        """Show a stored recording.

        Raises:
            NotFound: If there is no such recording.
        """

    @operation("DELETE", "/recordings/stored/{recording_name}")
    def delete_stored(self, recording_name: RecordingName) -> None:
        """Delete a stored recording.

        Raises:
            NotFound: If there is no such recording.
        """

    @operation("GET", "/recordings/stored/{recording_name}/file", hints={403: _UNREADABLE})
    def get_stored_file(self, recording_name: RecordingName) -> bytes:
        """Get the sound file of a stored recording, whole.

        Raises:
            NotFound: If there is no such recording.
            NotAllowed: If Asterisk cannot open the file.
        """

    @operation("POST", "/recordings/stored/{recording_name}/copy", hints={409: _NAME_TAKEN})
    def copy_stored(
        self,
        recording_name: RecordingName,
        destination_recording_name: Annotated[
            str, Names("recording"), Doc("name of the copy, without extension")
        ],
    ) -> StoredRecording:
        """Copy a stored recording.

        Raises:
            NotFound: If there is no such recording.
            WrongState: If there is one under the new name.
        """

    @operation("GET", "/recordings/live/{recording_name}", hints={404: _OVER})
    def get_live(self, recording_name: LiveRecordingName) -> LiveRecording:
        """Show a recording that is under way.

        Raises:
            NotFound: If it is over, or there is none of this name.
        """

    @operation("DELETE", "/recordings/live/{recording_name}", hints={404: _OVER})
    def cancel(self, recording_name: LiveRecordingName) -> None:
        """Stop a recording and discard it.

        Raises:
            NotFound: If it is over, or there is none of this name.
        """

    @operation("POST", "/recordings/live/{recording_name}/stop", hints={404: _OVER})
    def stop(self, recording_name: LiveRecordingName) -> None:
        """Stop a recording and store it.

        Raises:
            NotFound: If it is over, or there is none of this name.
        """

    @operation("POST", "/recordings/live/{recording_name}/pause", hints={404: _OVER})
    def pause(self, recording_name: LiveRecordingName) -> None:
        """Pause a recording; the pause does not count towards its duration.

        Raises:
            NotFound: If it is over, or there is none of this name.
            WrongState: If it has not begun.
        """

    @operation("DELETE", "/recordings/live/{recording_name}/pause", hints={404: _OVER})
    def unpause(self, recording_name: LiveRecordingName) -> None:
        """Go on with a paused recording.

        Raises:
            NotFound: If it is over, or there is none of this name.
            WrongState: If it has not begun.
        """

    @operation("POST", "/recordings/live/{recording_name}/mute", hints={404: _OVER}, again=True)
    def mute(self, recording_name: LiveRecordingName) -> None:
        """Record silence for a while.

        Raises:
            NotFound: If it is over, or there is none of this name.
            WrongState: If it has not begun.
        """

    @operation("DELETE", "/recordings/live/{recording_name}/mute", hints={404: _OVER})
    def unmute(self, recording_name: LiveRecordingName) -> None:
        """Record sound again.

        Raises:
            NotFound: If it is over, or there is none of this name.
            WrongState: If it has not begun.
        """
