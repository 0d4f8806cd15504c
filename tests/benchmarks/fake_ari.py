"""A fake ARI server, in a process of its own: ``python -m tests.benchmarks.fake_ari SCENARIO``.

It tells on stdout, a JSON line each, its port, when it begins, and what it measured. It begins when
the event WebSocket is open and no request has come for a second. The scenarios:

    flood EVENTS              events without end to calls that are there; over when somebody
                              hangs up the channel "done"
    burst CALLS WHO_ENDS      calls all at once
    steady CALLS WHO_ENDS RATE  so many calls a second
"""

from __future__ import annotations

import functools
import json
import sys
import time
from typing import Any

import orjson

from aricli.sandbox.apidocs import document
from tests.benchmarks.wire import Answer, Asked, Server, frame

EVENT_SIZE = 463
"""Bytes of an event."""
FLOODED_CALLS = 100
FLOODED_TYPES = ("ChannelDtmfReceived", "ChannelStateChange", "ChannelHold", "ChannelUnhold")
_QUIET = 1.0
_TIME = "2026-11-23T10:00:00.000+0000"


def channel(id: str) -> dict[str, Any]:
    """A channel's data."""
    return {
        "id": id,
        "name": f"PJSIP/alice-{id}",
        "state": "Ring",
        "caller": {"name": "", "number": "100"},
        "connected": {"name": "", "number": ""},
        "accountcode": "",
        "dialplan": {"context": "default", "exten": "1000", "priority": 3},
        "creationtime": _TIME,
        "language": "en",
    }


def event(type: str, **fields: Any) -> bytes:
    """A frame with an event of the usual size."""
    raw = {"type": type, "timestamp": _TIME, "application": "bench", **fields, "asterisk_id": ""}
    text = orjson.dumps(raw)
    return frame(text[:-2] + b"0" * (EVENT_SIZE - len(text)) + b'"}')


def say(**report: Any) -> None:
    """Tell whoever started this."""
    print(json.dumps(report), flush=True)


class Scenario:
    """Answers what every client asks at its beginning."""

    def __init__(self) -> None:
        self.server = Server(self._answer)
        self._quiet_since = float("inf")

    def run(self) -> None:
        """Serve until the process ends."""
        say(port=self.server.port)
        self._wait_for_quiet()
        self.server.run()

    def _wait_for_quiet(self) -> None:
        now = time.perf_counter()
        if not self.server.is_open:
            self._quiet_since = now
        if now - self._quiet_since > _QUIET:
            say(begin=True)
            self.server.now = time.perf_counter()
            self.begin()
        else:
            self.server.at(now + 0.05, self._wait_for_quiet)

    def _answer(self, asked: Asked) -> Answer:
        self._quiet_since = self.server.now
        if asked.method == "GET":
            return Answer(200, self._found(asked.path))
        return self.asked(asked)

    def _found(self, path: str) -> bytes:
        if path.startswith("/api-docs/"):
            found: Any = document(path.rpartition("/")[2], f"127.0.0.1:{self.server.port}")
        elif path == "/asterisk/info":
            found = {
                "system": {"version": "22.10.1", "entity_id": "x"},
                "status": {"startup_time": _TIME, "last_reload_time": _TIME},
            }
        elif path.startswith("/applications/"):
            lists = ("channel_ids", "bridge_ids", "endpoint_ids", "device_names")
            found = {"name": "bench", **{name: [] for name in lists}}
        else:
            found = []
        return json.dumps(found).encode()

    def begin(self) -> None:
        """The client is ready."""

    def asked(self, asked: Asked) -> Answer:
        """Answer a request that changes something."""
        return Answer(204)


