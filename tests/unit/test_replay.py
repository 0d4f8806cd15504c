"""Replay: recordings of real calls, behaviours that have changed, and what is said of it."""

from __future__ import annotations

import importlib.util
import json
import re
import signal
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from aricli_monkeys import Monkeys
from aricli_tones import Tones

from aricli import Ari, Behaviour, Script
from aricli.engine.call import Call
from aricli.engine.recording import RecordedRequests, Recorder
from aricli.engine.replay import Comparison, Replay
from aricli.errors import InvalidRequest
from tests.unit import sessions
from tests.unit.fakes import Yes
from tests.unit.program import Program
from tests.unit.sessions import Record, channel, event, playback, request, write

REPOSITORY = Path(__file__).parents[2]
DATA = REPOSITORY / "tests" / "data"
"""Recordings of calls to an Asterisk 22, made with ``aricli listen --record --redact-numbers``."""


class Memory:
    """An audience that remembers."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.errors: list[str] = []

    def said(self, kind: type[Behaviour], text: str) -> None:
        self.lines.append(text)

    def failed(self, call: Call, what: str, error: Exception) -> None:
        self.errors.append(str(error))

    def set_aside(self, kind: type[Behaviour]) -> None:
        pass


def replayed(
    path: Path, kind: type[Behaviour], app: str | None = None
) -> tuple[list[Comparison], Memory]:
    """What came of a replay."""
    memory = Memory()
    replay = Replay(path, {app or kind.app: kind}, memory)
    replay.run()
    return replay.compare(), memory


def call(id: str, t: float = 0.0) -> list[Record]:
    """A call that is answered, hears something, and is hung up by the application."""
    records = sessions.call(id, t)
    records[3]["resp"] = json.dumps({"id": f"pb-{id}", "media_uri": "sound:hello"})
    return records


def changes(comparisons: list[Comparison]) -> list[str]:
    """The requests that are not as they were."""
    lines = [line for each in comparisons for line in each.lines]
    return [f"{line.change} {line.text}" for line in lines if line.change != " "]


def ivr() -> type[Behaviour]:
    """The plugin of docs/ivr."""
    path = REPOSITORY / "docs" / "ivr" / "aricli_ivr.py"
    spec = importlib.util.spec_from_file_location("aricli_ivr", path)
    assert spec
    assert spec.loader
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    kind: type[Behaviour] = module.Ivr
    return kind


@pytest.mark.parametrize(
    ("name", "kind", "app", "last"),
    [
        ("tones", Tones, None, "just left our application"),
        ("monkeys", Monkeys, None, "just left our application"),
        ("ivr", ivr(), "bench", "is done"),
    ],
)
def test_a_real_call_replays_without_a_change(
    name: str, kind: type[Behaviour], app: str | None, last: str
) -> None:
    comparisons, memory = replayed(DATA / f"{name}.jsonl", kind, app)
    assert changes(comparisons) == []
    assert memory.errors == []
    assert memory.lines[-1].endswith(last)
    assert all(each.lines for each in comparisons)


class Hasty(Tones):
    """As tones, but another tone, and the call is never answered."""

    def stasis_start(self) -> None:
        self.ringing = self.channel.play("tone:busy")
        self.after(8, self.hang_up)


def test_what_is_asked_for_instead_is_shown() -> None:
    comparisons, memory = replayed(DATA / "tones.jsonl", Hasty)
    (call,) = comparisons
    play, stop, answer, busy = changes(comparisons)
    assert re.fullmatch(rf"- POST /channels/{call.about}/play/\S+ media=tone:ring;.*", play)
    assert re.fullmatch(r"- DELETE /playbacks/\S+", stop)
    assert answer == f"- POST /channels/{call.about}/answer"
    assert re.fullmatch(rf"\+ POST /channels/{call.about}/play/\S+ media=tone:busy", busy)
    assert call.lines[-1].text == f"DELETE /channels/{call.about}"
    assert memory.errors == []


class Plays(Behaviour):
    """Answers, plays a sound, and hangs up at its end."""

    app = "ivr"

    def stasis_start(self) -> Script:
        self.channel.answer()
        heard = yield self.channel.play("sound:hello").finished()
        self.say(f"{heard.id[:3]} {heard.state}")
        self.channel.hangup()


def test_ids_are_matched_up(tmp_path: Path) -> None:
    path = write(tmp_path / "s.jsonl", *call("17"), *call("18", t=1))
    comparisons, memory = replayed(path, Plays)
    assert changes(comparisons) == []
    assert [each.about for each in comparisons] == ["17", "18"]
    assert len(memory.lines) == 2
    assert all(line.endswith(" done") and not line.startswith("pb-") for line in memory.lines)


def test_a_request_without_an_id_of_ours_is_found_too(tmp_path: Path) -> None:
    records = call("17")
    records[3]["path"] = "/channels/17/play"
    comparisons, memory = replayed(write(tmp_path / "s.jsonl", *records), Plays)
    assert changes(comparisons) == []
    assert memory.lines[0].endswith(" done")


def test_a_look_at_a_playback_shows_what_was_seen_of_it(tmp_path: Path) -> None:
    class Looks(Plays):
        def stasis_start(self) -> Script:
            self.channel.answer()
            sound = self.channel.play("sound:hello")
            yield self.sleep(1)
            self.say(f"{sound.get().state} on {self.channel.get().name}")
            yield sound.finished()
            self.channel.hangup()

    comparisons, memory = replayed(write(tmp_path / "s.jsonl", *call("17")), Looks)
    assert memory.lines == ["playing on PJSIP/alice-00000001"]
    assert (changes(comparisons), memory.errors) == ([], [])


def late_answer() -> list[Record]:
    """A call whose answer waits for the end of a sound."""
    return [
        event(0, "StasisStart", args=[], channel=channel("17", "Ring")),
        request(0.1, "POST", "/channels/17/play/pb", 201, "{}", media="sound:hello"),
        playback(0.2, "PlaybackStarted", "channel:17"),
        playback(5.0, "PlaybackFinished", "channel:17", "done"),
        request(5.1, "POST", "/channels/17/answer"),
        event(6.0, "ChannelDtmfReceived", channel=channel("17", "Up"), digit="1", duration_ms=9),
        request(7.2, "DELETE", "/channels/17"),
        event(7.3, "StasisEnd", channel=channel("17", "Up")),
    ]


def test_a_handler_that_was_blocked_is_blocked_again(tmp_path: Path) -> None:
    class Blocks(Behaviour):
        app = "ivr"

        def stasis_start(self) -> None:
            self.channel.play("sound:hello")
            self.channel.answer()
            self.say("answered")
            self.after(2, self.hang_up)

        def playback_finished(self) -> None:
            self.say("finished")

        def channel_dtmf_received(self) -> None:
            self.say("digit")

        def hang_up(self) -> None:
            self.say("time is up")
            self.channel.hangup()

    comparisons, memory = replayed(write(tmp_path / "s.jsonl", *late_answer()), Blocks)
    assert memory.lines == ["answered", "finished", "digit", "time is up"]
    assert changes(comparisons) == []


def test_what_was_not_answered_then_is_not_answered_now(tmp_path: Path) -> None:
    records = call("17")
    records[1] = request(0.1, "POST", "/channels/17/answer", None)
    records[1]["reason"] = "the line was cut"
    _, memory = replayed(write(tmp_path / "s.jsonl", *records), Plays)
    assert memory.errors == ["the line was cut"]


def test_a_body_that_broke_off_is_given_as_it_is(tmp_path: Path) -> None:
    records = call("17")
    records[3]["resp"] = '{"id": "pb-17"'
    _, memory = replayed(write(tmp_path / "s.jsonl", *records), Plays)
    assert "JSON" in memory.errors[0]


def test_what_was_never_recorded_has_no_answer(tmp_path: Path) -> None:
    class Bridges(Behaviour):
        app = "ivr"

        def stasis_start(self) -> None:
            self.ari.bridges.create(bridge_id="b")

    comparisons, memory = replayed(write(tmp_path / "s.jsonl", *call("17")), Bridges)
    assert "the recording holds no answer to this" in memory.errors[0]
    assert "+ POST /bridges/b" in changes(comparisons)


def test_requests_of_others_are_not_missed(tmp_path: Path) -> None:
    records = [
        request(0, "POST", "/channels", 200, '{"id": "99"}', endpoint="Local/1@x", app="other"),
        *call("17", t=1),
        event(3, "StasisStart", app="other", args=[], channel=channel("99", "Up")),
        request(3.1, "POST", "/channels/99/answer"),
        request(3.2, "POST", "/bridges/b", 200, "{}"),
    ]
    comparisons, _ = replayed(write(tmp_path / "s.jsonl", *records), Plays)
    assert changes(comparisons) == []


def test_two_calls_at_once_keep_apart(tmp_path: Path) -> None:
    both = sorted([*call("17"), *call("18", t=0.05)], key=lambda record: record["t"])
    comparisons, memory = replayed(write(tmp_path / "s.jsonl", *both), Plays)
    assert changes(comparisons) == []
    assert len(memory.lines) == 2


class Secretive(Behaviour):
    app = "ivr"

    def stasis_start(self) -> None:
        self.channel.set_channel_var("DB_PASSWORD", "open-sesame")
        self.channel.set_channel_var("URL", "https://me:open-sesame@host/")
        self.ari.events.user_event("e", application="ivr", variables={"token": "open-sesame"})


def test_secrets_that_the_recording_leaves_out_are_no_change(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    recorder = Recorder(path)
    ari = Ari.over(RecordedRequests(Yes(), recorder))
    recorder.event(call("17")[0]["event"])
    ari.channels.set_channel_var("17", "DB_PASSWORD", "open-sesame")
    ari.channels.set_channel_var("17", "URL", "https://me:open-sesame@host/")
    ari.events.user_event("e", application="ivr", variables={"token": "open-sesame"})
    recorder.close()
    assert "open-sesame" not in path.read_text()
    comparisons, memory = replayed(path, Secretive)
    assert (changes(comparisons), memory.errors) == ([], [])
    assert len(comparisons) == 2


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("hello", "no JSON"),
        ("[" * 100000, "nested too deeply"),
        ("null", "no record"),
        ('{"kind": "event"}', "no event as they are recorded"),
        ('{"kind": "event", "event": 5}', "no event"),
        ('{"kind": "event", "event": {"type": 5}}', "no event"),
        ('{"type": "StasisStart", "application": "ivr"}', "no event"),
        ('{"type": "StasisStart", "application": "ivr", "channel": 5}', "no event"),
        ('{"type": "PlaybackFinished", "application": "ivr", "playback": {}}', "no event"),
        ('{"kind": "event", "t": "x", "event": {"type": "Dial"}}', "no event"),
        ('{"kind": "note", "t": NaN, "text": ""}', "no note as they are recorded"),
        ('{"kind": "rest"}', "no rest"),
        ('{"kind": "rest", "method": "GET", "path": "x"}', "no rest"),
        ('{"kind": "rest", "method": "GET", "path": "/x", "params": []}', "no rest"),
        ('{"kind": "rest", "method": "GET", "path": "/x", "status": "200"}', "no rest"),
        ('{"kind": "rest", "method": "GET", "path": "/x", "resp": {}}', "no rest"),
    ],
)
def test_what_is_no_recording_is_refused(tmp_path: Path, line: str, what: str) -> None:
    path = write(tmp_path / "s.jsonl", *call("17"))
    path.write_text(f"{path.read_text()}\n{line}\n")
    with pytest.raises(InvalidRequest, match=f"line 11 of .* is {what}"):
        replayed(path, Plays)


def test_the_command_finds_the_behaviours(aricli: Program) -> None:
    ran = aricli("replay", str(DATA / "tones.jsonl"))
    assert ran.code == 0
    assert ran.lines[0].endswith("has entered the application")
    assert ran.stderr == "aricli: 1 call: 4 requests as recorded\n"


@pytest.fixture
def changed(aricli: Program) -> Program:
    """``aricli`` with a plugin whose behaviour has changed since the recording."""
    site = aricli.home / "site"
    metadata = site / "changed-1.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: changed\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text("[aricli]\nchanged = changed\n")
    (site / "changed.py").write_text(
        "from aricli import Behaviour, hookimpl\n"
        "class Changed(Behaviour):\n"
        "    app = 'changed'\n"
        "    def stasis_start(self):\n"
        "        self.channel.answer()\n"
        "        self.say('answered')\n"
        "class Broken(Behaviour):\n"
        "    app = 'broken'\n"
        "    def stasis_start(self):\n"
        "        raise RuntimeError('my hat')\n"
        "@hookimpl\n"
        "def register_behaviours(register):\n"
        "    register(Changed)\n"
        "    register(Broken)\n"
    )
    aricli.environment["PYTHONPATH"] += f":{site}"
    return aricli


def test_the_command_shows_changes_as_a_diff(changed: Program) -> None:
    write(changed.home / "s.jsonl", *call("17"))
    ran = changed("replay", "s.jsonl", "--behaviour", "changed", "--app", "ivr")
    assert ran.code == 1
    assert [line.split() for line in ran.lines] == [
        ["answered"],
        ["17"],
        ["0.1", "POST", "/channels/17/answer"],
        ["-", "0.3", "POST", "/channels/17/play/pb-17", "media=sound:hello"],
        ["-", "2.5", "DELETE", "/channels/17"],
    ]
    assert ran.stderr.endswith("1 call: 1 requests as recorded, 2 no longer made, 0 new\n")


def test_changes_as_data(changed: Program) -> None:
    write(changed.home / "s.jsonl", *call("17"))
    options = ("replay", "s.jsonl", "--behaviour", "changed", "--app", "ivr", "-o")
    rows: Any = [json.loads(line) for line in changed(*options, "jsonl").lines]
    assert rows[1] == {"about": "17", "change": "-", "t": 2.5, "text": "DELETE /channels/17"}
    assert json.loads(changed(*options, "json").stdout) == rows
    assert changed(*options, "id").lines == ["17"]


def test_changes_in_colour(changed: Program) -> None:
    write(changed.home / "s.jsonl", *call("17"))
    ran = changed.on_terminal("replay", "s.jsonl", "--behaviour", "changed", "--app", "ivr")
    assert b"\x1b[31m-      2.5  DELETE /channels/17\x1b[0m" in ran.stdout


def test_a_handler_that_fails(changed: Program) -> None:
    write(changed.home / "s.jsonl", *call("17"))
    ran = changed("replay", "s.jsonl", "--behaviour", "broken", "--app", "ivr")
    assert ran.code == 9
    assert "Broken failed in StasisStart of channel 17: RuntimeError: my hat" in ran.stderr


def test_a_recording_without_a_call_for_it(aricli: Program) -> None:
    ran = aricli("replay", str(DATA / "ivr.jsonl"), "--behaviour", "tones")
    assert ran.code == 2
    assert "there are calls to: bench" in ran.stderr


def test_real_time(aricli: Program) -> None:
    write(aricli.home / "s.jsonl", *call("17"))
    begun = time.monotonic()
    options = ("--behaviour", "monkeys", "--app", "ivr", "--real-time")
    assert aricli("replay", "s.jsonl", *options).code == 1
    assert time.monotonic() - begun >= 2.7


def test_an_interrupt_ends_it(aricli: Program) -> None:
    write(aricli.home / "s.jsonl", *call("17"), event(1000, "Note", channel=channel("17", "Up")))
    options = ("replay", "s.jsonl", "--behaviour", "monkeys", "--app", "ivr", "--real-time")
    with aricli.start(*options) as process:
        assert process.stdout
        assert process.stdout.readline().startswith("Monkeys!")
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
