"""``aricli config``: show, use, edit, check and path, as a user meets them."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import pytest

from aricli.cli import run
from aricli.cli.root import Root

FILE = """\
# mine
default = "lab"

[profiles.lab]
url = "http://lab:8088"
username = "bob"
password = "hush"

[profiles.prod]
username = "eve"
password_command = "echo hush"
"""


class Home:
    """A home with a configuration file, and ``aricli`` run in this process."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path = folder / "aricli" / "config.toml"
        self._capsys = capsys

    def write(self, text: str) -> None:
        """Write the file."""
        self.path.parent.mkdir(exist_ok=True)
        self.path.write_text(text)
        self.path.chmod(0o600)

    def aricli(self, *arguments: str) -> tuple[int, str, str]:
        """Run a command; its exit code, stdout and stderr."""
        code = run(Root(), list(arguments))
        return code, *self._capsys.readouterr()

    def shown(self, *arguments: str) -> dict[str, tuple[object, str]]:
        """What ``aricli config show --origin`` shows."""
        _, out, _ = self.aricli("config", "show", "--origin", "-o", "jsonl", *arguments)
        rows = [json.loads(line) for line in out.splitlines()]
        return {row["name"]: (row["value"], row["origin"]) for row in rows}


@pytest.fixture
def home(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Home:
    """A home with two profiles, and nothing of the tester's own settings."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for name in ("PROFILE", "URL", "USERNAME", "PASSWORD", "DEBUG"):
        monkeypatch.delenv(f"ARICLI_{name}", raising=False)
    home = Home(tmp_path, capsys)
    home.write(FILE)
    return home


def editor(monkeypatch: pytest.MonkeyPatch, folder: Path, program: str) -> None:
    """Make $VISUAL a Python program that edits the file in ``sys.argv[-1]``."""
    script = folder / "my editor.py"
    script.write_text(f"import pathlib, sys\nfile = pathlib.Path(sys.argv[-1])\n{program}\n")
    monkeypatch.setenv("VISUAL", shlex.join([sys.executable, str(script)]))
    monkeypatch.setenv("EDITOR", "false")


def test_show_says_where_each_value_comes_from(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARICLI_USERNAME", "me")
    shown = home.shown("--request-timeout", "3")
    assert shown["profile"] == ("lab", str(home.path))
    assert shown["url"] == ("http://lab:8088", f"{home.path}:lab")
    assert shown["username"] == ("me", "ARICLI_USERNAME")
    assert shown["timeout"] == (3.0, "--request-timeout")
    assert shown["proxy"] == (None, "default")


def test_show_masks_passwords_and_the_commands_that_print_them(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert home.shown()["password"] == ("***", f"{home.path}:lab")
    shown = home.shown("-p", "prod", "--url", "http://bob:hush@pbx")
    assert shown["password"] == ("***", f"{home.path}:prod (password_command)")
    assert "hush" not in str(shown)
    monkeypatch.setenv("ARICLI_PASSWORD", "hush")
    assert home.shown("-p", "prod")["password"] == ("***", "ARICLI_PASSWORD")


def test_show_is_plain_without_origin(home: Home) -> None:
    _, out, _ = home.aricli("config", "show", "-o", "jsonl")
    assert '{"name":"username","value":"bob"}' in out.splitlines()


def test_use_changes_the_default_alone(home: Home) -> None:
    code, _, err = home.aricli("config", "use", "prod")
    assert (code, err) == (0, "aricli: prod is the default profile now\n")
    assert home.path.read_text() == FILE.replace('default = "lab"', 'default = "prod"')


def test_use_of_an_unknown_profile_names_those_there_are(home: Home) -> None:
    code, _, err = home.aricli("config", "use", "staging")
    assert code == 2
    assert "lab, prod" in err
    assert home.path.read_text() == FILE


def test_use_mends_a_default_that_is_gone(home: Home) -> None:
    home.write(FILE.replace('"lab"', '"gone"'))
    assert home.aricli("config", "show")[0] == 2
    assert home.aricli("config", "use", "lab")[0] == 0
    assert home.path.read_text() == FILE


def test_edit_opens_the_editor_and_checks(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    editor(monkeypatch, tmp_path, "file.write_text(file.read_text() + 'username = \"zoe\"\\n')")
    home.write('[profiles.lab]\nurl = "http://lab:8088"\n')
    code, _, err = home.aricli("config", "edit")
    assert (code, err) == (0, f"aricli: {home.path} is right\n")
    assert "zoe" in home.path.read_text()


@pytest.mark.parametrize(
    ("text", "said"),
    [("[profiles.lab", "Expected ']'"), ('[profiles.lab]\nurrl = "x"', "did you mean url?")],
)
def test_a_broken_edit_is_kept_and_reported(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, said: str
) -> None:
    editor(monkeypatch, tmp_path, f"file.write_text({text!r})")
    code, out, err = home.aricli("config", "edit")
    assert code == 2
    assert said in out
    assert "1 problem; it is kept as it is" in err
    assert "aricli config edit" in err
    assert home.path.read_text() == text


def test_edit_begins_a_file_that_holds_for_all_keys(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    uncomment = "file.write_text(file.read_text().replace('# ', ''))"
    editor(monkeypatch, tmp_path, f"{uncomment}; sys.exit(3)")
    home.path.unlink()
    code, out, err = home.aricli("config", "edit")
    assert "the editor ended with exit code 3" in err
    assert code == 2
    assert home.path.stat().st_mode & 0o777 == 0o600
    assert "Settings of aricli" in home.path.read_text()
    assert "line 1" in out
    home.write(home.path.read_text().partition("\n")[2])
    home.path.with_name("lab-ca.pem").touch()
    _, out, _ = home.aricli("config", "check")
    assert "unknown" not in out


def test_an_editor_that_does_not_start_is_named(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "no-such-editor --wait")
    code, _, err = home.aricli("config", "edit")
    assert code == 2
    assert "no-such-editor" in err
    assert "set EDITOR" in err


def test_check_tries_the_command_of_the_profile_in_use(home: Home) -> None:
    assert home.aricli("config", "check", "-p", "prod")[0] == 0
    home.write(FILE.replace("echo hush", "echo no >&2; exit 4"))
    assert home.aricli("config", "check")[0] == 0
    code, out, _ = home.aricli("config", "check", "-p", "prod")
    assert code == 2
    assert out == (
        "password_command of profile prod failed with exit code 4: no; "
        "try that command in a shell; change it with:  aricli config edit\n"
    )


def test_check_looks_at_the_file_and_not_the_environment(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARICLI_PASSWORD", "x")
    monkeypatch.setenv("ARICLI_URL", "nonsense")
    assert home.aricli("config", "check")[0] == 0
    home.write(FILE.replace("http://lab:8088", "lab:8088"))
    code, out, _ = home.aricli("config", "check")
    assert code == 2
    assert "not an http or https URL" in out


def test_check_lists_every_problem_and_counts_them(home: Home) -> None:
    home.write(FILE.replace("username", "usename"))
    code, out, err = home.aricli("config", "check")
    assert code == 2
    assert out.count("did you mean username?\n") == 2
    assert "has 2 problems" in err


def test_check_looks_at_the_addresses_of_every_profile(home: Home) -> None:
    home.write(
        FILE.replace("http://lab:8088", "lab:8088") + 'proxy = "http://joe:hidden@proxy:3128"\n'
    )
    code, out, err = home.aricli("config", "check")
    assert code == 2
    assert "url in [profiles.lab]: " in out
    assert "a proxy that wants a password cannot be used" in out
    assert "has 2 problems" in err
    assert "hidden" not in out + err


def test_unknown_keys_are_listed_beside_values_of_the_wrong_type(home: Home) -> None:
    home.write('[profiles.lab]\npasword = "hush"\ntimeout = "3"\n')
    _, out, _ = home.aricli("config", "check")
    assert "timeout in [profiles.lab] must be a number" in out
    assert "unknown key pasword in [profiles.lab]; did you mean password?" in out


def test_a_file_that_is_no_text_says_how_to_mend_it(home: Home) -> None:
    home.path.write_bytes(b"\xff\xfe")
    code, _, err = home.aricli("config", "show", "--origin")
    assert code == 2
    assert err.endswith("  put it right with:  aricli config edit\n")


def test_show_prints_names_as_ids(home: Home) -> None:
    _, out, _ = home.aricli("config", "show", "-o", "id")
    assert out.splitlines()[:2] == ["profile", "url"]


def test_check_of_nothing_says_how_to_begin(home: Home) -> None:
    home.path.unlink()
    code, _, err = home.aricli("config", "check")
    assert code == 2
    assert "aricli login" in err


def test_path(home: Home) -> None:
    assert home.aricli("config", "path") == (0, f"{home.path}\n", "")


def test_without_a_command_the_help_lists_them(home: Home) -> None:
    code, out, _ = home.aricli("config")
    assert code == 0
    for name in ("show", "use", "edit", "check", "path"):
        assert name in out


def test_show_says_when_the_password_is_for_another_server(home: Home) -> None:
    home.write('[profiles.lab]\nurl = "http://lab:8088"\nusername = "u"\npassword = "hush"\n')
    _, _, own = home.aricli("config", "show", "-p", "lab")
    _, _, other = home.aricli("config", "show", "-p", "lab", "--url", "http://other:8088")
    assert own == ""
    assert "is for http://lab:8088, and not told to http://other:8088 (--url)" in other
