"""Where each setting comes from: flag, environment, file, default."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aricli import config
from aricli.errors import ConfigError

FILE = """
default = "lab"

[profiles.lab]
url = "http://lab:8088"
username = "file-user"
password = "file-password"
timeout = 3
ca_cert = "lab.pem"
insecure = true
proxy = "http://file:3128"
app = "file-app"

[profiles.prod]
url = "https://prod:8089"
"""
IN_FILE = {
    "url": "http://lab:8088",
    "username": "file-user",
    "password": "file-password",
    "timeout": 3,
    "insecure": True,
    "proxy": "http://file:3128",
    "app": "file-app",
}
IN_ENVIRONMENT: dict[str, tuple[str, Any]] = {
    "url": ("http://env:1", "http://env:1"),
    "username": ("env-user", "env-user"),
    "password": ("env-password", "env-password"),
    "timeout": ("4.5", 4.5),
    "ca_cert": ("/env.pem", "/env.pem"),
    "insecure": ("no", False),
    "proxy": ("http://env:3128", "http://env:3128"),
    "app": ("env-app", "env-app"),
}
FLAGS: dict[str, tuple[str, Any]] = {
    "url": ("url", "http://flag:1"),
    "username": ("username", "flag-user"),
    "timeout": ("request_timeout", 7.0),
    "ca_cert": ("ca_cert", "/flag.pem"),
    "insecure": ("insecure", True),
    "proxy": ("proxy", "http://flag:3128"),
}


class Home:
    """A home directory with a configuration file, and an environment that points at it."""

    def __init__(self, folder: Path) -> None:
        self.environ = {"XDG_CONFIG_HOME": str(folder)}
        self.path = folder / "aricli" / "config.toml"

    def write(self, text: str, mode: int = 0o600) -> None:
        """Write the file."""
        self.path.parent.mkdir(exist_ok=True)
        self.path.write_text(text)
        self.path.chmod(mode)

    def load(self, flags: dict[str, Any] | None = None, /, **environ: str) -> config.Settings:
        """The settings, with these flags and variables."""
        return config.load(flags or {}, self.environ | environ)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with two profiles."""
    home = Home(tmp_path)
    home.write(FILE)
    return home


@pytest.mark.parametrize(("name", "value"), IN_FILE.items())
def test_the_file_sets(home: Home, name: str, value: object) -> None:
    assert home.load().values[name] == (value, f"{home.path}:lab")


@pytest.mark.parametrize("name", IN_ENVIRONMENT)
def test_the_environment_beats_the_file(home: Home, name: str) -> None:
    text, value = IN_ENVIRONMENT[name]
    variable = f"ARICLI_{name.upper()}"
    assert home.load(**{variable: text}).values[name] == (value, variable)
    assert home.load(**{variable: ""}).values[name].origin == f"{home.path}:lab"


@pytest.mark.parametrize("name", FLAGS)
def test_a_flag_beats_the_environment(home: Home, name: str) -> None:
    option, value = FLAGS[name]
    environ = {f"ARICLI_{name.upper()}": IN_ENVIRONMENT[name][0]}
    found = home.load({option: value}, **environ).values[name]
    assert found == (value, "--" + option.replace("_", "-"))
    not_given = False if name == "insecure" else None
    assert home.load({option: not_given}, **environ).values[name].origin.startswith("ARICLI_")


@pytest.mark.parametrize(
    ("name", "value"), [("url", "http://localhost:8088"), ("timeout", 10.0), ("app", None)]
)
def test_what_nothing_sets_has_its_default(tmp_path: Path, name: str, value: object) -> None:
    assert Home(tmp_path).load().values[name] == (value, "default")


def test_the_profile_comes_from_flag_then_environment_then_file(home: Home) -> None:
    assert home.load().profile == ("lab", str(home.path))
    assert home.load(ARICLI_PROFILE="prod").profile == ("prod", "ARICLI_PROFILE")
    flagged = home.load({"profile": "lab"}, ARICLI_PROFILE="prod")
    assert flagged.profile == ("lab", "--profile")
    assert home.load(ARICLI_PROFILE="prod")["url"] == "https://prod:8089"
    assert home.load(ARICLI_PROFILE="prod")["app"] is None


def test_an_unknown_profile_names_those_there_are(home: Home) -> None:
    with pytest.raises(ConfigError, match="no profile 'lba'") as unknown:
        home.load({"profile": "lba"})
    assert "lab, prod" in unknown.value.hint


