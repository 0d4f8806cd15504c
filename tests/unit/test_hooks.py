"""Hooks that tell plugins what happens, and sinks, in an ``aricli listen`` on a server of ours."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.asterisk.command import Aricli, Running
from tests.unit import misbehaving
from tests.unit.site import Site

DIARY = '''
"""Writes down what it hears, a line each; and writes events to files."""

import os

from aricli import hookimpl


def note(*words):
    with open(os.environ["DIARY"], "a") as file:
        print(*words, file=file)


@hookimpl
def connected(ari, apps):
    note("connected", ari.asterisk.get_info().system.version, *apps)


@hookimpl
def event(event):
    note("event", event.type, event.raw.get("value", ""))


@hookimpl
def gap(gap):
    note("gap", gap.restarted, len(gap.started))


@hookimpl
def disconnected(error):
    note("disconnected", type(error).__name__)


class File:
    def __init__(self, url):
        self.path = url.removeprefix("file://")
        if not self.path:
            raise ValueError("no file is named")
        self.failures = int(os.environ.get("FAILURES", 0))

    def write(self, events):
        if self.failures:
            self.failures -= 1
            raise OSError("the disk is full")
        with open(self.path, "ab") as file:
            file.write(b"".join(event + b"\\n" for event in events))

    def close(self):
        note("closed")


@hookimpl
def register_sinks(register):
    register("file", File)
'''

FAILING = '''
"""Fails at every event, and says so."""

from aricli import hookimpl


@hookimpl
def event(event):
    if event.raw["value"] != "fine":
        raise ValueError(f"cannot bear {event.raw['value']}")
'''

SLOW = '''
"""Never comes to an end."""

import threading

from aricli import hookimpl


@hookimpl
def event():
    threading.Event().wait()
'''


STUCK = '''
"""Handlers and sinks that never come to an end."""

import threading

from aricli import Behaviour, hookimpl


class Stuck(Behaviour):
    app = "my-app"

    def stasis_start(self):
        self.say("began")
        threading.Event().wait()


class Sink:
    def __init__(self, url):
        pass

    def write(self, events):
        threading.Event().wait()

    def close(self):
        threading.Event().wait()


@hookimpl
def register_behaviours(register):
    register(Stuck)


@hookimpl
def register_sinks(register):
    register("stuck", Sink)
'''


@pytest.fixture
def server() -> Iterator[misbehaving.Server]:
    """A server that knows one application."""
    server = misbehaving.Server()
    fields = ("channel_ids", "bridge_ids", "endpoint_ids", "device_names")
    server.answers["/applications/my-app"] = {
        "name": "my-app",
        "events_allowed": [],
        "events_disallowed": [],
        **{field: [] for field in fields},
    }
    yield server
    server.close()


@pytest.fixture
def aricli(server: misbehaving.Server, tmp_path: Path) -> Iterator[Aricli]:
    """The command."""
    aricli = Aricli(tmp_path, server.url, "u", "p")
    yield aricli
    aricli.close()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Where plugins are installed."""
    return Site(tmp_path / "site")


class Listening:
    """An ``aricli listen`` with the plugins of a site, and the diary that one of them writes."""

    def __init__(self, aricli: Aricli, site: Site, *options: str, **environment: str) -> None:
        self.diary = site.folder / "diary"
        variables = {"PYTHONPATH": str(site.folder), "DIARY": str(self.diary), **environment}
        self.run: Running = aricli.listen("my-app", "--transport", "http", *options, **variables)

    def noted(self) -> list[str]:
        """What is in the diary."""
        return self.diary.read_text().splitlines()


def varset(value: str, app: str = "my-app") -> dict[str, Any]:
    return {"type": "ChannelVarset", "application": app, "variable": "A", "value": value}


