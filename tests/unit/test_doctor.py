"""``aricli doctor`` where no Asterisk is needed: this machine, the way there, strange servers."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from aricli.ari.request import Response
from aricli.cli.doctor import connection, mends, server
from aricli.cli.doctor.visit import Visit
from aricli.cli.options import Session
from aricli.errors import ConnectError
from tests.unit import fake_ari
from tests.unit.answering import Answer, Answering
from tests.unit.program import PASSWORD, Program, Ran

LOGIN = ("asterisk", PASSWORD)
OLDER = "20.0.0"
"""A version that is not asked whether its WebSocket takes requests."""
Found = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def ari() -> Iterator[fake_ari.Server]:
    """A server that speaks enough of ARI."""
    with fake_ari.ari(LOGIN, version=OLDER) as running:
        yield running


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that no system trusts, and that is good for two days."""
    return fake_ari.certificate(tmp_path_factory.mktemp("certificate"))


def found(ran: Ran) -> Found:
    return {each["check"]: each for each in json.loads(ran.stdout)}


def doctor(aricli: Program, *arguments: str, **environment: str) -> tuple[int, Found]:
    ran = aricli("doctor", "-o", "json", *arguments, **environment)
    return ran.code, found(ran)


def url(ari: fake_ari.Server) -> str:
    return f"http://127.0.0.1:{ari.port}"


def test_a_name_without_an_address(aricli: Program) -> None:
    code, checks = doctor(aricli, "--url", "http://no.such.host.invalid:8088")
    assert code == 3
    assert checks["name"]["status"] == "fail"
    assert "getent hosts no.such.host.invalid" in checks["name"]["mend"]
    assert checks["tcp"]["detail"] == "needs: name"
    assert checks["rest over websocket"]["detail"] == "needs: websocket"


@pytest.mark.parametrize("host", ["a..b", "a b", "a" * 64, "ü" * 60])
def test_a_name_that_cannot_be_one(aricli: Program, host: str) -> None:
    for url in (f"http://{host}:8088", f"https://{host}"):
        code, checks = doctor(aricli, "--url", url)
        assert (code, checks["configuration"]["status"]) == (2, "fail")
        assert checks["configuration"]["detail"] == f"{host} cannot be the name of a host"
        ran = aricli("channels", "list", "--url", url)
        assert (ran.code, "cannot be the name of a host" in ran.stderr) == (2, True)


def test_a_url_that_is_none(aricli: Program) -> None:
    code, checks = doctor(aricli, "--url", "localhost:8088")
    assert code == 2
    assert checks["configuration"]["status"] == "fail"
    assert checks["login"]["status"] == checks["name"]["status"] == "skip"


def test_a_certificate_that_nobody_trusts(aricli: Program, certificate: Path) -> None:
    running = fake_ari.ari(LOGIN, version=OLDER)
    running.speak_tls(certificate)
    with running:
        secure = f"https://127.0.0.1:{running.port}"
        code, checks = doctor(aricli, "--url", secure)
        assert (code, checks["tls"]["status"]) == (3, "fail")
        assert checks["tls"]["mend"].endswith(f"aricli login --url {secure} --ca-cert FILE")
        trust = str(certificate.parent / "ca.pem")
        _, checks = doctor(aricli, "--url", secure, "--ca-cert", trust)
        assert checks["tls"]["status"] == "warn"
        assert "valid until" in checks["tls"]["detail"]
        assert checks["credentials"]["status"] == "ok"
        _, checks = doctor(aricli, "--url", secure, "--insecure")
        assert checks["tls"]["status"] == "warn"
        assert "was not asked" in checks["tls"]["detail"]
        code, checks = doctor(aricli, "--url", f"http://127.0.0.1:{running.port}")
        assert (code, checks["http"]["status"]) == (3, "fail")
        assert checks["http"]["mend"] == f"perhaps it speaks TLS:  --url {secure}"


