"""Where passwords are: commands, the keyring; and that nothing printed ever shows one."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from aricli.config import secrets
from aricli.errors import ConfigError
from tests.unit import fake_ari
from tests.unit.patience import eventually
from tests.unit.program import Program
from tests.unit.terminal import Terminal

PASSWORD = "tr0ub4dor&3 päss"
TOKEN = base64.b64encode(f"bob:{PASSWORD}".encode()).decode()


def test_the_first_line_of_a_command_is_the_password() -> None:
    assert secrets.from_command("printf 'one two \\r\\nthree\\n'", "lab") == "one two "
    assert secrets.from_command("printf one", "lab") == "one"


def test_a_command_does_not_read_the_ids_on_stdin() -> None:
    program = "from aricli.config.secrets import *; print(from_command('cat; echo end', 'lab'))"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, input=b"an id\n", stdout=subprocess.PIPE, check=True)
    assert done.stdout == b"end\n"


def test_a_failing_command_gives_its_code_and_words_without_the_password() -> None:
    with pytest.raises(ConfigError) as failed:
        secrets.from_command("echo hush hush; echo 'no hush  hush for you' >&2; exit 3", "lab")
    assert str(failed.value) == (
        "password_command of profile lab failed with exit code 3: no *** for you"
    )


@pytest.mark.parametrize("command", ["true", "echo; echo hush"])
def test_a_command_that_prints_no_password_is_named(command: str) -> None:
    with pytest.raises(ConfigError, match="printed no password on its first line"):
        secrets.from_command(command, "lab")


CHILDREN = "sleep 100 & echo $! > {0}; mv {0} {1}; wait"
"""A command that does not end, and writes down the id of what it started."""


def ended(pid: Path) -> bool:
    """Whether a process is gone, or waits for nobody but its parent."""
    try:
        state = Path(f"/proc/{pid.read_text().strip()}/stat").read_text().rpartition(")")[2]
    except FileNotFoundError:
        return True
    return state.split()[0] == "Z"


def test_a_command_has_limited_time_and_its_children_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(secrets, "TIME_LIMIT", 0.5)
    command = CHILDREN.format(tmp_path / "part", tmp_path / "pid")
    with pytest.raises(ConfigError, match=r"did not end within 0\.5 s"):
        secrets.from_command(command, "lab")
    assert eventually(lambda: ended(tmp_path / "pid"))


def test_a_command_may_ask_on_the_terminal(tmp_path: Path) -> None:
    program = (
        "from aricli.config.secrets import *;"
        "ask = 'printf Passphrase: >/dev/tty; read x </dev/tty; echo $x';"
        "print('got', from_command(ask, 'lab'));"
        "print('and', input())"
    )
    with Terminal([sys.executable, "-c", program], os.environ) as terminal:
        terminal.wait_for("Passphrase:")
        terminal.type("hush\n")
        terminal.wait_for("got hush")
        terminal.type("more\n")
        terminal.wait_for("and more")


def test_a_command_that_is_interrupted_as_it_starts_ends_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Interrupted(subprocess.Popen[bytes]):
        def __init__(self, *args: object, **settings: object) -> None:
            super().__init__(*args, **settings)  # type: ignore[call-overload]
            assert eventually((tmp_path / "pid").exists)
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(subprocess, "Popen", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        secrets.from_command(CHILDREN.format(tmp_path / "part", tmp_path / "pid"), "lab")
    assert eventually(lambda: ended(tmp_path / "pid"))
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_interrupted_command_ends_with_its_children(tmp_path: Path) -> None:
    command = CHILDREN.format(tmp_path / "part", tmp_path / "pid")
    program = "import sys; from aricli.config.secrets import *; from_command(sys.argv[1], 'lab')"
    with subprocess.Popen(
        [sys.executable, "-c", program, command], stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        assert eventually((tmp_path / "pid").exists)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=10)[1].rstrip().endswith(b"KeyboardInterrupt")
    assert eventually(lambda: ended(tmp_path / "pid"))


class FakeKeyring(SimpleNamespace):
    """A keyring in memory."""

    kept: dict[tuple[str, str], str]

    def __init__(self) -> None:
        super().__init__(kept={})

    def get_password(self, service: str, username: str) -> str | None:
        """As in keyring."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """As in keyring."""
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """As in keyring."""
        del self.kept[service, username]


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> FakeKeyring:
    """The system's keyring."""
    keyring = FakeKeyring()
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    return keyring


def test_a_keyring_keeps_a_password_for_one_server(keyring: FakeKeyring) -> None:
    assert secrets.keep("http://a", "bob", PASSWORD) == ""
    assert secrets.recall("http://a", "bob") == PASSWORD
    for url, username in (("http://b", "bob"), ("http://a", "eve")):
        with pytest.raises(ConfigError, match="no password") as missing:
            secrets.recall(url, username)
        assert "aricli login" in missing.value.hint
    secrets.forget("http://a", "bob")
    secrets.forget("http://a", "bob")
    assert keyring.kept == {}