def test_what_happens_is_told_in_order(
    server: misbehaving.Server, aricli: Aricli, site: Site
) -> None:
    site.install("diary", DIARY)
    listening = Listening(aricli, site, "-o", "jsonl")
    peer = server.peer()
    peer.send(varset("1"))
    peer.send({"type": "SomethingNew", "application": "my-app"})
    listening.run.stdout.wait_for("SomethingNew")
    peer.fin()
    second = server.peer()
    listening.run.stdout.wait_for("AricliGap")
    second.send(varset("2"))
    listening.run.stdout.wait_for('"2"')
    assert listening.run.stop() == 143
    assert listening.noted() == [
        "connected 22.10.1 my-app",
        "event ChannelVarset 1",
        "event SomethingNew ",
        "disconnected Disconnected",
        "connected 22.10.1 my-app",
        "gap False 0",
        "event ChannelVarset 2",
        "disconnected NoneType",
    ]


def test_one_that_fails_is_named_and_then_left_alone(
    server: misbehaving.Server, aricli: Aricli, site: Site
) -> None:
    site.install("diary", DIARY)
    site.install("failing", FAILING)
    listening = Listening(aricli, site)
    peer = server.peer()
    for number in range(30):
        peer.send(varset(f"<{number}>"))
    aside = "plugin failing failed too often and hears no more"
    listening.run.stderr.wait_for(aside)
    listening.run.stdout.wait_for("<29>")
    assert listening.run.stop() == 143
    complaints = [line for line in listening.run.complaints() if "failing" in line]
    assert complaints == [
        *(
            f"aricli: plugin failing failed in event: ValueError: cannot bear <{number}>"
            for number in range(10)
        ),
        f"aricli: {aside}",
    ]
    assert sum(line.startswith("event") for line in listening.noted()) == 30


def test_one_that_fails_now_and_then_is_counted(
    server: misbehaving.Server, aricli: Aricli, site: Site
) -> None:
    site.install("failing", FAILING)
    listening = Listening(aricli, site)
    peer = server.peer()
    for number in range(40):
        peer.send(varset("fine" if number % 2 else str(number)))
    peer.send(varset("last"))
    listening.run.stdout.wait_for("last")
    listening.run.stop()
    complaints = listening.run.complaints()
    assert sum("cannot bear" in line for line in complaints) == 10
    assert complaints[-1] == "aricli: plugin failing failed 21 times"


def test_with_strict_plugins_the_first_failure_is_the_end(
    server: misbehaving.Server, aricli: Aricli, site: Site
) -> None:
    site.install("failing", FAILING)
    listening = Listening(aricli, site, "--strict-plugins")
    server.peer().send(varset("this"))
    assert listening.run.wait() == 9
    assert "plugin failing failed in event: ValueError: cannot bear this" in "".join(
        listening.run.stderr.all()
    )


def test_with_strict_plugins_one_that_does_not_load_is_the_end(aricli: Aricli, site: Site) -> None:
    site.install("broken", "raise OSError('no such device')")
    strict = ("listen", "--app", "my-app", "--strict-plugins")
    ran = aricli(*strict, PYTHONPATH=str(site.folder))
    assert ran.returncode == 9
    assert "plugin broken is set aside: OSError: no such device" in ran.stderr


def test_one_that_hangs_holds_up_nobody(
    server: misbehaving.Server, aricli: Aricli, site: Site
) -> None:
    site.install("diary", DIARY)
    site.install("slow", SLOW)
    listening = Listening(aricli, site, "--grace", "1")
    peer = server.peer()
    for number in range(20):
        peer.send(varset(str(number)))
    listening.run.stdout.wait_for("19")
    assert listening.run.stop() == 143
    assert sum(line.startswith("event") for line in listening.noted()) == 20
    assert "aricli: plugin slow was too slow and missed 19 notices" in listening.run.complaints()


def test_events_go_to_a_sink_and_not_to_stdout(
    server: misbehaving.Server, aricli: Aricli, site: Site, tmp_path: Path
) -> None:
    site.install("diary", DIARY)
    file = tmp_path / "events"
    listening = Listening(aricli, site, "--to", f"file://{file}", "--count", "2")
    peer = server.peer()
    peer.send(varset("1"))
    peer.send(varset("2"))
    assert listening.run.wait() == 0
    assert [json.loads(line)["value"] for line in file.read_text().splitlines()] == ["1", "2"]
    assert listening.run.stdout.all() == []
    assert "closed" in listening.noted()


