"""What an error says of a request that failed: what it was about, why, and what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from aricli.ari.client import Ari
from aricli.ari.request import Request, Response
from aricli.errors import AriError, NotAri, NotFound, TimedOut, Unsupported

Call = Callable[[Any], object]


class Refusing:
    """A server that has one channel, and refuses everything else in the same way.

    OPTIONS finds whatever path it is asked for, unless that is what it does not have.
    """

    lacks = ""

    def __init__(self, status: int, words: str = "no", channel: Any = None) -> None:
        self._refusal = Response(status, "", json.dumps({"message": words}).encode(), {})
        self._channel = channel
        self.requests: list[Request] = []

    def send(self, request: Request) -> Response:
        self.requests.append(request)
        if request.method == "OPTIONS" and request.path != self.lacks:
            return Response(204, "", b"", {})
        if self._channel and request.method == "GET":
            return Response(200, "OK", json.dumps(self._channel).encode(), {})
        return self._refusal

    def close(self) -> None:
        """Nothing to close."""


def refused(call: Call, *refusal: Any) -> AriError:
    with pytest.raises(AriError) as caught:
        call(Ari.over(Refusing(*refusal)))
    return caught.value


WORDING: dict[str, tuple[Call, int, str]] = {
    "a thing": (lambda ari: ari.bridges.get("b/1"), 404, "bridge b/1 does not exist (404 no)"),
    "what a thing should have": (
        lambda ari: ari.channels.get_channel_var("c", "X"),
        404,
        "channel c does not have this (404 no)",
    ),
    "a thing that should get something": (
        lambda ari: ari.channels.set_channel_var("c", "X", "1"),
        404,
        "channel c does not exist (404 no)",
    ),
    "statistics that a channel lacks": (
        lambda ari: ari.channels.rtpstatistics("c"),
        404,
        "channel c does not have this (404 no)",
    ),
    "a live recording": (
        lambda ari: ari.recordings.stop("r"),
        404,
        "live recording r does not exist (404 no)",
    ),
    "all of a thing's name": (
        lambda ari: ari.asterisk.get_object("res_pjsip", "endpoint", "x"),
        404,
        "configuration res_pjsip/endpoint/x does not exist (404 no)",
    ),
    "no thing": (lambda ari: ari.sounds.list(lang="fr"), 404, "sounds list found nothing (404 no)"),
    "a message to no endpoint": (
        lambda ari: ari.endpoints.send_message("pjsip:x", from_="pjsip:y"),
        404,
        "endpoints send-message found nothing (404 no)",
    ),
    "what was to be made": (
        lambda ari: ari.channels.originate("PJSIP/x", app="a"),
        500,
        "channels originate failed (500 no)",
    ),
    "what was to be made and exists": (
        lambda ari: ari.bridges.create(bridge_id="b"),
        409,
        "bridges create was refused (409 no)",
    ),
    "a value": (
        lambda ari: ari.bridges.add_channel("b", "x"),
        422,
        "bridge b does not take this (422 no)",
    ),
    "a fault": (lambda ari: ari.playbacks.stop("p"), 500, "playback p could not do this (500 no)"),
}


@pytest.mark.parametrize("case", WORDING)
def test_the_message_names_what_it_was_about(case: str) -> None:
    call, status, message = WORDING[case]
    error = refused(call, status)
    assert str(error) == message
    assert error.hint


ENDED = "it may have ended meanwhile; list what there is"


@pytest.mark.parametrize(
    ("call", "hint"),
    [
        (lambda ari: ari.channels.get("c"), ENDED),
        (lambda ari: ari.playbacks.get("p"), ENDED),
        (lambda ari: ari.recordings.get_stored("r"), "list what there is"),
        (lambda ari: ari.asterisk.rotate_log("l"), "list what there is"),
    ],
)
def test_only_what_ends_by_itself_may_have_ended(call: Call, hint: str) -> None:
    assert refused(call, 404).hint == hint


def channel(state: str, app: str, data: str = "") -> dict[str, Any]:
    return {"id": "c", "state": state, "dialplan": {"app_name": app, "app_data": data}}


def test_409_says_which_application_holds_the_channel() -> None:
    error = refused(lambda ari: ari.channels.answer("c"), 409, "no", channel("Up", "Wait", "60"))
    assert str(error) == "channel c is not in a Stasis application but in Wait(60) (409 no)"
    assert error.hint == "the dialplan puts it there:  same => n,Stasis(my-app)"


def test_409_about_a_channel_in_stasis_has_another_reason() -> None:
    def record(ari: Ari) -> object:
        return ari.channels.record("c", "r", format="wav")

    inside = refused(record, 409, "no", channel("Up", "Stasis", "app"))
    assert str(inside) == "channel c does not allow this now (409 no)"
    assert "another name" in inside.hint
    dialled = refused(lambda ari: ari.channels.dial("c"), 409, "no", channel("Up", "Stasis", "app"))
    assert dialled.hint == "it is in state Up, held by application app"
    outside = refused(record, 409, "no", channel("Up", "Wait"))
    assert "Stasis(my-app)" in outside.hint


def test_409_is_told_without_the_channel_too() -> None:
    error = refused(lambda ari: ari.channels.answer("c"), 409)
    assert str(error) == "channel c is not in a Stasis application (409 no)"


def test_412_says_which_state_the_channel_is_in() -> None:
    error = refused(lambda ari: ari.channels.answer("c"), 412, "no", channel("Down", "Stasis"))
    assert str(error) == "channel c is in state Down (412 no)"


def test_no_more_is_asked_than_the_response_leaves_open() -> None:
    for status, call, methods in (
        (400, lambda ari: ari.channels.answer("c"), ["POST"]),
        (404, lambda ari: ari.channels.answer("c"), ["POST", "OPTIONS"]),
        (409, lambda ari: ari.channels.originate("PJSIP/x", app="a", channel_id="c"), ["POST"]),
        (409, lambda ari: ari.channels.answer("c"), ["POST", "GET"]),
    ):
        server = Refusing(status)
        with pytest.raises(AriError):
            call(Ari.over(server))
        assert [each.method for each in server.requests] == methods


@pytest.mark.parametrize("words", ["Resource not found", "Channel not found"])
def test_a_path_that_the_server_lacks_is_known_by_options_and_not_by_words(words: str) -> None:
    with pytest.raises(NotFound) as caught:
        Ari.over(Refusing(404, words)).channels.get("c")
    assert str(caught.value) == f"channel c does not exist (404 {words})"
    assert not isinstance(caught.value, Unsupported)

    class Lacking(Refusing):
        lacks = "/channels/c"

    with pytest.raises(Unsupported) as missing:
        Ari.over(Lacking(404, words)).channels.get("c")
    assert str(missing.value) == f"this Asterisk does not have channels get (404 {words})"
    assert missing.value.hint == "load its module:  asterisk -rx 'module load res_ari_channels.so'"


@pytest.mark.parametrize("status", [404, 405])
def test_what_came_with_a_later_asterisk_says_which(status: int) -> None:
    class Old(Refusing):
        lacks = "/endpoints/refer"

    with pytest.raises(Unsupported) as caught:
        Ari.over(Old(status)).endpoints.refer("pjsip:x", from_="pjsip:y", refer_to="pjsip:z")
    assert caught.value.hint == "Asterisk has it from 18.20, 20.5 on"


def test_where_options_is_not_answered_404_is_a_thing_that_does_not_exist() -> None:
    class Silent(Refusing):
        def send(self, request: Request) -> Response:
            if request.method == "OPTIONS":
                raise TimedOut("no answer")
            return super().send(request)

    with pytest.raises(NotFound, match="channel c does not exist"):
        Ari.over(Silent(404)).channels.get("c")


@pytest.mark.parametrize(
    "response",
    [
        Response(404, "Not Found", b"<html>", {}, "http://web:80/x/ari"),
        Response(302, "Found", b"", {"location": "/login"}, "http://web:80/x/ari"),
        Response(200, "OK", b"<html>", {"content-type": "text/html"}, "http://web:80/x/ari"),
    ],
    ids=["error page", "redirection", "page"],
)
def test_what_is_not_ari_is_told_by_its_url(response: Response) -> None:
    class Web:
        def send(self, request: Request) -> Response:
            return response

        def close(self) -> None:
            """Nothing to close."""

    with pytest.raises(NotAri, match="POST http://web:80/x/ari/channels/c/answer got") as caught:
        Ari.over(Web()).channels.answer("c")
    assert str(response.status) in str(caught.value)
    assert response.headers.get("location", "") in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b'"text"'])
def test_a_success_without_the_data_it_stands_for_is_no_ari(content: bytes) -> None:
    class Vague(Refusing):
        def send(self, request: Request) -> Response:
            return Response(200, "OK", content, {})

    with pytest.raises(NotAri, match=r"channels\.get got 200 without Channel as JSON"):
        Ari.over(Vague(200)).channels.get("c")