def test_a_keyring_that_fails_says_why(
    keyring: FakeKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise RuntimeError("it is locked. A long story. At http://example.org\nin lines")

    monkeypatch.setattr(keyring, "get_password", locked, raising=False)
    assert secrets.keep("http://a", "bob", PASSWORD) == "the system keyring fails: it is locked"
    for use in (secrets.recall, secrets.forget):
        with pytest.raises(ConfigError, match=r"fails: it is locked\n"):
            use("http://a", "bob")


def test_a_keyring_that_forgets_does_not_count(
    keyring: FakeKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring, "set_password", lambda *_: None, raising=False)
    assert secrets.keep("http://a", "bob", PASSWORD)


def test_without_the_package_there_is_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert "pip install 'aricli[keyring]'" in secrets.keep("http://a", "bob", PASSWORD)
    with pytest.raises(ConfigError) as missing:
        secrets.recall("http://a", "bob")
    assert "pip install 'aricli[keyring]'" in missing.value.hint
    secrets.forget("http://a", "bob")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that no system trusts."""
    return fake_ari.certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module", params=["http", "https"])
def server(request: pytest.FixtureRequest, certificate: Path) -> Iterator[str]:
    """The URL of a server that knows the password."""
    server = fake_ari.ari(("bob", PASSWORD))
    if request.param == "https":
        server.speak_tls(certificate)
    with server:
        yield f"{request.param}://127.0.0.1:{server.port}"


SOURCES = {
    "environment": "",
    "file": f'password = "{PASSWORD}"',
    "command": f"password_command = \"echo '{PASSWORD}'\"",
    "failing command": f"password_command = \"echo '{PASSWORD}' | tee /dev/stderr; exit 9\"",
    "wrong": 'password = "another"',
    "keyring": "keyring = true",
    "twice": f'password = "{PASSWORD}"\nkeyring = true',
    "broken": f'password = "{PASSWORD}',
    "number": f'password = ["{PASSWORD}"]',
}
COMMANDS = {
    "channels list": 0,
    "answer gone": 5,
    "listen --app my-app --count 1": 0,
    "listen --app my-app --count 1 -o jsonl": 0,
    "listen --app my-app --url http://127.0.0.1:1": 3,
    "channels list --url http://127.0.0.1:1": 3,
    "channels list --proxy http://127.0.0.1:1": 3,
    "answer c1 --curl": 0,
    "answer c1 --dry-run": 0,
    "config show --origin": 0,
    "login --password-stdin": 0,
}
NO_VERBOSITY = ["config check", "logout", "config use other", "config path"]


def _printed(command: list[str], server: str, source: str, home: Path) -> tuple[int, str]:
    file = home / "aricli" / "config.toml"
    file.parent.mkdir()
    file.write_text(
        f'default = "lab"\n[profiles.lab]\nurl = "{server}"\nusername = "bob"\ninsecure = true\n'
        f"{SOURCES[source]}\n"
    )
    file.chmod(0o600)
    program = Program("", home)
    program.environment = {
        "PATH": os.environ["PATH"],
        "XDG_CONFIG_HOME": str(home),
        "ARICLI_DEBUG": "1",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",  # not the tester's own
    }
    if source == "environment":
        program.environment["ARICLI_PASSWORD"] = PASSWORD
    ran = program(*command, stdin=f"{PASSWORD}\n")
    return ran.code, ran.stdout.decode() + ran.stderr


def _assert_hidden(printed: str) -> None:
    for secret in (PASSWORD, TOKEN, "tr0ub4dor", "p%C3%A4ss", "p\\xe4ss", "Basic "):
        assert secret not in printed


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_prints_the_password(command: str, server: str, tmp_path: Path) -> None:
    code, printed = _printed([*command.split(), "-vv"], server, "environment", tmp_path)
    assert code == COMMANDS[command], printed
    assert printed
    _assert_hidden(printed)


@pytest.mark.parametrize("command", NO_VERBOSITY)
def test_no_command_about_settings_prints_the_password(command: str, tmp_path: Path) -> None:
    _, printed = _printed(command.split(), "http://127.0.0.1:1", "file", tmp_path)
    assert printed
    _assert_hidden(printed)


@pytest.mark.parametrize("server", ["https"], indirect=True)
@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("command", ["channels list -vv", "config show", "config check"])
def test_no_place_of_the_password_gets_printed(
    source: str, command: str, server: str, tmp_path: Path
) -> None:
    _, printed = _printed(command.split(), server, source, tmp_path)
    assert printed
    _assert_hidden(printed)
