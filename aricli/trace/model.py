"""From the records of a session to the steps of a ladder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from aricli.engine.recorded import Record
from aricli.trace.calls import Calls
from aricli.trace.labels import event_label, field, request_label

Lane = Literal["caller", "application", "call", "note"]


class Step(NamedTuple):
    """One line of a ladder.

    Attributes:
        t: Seconds since the beginning.
        lane: Left or right of Asterisk; ``call`` introduces a channel, ``note`` goes across.
        rightward: Whether its arrow points to the right.
        label: What it says.
        record: The message that shows it.
        calls: The ids of the channels it is about.
        status: The HTTP status of a request, ``""`` of anything else.
        failed: Whether it tells of a failure.
    """

    t: float
    lane: Lane
    rightward: bool
    label: str
    record: Record
    calls: tuple[str, ...] = ()
    status: str = ""
    failed: bool = False


class Trace:
    """Makes steps of records, one record after the other.

    Args:
        visible: Makes text harmless to show; all labels go through it.
        call: The id of a channel, to see only what is about it.

    Attributes:
        passed_over: How many records told of nothing that can be drawn.
    """

    def __init__(self, visible: Callable[[str], str], call: str | None = None) -> None:
        self.passed_over = 0
        self._visible = visible
        self._call = call
        self._app: str | None = None
        self._calls = Calls()

    def number(self, channel: str) -> int | None:
        """The number that stands for a channel: the first to turn up has 1."""
        return self._calls.number(channel)

    def steps(self, record: Record) -> Iterator[Step]:
        """The steps that a record tells of."""
        kind = record.get("kind")
        if kind == "event" and isinstance(record.get("event"), Mapping):
            found = self._event(record, record["event"])
        elif kind == "rest":
            found = self._request(record)
        elif kind in ("note", "wsclosed"):
            found = self._note(record)
        else:
            self.passed_over += 1
            return
        for step in found:
            if self._call is None or self._call in step.calls or step.lane == "note":
                yield step._replace(label=self._visible(step.label))

    def _event(self, record: Record, raw: Mapping[str, Any]) -> Iterator[Step]:
        about = self._calls.about(raw)
        yield from self._introductions(record)
        signals = [
            Step(_time(record), "caller", signal.to_asterisk, signal.text, record, (id,))
            for id, signal in self._calls.signals(raw)
        ]
        yield from (each for each in signals if each.rightward)
        yield Step(
            _time(record),
            "application",
            True,
            self._from(record) + event_label(raw),
            record,
            about,
            failed=_tells_of_failure(raw),
        )
        yield from (each for each in signals if not each.rightward)

    def _from(self, record: Record) -> str:
        """The application, if it is another than the first one in this session."""
        app = str(record.get("app") or "")
        self._app = self._app or app
        return "" if app == self._app else f"{app}: "

    def _request(self, record: Record) -> Iterator[Step]:
        about = self._calls.asked_about(record)
        yield from self._introductions(record)
        status = record.get("status")
        yield Step(
            _time(record),
            "application",
            False,
            request_label(record),
            record,
            about,
            str(status) if status else "no answer",
            failed=not isinstance(status, int) or status >= 400,
        )

    def _introductions(self, record: Record) -> Iterator[Step]:
        for id, far_end in self._calls.newcomers():
            label = "  ".join(filter(None, (id, far_end.name, far_end.number)))
            yield Step(_time(record), "call", True, label, record, (id,))

    def _note(self, record: Record) -> Iterator[Step]:
        lost = record["kind"] == "wsclosed"
        text = f"connection lost: {record.get('err')}" if lost else str(record.get("text"))
        yield Step(_time(record), "note", True, text, record, failed=lost)


_FAILURES = ("RecordingFailed", "ApplicationMoveFailed", "ApplicationReplaced")


def _time(record: Record) -> float:
    t = record.get("t")
    return float(t) if isinstance(t, (int, float)) else 0.0


def _tells_of_failure(raw: Mapping[str, Any]) -> bool:
    return field(raw, "playback.state") == "failed" or raw.get("type") in _FAILURES
