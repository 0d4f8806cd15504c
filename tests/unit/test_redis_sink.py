"""``aricli listen --to redis://...``, on a real redis-server."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.asterisk.command import Aricli, Running
from tests.unit import misbehaving
from tests.unit.redis_server import RedisServer
from tests.unit.test_hooks import aricli, server, site, varset

redis = pytest.importorskip("redis")
PASSWORD = "open-sesame"
__all__ = ["aricli", "server", "site"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis that runs."""
    folder = tmp_path / "redis"
    folder.mkdir()
    store = RedisServer(folder, PASSWORD)
    store.start()
    yield store
    store.stop()


def listen(aricli: Aricli, store: RedisServer, *options: str) -> Running:
    to = f"redis://127.0.0.1:{store.port}/events"
    return aricli.listen("my-app", "--to", to, *options, ARICLI_REDIS_PASSWORD=PASSWORD)


def stored(store: RedisServer) -> list[Any]:
    """The values of the events in the stream."""
    with redis.Redis(port=store.port, password=PASSWORD) as client:
        entries = client.xrange("events")
    return [json.loads(fields[b"event"])["value"] for _, fields in entries]


def test_events_are_appended_to_the_stream(
    server: misbehaving.Server, aricli: Aricli, store: RedisServer
) -> None:
    listening = listen(aricli, store, "--count", "1000")
    peer = server.peer()
    for number in range(1000):
        peer.send(varset(str(number)))
    assert listening.wait() == 0
    assert stored(store) == [str(number) for number in range(1000)]
    assert listening.stdout.all() == []
    assert "events could not be delivered" not in "".join(listening.stderr.all())


def test_events_wait_for_a_redis_that_is_away(
    server: misbehaving.Server, aricli: Aricli, store: RedisServer
) -> None:
    listening = listen(aricli, store, "-o", "jsonl")
    peer = server.peer()
    peer.send(varset("before"))
    listening.stdout.wait_for("before")
    with redis.Redis(port=store.port, password=PASSWORD) as client:
        assert client.xread({"events": "0"}, block=30_000)
    store.stop()
    peer.send(varset("meanwhile"))
    listening.stderr.wait_for("does not take events: ")
    store.start()
    peer.send(varset("after"))
    listening.stderr.wait_for("takes events again")
    assert listening.stop() == 143
    assert stored(store) == ["before", "meanwhile", "after"]


def test_what_redis_did_not_take_is_counted(
    server: misbehaving.Server, aricli: Aricli, store: RedisServer
) -> None:
    store.stop()
    listening = listen(aricli, store, "-o", "jsonl", "--grace", "0")
    peer = server.peer()
    for number in range(7):
        peer.send(varset(str(number)))
    listening.stdout.wait_for('"6"')
    assert listening.stop() == 143
    lost = "/events: 7 events could not be delivered"
    assert any(each.endswith(lost) for each in listening.complaints())


def test_a_wrong_password_is_told_and_not_shown(
    server: misbehaving.Server, aricli: Aricli, store: RedisServer
) -> None:
    to = f"redis://127.0.0.1:{store.port}/events"
    options = ("--to", to, "--grace", "0")
    listening = aricli.listen("my-app", *options, ARICLI_REDIS_PASSWORD="wrong-one")
    server.peer().send(varset("1"))
    listening.stderr.wait_for("does not take events: ")
    assert listening.stop() == 143
    assert "wrong-one" not in "".join(listening.stderr.all())


@pytest.mark.parametrize(
    ("url", "message", "hint"),
    [
        (
            "redis://:pass@localhost/events",
            "a password in an argument is one that everybody can read",
            "set ARICLI_REDIS_PASSWORD in the environment instead",
        ),
        ("redis://localhost", "redis://localhost names no stream", "e.g. --to redis://"),
        ("redis:///events", "redis:///events names no stream", "e.g. --to redis://"),
        ("redis://localhost:99999/events", "redis://localhost:99999/events: Port", ""),
    ],
)
def test_a_url_that_is_not_right(aricli: Aricli, url: str, message: str, hint: str) -> None:
    ran = aricli("listen", "--app", "my-app", "--to", url)
    assert ran.returncode == 2
    assert ran.stderr.startswith(f"aricli: {message}")
    assert hint in ran.stderr
    assert "pass@" not in ran.stderr


def test_without_the_package_the_extra_is_named(tmp_path: Path) -> None:
    code = (
        "import sys\nsys.modules['redis'] = None\nfrom aricli.cli import run\n"
        "from aricli.cli.root import Root\n"
        "sys.exit(run(Root(), ['listen', '--app', 'x', '--to', 'redis://localhost/events']))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={"HOME": str(tmp_path), "ARICLI_USERNAME": "a", "ARICLI_PASSWORD": "b"},
    )
    assert ran.returncode == 2
    assert "pip install 'aricli[redis]'" in ran.stderr
