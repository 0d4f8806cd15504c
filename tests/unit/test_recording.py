"""Recordings: what is written, what is left out, and how they are read back."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aricli import Ari
from aricli.ari.request import Request, Response
from aricli.engine.recorded import read_session, records
from aricli.engine.recording import RecordedEvents, RecordedRequests, Recorder
from aricli.errors import ConnectError, Disconnected, InvalidRequest
from tests.unit.fakes import Yes

PARTY = {"name": "Alice Smith", "number": "+4930123456"}
CHANNEL = {
    "id": "1795425058.17",
    "name": "PJSIP/alice-00000001",
    "state": "Ring",
    "caller": PARTY,
    "connected": {"name": "", "number": ""},
    "dialplan": {"exten": "1000", "app_data": "ivr"},
    "creationtime": "2026-11-23T09:10:58.880+0000",
}
EVENT = {
    "type": "StasisStart",
    "timestamp": "2026-11-23T09:10:58.880+0000",
    "application": "ivr",
    "args": [],
    "channel": CHANNEL,
}


class Deaf:
    """An observer that does nothing but count."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return lambda *_: self.heard.append(name)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where to record."""
    return tmp_path / "session.jsonl"


@pytest.fixture
def recorder(path: Path) -> Iterator[Recorder]:
    """A recorder to `path`."""
    recorder = Recorder(path)
    yield recorder
    recorder.close()


@pytest.fixture
def redacting(path: Path) -> Iterator[Recorder]:
    """A recorder to `path` that redacts numbers."""
    recorder = Recorder(path, redact_numbers=True)
    yield recorder
    recorder.close()


def test_a_request_is_recorded_with_its_answer(path: Path, recorder: Recorder) -> None:
    ari = Ari.over(RecordedRequests(Yes(), recorder))
    ari.channels.play("17", "tone:ring;tonezone=fr", playback_id="pb")
    ari.channels.hangup("17")

    played, hung_up = read_session(path)
    t = played.pop("t")
    assert 0 <= t <= hung_up["t"]
    assert json.loads(played.pop("resp"))["media_uri"] == "tone:ring;tonezone=fr"
    assert played == {
        "kind": "rest",
        "method": "POST",
        "path": "/channels/17/play/pb",
        "params": {"media": "tone:ring;tonezone=fr"},
        "body": None,
        "status": 201,
        "reason": "Created",
        "ctype": None,
    }
    assert [hung_up[each] for each in ("status", "resp")] == [204, ""]


def test_a_request_without_an_answer_is_recorded_too(path: Path, recorder: Recorder) -> None:
    class Silent(Yes):
        def send(self, request: Request) -> Response:
            raise ConnectError("nobody there")

    transport = RecordedRequests(Silent(), recorder)
    with pytest.raises(ConnectError):
        transport.send(Request("GET", "/channels"))
    (record,) = read_session(path)
    assert (record["status"], record["reason"]) == (None, "nobody there")


def test_events_and_the_end_of_the_stream_are_recorded_and_handed_on(
    path: Path, recorder: Recorder
) -> None:
    deaf = Deaf()
    observer = RecordedEvents(deaf, recorder)
    observer.events([(b"", EVENT)])
    observer.lost(Disconnected("the connection broke"))

    event, closed = read_session(path)
    assert (event["kind"], event["app"], event["event"]) == ("event", "ivr", EVENT)
    assert (closed["kind"], closed["err"]) == ("wsclosed", "the connection broke")
    assert deaf.heard == ["events", "lost"]