def test_a_profile_without_any_file_is_unknown(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no profile 'lab'") as unknown:
        Home(tmp_path).load(ARICLI_PROFILE="lab")
    assert "aricli login -p lab" in unknown.value.hint


def test_with_profiles_and_none_chosen_they_are_named(home: Home) -> None:
    home.write(FILE.replace('default = "lab"', ""))
    with pytest.raises(ConfigError) as missing:
        home.load().username()
    assert "lab, prod" in missing.value.hint


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("ARICLI_TIMEOUT", "soon"),
        ("ARICLI_TIMEOUT", "-1"),
        ("ARICLI_TIMEOUT", "inf"),
        ("ARICLI_TIMEOUT", "nan"),
        ("ARICLI_INSECURE", "maybe"),
    ],
)
def test_a_variable_that_makes_no_sense_is_named(home: Home, variable: str, text: str) -> None:
    with pytest.raises(ConfigError, match=f"{variable} is '{text}'"):
        home.load(**{variable: text})


def test_a_relative_ca_cert_is_beside_the_file(home: Home) -> None:
    assert home.load()["ca_cert"] == str(home.path.with_name("lab.pem"))


def test_the_environment_does_not_run_commands(home: Home) -> None:
    assert home.load(ARICLI_PASSWORD_COMMAND="echo 1", ARICLI_KEYRING="1").password() == (
        "file-password"
    )


def test_a_password_of_the_environment_beats_any_way_to_get_one(home: Home) -> None:
    home.write('[profiles.lab]\nusername = "u"\npassword_command = "false"\n')
    environ = {"ARICLI_PASSWORD": "env", "ARICLI_PROFILE": "lab"}
    assert home.load(**environ).password() == "env"


@pytest.mark.parametrize(
    "way", ['password = "hush"', 'password_command = "echo hush"', "keyring = true"]
)
@pytest.mark.parametrize(
    "other", ["http://other:8088", "http://lab:8089", "https://lab:8088", "http://lab.evil:8088"]
)
def test_a_password_of_the_file_is_not_told_to_another_server(
    home: Home, way: str, other: str
) -> None:
    home.write(f'[profiles.lab]\nurl = "http://lab:8088/a"\nusername = "u"\n{way}\n')
    for flags, environ, origin in (
        ({"url": other}, {}, "--url"),
        ({}, {"ARICLI_URL": other}, "ARICLI_URL"),
    ):
        settings = home.load(flags, ARICLI_PROFILE="lab", **environ)
        with pytest.raises(ConfigError) as refused:
            settings.password()
        assert str(refused.value) == (
            "the password of profile lab is for http://lab:8088, and not told to"
            f" {other} ({origin})"
        )
        assert f"--url {other}" in refused.value.hint


def test_a_password_goes_to_its_server_however_that_is_written(home: Home) -> None:
    assert home.load({"url": "HTTP://LAB:8088/other/"}).password() == "file-password"
    default = '[profiles.lab]\nusername = "u"\npassword = "hush"\n'
    home.write(default)
    assert home.load({"profile": "lab"}).password() == "hush"
    home.write(default + 'url = "https://lab"\n')
    assert home.load({"profile": "lab", "url": "https://lab:443"}).password() == "hush"


def test_a_password_of_the_environment_goes_where_it_is_told_to(home: Home) -> None:
    settings = home.load({"url": "http://other:8088"}, ARICLI_PASSWORD="env")
    assert settings.password() == "env"


def test_settings_do_not_show_the_password(home: Home) -> None:
    for settings in (home.load(), home.load(ARICLI_PASSWORD="file-password")):
        shown = f"{settings!r} {settings.values!r} {settings.file!r} {settings.password()!r}"
        assert "file-password" not in shown


def _imported(environ: dict[str, str]) -> list[str]:
    program = (
        "import os, sys; from aricli import config; s = config.load({}, os.environ);"
        "s.password(); print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PATH": os.environ["PATH"], **environ},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_only_what_is_needed_is_imported(home: Home) -> None:
    with_file = _imported(home.environ)
    assert "tomllib" in with_file
    home.path.unlink()
    without = _imported(home.environ | {"ARICLI_PASSWORD": "x"})
    assert "tomllib" not in without
    for modules in (with_file, without):
        assert not {"keyring", "subprocess", "tempfile", "difflib", "ssl"} & set(modules)
