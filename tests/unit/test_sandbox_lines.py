"""What a simulated telephone notices besides its call: transfers, hold, the state of its line."""

from __future__ import annotations

from aricli.sandbox import Sandbox
from tests.contract.client import Ari


def state(ari: Ari) -> str:
    """The state of alice's line."""
    return str(ari("GET", "/deviceStates/PJSIP%2Falice").json()["state"])


def test_a_call_that_is_redirected_before_it_is_answered_moves_away(
    sandbox: Sandbox, ari: Ari
) -> None:
    with ari.listen("bench") as app:
        call = sandbox.call("1002", caller="alice")
        id = app.wait("StasisStart")["channel"]["id"]
        ari("POST", f"/channels/{id}/redirect", endpoint="PJSIP/sip:bob@127.0.0.1")
        sandbox.quiesce()
        assert (call.saw, call.ended) == (["302 Moved Temporarily"], True)
        assert app.wait("ChannelHangupRequest")["tech_cause"] == 302


def test_a_call_that_is_redirected_later_is_asked_to_call_there(sandbox: Sandbox, ari: Ari) -> None:
    with ari.listen("bench") as app:
        call = sandbox.call("1002", caller="alice")
        id = app.wait("StasisStart")["channel"]["id"]
        ari("POST", f"/channels/{id}/answer")
        ari("POST", f"/channels/{id}/redirect", endpoint="PJSIP/sip:bob@127.0.0.1")
        sandbox.quiesce()
        assert (call.saw, call.ended) == (["200 OK", "REFER"], False)


def test_the_state_of_a_line_follows_its_calls(sandbox: Sandbox, ari: Ari) -> None:
    with ari.listen("bench") as app:
        assert state(ari) == "UNAVAILABLE"
        call = sandbox.call("1002", caller="alice")
        id = app.wait("StasisStart")["channel"]["id"]
        ari("POST", f"/channels/{id}/answer")
        sandbox.quiesce()
        assert state(ari) == "INUSE"
        ari("POST", f"/channels/{id}/hold")
        sandbox.quiesce()
        assert state(ari) == "ONHOLD"
        ari("DELETE", f"/channels/{id}/hold")
        sandbox.quiesce()
        assert state(ari) == "INUSE"
        call.hangup()
        sandbox.quiesce()
        assert state(ari) == "UNAVAILABLE"