def test_events_go_to_stdout_too_where_that_is_asked_for(
    server: misbehaving.Server, aricli: Aricli, site: Site, tmp_path: Path
) -> None:
    site.install("diary", DIARY)
    file = tmp_path / "events"
    options = ("--to", f"file://{file}", "-o", "jsonl", "--event", "ChannelVarset")
    listening = Listening(aricli, site, *options)
    peer = server.peer()
    peer.send({"type": "Dial", "application": "my-app"})
    peer.send(varset("1"))
    listening.run.stdout.wait_for('"1"')
    listening.run.stop()
    assert listening.run.stdout.all() == file.read_text().splitlines()


def test_what_a_sink_does_not_take_is_tried_again(
    server: misbehaving.Server, aricli: Aricli, site: Site, tmp_path: Path
) -> None:
    site.install("diary", DIARY)
    file = tmp_path / "events"
    listening = Listening(aricli, site, "--to", f"file://{file}", FAILURES="3")
    server.peer().send(varset("1"))
    listening.run.stderr.wait_for(f"file://{file} takes events again")
    listening.run.stop()
    assert json.loads(file.read_text()) == varset("1")
    told = [line for line in listening.run.complaints() if "the disk is full" in line]
    assert len(told) == 1


def test_what_could_not_be_delivered_is_counted(
    server: misbehaving.Server, aricli: Aricli, site: Site, tmp_path: Path
) -> None:
    site.install("diary", DIARY)
    to = f"file://{tmp_path / 'events'}"
    options = ("--to", to, "-o", "jsonl", "--grace", "0")
    listening = Listening(aricli, site, *options, FAILURES="1000000")
    peer = server.peer()
    for number in range(3):
        peer.send(varset(str(number)))
    listening.run.stdout.wait_for('"2"')
    assert listening.run.stop() == 143
    assert listening.run.complaints()[-1] == f"aricli: {to}: 3 events could not be delivered"


def test_whatever_is_stuck_it_ends_soon_after_the_grace(
    server: misbehaving.Server, aricli: Aricli, site: Site
) -> None:
    site.install("stuck", STUCK)
    sinks = ("--to", "stuck://a", "--to", "stuck://b")
    listening = Listening(aricli, site, *sinks, "--grace", "0.2")
    peer = server.peer()
    for number in range(20):
        channel = {"id": f"c{number}", "name": "PJSIP/a", "state": "Ring"}
        peer.send({"type": "StasisStart", "application": "my-app", "channel": channel, "args": []})
    listening.run.stdout.wait_for("began", count=20)
    begun = time.monotonic()
    assert listening.run.stop() == 143
    assert time.monotonic() - begun < 15  # each in turn would take longer
    lost = [line for line in listening.run.complaints() if "could not be delivered" in line]
    assert lost == [
        f"aricli: stuck://{name}: 20 events could not be delivered" for name in ("a", "b")
    ]


def test_schemes_are_completed(aricli: Aricli, site: Site) -> None:
    site.install("diary", DIARY)
    ran = aricli("__complete", "zsh", "listen", "--to", "f", PYTHONPATH=str(site.folder))
    assert ran.stdout == "file:\tof the plugin diary\n"


@pytest.mark.parametrize(
    ("url", "code", "message"),
    [
        ("nowhere://x", 2, "no plugin delivers events to nowhere://x"),
        ("file", 2, "no plugin delivers events to file"),
        ("file://", 2, "file://: no file is named"),
    ],
)
def test_a_place_that_is_none(
    aricli: Aricli, site: Site, url: str, code: int, message: str
) -> None:
    site.install("diary", DIARY)
    ran = aricli("listen", "--app", "my-app", "--to", url, PYTHONPATH=str(site.folder))
    assert ran.returncode == code
    assert ran.stderr.startswith(f"aricli: {message}\n")