class Flood(Scenario):
    """Events as fast as the client takes them."""

    def __init__(self, events: int) -> None:
        super().__init__()
        calls = [channel(f"1795425058.{number}") for number in range(FLOODED_CALLS)]
        self._starts = b"".join(event("StasisStart", args=[], channel=each) for each in calls)
        self._block = b"".join(
            event(type, channel=each) for type in FLOODED_TYPES * 5 for each in calls
        )
        self._blocks = events // (len(calls) * len(FLOODED_TYPES) * 5)
        self._begun = 0.0

    def begin(self) -> None:
        """Start the calls, and a second later the flood."""
        self.server.publish(self._starts)
        self.server.at(time.perf_counter() + 1, self._flood)

    def _flood(self) -> None:
        say(flood=True)
        self._begun = time.perf_counter()
        self.server.publish(*[memoryview(self._block)] * self._blocks)

    def asked(self, asked: Asked) -> Answer:
        """See when all is done."""
        if asked.path == "/channels/done":
            say(done=True, seconds=self.server.now - self._begun)
        return Answer(204)


class Calls(Scenario):
    """Calls that come, are played to, and end.

    Args:
        count: How many.
        who_ends: ``caller`` to end each after its first request, ``nobody`` to let it stand, or
            ``client``.
        rate: Calls a second, 0 for all at once.
    """

    def __init__(self, count: int, who_ends: str, rate: float = 0) -> None:
        super().__init__()
        self._count = count
        self._who_ends = who_ends
        self._rate = rate
        self._channels = {f"c{number}": channel(f"c{number}") for number in range(count)}
        self._ends = {id: event("StasisEnd", channel=each) for id, each in self._channels.items()}
        self._started: dict[str, float] = {}
        self._first: dict[str, float] = {}
        self._ended: set[str] = set()
        self._playbacks: dict[str, str] = {}
        self._requests = 0
        self._begun = 0.0

    def begin(self) -> None:
        """Let the calls come."""
        self._begun = time.perf_counter()
        if not self._rate:
            self._start(*self._channels)
            return
        for number, id in enumerate(self._channels):
            self.server.at(self._begun + number / self._rate, functools.partial(self._start, id))

    def _start(self, *ids: str) -> None:
        frames = [event("StasisStart", args=[], channel=self._channels[id]) for id in ids]
        now = time.perf_counter()
        self._started |= dict.fromkeys(ids, now)
        self.server.publish(b"".join(frames))

    def asked(self, asked: Asked) -> Answer:
        """Carry a request out."""
        self._requests += 1
        kind, id, *rest = asked.path.split("/")[1:]
        if kind == "playbacks":
            return Answer(204, events=self._playback("PlaybackFinished", id, "done"))
        if id not in self._first:
            self._first[id] = self.server.now - self._started[id]
        if asked.method == "DELETE":
            return Answer(204, events=self._end(id))
        if rest[0] == "play":
            return self._play(id, rest[1] if len(rest) > 1 else asked.query["playbackId"])
        return Answer(204, events=event("ChannelStateChange", channel=self._channels[id]))

    def _play(self, id: str, playback: str) -> Answer:
        self._playbacks[playback] = id
        events = self._playback("PlaybackStarted", playback, "playing")
        if self._who_ends == "caller":
            events += self._end(id)
        elif self._who_ends == "nobody" and len(self._first) == self._count:
            self._report()
        return Answer(201, orjson.dumps(self._data(playback, "queued")), events)

    def _data(self, playback: str, state: str) -> dict[str, str]:
        target = f"channel:{self._playbacks[playback]}"
        return {"id": playback, "media_uri": "tone:ring", "target_uri": target, "state": state}

    def _playback(self, type: str, playback: str, state: str) -> bytes:
        return event(type, playback=self._data(playback, state))

    def _end(self, id: str) -> bytes:
        self._ended.add(id)
        if len(self._ended) == self._count:
            self._report()
        return self._ends[id]

    def _report(self) -> None:
        latencies = sorted(self._first.values())
        say(
            done=True,
            seconds=time.perf_counter() - self._begun,
            requests=self._requests,
            p50=1000 * latencies[len(latencies) // 2],
            p99=1000 * latencies[len(latencies) * 99 // 100],
        )


def main(scenario: str, *arguments: str) -> None:
    """Run a scenario."""
    if scenario == "flood":
        Flood(int(arguments[0])).run()
    else:
        count, who_ends, *rate = arguments
        Calls(int(count), who_ends, float(rate[0]) if rate else 0).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
