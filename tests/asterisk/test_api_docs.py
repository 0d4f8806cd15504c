"""Completeness: aricli's operations and models are those that the running server describes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest

from aricli.ari.operation import operation
from aricli.ari.resources.channels import Channels
from tests.asterisk.api_docs import Description, Models, Spec, our_models, our_operations
from tests.asterisk.server import Asterisk

STREAM = "the event stream: aricli.ari.stream, not a request"
FILTER = "the body is the filter: what stands in it are the two lists"
TABLE: Mapping[tuple[str, str], str] = {
    ("", "GET /events is missing"): STREAM,
    ("", "PUT /applications/{application_name}/eventFilter: filter is missing"): FILTER,
    ("", "PUT /applications/{application_name}/eventFilter: allowed is not the server's"): FILTER,
    (
        "",
        "PUT /applications/{application_name}/eventFilter: disallowed is not the server's",
    ): FILTER,
    (
        "",
        "POST /channels/{channel_id}/dtmf: dtmf: required is True, the server's False",
    ): "without it the answer is 400, DTMF is required",
    (
        "22",
        "DELETE /channels/{channel_id}: reason_code: kind is 'int', the server's 'str'",
    ): "it is read as a number, and only causes of Q.850 mean anything",
    (
        "16",
        "POST /channels/externalMedia: external_host: required is False, the server's True",
    ): "needed until websocket servers came, which have none; a rule asks for it otherwise",
    **{
        ("16", f"POST /channels/externalMedia: {name}: choices is {ours}, the server's {theirs}"): (
            "audiosocket and websocket came later; the docstring says when"
        )
        for name, ours, theirs in [
            ("encapsulation", ("rtp", "audiosocket", "none"), ("rtp",)),
            ("transport", ("udp", "tcp", "websocket"), ("udp",)),
            ("connection_type", ("client", "server"), ("client",)),
        ]
    },
}
"""Where aricli differs from the server's description, by series ("" for all), and why."""


@pytest.fixture(scope="module")
def description(asterisk: Asterisk) -> Description:
    return Description(asterisk)


def test_operations_are_the_servers(description: Description, asterisk: Asterisk) -> None:
    assert _operation_differences(description) == _expected(asterisk)


def test_a_wrong_operation_would_be_seen(
    description: Description, asterisk: Asterisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mute(self: Any, channel_id: str, *, direction: str, app: str | None = None) -> None: ...

    wrong = operation("POST", "/channels/{channel_id}/mute")(mute)
    monkeypatch.setattr(Channels, "mute", wrong)
    monkeypatch.setattr(Channels, "answer", None)
    monkeypatch.setattr(Channels, "hold", operation("PUT", "/channels")(mute))
    where = "POST /channels/{channel_id}/mute"
    assert _operation_differences(description) - _expected(asterisk) == {
        "POST /channels/{channel_id}/answer is missing",
        "POST /channels/{channel_id}/hold is missing",
        "PUT /channels is not the server's",
        f"{where}: app is not the server's",
        f"{where}: direction: choices is (), the server's ('both', 'in', 'out')",
        f"{where}: direction: default is None, the server's 'both'",
        f"{where}: direction: required is True, the server's False",
    }


@pytest.mark.parametrize("asterisk", ["22"], indirect=True)
def test_models_are_the_servers(description: Description) -> None:
    assert set(_model_differences(description.models(), our_models())) == set()


@pytest.mark.parametrize("asterisk", ["16"], indirect=True)
def test_models_have_what_an_old_server_has(description: Description) -> None:
    found = _model_differences(description.models(), our_models())
    assert {each for each in found if not each.endswith("is not the server's")} == set()


def _expected(asterisk: Asterisk) -> set[str]:
    return {difference for series, difference in TABLE if series in {"", asterisk.series}}


def _operation_differences(description: Description) -> set[str]:
    server, ours = description.operations(), our_operations(description.version)
    found = set(_names(server, ours, ""))
    for path in server.keys() & ours.keys():
        theirs, own = server[path], ours[path]
        found.update(_names(theirs, own, f"{path}: "))
        for name in theirs.keys() & own.keys():
            found.update(f"{path}: {name}: {each}" for each in _aspects(theirs[name], own[name]))
    return found


def _aspects(theirs: Spec, own: Spec) -> Iterator[str]:
    for aspect, value in theirs._asdict().items():
        # The server seldom says which numbers it takes; aricli may say so all the same.
        if getattr(own, aspect) != value and not (aspect == "low" and value is None):
            yield f"{aspect} is {getattr(own, aspect)!r}, the server's {value!r}"


def _model_differences(server: Models, ours: Models) -> Iterator[str]:
    yield from _names(server, ours, "")
    for model in server.keys() & ours.keys():
        theirs, own = server[model], ours[model]
        yield from _names(theirs, own, f"{model}: ")
        for name in theirs.keys() & own.keys():
            if theirs[name] != own[name]:
                yield f"{model}: {name} is {own[name]}, the server's {theirs[name]}"


def _names(server: Iterable[str], ours: Iterable[str], about: str) -> Iterator[str]:
    yield from (f"{about}{name} is missing" for name in set(server) - set(ours))
    yield from (f"{about}{name} is not the server's" for name in set(ours) - set(server))
