"""What kills a real Asterisk, each tried on one: the sandbox refuses it and says so in its log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from aricli.sandbox import Sandbox
from tests.contract.client import Ari, refused, unique

ENDPOINT = "/asterisk/config/dynamic/res_pjsip/endpoint"
DIES = "a real Asterisk dies here"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def ari(sandbox: Sandbox) -> Iterator[Ari]:
    with closing(Ari(sandbox.url)) as client:
        yield client


def fields(*entries: object) -> dict[str, object]:
    """A body that changes an object of the configuration."""
    return {"fields": list(entries)}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/channels/{channel}/move", None),
        ("POST", "/channels/{channel}/move", {"app": 5}),
        ("GET", "/channels/{channel}/variables", {"variables": [5]}),
        ("POST", "/bridges/{bridge}/record", {"name": "x"}),
        ("POST", "/bridges/{bridge}/record", {"name": "x", "format": 5}),
        ("POST", "/bridges/{bridge}/variable", None),
        ("POST", "/bridges/{bridge}/variable?value=x", None),
        ("POST", "/bridges/{bridge}/variable", {"variable": 5}),
        ("POST", "/bridges/nobridge/variable", None),
        ("GET", "/bridges/{bridge}/variables", {"variables": [5]}),
        ("GET", "/asterisk/info", {"only": 5}),
        ("GET", "/asterisk/info", {"only": ["build", 5]}),
        ("GET", "/asterisk/info", {"only": None}),
        ("PUT", f"{ENDPOINT}/new", fields(5)),
        ("PUT", f"{ENDPOINT}/new", fields("x")),
        ("PUT", f"{ENDPOINT}/new", fields({"attribute": "allow"})),
        ("PUT", f"{ENDPOINT}/new", fields({"value": "ulaw"})),
        ("PUT", f"{ENDPOINT}/alice", fields({"attribute": "allow", "value": 5})),
        ("POST", "/applications/{app}/subscription", {"eventSource": 5}),
        ("POST", "/applications/{app}/subscription", {"eventSource": None}),
        ("POST", "/applications/{app}/subscription", {"eventSource": ["deviceState:x", 5]}),
        ("DELETE", "/applications/{app}/subscription", {"eventSource": [5]}),
        ("POST", "/events/user/hi?application={app}", {"source": ["channel:{channel}", 5]}),
        ("PUT", "/endpoints/PJSIP/alice/sendMessage?from=x", None),
        ("PUT", "/endpoints/pjsip/alice/sendMessage", None),
        ("PUT", "/endpoints/sendMessage?to=pjsip:alice&from=x", None),
        ("POST", "/endpoints/PJSIP/alice/refer?from=x&refer_to=y", None),
        ("POST", "/endpoints/refer?to=pjsip:alice&from=x&refer_to=y", None),
    ],
)
def test_what_kills_a_real_asterisk(
    ari: Ari, caplog: pytest.LogCaptureFixture, method: str, path: str, body: object
) -> None:
    bridge = unique("bridge")
    ari("POST", f"/bridges/{bridge}")
    with ari.listen() as app:
        names = {"channel": app.channel(), "bridge": bridge, "app": app.app}
        if isinstance(body, dict) and "source" in body:
            body = {"source": [f"channel:{names['channel']}", 5]}
        reply = ari(method, path.format(**names), body)
    assert reply.status_code == 400
    assert DIES in reply.json()["message"]
    assert DIES in caplog.text


def test_dialing_a_channel_that_is_being_dialed(ari: Ari, caplog: pytest.LogCaptureFixture) -> None:
    with ari.listen() as app, ari.listen("bench"):
        path = f"/channels/{app.created('Local/1002@default')}/dial"
        assert ari("POST", path).status_code == 204
        reply = ari("POST", path)
    assert (reply.status_code, DIES in reply.json()["message"]) == (400, True)
    assert DIES in caplog.text


def test_redirecting_a_call_to_an_endpoint_without_a_contact(sandbox: Sandbox, ari: Ari) -> None:
    with ari.listen("channel-tones") as app:
        call = sandbox.call("1000")
        app.wait("StasisStart")
        reply = ari("POST", f"/channels/{call.channel_id}/redirect", endpoint="PJSIP/alice")
        call.hangup()
    assert (reply.status_code, DIES in reply.json()["message"]) == (400, True)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "message"),
    [
        (
            "POST",
            "/applications/no/subscription",
            {"eventSource": 5},
            404,
            "Application not found",
        ),
        (
            "DELETE",
            "/applications/{app}/subscription",
            {"eventSource": ["deviceState:x", 5]},
            422,
            "Event source was not subscribed to",
        ),
        (
            "POST",
            "/bridges/no/variable?variable=",
            None,
            400,
            "Variable name is required",
        ),
        (
            "PUT",
            f"{ENDPOINT}/new",
            {"fields": "x"},
            403,
            "Cannot create sorcery objects of type 'endpoint'",
        ),
        (
            "PUT",
            "/endpoints/PJSIP/alice/sendMessage",
            {"variables": {"a": 5}},
            400,
            "Only string values in the 'variables' object allowed",
        ),
    ],
)
def test_what_is_survived(
    ari: Ari, method: str, path: str, body: object, status: int, message: str
) -> None:
    with ari.listen() as app:
        refused(ari(method, path.format(app=app.app), body), status, message)
