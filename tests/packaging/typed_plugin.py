"""Somebody's script and plugin, for mypy: what it says of each type, and of each mistake.

A line that is marked as a mistake and is none is an error too: ``--strict`` says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, assert_type

from aricli import (
    Ari,
    Behaviour,
    Bridge,
    Channel,
    Gap,
    LiveRecording,
    Playback,
    RegisterBehaviour,
    RegisterCommand,
    RegisterOutput,
    RegisterSink,
    Script,
    errors,
    events,
    hookimpl,
)


def script() -> None:
    with Ari("http://localhost:8088", "asterisk", "asterisk") as ari, ari.watch() as watch:
        call = ari.channels.originate("PJSIP/alice", app=watch.app, variables={"A": "1"})
        assert_type(call, Channel)
        assert_type(call.caller.number, str)
        assert_type(call.caller_rdnis, str | None)
        assert_type(call.play("sound:beep", "digits:12", skipms=500), Playback)
        assert_type(call.record("r", format="wav"), LiveRecording)
        assert_type(call.get_channel_var("CHANNEL(state)").value, str)
        assert_type(call.rtpstatistics().rtt, float | None)
        assert_type(ari.channels.list(), list[Channel])
        assert_type(ari.bridges.create(type="mixing"), Bridge)
        assert_type(ari.recordings.get_stored_file("r"), bytes)
        assert_type(ari.endpoints.get("PJSIP", "alice").channel_ids, list[str])
        assert_type(ari.sounds.list(lang="fr")[0].formats[0].language, str)
        started = watch.wait(events.StasisStart, about=call, timeout=30)
        assert_type(started, events.StasisStart)
        assert_type(started.args, list[str])
        assert_type(started.replace_channel, Channel | None)
        try:
            call.hangup(reason="busy")
        except errors.NotFound as error:
            assert_type((error.status, error.server_message), tuple[int, str])
        except errors.CallFailed as failed:
            assert_type(failed.cause, int)
        call.hangup(reason="bsy")  # type: ignore[arg-type]
        call.play("sound:beep", skip=5)  # type: ignore[call-arg]
        call.hang_up()  # type: ignore[attr-defined]
        call.colour  # type: ignore[attr-defined]  # noqa: B018
        started.chanel  # type: ignore[attr-defined]  # noqa: B018
        ari.channels.get(5)  # type: ignore[arg-type]
        ari.bridges.add_channel()  # type: ignore[call-arg]
        ari.channels.answer(call)  # type: ignore[arg-type]


def told(raw: Mapping[str, Any]) -> str:
    event = events.parse(raw)
    if isinstance(event, events.Dial):
        assert_type(event.caller, Channel | None)
        return event.peer.name
    return event.type


class Menu(Behaviour):
    """Asks for a digit."""

    app = "menu"

    def stasis_start(self, event: events.StasisStart) -> Script:
        assert_type(self.channel, Channel)
        assert_type(self.ari, Ari)
        yield self.channel.play("sound:hello-world").finished(timeout=5)
        held = self.event("ChannelHold", timeout=3)
        yield self.first(held, self.sleep(0.5))
        assert_type(held.result, events.Event | None)
        digits: str = yield self.digits(4, timeout=10)
        self.after(0.5, self.channel.hangup).cancel()
        yield digits  # type: ignore[misc]


class File:
    def __init__(self, url: str) -> None: ...
    def write(self, events: Sequence[bytes]) -> None: ...
    def close(self) -> None: ...


class Names:
    def __call__(self, rows: Sequence[Mapping[str, Any]]) -> Iterable[str]:
        return [row["name"] for row in rows]


def show(ari: Ari, channel: str) -> None:
    print(ari.channels.get(channel).name)


@hookimpl
def register_behaviours(register: RegisterBehaviour) -> None:
    register(Menu, app="other")
    register(File)  # type: ignore[arg-type]


@hookimpl
def register_commands(register: RegisterCommand) -> None:
    register("show", show)


@hookimpl
def register_outputs(register: RegisterOutput) -> None:
    register("names", Names)
    register("files", File)  # type: ignore[arg-type]


@hookimpl
def register_sinks(register: RegisterSink) -> None:
    register("file", File)


@hookimpl
def gap(gap: Gap) -> None:
    assert_type(gap.ended, list[str])