def test_tls_at_a_port_without(aricli: Program, ari: fake_ari.Server) -> None:
    code, checks = doctor(aricli, "--url", f"https://127.0.0.1:{ari.port}")
    assert (code, checks["tls"]["status"]) == (3, "fail")
    assert checks["tls"]["detail"] == "no TLS: ARI is at this port without it"
    assert checks["tls"]["mend"] == f"use that:  --url {url(ari)}"
    far_away = Visit(Session({"url": f"https://127.0.0.1:{ari.port}"}), None)
    far_away.own_address = "192.0.2.1"
    with pytest.raises(ConnectError) as raised:
        connection.tls(far_away)
    assert "tlsbindaddr = 0.0.0.0:8089" in raised.value.hint


@pytest.mark.parametrize(
    ("url", "lines"),
    [
        ("http://[::1]:1", ("bindaddr = ::1", "bindport = 1")),
        ("http://localhost:1", ("bindaddr = 127.0.0.1", "bindport = 1")),
        ("https://127.0.0.1:1", ("tlsbindaddr = 127.0.0.1:1", "tlsenable = yes")),
        ("https://[::1]:1", ("tlsbindaddr = [::1]:1", "tlsenable = yes")),
    ],
)
def test_a_port_where_nothing_listens(aricli: Program, url: str, lines: tuple[str, str]) -> None:
    code, checks = doctor(aricli, "--url", url)
    assert (code, checks["tcp"]["status"]) == (3, "fail")
    assert set(lines) <= {line.strip() for line in checks["tcp"]["mend"].splitlines()}


def test_a_url_that_names_no_port() -> None:
    for url, usual in (
        ("http://[::1]/pbx", "http://[::1]:8088/pbx"),
        ("https://x", "https://x:8089"),
    ):
        assert mends.listening(Visit(Session({"url": url}), None)).endswith(f"--url {usual}")


def test_a_proxy_that_passes_no_upgrade_on(aricli: Program, web: Answering) -> None:
    web.answers["GET /ari/api-docs/resources.json"] = Answer({"apis": []})
    web.answers["GET /ari/events"] = Answer(b"", 426)
    _, checks = doctor(aricli)
    assert checks["websocket"]["status"] == "fail"
    assert checks["websocket"]["mend"] == mends.UPGRADE
    ran = aricli("listen", "--app", "front-desk")
    assert ran.code == 3
    assert "Upgrade and Connection" in ran.stderr
    web.answers["GET /ari/events"] = Answer(b"", 404)
    _, checks = doctor(aricli)
    assert checks["websocket"]["mend"] == mends.load("res_ari_events.so")


def test_a_port_that_does_not_speak_http(aricli: Program) -> None:
    with speaking(b"SSH-2.0-OpenSSH_9.2p1\r\n") as port:
        code, checks = doctor(aricli, "--url", f"http://127.0.0.1:{port}")
    assert (code, checks["http"]["status"]) == (3, "fail")
    assert checks["ari"]["detail"] == "needs: http"


@contextmanager
def speaking(greeting: bytes) -> Iterator[int]:
    """A port where something says this to whoever connects, and goes."""

    def greet() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.sendall(greeting)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        greeter = threading.Thread(target=greet)
        greeter.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        greeter.join()


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"<html>welcome</html>", 200, "text/html"),
        Answer({"message": "no such page"}, 404),
        Answer(["ok"], 200),
    ],
)
def test_a_server_that_is_not_ari_gets_no_password(
    aricli: Program, web: Answering, answer: Answer
) -> None:
    web.answers["GET /ari/api-docs/resources.json"] = answer
    code, checks = doctor(aricli)
    assert (code, checks["ari"]["status"]) == (3, "fail")
    assert "it is BaseHTTP" in checks["ari"]["detail"]
    assert web.requests
    assert not any("Authorization" in each.headers for each in web.requests)


