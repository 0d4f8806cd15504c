"""``aricli recordings download``: the sound files of stored recordings, whole or not at all."""

from __future__ import annotations

import inspect
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from aricli.ari.failure import failure
from aricli.ari.reply import Reply
from aricli.ari.resources.recordings import Recordings
from aricli.cli.completion import completes
from aricli.cli.options import CONNECTION, REHEARSAL, Session, command
from aricli.cli.output import write_binary
from aricli.cli.progress import Progress, size
from aricli.cli.signals import end_at
from aricli.cli.text import tell
from aricli.errors import AriError, InvalidRequest

if TYPE_CHECKING:
    from aricli.ari.handles import StoredRecording

_HELP = """Save the sound file of a stored recording, or of all that match a pattern.

The file is called as the recording, with its format behind; a name with / makes folders. It is
there when it is complete: a download that fails leaves nothing behind.
"""


def build() -> Any:
    """The command."""
    parameters: dict[str, tuple[Any, Any]] = {
        "name": (
            Annotated[
                str | None,
                typer.Argument(
                    metavar="NAME",
                    help="Name of the recording; with --all a pattern: vm/*",
                    autocompletion=completes("recording"),
                ),
            ],
            None,
        ),
        "every": (
            Annotated[bool, typer.Option("--all", help="All recordings, or all that match NAME")],
            False,
        ),
        "target": (
            Annotated[
                str | None,
                typer.Option("-o", "--output", metavar="FILE", help="File or folder; - is stdout"),
            ],
            None,
        ),
        "force": (Annotated[bool, typer.Option("--force", help="Overwrite files")], False),
    }
    return command(
        _download,
        [
            inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind
            )
            for name, (kind, default) in parameters.items()
        ],
        {**CONNECTION, **REHEARSAL},
        name="download",
        help=_HELP,
    )


def _download(
    session: Session, name: str | None, every: bool, target: str | None, force: bool
) -> None:
    end_at(signal.SIGTERM, signal.SIGHUP)
    if every:
        _download_all(session, name or "*", target or ".", force)
    elif name is None:
        raise InvalidRequest("no recording is named", "give its name, or --all")
    elif target == "-":
        with _opened(session, name) as reply, Progress(name, reply.size) as progress:
            write_binary(_counted(reply, progress))
        tell(f"{name}: {size(progress.done)}")
    elif target is None or Path(target).is_dir():
        with _opened(session, name) as reply:
            recording = session.ari.recordings.get_stored(name)
            _save_below(Path(target or "."), reply, recording, force)
    else:
        _refuse_to_overwrite(Path(target), force)
        with _opened(session, name) as reply:
            _save(reply, name, Path(target))


def _download_all(session: Session, pattern: str, folder: str, force: bool) -> None:
    """Save all recordings that match; tell of each failure and go on."""
    from aricli.cli import report

    if folder == "-":
        raise InvalidRequest("--all needs a folder", "-o - is for one recording")
    stored = session.ari.recordings.list_stored()
    found = [each for each in stored if fnmatchcase(each.name, pattern)]
    if not found:
        tell(f"no recordings match {pattern}")
    worst = 0
    for recording in found:
        try:
            with _opened(session, recording.name) as reply:
                _save_below(Path(folder), reply, recording, force)
        except AriError as error:
            worst = max(worst, report(error))
    if worst:
        raise typer.Exit(worst)


@contextmanager
def _opened(session: Session, name: str) -> Iterator[Reply]:
    operation = Recordings.get_stored_file
    request = operation.request(name)
    with session.transport.stream(request) as reply:
        if not reply.is_success:
            raise failure(request, reply.whole(), operation, session.transport.send)
        yield reply


def _save_below(folder: Path, reply: Reply, recording: StoredRecording, force: bool) -> None:
    """Save a recording in a folder; never outside of it, whatever the server calls it.

    Raises:
        InvalidRequest: If its name leads out of the folder, or there is such a file.
    """
    parts = f"{recording.name}.{recording.format}".split("/")
    target = folder.joinpath(*parts)
    inside = target.resolve().is_relative_to(folder.resolve())
    if not inside or not all(part.strip(".") and part.isprintable() for part in parts):
        raise InvalidRequest(
            f"recording {recording.name!r} cannot be a file in {folder}", "name it with -o FILE"
        )
    _refuse_to_overwrite(target, force)
    with _told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    _save(reply, recording.name, target)


def _refuse_to_overwrite(target: Path, force: bool) -> None:
    if target.exists() and not target.is_file():
        raise InvalidRequest(f"{target} is no file", "-o - writes to stdout")
    if target.exists() and not force:
        raise InvalidRequest(f"{target} exists already", "--force overwrites it; -o names another")


def _save(reply: Reply, name: str, target: Path) -> None:
    """Write a file beside the target and give it its name when it is complete.

    Raises:
        ConnectError: If the server sends less than it announced.
        AriError: If the file cannot be written.
    """
    part = target.with_name(f".aricli-{uuid4().hex[:8]}.part")
    try:
        with _told(target), part.open("xb") as file, Progress(name, reply.size) as progress:
            for piece in _counted(reply, progress):
                file.write(piece)
        with _told(target):
            part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink()
    tell(f"{name}: {size(progress.done)} in {target}")


@contextmanager
def _told(target: Path) -> Iterator[None]:
    """Say which file it was that could not be written."""
    try:
        yield
    except OSError as error:
        raise AriError(f"cannot write {target}: {error.strerror or error}") from error


def _counted(reply: Reply, progress: Progress) -> Iterator[bytes]:
    for piece in reply:
        progress.add(len(piece))
        yield piece
