"""``aricli login`` and ``aricli logout``."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from aricli.cli import run
from aricli.cli.root import Root
from tests.unit import fake_ari
from tests.unit.test_secrets import FakeKeyring

PASSWORD = 'p"ass # wörd'


class Shell(SimpleNamespace):
    """``aricli`` run in this process, with a home and a server that knows bob."""

    url: str
    path: Path
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def aricli(self, *arguments: str, stdin: str = "") -> tuple[int, str]:
        """Run a command; its exit code and what it says on stderr."""
        text = io.TextIOWrapper(io.BytesIO(stdin.encode()))
        self.monkeypatch.setattr(sys, "stdin", text)
        code = run(Root(), list(arguments))
        return code, self.capsys.readouterr().err

    def login(self, *arguments: str, password: str = PASSWORD) -> tuple[int, str]:
        """Log bob in."""
        flags = ("--password-stdin", "--url", self.url, "--username", "bob")
        return self.aricli("login", *flags, *arguments, stdin=f"{password}\n")


@pytest.fixture(scope="module")
def server() -> Iterator[fake_ari.Server]:
    """The server."""
    with fake_ari.ari(("bob", PASSWORD)) as server:
        yield server


@pytest.fixture
def shell(
    server: fake_ari.Server,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Shell:
    """A shell on a machine without a keyring."""
    for name in [name for name in os.environ if name.startswith("ARICLI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setitem(sys.modules, "keyring", None)
    return Shell(
        url=f"http://127.0.0.1:{server.port}",
        path=tmp_path / "aricli" / "config.toml",
        capsys=capsys,
        monkeypatch=monkeypatch,
    )


@pytest.fixture
def keyring(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> FakeKeyring:
    """The machine has a keyring."""
    keyring = FakeKeyring()
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    return keyring


def test_without_a_keyring_the_password_goes_into_the_file(shell: Shell) -> None:
    code, said = shell.login("-p", "lab")
    assert code == 0
    assert f"{shell.url} lets bob in: Asterisk 22.10.1" in said
    assert f"the password of profile lab is in {shell.path}, mode 600" in said
    assert "pip install 'aricli[keyring]'" in said
    assert shell.path.stat().st_mode & 0o777 == 0o600
    assert shell.path.parent.stat().st_mode & 0o777 == 0o700
    assert shell.path.read_text() == (
        'default = "lab"\n\n[profiles.lab]\n'
        f'url = "{shell.url}"\nusername = "bob"\npassword = "p\\"ass # wörd"\n'
    )
    assert shell.aricli("channels", "list") == (0, "")


def test_with_a_keyring_the_password_goes_there(shell: Shell, keyring: FakeKeyring) -> None:
    code, said = shell.login()
    assert code == 0
    assert "the password of profile default is in the system keyring" in said
    assert list(keyring.kept.values()) == [PASSWORD]
    assert "ass" not in shell.path.read_text().replace("password", "")
    assert shell.aricli("channels", "list") == (0, "")
    assert shell.aricli("logout") == (0, "aricli: the password of profile default is forgotten\n")
    assert keyring.kept == {}
    assert shell.aricli("channels", "list")[0] == 2


def test_a_keyring_that_is_locked_leaves_the_file(
    shell: Shell, keyring: FakeKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise RuntimeError("locked")

    monkeypatch.setattr(keyring, "set_password", locked, raising=False)
    code, said = shell.login()
    assert code == 0
    assert "mode 600 (the system keyring fails: locked)" in said


def test_a_wrong_password_is_not_kept(shell: Shell, keyring: FakeKeyring) -> None:
    code, said = shell.login(password="wrong")
    assert code == 4
    assert "does not accept" in said
    assert not shell.path.exists()
    assert keyring.kept == {}


def test_a_server_that_is_not_there_or_not_ari_is_not_kept(shell: Shell) -> None:
    assert shell.login("--url", "http://127.0.0.1:1")[0] == 3
    with fake_ari.ari(("bob", PASSWORD), redirect="/login") as web:
        code, said = shell.login("--url", f"http://127.0.0.1:{web.port}")
    assert code == 3
    assert "this is not ARI" in said
    assert not shell.path.exists()


def test_no_verify_asks_nobody(shell: Shell) -> None:
    assert shell.login("--url", "http://127.0.0.1:1/ari/", "--no-verify")[0] == 0
    assert 'url = "http://127.0.0.1:1"\n' in shell.path.read_text()


def test_a_second_login_changes_its_own_keys_alone(shell: Shell) -> None:
    shell.path.parent.mkdir()
    shell.path.write_text(
        '# mine\n[profiles.prod]\napp = "x" # y\npassword_command = "true"\n\n[profiles.lab]\n'
    )
    assert shell.login("-p", "prod", "--request-timeout", "9")[0] == 0
    assert shell.path.read_text() == (
        'default = "prod"\n\n# mine\n[profiles.prod]\napp = "x" # y\n'
        f'url = "{shell.url}"\nusername = "bob"\npassword = "p\\"ass # wörd"\ntimeout = 9.0\n'
        "\n[profiles.lab]\n"
    )
    assert shell.login("-p", "lab")[0] == 0
    assert shell.path.read_text().startswith('default = "prod"')


def test_a_file_that_is_broken_is_not_touched(shell: Shell) -> None:
    shell.path.parent.mkdir()
    shell.path.write_text("[profiles.lab\n")
    assert shell.login()[0] == 2
    assert shell.path.read_text() == "[profiles.lab\n"


def test_what_the_environment_overrides_is_said(shell: Shell) -> None:
    shell.monkeypatch.setenv("ARICLI_PASSWORD", "other")
    code, said = shell.login()
    assert code == 0
    assert "ARICLI_PASSWORD is set, and counts before what is kept" in said


def test_without_a_terminal_it_asks_for_nothing(shell: Shell) -> None:
    code, said = shell.aricli("login", "--username", "bob")
    assert code == 2
    assert "--password-stdin" in said


def test_an_empty_stdin_or_no_user_is_refused(shell: Shell) -> None:
    code, said = shell.login(password="")
    assert code == 2
    assert "first line of stdin" in said
    code, said = shell.aricli("login", "--password-stdin", stdin="x\n")
    assert code == 2
    assert "no user name" in said
    assert "aricli login --username NAME" in said


def _login_at_a_terminal() -> tuple[int, subprocess.Popen[bytes]]:
    """A login whose stdin and stderr are a terminal, and the other end of that."""
    terminal, stdin = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", "from aricli.cli import main; main()", "login", "-p", "lab"],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=stdin,
        start_new_session=True,
        env={**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"},
    )
    os.close(stdin)
    return terminal, process


@pytest.mark.parametrize(
    ("answers", "said"),
    [(["http://h\n", "bob\n", "\x04"], "no password given")],
)
def test_the_end_of_input_at_a_prompt_ends_it(shell: Shell, answers: list[str], said: str) -> None:
    terminal, process = _login_at_a_terminal()
    for prompt, answer in zip(("URL", "User name", "Password"), answers, strict=False):
        _until(terminal, prompt)
        _until(terminal, ": ")
        os.write(terminal, answer.encode())
    _until(terminal, said)
    with process:
        assert process.wait() == 2
    os.close(terminal)
    assert not shell.path.exists()


def test_at_a_terminal_it_asks_and_does_not_echo(shell: Shell) -> None:
    terminal, process = _login_at_a_terminal()
    seen = ""
    for prompt, answer in (("URL", shell.url), ("User name", "bob"), ("Password", PASSWORD)):
        seen += _until(terminal, prompt) + _until(terminal, ": ")
        os.write(terminal, f"{answer}\n".encode())
    seen += _until(terminal, "mode 600")
    with process:
        assert process.stdout
        assert process.stdout.read() == b""
    os.close(terminal)
    assert process.returncode == 0
    assert "bob" in seen
    assert PASSWORD not in seen
    assert PASSWORD.replace('"', '\\"') in shell.path.read_text()


def _until(terminal: int, text: str) -> str:
    """Read what a program prints up to and with this text."""
    seen = b""
    while text.encode() not in seen:
        seen += os.read(terminal, 1)
    return seen.decode()


def test_the_hint_for_a_profile_without_a_password_names_it(shell: Shell) -> None:
    shell.login("-p", "lab")
    shell.login("-p", "prod")
    shell.aricli("logout", "-p", "prod")
    assert "run aricli login -p prod, or" in shell.aricli("channels", "list", "-p", "prod")[1]
    shell.aricli("logout")
    assert "run aricli login, or" in shell.aricli("channels", "list")[1]


def test_logout_leaves_the_profile(shell: Shell) -> None:
    shell.login("-p", "lab")
    assert shell.aricli("logout", "-p", "lab")[0] == 0
    text = shell.path.read_text()
    assert "password" not in text
    assert 'username = "bob"' in text
    assert shell.aricli("logout")[1] == "aricli: no password of profile lab is stored\n"


def test_logout_of_a_profile_with_a_command_or_of_none(shell: Shell) -> None:
    assert shell.aricli("logout")[0] == 2
    shell.path.parent.mkdir()
    shell.path.write_text('[profiles.lab]\npassword_command = "true"\n')
    code, said = shell.aricli("logout", "-p", "lab")
    assert code == 0
    assert "nothing to forget" in said
    assert shell.aricli("logout", "-p", "gone")[0] == 2


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that no system trusts."""
    return fake_ari.certificate(tmp_path_factory.mktemp("certificate"))


@pytest.mark.parametrize("trust", [["--insecure"], ["--ca-cert", "ca.pem"]])
def test_how_to_trust_the_server_is_kept(
    shell: Shell, certificate: Path, trust: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(certificate.parent)
    server = fake_ari.ari(("bob", PASSWORD))
    server.speak_tls(certificate)
    with server:
        url = f"https://127.0.0.1:{server.port}"
        assert shell.login("--url", url)[0] == 3
        assert shell.login("--url", url, *trust)[0] == 0
        monkeypatch.chdir("/")
        code, said = shell.aricli("channels", "list")
    assert code == 0
    warned = f"aricli: WARNING: the certificate of {url} is not verified ({shell.path}:default)"
    assert said.startswith(warned) if trust == ["--insecure"] else said == ""
    assert said.count("\n") == len(said.splitlines()) <= 1