def test_a_server_that_leads_elsewhere(aricli: Program) -> None:
    with fake_ari.ari(LOGIN, redirect="/login") as running:
        code, checks = doctor(aricli, "--url", url(running))
    assert (code, checks["ari"]["status"]) == (3, "fail")
    assert "leads to /login" in checks["ari"]["detail"]
    assert [authorization for *_, authorization in running.seen if authorization] == []


def test_a_server_whose_answers_are_odd(aricli: Program, web: Answering) -> None:
    web.answers["GET /ari/api-docs/resources.json"] = Answer({"apis": []})
    web.answers["GET /ari/asterisk/info"] = Answer(["what?"])
    web.answers["GET /ari/recordings/stored"] = Answer(b"what?")
    code, checks = doctor(aricli)
    assert code == 3
    for name in ("version", "recordings"):
        assert checks[name]["status"] == "fail"
        assert "not one of Asterisk" in checks[name]["detail"]


def test_through_a_proxy(aricli: Program, ari: fake_ari.Server) -> None:
    with fake_ari.proxy() as proxy:
        through = f"http://127.0.0.1:{proxy.port}"
        _, checks = doctor(aricli, "--url", url(ari), "--proxy", through)
    assert checks["name"]["detail"] == "proxy 127.0.0.1 is 127.0.0.1"
    assert checks["tcp"]["detail"].startswith(f"port {proxy.port} answers")
    assert checks["credentials"]["status"] == checks["websocket"]["status"] == "ok"
    code, checks = doctor(aricli, "--url", url(ari), "--proxy", through)
    assert (code, checks["tcp"]["status"]) == (3, "fail")
    assert "proxy" in checks["tcp"]["mend"]


def test_a_websocket_that_answers_no_requests(aricli: Program) -> None:
    with fake_ari.ari(LOGIN) as mute:
        code, checks = doctor(aricli, "--url", url(mute), "--request-timeout", "2")
    assert code == 124
    assert checks["websocket"]["status"] == "ok"
    assert checks["rest over websocket"]["status"] == "fail"


def test_a_file_that_others_can_read(aricli: Program) -> None:
    file = configured(aricli, 'password = "x"\n', 0o644)
    code, checks = doctor(aricli)
    assert (code, checks["configuration"]["status"]) == (2, "fail")
    assert checks["configuration"]["mend"] == f"chmod 600 {file}"
    file.chmod(0o600)
    assert "mode 600, profile lab" in doctor(aricli)[1]["configuration"]["detail"]


def test_a_file_that_others_can_write(aricli: Program) -> None:
    file = configured(aricli, "", 0o666)
    _, checks = doctor(aricli)
    assert checks["configuration"]["status"] == "warn"
    assert checks["configuration"]["mend"] == f"chmod 600 {file}"


def test_a_key_that_is_misspelt(aricli: Program) -> None:
    configured(aricli, 'usrename = "x"\n', 0o600)
    _, checks = doctor(aricli)
    assert checks["configuration"]["status"] == "fail"
    assert "did you mean username?" in checks["configuration"]["detail"]


def configured(aricli: Program, keys: str, mode: int) -> Path:
    file = aricli.home / ".config" / "aricli" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(f'default = "lab"\n[profiles.lab]\n{keys}')
    file.chmod(mode)
    return file


def test_a_password_that_cannot_be_had(aricli: Program, ari: fake_ari.Server) -> None:
    configured(aricli, 'password_command = "false"\n', 0o600)
    code, checks = doctor(aricli, "--url", url(ari), ARICLI_PASSWORD="")
    assert (code, checks["login"]["status"]) == (2, "fail")
    assert checks["ari"]["status"] == "ok"
    assert checks["credentials"]["detail"] == "needs: login"


def test_a_plugin_that_does_not_load(aricli: Program, tmp_path: Path) -> None:
    metadata = tmp_path / "site" / "aricli_broken-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: aricli-broken\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[aricli]\nbroken = aricli_broken\n")
    (tmp_path / "site" / "aricli_broken.py").write_text("raise OSError('no such device')\n")
    path = f"{tmp_path / 'site'}:{aricli.environment['PYTHONPATH']}"
    code, checks = doctor(aricli, "--url", "http://127.0.0.1:1", PYTHONPATH=path)
    assert code == 9
    assert checks["plugins"]["status"] == "fail"
    assert "broken: OSError: no such device" in checks["plugins"]["detail"]


