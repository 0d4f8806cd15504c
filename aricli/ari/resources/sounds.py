"""Sounds: the prompts installed on the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from aricli.ari.operation import Resource, operation
from aricli.ari.types import Doc, Names

if TYPE_CHECKING:
    from aricli.ari.handles import Sound

_NONE_MATCH = "no sounds in this language and format; list the sounds without either"
_UNKNOWN = "a sound's id is its path without extension, e.g. digits/1; list the sounds"


class Sounds(Resource):
    """ARI's /sounds."""

    @operation("GET", "/sounds", hints={404: _NONE_MATCH})
    def list(
        self,
        *,
        lang: Annotated[str | None, Doc("language to look for, e.g. fr")] = None,
        format: Annotated[str | None, Doc("file format to look for, e.g. gsm")] = None,
    ) -> list[Sound]:
        """List the sounds installed on the server.

        Raises:
            NotFound: If there is none in the language and format.
        """

    @operation("GET", "/sounds/{sound_id}", hints={404: _UNKNOWN})
    def get(
        self, sound_id: Annotated[str, Names("sound"), Doc("id of the sound, e.g. tt-monkeys")]
    ) -> Sound:
        """Show a sound, its languages and formats.

        Raises:
            NotFound: If there is no such sound.
        """
