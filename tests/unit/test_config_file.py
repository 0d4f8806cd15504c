"""The configuration file: where it is, who may read it, what may stand in it, how it is edited."""

from __future__ import annotations

import os
import random
import stat
import sys
import tomllib
from pathlib import Path

import pytest

from aricli.config import location, store
from aricli.config.check import problems
from aricli.config.edit import changed
from aricli.config.file import read
from aricli.errors import ConfigError

HOLDS_PASSWORD = '[profiles.lab]\npassword = "hush"\n'
HOLDS_COMMAND = '[profiles.lab]\npassword_command = "pass show hush"\n'
WRITTEN_BY_HAND = """\
# Our telephones
default = 'lab'     # the one to play with

[profiles]

  [profiles.lab]
  # the box under the desk
  url="http://lab:8088"   # no TLS # yet
  username = "bob"

# the real one: careful
[profiles."the office"]
url = "https://pbx:8089"
notes = \"\"\"
[profiles.lab]
url = "not this one"
\"\"\"
later = [
  "a", # one
  "b",
]
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A configuration file that does not exist yet."""
    return tmp_path / "aricli" / "config.toml"


def written(path: Path, text: str, mode: int = 0o600) -> str:
    """Write the file; its path as text."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())
    path.chmod(mode)
    return str(path)


def test_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/bob")
    usual = "/home/bob/.config/aricli/config.toml"
    assert location({}) == usual
    assert location({"XDG_CONFIG_HOME": "/etc/xdg"}) == "/etc/xdg/aricli/config.toml"
    assert location({"XDG_CONFIG_HOME": "relative"}) == usual
    monkeypatch.setattr(sys, "platform", "win32")
    assert location({"APPDATA": "/users/bob"}) == "/users/bob/aricli/config.toml"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert location({"APPDATA": "/users/bob"}) == usual


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o602])
def test_a_password_open_to_others_is_refused_with_the_remedy(path: Path, mode: int) -> None:
    file = written(path, HOLDS_PASSWORD, mode)
    with pytest.raises(ConfigError, match=f"mode {mode:o}") as refused:
        read(file)
    assert refused.value.hint == f"chmod 600 {file}"
    assert "hush" not in str(refused.value)
    assert any(f"chmod 600 {file}" in problem for problem in problems(file))
    path.chmod(0o400)
    assert read(file).profiles["lab"]["password"] == "hush"


def test_a_command_that_others_can_change_is_refused(path: Path) -> None:
    with pytest.raises(ConfigError, match="others can write it"):
        read(written(path, HOLDS_COMMAND, 0o664))
    assert read(written(path, HOLDS_COMMAND, 0o644)).profiles


def test_a_file_without_secrets_may_be_read_by_anyone(path: Path) -> None:
    text = 'default = "lab"\n[profiles.lab]\nurl = "http://lab:8088"\n'
    assert read(written(path, text, 0o666)).default == "lab"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('password = "hush\n', r"is not TOML: .*line 1"),
        ('[profiles.lab]\npassword = "hush\\q"', r"is not TOML: .*line 2"),
        ("default = 1", "default must be a string"),
        ('profiles = "hush"', r"profiles must be a table"),
        ('[profiles]\nlab = "hush"', r"profiles\.lab must be a table"),
        ("[profiles.lab]\npassword = 4711", r"password in \[profiles\.lab\] must be a string"),
        ('[profiles.lab]\ntimeout = "hush"', "timeout .* number of seconds"),
        ("[profiles.lab]\ntimeout = 0", "timeout .* above 0"),
        ("[profiles.lab]\ntimeout = true", "timeout .* number"),
        ("[profiles.lab]\ntimeout = nan", "timeout .* number"),
        ('[profiles.lab]\ninsecure = "hush"', "insecure .* true or false"),
        (HOLDS_PASSWORD + "keyring = true", "has both password and keyring"),
    ],
)
def test_what_cannot_be_used_is_named_and_not_shown(path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as refused:
        read(written(path, text))
    assert "hush" not in str(refused.value)
    assert "4711" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_file_that_is_no_text_is_refused(path: Path) -> None:
    written(path, "")
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not UTF-8"):
        read(str(path))
    with pytest.raises(ConfigError, match="Is a directory"):
        read(str(path.parent))


def test_a_misspelt_key_is_refused(path: Path) -> None:
    with pytest.raises(ConfigError, match=r"unknown key urll .*did you mean url"):
        read(written(path, '[profiles.lab]\nurll = "http://pbx:8088"\n'))


def test_a_file_from_a_windows_editor_is_read(path: Path) -> None:
    assert read(written(path, '\ufeffdefault = "lab"\r\n')).default == "lab"


def test_every_problem_is_found_at_once(path: Path) -> None:
    text = 'defualt = "x"\n[profiles.lab]\nurll = "y"\nca_cert = "gone.pem"\nxyzzy = 1\n'
    found = "\n".join(problems(written(path, 'default = "nobody"\n' + text)))
    assert "unknown key defualt; did you mean default?" in found
    assert "unknown key urll in [profiles.lab]; did you mean url?" in found
    assert "unknown key xyzzy in [profiles.lab]; known are: url, username" in found
    assert "'nobody', and there is no such profile; there are: lab" in found
    assert f"ca_cert {path.with_name('gone.pem')} in [profiles.lab]: No such file" in found
    assert found.count("\n") == 4


def test_an_edit_leaves_the_rest_as_it_was() -> None:
    text = changed(
        WRITTEN_BY_HAND,
        {
            ("default",): "the office",
            ("profiles", "lab", "url"): "http://new # one",
            ("profiles", "lab", "keyring"): True,
            ("profiles", "lab", "username"): None,
            ("profiles", "the office", "timeout"): 2.5,
        },
    )
    expected = WRITTEN_BY_HAND.replace("default = 'lab' ", 'default = "the office" ')
    expected = expected.replace('url="http://lab:8088"', 'url="http://new # one"')
    expected = expected.replace('  username = "bob"\n', "keyring = true\n")
    assert text == expected + "timeout = 2.5\n"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_new_profile_goes_to_the_end(end: str) -> None:
    before = f"# mine{end}[profiles.lab]{end}insecure = true"
    after = changed(before, {("profiles", "my box", "url"): "u", ("default",): "my box"})
    assert after == (
        f'default = "my box"{end}{end}{before}{end}{end}[profiles."my box"]{end}url = "u"{end}'
    )
    assert changed("", {("profiles", "a", "url"): "u"}) == '[profiles.a]\nurl = "u"\n'


@pytest.mark.parametrize(
    "text",
    [
        'profiles = {lab = {url = "x"}}\n',
        '[profiles]\nlab = {url = "x"}\n',
        '[profiles]\nlab = {url = "x", username = "y"}\n',
        'profiles.lab = {url = "x"}\n',
    ],
)
def test_a_style_that_is_not_understood_is_refused_not_damaged(text: str, path: Path) -> None:
    file = written(path, text)
    for name in ("url", "password"):
        with pytest.raises(ConfigError, match="cannot be edited safely") as refused:
            store.change(file, {("profiles", "lab", name): "hush"})
        assert "hush" not in str(refused.value)
        assert path.read_text() == text


def test_any_password_comes_back(path: Path) -> None:
    chance = random.Random(7)
    characters = "ab#'\"\\=[]{}\n\r\t\x00\x7f\x85\u2028 é€😀\x1b"
    for _ in range(300):
        password = "".join(chance.choices(characters, k=chance.randint(1, 12)))
        text = changed(WRITTEN_BY_HAND, {("profiles", "lab", "password"): password})
        again = changed(text, {("profiles", "lab", "password"): password + "!"})
        assert tomllib.loads(text)["profiles"]["lab"]["password"] == password
        assert tomllib.loads(again)["profiles"]["lab"]["password"] == password + "!"
        assert changed(again, {("profiles", "lab", "password"): None}) == WRITTEN_BY_HAND


def test_what_is_written_is_for_the_owner_alone(path: Path) -> None:
    before = os.umask(0)
    try:
        store.change(str(path), {("profiles", "lab", "password"): "hush"})
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.chmod(0o644)
    store.change(str(path), {("profiles", "lab", "password"): "hush hush"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    dotfile = tmp_path / "dotfiles.toml"
    dotfile.write_text("# kept\n")
    path.parent.mkdir()
    path.symlink_to(dotfile)
    store.change(str(path), {("default",): "lab"})
    assert path.is_symlink()
    assert dotfile.read_text() == 'default = "lab"\n\n# kept\n'


def test_a_write_that_fails_leaves_the_file_and_nothing_else(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(path, WRITTEN_BY_HAND)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match="No space left"):
        store.change(file, {("default",): "x"})
    assert path.read_text() == WRITTEN_BY_HAND
    assert list(path.parent.iterdir()) == [path]