def test_only_the_owner_can_read_it(path: Path) -> None:
    path.touch(0o644)
    Recorder(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_killed_process_leaves_whole_lines(path: Path) -> None:
    program = (
        "import os, signal, sys; from aricli.engine.recording import Recorder\n"
        "r = Recorder(sys.argv[1])\n"
        "for n in range(100): r.note(str(n))\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert [each["text"] for each in read_session(path)] == [str(n) for n in range(100)]


SECRETS = [
    Request("PUT", "/x", body={"fields": [{"attribute": "password", "value": "hunter2"}]}),
    Request("PUT", "/x", body={"auth": {"api_key": "hunter2"}}),
    Request("POST", "/channels/17/variable", {"variable": "SIP_SECRET", "value": "hunter2"}),
    Request("POST", "/endpoints/refer", {"to": "https://joe:hunter2@example.com/"}),
    Request("GET", "/channels/17", {"access_token": "hunter2"}),
]


@pytest.mark.parametrize("request_", SECRETS, ids=str)
def test_secrets_of_requests_are_left_out(
    path: Path, recorder: Recorder, request_: Request
) -> None:
    RecordedRequests(Yes(), recorder).send(request_)
    assert "hunter2" not in path.read_text()
    assert "***" in path.read_text()
    assert len(list(read_session(path))) == 1


@pytest.mark.parametrize(
    ("variable", "answer"),
    [
        ("SIP_SECRET", {"value": "hunter2"}),
        ("", {"password": "hunter2"}),
        ("", [{"attribute": "auth_pass_token", "value": "hunter2"}]),
    ],
)
def test_secrets_of_answers_are_left_out(
    path: Path, recorder: Recorder, variable: str, answer: Any
) -> None:
    server = Yes()
    server.answer = lambda request: Response(200, "OK", json.dumps(answer).encode(), {})
    request = Request("GET", "/channels/17/variable", {"variable": variable})
    RecordedRequests(server, recorder).send(request)
    assert "hunter2" not in path.read_text()


def test_secrets_of_events_are_left_out(path: Path, recorder: Recorder) -> None:
    event = {"type": "ChannelVarset", "variable": "DB_PASSWORD", "value": "hunter2"}
    recorder.event(event)
    (record,) = read_session(path)
    assert record["event"] == {**event, "value": "***"}


def test_numbers_are_redacted_the_same_way_everywhere(path: Path, redacting: Recorder) -> None:
    redacting.event(EVENT)
    redacting.event({"type": "Dial", "dialstring": "+4930123456@trunk", "caller": CHANNEL})
    call = Request("POST", "/channels", {"callerId": "Alice Smith <+4930123456>"})
    redacting.exchange(call, Response(200, "OK", json.dumps(CHANNEL).encode(), {}))

    text = path.read_text()
    assert "4930123456" not in text
    assert "Alice Smith" not in text
    event, dial, request = read_session(path)
    caller = event["event"]["channel"]["caller"]
    assert caller["number"].isdigit()
    assert dial["event"]["dialstring"] == f"{caller['number']}@trunk"
    assert request["params"]["callerId"] == f"{caller['name']} <{caller['number']}>"
    assert json.loads(request["resp"])["caller"] == dial["event"]["caller"]["caller"] == caller


@pytest.mark.parametrize(
    "id",
    [
        "1795425058.17",
        "1795425058.17;2",
        "pbx-1795425058.17",
        "12345678-1234-1234-1234-123456789012",
        "aricli-12345678-1234-1234-1234-123456789012",
        "call-1234",
    ],
)
def test_ids_and_what_is_empty_stay(path: Path, redacting: Recorder, id: str) -> None:
    channel = {**CHANNEL, "id": id, "protocol_id": f"{id}@host"}
    redacting.event({**EVENT, "channel": channel})
    redacting.exchange(Request("DELETE", f"/channels/{id}"), Response(204, "", b"", {}))

    event, request = read_session(path)
    assert event["event"]["channel"] == {**channel, "caller": event["event"]["channel"]["caller"]}
    assert request["path"] == f"/channels/{id}"


def test_ids_made_of_numbers_are_redacted_the_same_way_everywhere(
    path: Path, redacting: Recorder
) -> None:
    redacting.event({**EVENT, "channel": {**CHANNEL, "id": "call-4930123456"}})
    request = Request("POST", "/channels/call-4930123456/play/p")
    played = {"id": "p", "target_uri": "channel:call-4930123456"}
    redacting.exchange(request, Response(201, "", json.dumps(played).encode(), {}))
    assert "4930123456" not in path.read_text()
    event, request_made = read_session(path)
    id = event["event"]["channel"]["id"]
    assert request_made["path"] == f"/channels/{id}/play/p"
    assert json.loads(request_made["resp"])["target_uri"] == f"channel:{id}"


@pytest.mark.parametrize(
    "text",
    [
        "Please call 5551230001.",
        "+1 (555) 123-0001 and no other",
        "or 555-123-0001",
        "(555) 123-0001",
        "555.123.0001",
        "x5551230001x",
        "%2B5551230001",
        "Local/5551230001@default-00000001;1",
        "PJSIP/5551230001-00000001",
        '"Carol White" <sip:5551230001@example.org>;tag=1',
        "sip:+15551230001@example.org",
        "tel:+1-555-123-0001",
    ],
)
def test_numbers_in_any_text_are_redacted(path: Path, redacting: Recorder, text: str) -> None:
    query = {"variable": "A", "value": text}
    redacting.exchange(Request("POST", "/channels/c/variable", query), Response(204, "", b"", {}))
    (request,) = read_session(path)
    value = request["params"]["value"]
    assert not re.search(r"123.?0001|Carol|White", value)
    assert "555" in value


def test_the_application_can_still_be_told(path: Path, redacting: Recorder) -> None:
    redacting.event({**EVENT, "application": "ivr-20261129"})
    (record,) = read_session(path)
    assert (record["app"], record["event"]["application"]) == ("ivr-20261129", "ivr-20261129")


def test_numbers_that_clients_send_as_numbers(path: Path, redacting: Recorder) -> None:
    given = {"phone": 5551230001, "5551230001": True, "count": 12, "list": [5551230001]}
    redacting.event({"type": "ChannelUserevent", "userevent": given, "duration": 5551230001})
    (record,) = read_session(path)
    hidden = record["event"]["userevent"]["phone"]
    assert record["event"] == {
        "type": "ChannelUserevent",
        "userevent": {"phone": hidden, str(hidden): True, "count": 12, "list": [hidden]},
        "duration": 5551230001,
    }
    assert hidden != 5551230001


def test_a_full_disk_ends_the_recording_and_nothing_else() -> None:
    errors: list[OSError] = []
    recorder = Recorder("/dev/full", failed=errors.append)
    transport = RecordedRequests(Yes(), recorder)
    transport.send(Request("DELETE", "/channels/17"))
    transport.send(Request("DELETE", "/channels/17"))
    recorder.close()
    assert len(errors) == 1


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="No such file"):
        Recorder(tmp_path / "none" / "session.jsonl")


def test_a_line_that_was_cut_off_is_passed_over(path: Path, recorder: Recorder) -> None:
    recorder.note("whole")
    with path.open("a") as file:
        file.write('{"t":1.0,"kind":"no')
    assert [each["text"] for each in read_session(path)] == ["whole"]


@pytest.mark.parametrize("line", ["aricli: listening", "[1]", '{"t":1'])
def test_what_is_no_recording_is_refused_by_line(path: Path, line: str) -> None:
    path.write_text(f'{{"t":0,"kind":"note"}}\n{line}\n{{"t":1,"kind":"note"}}\n')
    with pytest.raises(InvalidRequest, match="line 2"):
        list(read_session(path))


def test_plain_events_become_records(path: Path) -> None:
    later = {**EVENT, "timestamp": "2026-11-23T09:11:00.380+0000"}
    path.write_text(f"{json.dumps(EVENT)}\n{json.dumps(later)}\n")
    first, second = read_session(path)
    assert first == {"t": 0.0, "kind": "event", "app": "ivr", "event": EVENT}
    assert second["t"] == 1.5


def test_a_record_is_there_as_soon_as_its_line_is() -> None:
    out, into = os.pipe()
    with os.fdopen(out, "rb") as reading, os.fdopen(into, "wb", buffering=0) as writing:
        writing.write(b'{"t":0,"kind":"note","text":"first"}\n')
        assert next(records(reading, "a pipe"))["text"] == "first"
