"""/recordings"""

from __future__ import annotations

from aricli.sandbox.exchange import Exchange
from aricli.sandbox.recordings import LiveRecording, StoredRecording
from aricli.sandbox.reply import NO_CONTENT, Refusal, Reply
from aricli.sandbox.request import Request


class Recordings:
    """Recordings in progress, and stored ones."""

    def __init__(self, exchange: Exchange) -> None:
        self._shelf = exchange.recordings

    async def list_stored(self, request: Request) -> Reply:
        stored = self._shelf.stored
        return Reply(200, [stored[name].to_json() for name in sorted(stored)])

    async def get_stored(self, request: Request) -> Reply:
        return Reply(200, self._stored(request).to_json())

    async def delete_stored(self, request: Request) -> Reply:
        del self._shelf.stored[self._stored(request).name]
        return NO_CONTENT

    async def get_stored_file(self, request: Request) -> Reply:
        stored = self._stored(request)
        if request.over_websocket:
            return Reply(406, reason="Not Acceptable.  Use HTTP GET")
        return Reply(200, file=stored.file(), file_type=stored.content_type)

    async def copy_stored(self, request: Request) -> Reply:
        stored = self._stored(request)
        destination = request.params.text("destinationRecordingName")
        if destination is None:
            raise Refusal(400, "Invalid destination recording name", "Bad request")
        if destination.startswith("../"):
            raise Refusal(403, "Destination file path is forbidden")
        # Asterisk takes what follows the last dot for an extension, wherever that dot stands.
        destination = destination.lstrip("/")
        destination = destination.rpartition(".")[0] if "." in destination else destination
        if not destination or destination.endswith("/"):
            raise Refusal(500, "Error building response")
        if destination in self._shelf.stored:
            raise Refusal(409, "A recording with the same name already exists on the system")
        copy = StoredRecording(destination, stored.format, stored.seconds)
        self._shelf.stored[destination] = copy
        return Reply(200, copy.to_json())

    async def get_live(self, request: Request) -> Reply:
        return Reply(200, self._live(request).to_json())

    async def cancel(self, request: Request) -> Reply:
        live = self._live(request)
        begun = live.state in ("recording", "paused")
        live.stop(keep=False)
        if begun and live.stored_name not in self._shelf.stored:
            raise Refusal(500, "Recording operation failed")
        return NO_CONTENT

    async def stop(self, request: Request) -> Reply:
        self._live(request).stop(keep=True)
        return NO_CONTENT

    async def pause(self, request: Request) -> Reply:
        self._live(request).set_paused(True)
        return NO_CONTENT

    async def unpause(self, request: Request) -> Reply:
        self._live(request).set_paused(False)
        return NO_CONTENT

    async def mute(self, request: Request) -> Reply:
        self._live(request).set_muted(True)
        return NO_CONTENT

    async def unmute(self, request: Request) -> Reply:
        self._live(request).set_muted(False)
        return NO_CONTENT

    def _stored(self, request: Request) -> StoredRecording:
        stored = self._shelf.stored.get(request["recordingName"].lstrip("/"))
        if stored is None:
            raise Refusal(404, "Recording not found")
        return stored

    def _live(self, request: Request) -> LiveRecording:
        live = self._shelf.live.get(request["recordingName"])
        if live is None:
            raise Refusal(404, "Recording not found")
        return live
