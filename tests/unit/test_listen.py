"""``aricli listen`` as a program, on a server that does what the test says."""

from __future__ import annotations

import json
import os
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.asterisk.command import Aricli
from tests.unit import misbehaving
from tests.unit.misbehaving import frame

PLUGIN = '''
"""Behaviours of the tests."""

import sys
import threading

from aricli import Behaviour, hookimpl


class Careless(Behaviour):
    """Raises at every call."""

    app = "careless"

    def stasis_start(self):
        raise ValueError("no luck")


class Leaving(Behaviour):
    """Wants the process to end."""

    app = "leaving"

    def stasis_start(self):
        sys.exit(3)


class Asking(Behaviour):
    """Asks on a WebSocket that does not answer."""

    app = "asking"
    at_shutdown = "leave"

    def stasis_start(self):
        self.say("asks")
        self.channel.play("tone:ring")
        self.say("has its answer")


class Patient(Behaviour):
    """Waits a little before it is done, and has its calls hung up at the end."""

    app = "patient"
    at_shutdown = "hangup"

    def stasis_start(self):
        self.say("began")
        threading.Event().wait(0.5)
        self.say("done")


@hookimpl
def register_behaviours(register):
    register(Asking)
    register(Careless)
    register(Leaving)
    register(Patient)
'''


@pytest.fixture
def server() -> Iterator[misbehaving.Server]:
    """A server that knows the applications of these tests."""
    server = misbehaving.Server()
    for app in ("my-app", "asking", "careless", "leaving", "patient"):
        server.answers[f"/applications/{app}"] = {
            "name": app,
            **{key: [] for key in ("channel_ids", "bridge_ids", "endpoint_ids", "device_names")},
            **{key: [] for key in ("events_allowed", "events_disallowed")},
        }
    yield server
    server.close()


@pytest.fixture
def aricli(server: misbehaving.Server, tmp_path: Path) -> Iterator[Aricli]:
    """The command, with the plugin of these tests."""
    site = tmp_path / "site"
    metadata = site / "careless-1.0.dist-info"
    metadata.mkdir(parents=True)
    (site / "careless_plugin.py").write_text(PLUGIN)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: careless\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[aricli]\ncareless = careless_plugin\n")
    aricli = Aricli(tmp_path, server.url, "u", "p")
    aricli.environment["PYTHONPATH"] = str(site)
    yield aricli
    aricli.close()


def event(type: str, app: str, **fields: Any) -> dict[str, Any]:
    channel = {"id": "c1", "name": "PJSIP/alice-00000000", "state": "Ring"}
    return {"type": type, "application": app, "channel": channel, **fields}


def test_a_plugin_that_raises_is_named_and_nothing_else_stops(
    server: misbehaving.Server, aricli: Aricli
) -> None:
    listening = aricli.listen("careless")
    server.peer().send(event("StasisStart", "careless", args=[]))
    line = listening.stderr.wait_for("no luck")
    assert "Careless" in line
    assert "StasisStart" in line
    assert "c1" in line
    assert listening.stop() == 143


def test_a_handler_cannot_end_the_process_nor_what_runs_others(
    server: misbehaving.Server, aricli: Aricli
) -> None:
    listening = aricli.listen("leaving")
    peer = server.peer()
    for calls in (1, 2):
        peer.send(event("StasisStart", "leaving", args=[]))
        assert "SystemExit(3)" in listening.stderr.wait_for("Leaving failed", count=calls)
    assert listening.stop() == 143


def test_with_strict_plugins_it_ends_with_9(server: misbehaving.Server, aricli: Aricli) -> None:
    listening = aricli.listen("careless", "--strict-plugins")
    server.peer().send(event("StasisStart", "careless", args=[]))
    assert listening.wait() == 9
    assert "no luck" in "".join(listening.stderr.all())


@pytest.mark.parametrize(("grace", "said"), [("30", ["began", "done"]), ("0", ["began"])])
def test_running_handlers_finish_within_the_grace_and_calls_are_given_away(
    server: misbehaving.Server, aricli: Aricli, grace: str, said: list[str]
) -> None:
    listening = aricli.listen("patient", "--grace", grace)
    peer = server.peer()
    peer.send(event("StasisStart", "patient", args=[]))
    listening.stdout.wait_for("began")
    assert listening.stop() == 143
    assert listening.stdout.all()[: len(said)] == said
    assert peer.closed_cleanly()
    assert "DELETE /channels/c1" in server.requests


def test_what_was_asked_on_the_websocket_is_asked_anew_at_the_end(
    server: misbehaving.Server, aricli: Aricli
) -> None:
    server.answers["/channels/c1/play"] = {"id": "p1", "state": "queued"}
    listening = aricli.listen("asking", "--grace", "100", "--request-timeout", "100")
    peer = server.peer()
    peer.send(event("StasisStart", "asking", args=[]))
    assert "channels/c1/play" in peer.text()
    assert listening.stop() == 143
    assert listening.stdout.all() == ["asks", "has its answer"]


def test_figures_are_told(server: misbehaving.Server, aricli: Aricli) -> None:
    listening = aricli.listen("my-app", "--stats", "0.2")
    server.peer().send(event("ChannelHold", "my-app"))
    told = listening.stderr.wait_for("events/s")
    for word in ("calls", "queued", "dropped", "lag", "threads", "requests/s", "gaps"):
        assert word in told


def test_figures_are_served_to_prometheus(server: misbehaving.Server, aricli: Aricli) -> None:
    pytest.importorskip("prometheus_client")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    listening = aricli.listen("my-app", "--prometheus", str(port), "-o", "jsonl")
    server.peer().send(event("ChannelHold", "my-app"))
    listening.stdout.wait_for("ChannelHold")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        served = answer.read().decode()
    assert "aricli_events_total 1.0" in served
    assert "aricli_calls 0.0" in served


def test_a_slow_reader_of_our_output_does_not_hold_up_the_reading_of_events(
    server: misbehaving.Server, aricli: Aricli, tmp_path: Path
) -> None:
    """The pipe is never read; the server can still send more than any buffer between holds."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    listening = aricli.start_shell(f"aricli listen --app my-app -o jsonl > {fifo}")
    with fifo.open("rb", buffering=0) as unread:
        listening.stderr.wait_for("aricli: listening to ")
        peer = server.peer()
        flood = frame(json.dumps(event("ChannelVarset", "my-app", value="x" * 400)).encode())
        for _ in range(20):
            peer.raw(flood * 5_000)
        peer.raw(frame(b'{"type": "Last"}'))
        seen = 0
        tail = b""
        while b'"Last"' not in tail:
            chunk = unread.read(1 << 20)
            seen += chunk.count(b"ChannelVarset")
            tail = (tail + chunk)[-64:]
    assert seen == 100_000


def test_the_app_of_the_profile_is_listened_to(server: misbehaving.Server, aricli: Aricli) -> None:
    listening = aricli.start("listen", ARICLI_APP="my-app")
    assert "my-app" in listening.stderr.wait_for("aricli: listening to ")


def test_an_application_has_to_be_named(aricli: Aricli) -> None:
    ran = aricli("listen")
    assert ran.returncode == 2
    assert "aricli listen --app my-app" in ran.stderr