def test_an_application_that_nobody_holds(aricli: Program, ari: fake_ari.Server) -> None:
    _, checks = doctor(aricli, "--url", url(ari), "--app", "front desk")
    assert checks["application"]["status"] == "warn"
    assert checks["application"]["mend"] == "aricli listen --app 'front desk'"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_that_is_missing_or_stale(aricli: Program, shell: str) -> None:
    def looked() -> dict[str, str]:
        arguments = ("--url", "http://127.0.0.1:1")
        return doctor(aricli, *arguments, SHELL=f"/usr/bin/{shell}")[1]["completion"]

    mend = f"aricli completion install {shell}"
    assert (looked()["status"], looked()["mend"]) == ("warn", mend)
    aricli(*mend.split()[1:])
    assert looked()["status"] == "ok"
    file = Path(looked()["detail"])
    file.write_text(file.read_text() + "# older\n")
    assert (looked()["status"], looked()["mend"]) == ("warn", mend)


class Known(Visit):
    """A visit to a server that answers everything alike."""

    def __init__(self, response: Response) -> None:
        super().__init__(Session({}), None)
        self._response = response

    def send(self, method: str, path: str) -> Response:
        return self._response


@pytest.mark.parametrize(
    ("version", "status"),
    [
        ("16.28.0~dfsg-0+deb11u10", "ok"),
        ("23.4.1", "ok"),
        ("certified-20.7-cert5", "ok"),
        ("13.38.3", "warn"),
        ("24.0.0", "warn"),
        ("GIT-master-1a2b3c", "warn"),
    ],
)
def test_versions(version: str, status: str) -> None:
    body = json.dumps({"system": {"version": version}}).encode()
    verdict = server.version(Known(Response(200, "OK", body, {})))
    assert (verdict.status, version in verdict.detail) == (status, True)
    assert bool(verdict.mend) == (status == "warn")


def test_a_slow_link(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = Known(Response(404, "Not Found", b"", {}))
    assert server.round_trip(visit).status == "ok"
    monkeypatch.setattr(server, "_SLOW", 0.0)
    verdict = server.round_trip(visit)
    assert verdict.status == "warn"
    assert "websocket_write_timeout = " in verdict.mend


def test_in_a_pipe_findings_are_json_lines(aricli: Program) -> None:
    ran = aricli("doctor", "--url", "http://127.0.0.1:1")
    rows = [json.loads(line) for line in ran.lines]
    assert [set(row) for row in rows] == [{"check", "status", "detail", "mend"}] * len(rows)
    assert aricli("doctor", "--url", "http://127.0.0.1:1", "-o", "id").lines == [
        row["check"] for row in rows
    ]


def test_words_in_a_file_and_symbols_on_a_terminal(aricli: Program) -> None:
    arguments = ("doctor", "--url", "http://127.0.0.1:1", "-o", "table")
    plain = aricli(*arguments)
    assert plain.code == 3
    assert "fail tcp                  127.0.0.1 port 1: Connection refused" in plain.lines
    assert "                            bindport = 1" in plain.lines
    assert "\x1b" not in plain.stdout.decode()
    shown = aricli.on_terminal(*arguments, LC_ALL="C.UTF-8")
    assert "\x1b[31;1m✗\x1b[0m tcp  " in shown.stdout.decode()
    assert "skip" not in shown.stdout.decode()
    shown = aricli.on_terminal(*arguments, LC_ALL="C.UTF-8", NO_COLOR="1", columns=50)
    assert "✗ tcp  " in shown.stdout.decode()
    assert "\x1b" not in shown.stdout.decode()
    assert all(len(line) <= 50 for line in shown.lines if not line.startswith(" "))
