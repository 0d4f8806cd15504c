"""``aricli api``: any request as it is, for what aricli has no command for."""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qs, unquote

import typer

from aricli.ari.failure import failure
from aricli.ari.reply import Reply
from aricli.ari.request import Request, quoted
from aricli.cli import known
from aricli.cli.completion import completes
from aricli.cli.naming import naming
from aricli.cli.options import CONNECTION, REHEARSAL, Session, command
from aricli.cli.output import write_binary
from aricli.errors import AriError, InvalidRequest, Unsupported

_METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS")
_EXAMPLE = "e.g.  aricli api POST channels/1795425058.17/play media=sound:hello-world"
_HELP = """Send any request, as it is, and print what comes back, as it is.

PATH is what stands below /ari. NAME=VALUE goes into the query, NAME:=JSON into the JSON body, and
--input is the whole body. Without METHOD it is GET, or POST when there is a body. A name given
several times is a list.

A request that aricli knows is checked as its command checks it; --force sends it unchecked.
"""


def build() -> Any:
    """The command."""
    parameters = {
        "words": (
            Annotated[
                list[str],
                typer.Argument(
                    metavar="[METHOD] PATH [NAME=VALUE]...",
                    help="e.g. POST channels/1795425058.17/ring",
                    autocompletion=completes("request"),
                ),
            ],
            inspect.Parameter.empty,
        ),
        "input_file": (
            Annotated[
                str | None,
                typer.Option("--input", metavar="FILE", help="The JSON body; - reads stdin"),
            ],
            None,
        ),
        "force": (
            Annotated[bool, typer.Option("--force", help="Send what aricli would refuse")],
            False,
        ),
    }
    return command(
        _api,
        [
            inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind
            )
            for name, (kind, default) in parameters.items()
        ],
        {**CONNECTION, **REHEARSAL},
        name="api",
        help=_HELP,
        short_help="Send any request, as it is.",
    )


def _api(session: Session, words: list[str], input_file: str | None, force: bool) -> None:
    request = _request(words, input_file)
    operation = known.operation(request)
    if operation and not force:
        known.check(operation, request)
    with session.transport.stream(request) as reply:
        if not reply.is_success:
            error = failure(request, reply.whole(), operation, session.transport.send)
            with naming(known.written(operation) if operation else {}):
                raise _with_suggestion(error, request)
        _print(reply)


def _request(words: list[str], input_file: str | None) -> Request:
    named = words[0].upper() in _METHODS
    if not named and words[0].isupper():
        raise InvalidRequest(f"{words[0]} is no method", f"there are {', '.join(_METHODS)}")
    if not words[named:]:
        raise InvalidRequest("there is no path", _EXAMPLE)
    path, written = _target(words[named])
    values, body = _fields(words[named + 1 :])
    if input_file is not None:
        if body is not None:
            raise InvalidRequest("--input is the whole body", "put the := fields into it")
        body = _read(input_file)
    method = words[0].upper() if named else "GET" if body is None else "POST"
    query: dict[str, str] = {}
    for name, given in {**written, **values}.items():
        if name == "api_key":
            raise InvalidRequest("a password does not belong into a URL", "run aricli login")
        if len(given) > 1 and method in {"POST", "PUT"}:
            body = {**_mapping(body), name: given}
        else:
            query[name] = _joined(given)
    return Request(method, path, query, body)


def _target(text: str) -> tuple[str, dict[str, list[str]]]:
    """The path below /ari, percent-encoded, and the query that was written behind it."""
    path, _, query = text.partition("?")
    if "://" in path:
        raise InvalidRequest(f"{path!r} is no path below /ari", "--url says where ARI is")
    segments = path.strip("/").split("/")
    if segments[0] == "ari":
        del segments[0]
    if not segments or not all(segments):
        raise InvalidRequest(f"{path!r} is no path below /ari", _EXAMPLE)
    encoded = "/".join(quoted(unquote(segment)) for segment in segments)
    return f"/{encoded}", parse_qs(query, keep_blank_values=True)


def _fields(words: Sequence[str]) -> tuple[dict[str, list[str]], dict[str, Any] | None]:
    """The values of NAME=VALUE by name, and the body of NAME:=JSON."""
    values: dict[str, list[str]] = {}
    body: dict[str, Any] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name.rstrip(":"):
            raise InvalidRequest(f"{word!r} is neither NAME=VALUE nor NAME:=JSON", _EXAMPLE)
        if name.endswith(":"):
            body[name[:-1]] = _parsed(value, f"the value of {name[:-1]}")
        else:
            values.setdefault(name, []).append(value)
    return values, body or None


def _joined(values: list[str]) -> str:
    """Several values as ARI wants them in a query: the last of repeated names would win."""
    if len(values) > 1 and any("," in each for each in values):
        raise InvalidRequest("a value of a list holds a comma, where Asterisk would cut it in two")
    return ",".join(values)


def _mapping(body: Any) -> dict[str, Any]:
    if body is not None and not isinstance(body, dict):
        raise InvalidRequest("a name given several times does not go with a body that is no object")
    return body or {}


def _read(file: str) -> Any:
    if file == "-":
        return _parsed(sys.stdin.read(), "stdin")
    try:
        return _parsed(Path(file).read_text(encoding="utf-8"), file)
    except (OSError, UnicodeError) as error:
        raise InvalidRequest(f"cannot read {file}: {error}") from error


def _parsed(text: str, what: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise InvalidRequest(f"{what} is not JSON: {error}", "strings stand in quotes") from error


def _with_suggestion(error: AriError, request: Request) -> AriError:
    """The error with paths that are known, where the path or method is not."""
    if isinstance(error, Unsupported) and known.operation(request) is None:
        methods = known.methods_hint(request) if error.status == 405 else ""
        error.hint = methods or known.paths_hint(request)
    return error


def _print(reply: Reply) -> None:
    kind = reply.headers.get("content-type", "")
    if not kind.startswith(("application/json", "text/")):
        write_binary(reply)
        return
    content = reply.whole().content
    sys.stdout.buffer.write(content)
    if sys.stdout.isatty() and not content.endswith(b"\n"):
        sys.stdout.buffer.write(b"\n")
    sys.stdout.buffer.flush()
