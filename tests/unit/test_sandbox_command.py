"""``aricli sandbox`` and ``aricli sandbox call``: two programs that talk to each other."""

from __future__ import annotations

import contextlib
import errno
import json
import re
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import websocket

from aricli.cli.sandbox import serving
from aricli.errors import ConfigError
from aricli.sandbox import Sandbox
from aricli.sandbox.server import Server
from tests.unit.program import Program

FAST = ("--speed", "20")


class Served:
    """A sandbox that is a program of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        self.process = process
        self.lines = [process.stdout.readline().rstrip()]
        while "sandbox call" not in self.lines[-1]:
            line = process.stdout.readline()
            assert line, process.communicate()
            self.lines.append(line.rstrip())
        self.url = self.lines[0].split()[0]


@pytest.fixture
def aricli(tmp_path: Path) -> Program:
    """``aricli``, told of no server."""
    program = Program("", tmp_path)
    for name in ("ARICLI_URL", "ARICLI_USERNAME", "ARICLI_PASSWORD"):
        del program.environment[name]
    return program


@pytest.fixture
def serve(aricli: Program) -> Iterator[Callable[..., Served]]:
    """Starts a sandbox on a free port."""
    with contextlib.ExitStack() as stack:

        def start(*options: str, stdin: str = "") -> Served:
            process = aricli.start("sandbox", "--port", "0", *options)
            stack.enter_context(process)
            stack.callback(process.terminate)
            assert process.stdin
            process.stdin.write(stdin)
            process.stdin.close()
            process.stdin = None
            return Served(process)

        yield start


Serve = Callable[..., Served]


def ping(url: str, user: str, password: str) -> int:
    reply = requests.get(f"{url}/ari/asterisk/ping", auth=(user, password), timeout=10)
    return reply.status_code


def test_it_says_what_it_offers(serve: Serve) -> None:
    served = serve()
    text = "\n".join(served.lines)
    assert re.search(r"asterisk +password asterisk", text)
    assert re.search(r"1000 +Stasis\(channel-tones\), Hangup\(\)", text)
    assert f"ARICLI_URL={served.url}" in text
    assert (ping(served.url, "asterisk", "asterisk"), ping(served.url, "me", "x")) == (200, 401)


@pytest.mark.parametrize(
    ("number", "saw"),
    [("2000", ["200 OK", "BYE"]), ("9", ["404 Not Found"]), ("1000", ["603 Decline"])],
)
def test_a_call_shows_what_the_caller_sees(
    serve: Serve, aricli: Program, number: str, saw: list[str]
) -> None:
    served = serve("--speed", "60")
    ran = aricli("sandbox", "call", number, "--url", served.url)
    assert (ran.code, ran.stderr) == (0, "")
    assert [json.loads(line)["saw"] for line in ran.lines] == saw


def test_a_call_line_by_line_as_it_happens(serve: Serve, aricli: Program) -> None:
    served = serve()
    with aricli.start("sandbox", "call", "2000", "--url", served.url, "-o", "table") as process:
        assert process.stdout
        assert process.stdout.readline().endswith(" s  200 OK\n")
        (channel,) = channels(served)
        assert channel["caller"] == {"name": "alice", "number": "alice"}
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
    while channels(served):
        pass


def channels(served: Served) -> Any:
    """The calls on a sandbox."""
    auth = ("asterisk", "asterisk")
    return requests.get(f"{served.url}/ari/channels", auth=auth, timeout=10).json()


def test_a_listener_is_called_and_hears_keys(serve: Serve, aricli: Program) -> None:
    served = serve(*FAST)
    aricli.environment |= {
        "ARICLI_URL": served.url,
        "ARICLI_USERNAME": "asterisk",
        "ARICLI_PASSWORD": "asterisk",
    }
    with aricli.start("listen", "--app", "bench", "-o", "jsonl") as listening:
        assert listening.stderr
        assert listening.stdout
        assert any("listening to bench" in line for line in listening.stderr)
        how = ("--from", "bob", "--dtmf", "1,2", "--hangup-after", "5")
        assert aricli("sandbox", "call", "1002", *how).code == 0
        events = []
        for line in listening.stdout:
            events.append(json.loads(line))
            if events[-1]["type"] == "StasisEnd":
                break
        listening.terminate()
    assert events[0]["channel"]["caller"]["number"] == "bob"
    assert [event["digit"] for event in events if "digit" in event] == ["1", "2"]


def test_a_port_of_the_superuser(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "error while attempting to bind on address")

    monkeypatch.setattr(Server, "start", refuse)
    with pytest.raises(ConfigError, match=r"port 80 of 127\.0\.0\.1 is for the superuser"):
        serving._start(Sandbox(port=80), "127.0.0.1", 80)


def test_a_dialplan_of_ones_own(serve: Serve, aricli: Program) -> None:
    (aricli.home / "extensions.conf").write_text("[default]\nexten => 110,1,Busy(1)\n")
    served = serve("--dialplan", "extensions.conf")
    assert any(re.search(r"110 +Busy\(1\)", line) for line in served.lines)
    ran = aricli("sandbox", "call", "110", "--url", served.url, "-o", "table")
    assert ran.lines[-1].endswith("486 Busy Here")


def test_a_password_of_ones_own(serve: Serve, aricli: Program) -> None:
    served = serve("--user", "me", "--password-stdin", stdin="open-sesame\n")
    assert "open-sesame" not in "\n".join(served.lines)
    assert ping(served.url, "me", "open-sesame") == 200
    assert ping(served.url, "asterisk", "asterisk") == 401
    assert aricli("sandbox", "call", "2000", "--url", served.url).code == 4


@pytest.mark.parametrize(
    ("fault", "message"),
    [("half-open@0.05", None), ("restart@0.05", None), ("replace@0.05", "ApplicationReplaced")],
)
def test_faults_after_a_client_has_connected(serve: Serve, fault: str, message: str | None) -> None:
    served = serve("--fault", fault)
    url = f"ws{served.url.removeprefix('http')}/ari/events?app=a&api_key=asterisk:asterisk"
    client = websocket.create_connection(url, timeout=10)
    if message:
        assert json.loads(client.recv())["type"] == message
    elif fault.startswith("restart"):
        with pytest.raises((websocket.WebSocketException, ConnectionError)):
            client.recv()
    else:
        client.settimeout(0.5)
        with pytest.raises(websocket.WebSocketTimeoutException):
            ping_for_ever(client)
    client.close(timeout=0)


def test_a_fault_that_lasts(serve: Serve) -> None:
    served = serve("--fault", "slow=300ms")
    auth = ("asterisk", "asterisk")
    reply = requests.get(f"{served.url}/ari/asterisk/ping", auth=auth, timeout=10)
    assert reply.elapsed.total_seconds() >= 0.3


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["^C", "SIGTERM"]
)
def test_it_ends_quietly(serve: Serve, number: signal.Signals, code: int) -> None:
    served = serve()
    served.process.send_signal(number)
    assert served.process.communicate(timeout=10) == ("", "")
    assert served.process.returncode == code


def test_a_port_that_is_taken(aricli: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = aricli("sandbox", "--port", port)
    assert (ran.code, ran.stdout) == (2, b"")
    assert ran.stderr.splitlines() == [
        f"aricli: port {port} of 127.0.0.1 is taken",
        "  --port 0 takes a free one",
    ]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--host", "0.0.0.0"], "no password"),
        (["--user", "me"], "no password"),
        (["--user", "a:b"], "a user's name has no colon"),
        (["--password-stdin"], "the password is empty"),
        (["--host", "nosuch.invalid", "--fault", "restart"], "no password"),
        (["--fault", "nonsense"], "'nonsense' is no fault"),
        (["--speed", "nan"], "--speed"),
        (["--fault", "slow=soon"], "'slow=soon' is no fault"),
        (["--dialplan", "missing.conf"], "cannot read missing.conf"),
    ],
)
def test_what_it_refuses(aricli: Program, options: list[str], words: str) -> None:
    ran = aricli("sandbox", "--port", "0", *options)
    assert (ran.code, ran.stdout) == (2, b"")
    assert words in ran.stderr


@pytest.mark.parametrize("password", ["asterisk", "viewer", "me"])
def test_a_password_that_others_would_try(aricli: Program, password: str) -> None:
    options = ["--port", "0", "--host", "0.0.0.0", "--user", "me", "--password-stdin"]
    ran = aricli("sandbox", *options, stdin=f"{password}\n")
    assert (ran.code, ran.stdout) == (2, b"")
    assert "listening on 0.0.0.0 demands a password that nobody guesses" in ran.stderr
    assert "any but its user's name" in ran.stderr


def test_an_address_that_is_not_of_this_machine(aricli: Program) -> None:
    options = ["--port", "0", "--host", "192.0.2.1", "--password-stdin"]
    ran = aricli("sandbox", *options, stdin="secret\n")
    assert (ran.code, ran.stdout) == (2, b"")
    assert ran.stderr.splitlines()[0] == (
        "aricli: cannot listen on 192.0.2.1: Cannot assign requested address"
    )


def test_what_is_suggested_and_complained_of_a_dialplan(
    aricli: Program, serve: Serve, tmp_path: Path
) -> None:
    dialplan = tmp_path / "extensions.conf"
    dialplan.write_text(
        "[default]\nexten => _2XX,1,stasis(my-ivr,en)\nexten => *9,1,stasis(an other)\n",
        encoding="utf-8-sig",
    )
    lines = serve("--dialplan", str(dialplan)).lines
    assert "  aricli listen --app 'an other'" in lines
    assert lines[-1] == "  aricli sandbox call '*9'"
    dialplan.write_text("[default]\nexten => 1,x,NoOp()\n")
    ran = aricli("sandbox", "--port", "0", "--dialplan", str(dialplan))
    assert (ran.code, ran.stdout) == (2, b"")
    assert ran.stderr.splitlines() == [
        f"aricli: {dialplan}: dialplan line 2: 'x' is no priority: 'exten => 1,x,NoOp()'",
        "  as in extensions.conf:  exten => 1000,1,Stasis(my-app)",
    ]


def test_what_clients_send_cannot_write_on_the_terminal(serve: Serve) -> None:
    served = serve()
    requests.post(
        f"{served.url}/ari/channels",
        params={"endpoint": "Local/2000@default", "app": "\x1b[2Jgone"},
        auth=("asterisk", "asterisk"),
        timeout=10,
    )
    served.process.terminate()
    _, stderr = served.process.communicate(timeout=10)
    assert "nobody is connected as \\x1b[2Jgone" in stderr


def test_a_call_without_a_sandbox(aricli: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    ran = aricli("sandbox", "call", "1000", "--url", url)
    assert ran.code == 3
    assert ran.stderr.splitlines()[-1] == "  start one:  aricli sandbox"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--dtmf", "1,2,x"], "a telephone has no key 'X'"),
        (["--hangup-after", "nan"], "--hangup-after"),
        (["--hangup-after", "inf"], "no length of time: inf"),
        (["--hangup-after", "-1"], "--hangup-after"),
    ],
)
def test_calls_that_are_refused(aricli: Program, options: list[str], words: str) -> None:
    ran = aricli("sandbox", "call", "1000", *options)
    assert (ran.code, ran.stdout) == (2, b"")
    assert words in ran.stderr


def test_a_call_whose_sandbox_ends(aricli: Program, serve: Serve) -> None:
    served = serve()
    with aricli.start("sandbox", "call", "2000", "--url", served.url) as calling:
        assert calling.stdout
        assert "200 OK" in calling.stdout.readline()
        served.process.kill()
        _, stderr = calling.communicate(timeout=10)
    assert calling.returncode == 3
    assert stderr.splitlines() == [
        "aricli: the sandbox is gone, and the call with it",
        "  start one:  aricli sandbox",
    ]


def test_a_crash_of_a_real_asterisk_is_logged(serve: Serve) -> None:
    served = serve()
    auth = ("asterisk", "asterisk")
    requests.post(f"{served.url}/ari/bridges/b/variable", auth=auth, timeout=10)
    served.process.terminate()
    _, stderr = served.process.communicate(timeout=10)
    assert "aricli: " in stderr
    assert "a real Asterisk dies here" in stderr


def ping_for_ever(client: websocket.WebSocket) -> None:
    """Ping and read the answers until there is none."""
    while True:
        client.ping()
        client.recv_data(control_frame=True)
