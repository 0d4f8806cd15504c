"""Answers from a recording: what was recorded of requests, found again for those made now.

Ids that clients make differ from run to run. They are matched up as requests are: the id in a
request made now stands for the id in the recorded request from then on, in events too.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import json
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from aricli.ari.request import Request, Response
from aricli.engine.privacy import without_secrets
from aricli.engine.recorded import Record
from aricli.errors import ConnectError

_TOKEN = re.compile(r"[\w.+-]+")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MAKERS = ("/play", "/bridges", "/channels", "/snoop")
"""Ends of paths that make something under an id of the server's where they name none."""
_NOT_RECORDED = json.dumps({"message": "the recording holds no answer to this"}).encode()


@dataclass
class Recorded:
    """A request as it was recorded.

    Attributes:
        t: Seconds into the recording at which it was answered.
        text: All of it in one line, to compare and to show.
        about: The id of the channel it is about, or else the path of what it is about.
        status: What came back, ``None`` if nothing did.
        reason: The reason phrase, or why nothing came back.
        content: The body that came back.
        ctype: Its type.
        used: Whether it was asked for in the replay.
    """

    t: float
    text: str
    about: str
    status: int | None
    reason: str
    content: str
    ctype: str = ""
    used: bool = False

    @property
    def reads(self) -> bool:
        """Whether it only looks, so that it is no loss when nobody asks any more."""
        return self.text.startswith("GET ")


class Asked(NamedTuple):
    """A request made in the replay: when, and as the recording would have it."""

    t: float
    text: str
    about: str


@dataclass
class _Seen:
    """The things that events and answers have shown, by path."""

    things: dict[str, Any] = field(default_factory=dict)

    def look(self, raw: Mapping[str, Any]) -> None:
        """Take note of what an event shows."""
        for name in ("channel", "bridge", "playback"):
            thing = raw.get(name)
            if isinstance(thing, dict) and "id" in thing:
                self.things[f"/{name}s/{thing['id']}"] = thing
        if raw["type"] in {"PlaybackFinished", "BridgeDestroyed", "ChannelDestroyed"}:
            name = re.sub("[A-Z][a-z]+$", "", raw["type"]).lower()
            self.things[f"/{name}s/{raw[name]['id']}"] = None

    def answer(self, request: Request) -> Response | None:
        """What a look at a thing answers, None if it has never been seen."""
        if request.method == "OPTIONS":
            return Response(204, "No Content", b"", {})
        if request.method != "GET" or request.path not in self.things:
            return None
        thing = self.things[request.path]
        if thing is None:
            return Response(404, "Not Found", b'{"message": "it has ended"}', {})
        return Response(200, "OK", json.dumps(thing).encode(), {})


class Answers:
    """A transport that answers from a recording.

    An answer comes when the clock has reached the time it came at then, if the request is the one
    that its call made next: a handler that was blocked then is blocked now.

    Args:
        records: The recording; what is no request is passed over.
        now: Tells the time in the recording.

    Attributes:
        recorded: The recorded requests, in order.
        asked: The requests made now, in order.
        blocked: How many requests wait for the time of their answer.
    """

    def __init__(self, records: Iterable[Record], now: Callable[[], float]) -> None:
        self.recorded = list(_requests(records))
        self.asked: list[Asked] = []
        self.blocked = 0
        self._now = now
        self._theirs: dict[str, str] = {}
        self._ours: dict[str, str] = {}
        self._seen = _Seen()
        self._waiting: list[tuple[float, int, threading.Event]] = []
        self._order = itertools.count()
        self._lock = threading.Lock()

    def event(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """A recorded event, with the ids that stand for the recorded ones now."""
        with self._lock:
            renamed: dict[str, Any] = _renamed(raw, self._ours)
            self._seen.look(renamed)
        return renamed

    def send(self, request: Request) -> Response:
        """Answer a request.

        Raises:
            ConnectError: If nothing came back then.
        """
        with self._lock:
            found, response = self._answer(request)
            turn = self._turn(found) if found else None
        if turn:
            turn.wait()
        if found and found.status is None:
            raise ConnectError(found.reason)
        return response

    def close(self) -> None:
        """Nothing to let go of."""

    @property
    def next_due(self) -> float | None:
        """When the next of the requests that wait is to be answered, None if none waits."""
        with self._lock:
            return self._waiting[0][0] if self._waiting else None

    def release(self, until: float) -> None:
        """Give the answers that are due by then."""
        with self._lock:
            while self._waiting and self._waiting[0][0] <= until:
                self.blocked -= 1
                heapq.heappop(self._waiting)[2].set()

    def _answer(self, request: Request) -> tuple[Recorded | None, Response]:
        text = self._in_their_ids(_asked(request))
        made = {*_UUID.findall(text), request.makes.rpartition("/")[2]} - {"", *self._ours}
        found = self._find(text, made)
        if not found and (seen := self._seen.answer(request)):
            return None, seen
        text = self._in_their_ids(text)
        self.asked.append(Asked(self._now(), text, self._about(text)))
        if not found:
            return None, Response(500, "Not recorded", _NOT_RECORDED, {})
        found.used = True
        content = found.content
        with contextlib.suppress(ValueError, RecursionError):
            content = json.dumps(_renamed(json.loads(found.content), self._ours))
        headers = {"content-type": found.ctype} if found.ctype else {}
        return found, Response(found.status or 0, found.reason, content.encode(), headers)

    def _find(self, text: str, made: set[str]) -> Recorded | None:
        """The first request not asked for yet that is the same, or the same but for its values."""
        unused = [each for each in self.recorded if not each.used]
        whole = [(each, each.text) for each in unused]
        paths = [(each, _path(each.text)) for each in unused]
        exact: set[str] = set()
        tries = ((text, exact, whole), (text, made, whole), (_path(text), made, paths))
        for wanted, wild, candidates in tries:
            pattern = _pattern(wanted, wild)
            for recorded, candidate in candidates:
                if match := pattern.fullmatch(candidate):
                    self._bind(wild, match)
                    return recorded
        return None

    def _bind(self, made: set[str], match: re.Match[str]) -> None:
        for number, our in enumerate(sorted(made)):
            their = match.groupdict().get(f"id{number}")
            if their and their != our:
                self._theirs[our], self._ours[their] = their, our

    def _in_their_ids(self, text: str) -> str:
        return _TOKEN.sub(lambda match: self._theirs.get(match[0], match[0]), text)

    def _about(self, text: str) -> str:
        about = _about(text)
        return next((each.about for each in self.recorded if _made(each) == about), about)

    def _turn(self, found: Recorded) -> threading.Event | None:
        """What to wait for before the answer, None for nothing."""
        earlier = any(
            each.t < found.t and each.about == found.about and not (each.used or each.reads)
            for each in self.recorded
        )
        if earlier or found.t <= self._now():
            return None
        turn = threading.Event()
        heapq.heappush(self._waiting, (found.t, next(self._order), turn))
        self.blocked += 1
        return turn


def _requests(records: Iterable[Record]) -> Iterable[Recorded]:
    owners: dict[str, str] = {}
    for record in records:
        if record.get("kind") != "rest":
            continue
        path, content = str(record["path"]), str(record.get("resp") or "")
        if record["method"] == "POST" and path.endswith(_MAKERS):
            path += _id_in(content)
        text = _text(record["method"], path, record.get("params") or {}, record.get("body"))
        about = _about(text)
        found = Recorded(
            t=float(record.get("t", 0)),
            text=text,
            about=owners.get(about, about),
            status=record.get("status"),
            reason=str(record.get("reason") or ""),
            content=content,
            ctype=str(record.get("ctype") or ""),
        )
        if made := _made(found):
            owners[made] = found.about
        yield found


def _id_in(content: str) -> str:
    try:
        return f"/{json.loads(content)['id']}"
    except (ValueError, KeyError, TypeError):
        return ""


def _text(method: str, path: str, query: Mapping[str, str], body: Any) -> str:
    """A request in one line: what differs for no reason is the same."""
    values = " ".join(f"{name}={query[name]}" for name in sorted(query))
    content = json.dumps(body, sort_keys=True, ensure_ascii=False) if body else ""
    return " ".join(filter(None, (method, path, values, content)))


def _asked(request: Request) -> str:
    """A request made now, without the secrets that its recording would not hold either."""
    said = {"path": request.path, "params": dict(request.query), "body": request.body}
    clean = without_secrets(said)
    return _text(request.method, clean["path"], clean["params"], clean["body"])


def _path(text: str) -> str:
    """Method and path of a request's line."""
    return " ".join(text.split(" ", 2)[:2])


def _about(text: str) -> str:
    """The id of the channel that a request is about, or else the path of what it is about."""
    path = text.split(" ")[1]
    segments = path.split("/")
    channel = re.search(r"\bchannel=([^ ,]+)", text)
    if segments[1] == "channels" and len(segments) > 2:
        return segments[2]
    if segments[1] == "bridges" and channel:
        return channel[1]
    return "/".join(segments[: 4 if segments[1] == "recordings" else 3])


def _made(recorded: Recorded) -> str:
    """The path of the playback or recording that a request began, empty if it began none."""
    played = re.match(r"POST /\w+/[^/]+/play/(\S+)", recorded.text)
    if played:
        return f"/playbacks/{played[1]}"
    named = re.match(r"POST /\w+/[^/]+/record\b.*\bname=(\S+)", recorded.text)
    return f"/recordings/live/{named[1]}" if named else ""


def _pattern(text: str, made: set[str]) -> re.Pattern[str]:
    """What a recorded text has to look like, where ids that were made now may be any."""
    pattern = re.escape(text)
    for number, id in enumerate(sorted(made)):
        first, *others = pattern.split(re.escape(id))
        if others:
            pattern = f"{first}(?P<id{number}>[^/ =,]+){f'(?P=id{number})'.join(others)}"
    return re.compile(pattern)


def _renamed(data: Any, ids: Mapping[str, str]) -> Any:
    """JSON data with other ids, also in ``channel:ID`` and the like."""
    if not ids:
        return data
    if isinstance(data, dict):
        return {name: _renamed(value, ids) for name, value in data.items()}
    if isinstance(data, list):
        return [_renamed(each, ids) for each in data]
    if not isinstance(data, str):
        return data
    head, colon, tail = data.rpartition(":")
    return ids.get(data) or (f"{head}:{ids[tail]}" if colon and tail in ids else data)
