"""The wheel installed as users install it, with plugins beside it."""

from __future__ import annotations

import json
import os
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.packaging.conftest import Built
from tests.packaging.tools import python, run, tool

Do = Callable[..., str]
NOBODY = {"ARICLI_URL": "http://127.0.0.1:1", "ARICLI_USERNAME": "x", "ARICLI_PASSWORD": "x"}
"""A server that is not there."""


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_it_works_in_an_empty_environment(built: Built, tmp_path: Path, version: str) -> None:
    home = tmp_path / "environment"
    run(tool("uv"), "venv", "--quiet", "--python", python(version), home)
    run(tool("uv"), "pip", "install", "--quiet", "--python", home, built.wheel)
    run(tool("uv"), "pip", "check", "--python", home)
    private = {"HOME": str(tmp_path), "PYTHONWARNINGS": "error", **NOBODY}

    def aricli(*arguments: str, code: int = 0) -> str:
        ran = run(home / "bin" / "aricli", *arguments, check=False, **private)
        assert ran.returncode == code, ran.stdout + ran.stderr
        assert "Traceback" not in ran.stderr
        return ran.stdout + ran.stderr

    assert aricli("--version") == "aricli 0.1.0\n"
    assert "hangup" in aricli("--help")
    assert "Connection refused" in aricli("hangup", "x", code=3)
    assert "Monkeys!" in aricli("demo", "monkeys", "--fast")
    assert "#compdef aricli" in aricli("completion", "show", "zsh")
    rows = list(map(json.loads, aricli("plugins", "list", "-o", "jsonl").splitlines()))
    assert {"tones", "monkeys"} <= {row["name"] for row in rows if row["status"] == "ok"}
    path = f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"
    page = home / "share" / "man" / "man1" / "aricli.1"
    assert run(tool("man"), "--path", "aricli", PATH=path).stdout.strip() == str(page)
    assert (home / "share" / "bash-completion" / "completions" / "aricli").exists()
    run(home / "bin" / "python", "-W", "error", "-c", "from aricli import Ari, Behaviour, hookimpl")


def test_an_extra_that_is_missing_is_named(built: Built, tmp_path: Path) -> None:
    home = tmp_path / "environment"
    run(tool("uv"), "venv", "--quiet", home)
    run(tool("uv"), "pip", "install", "--quiet", "--python", home, built.wheel)
    for extra, option in (
        ("redis", ("--to", "redis://127.0.0.1:1/events")),
        ("prometheus", ("--prometheus", "0")),
    ):
        ran = run(
            *(home / "bin" / "aricli", "listen", "--app", "x", *option),
            check=False,
            HOME=str(tmp_path),
            **NOBODY,
        )
        assert f"aricli[{extra}]" in ran.stderr


def test_mypy_sees_its_types_from_outside(built: Built, tmp_path: Path) -> None:
    home, program = tmp_path / "environment", tmp_path / "typed_plugin.py"
    run(tool("uv"), "venv", "--quiet", home)
    run(tool("uv"), "pip", "install", "--quiet", "--python", home, built.wheel)
    shutil.copy(Path(__file__).with_name("typed_plugin.py"), program)
    mypy = (tool("mypy"), "--strict", "--python-executable", home / "bin" / "python")
    run(*mypy, program, cwd=tmp_path)


def test_pipx_installs_it_and_injects_plugins(built: Built, plugin: Path, tmp_path: Path) -> None:
    pipx = _at(tool("pipx"), tmp_path)
    pipx("install", built.wheel)
    aricli = _at(tmp_path / "bin" / "aricli", tmp_path)
    assert aricli("--version") == "aricli 0.1.0\n"
    assert list((tmp_path / "man" / "man1").glob("aricli*.1"))
    pipx("inject", "aricli", plugin)
    assert aricli("hello") == "hello from a plugin\n"
    assert _state(aricli) == "ok"
    pipx("upgrade", "aricli")
    pipx("install", "--force", built.wheel)
    assert _state(aricli) == "ok"
    pipx("uninstall", "aricli")
    pipx("install", built.wheel)
    assert _state(aricli) == "missing"
    program, *words = _remedy(aricli)
    assert program == "pipx"
    pipx(*words)
    assert aricli("hello") == "hello from a plugin\n"


def test_uv_installs_it_with_plugins(built: Built, plugin: Path, tmp_path: Path) -> None:
    uv = _at(tool("uv"), tmp_path)
    uv("tool", "install", built.wheel)
    aricli = _at(tmp_path / "bin" / "aricli", tmp_path)
    other = tmp_path / "aricli-other"
    aricli("plugins", "new", "other", "--directory", other)
    own = f"aricli[redis] @ {built.wheel.as_uri()}"
    uv("tool", "install", own, "--with", plugin, "--with-editable", other)
    assert aricli("hello") == "hello from a plugin\n"
    assert _state(aricli, "other") == "ok"
    uv("tool", "install", "--force", own, "--with-editable", other)
    assert _state(aricli) == "missing"
    program, *words = _remedy(aricli)
    assert program == "uv"
    uv(*words)
    assert aricli("hello") == "hello from a plugin\n"
    assert _state(aricli, "other") == "ok"
    receipt = (tmp_path / "tools" / "aricli" / "uv-receipt.toml").read_text()
    assert f'editable = "{other}"' in receipt
    assert 'extras = ["redis"]' in receipt


def test_pip_brings_a_plugin_back_from_its_folder(built: Built, tmp_path: Path) -> None:
    home, folder = tmp_path / "environment", tmp_path / "aricli-other"
    run(tool("uv"), "venv", "--quiet", "--seed", home)
    python = home / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", built.wheel)
    aricli = _at(home / "bin" / "aricli", tmp_path)
    aricli("plugins", "new", "other", "--directory", folder)
    run(python, "-m", "pip", "install", "--quiet", "--editable", folder)
    assert _state(aricli, "other") == "ok"
    run(python, "-m", "pip", "uninstall", "--quiet", "--yes", "aricli-other")
    remedy = _remedy(aricli, "other")
    assert remedy == [str(python), "-m", "pip", "install", "--editable", str(folder)]
    run(*remedy)
    assert _state(aricli, "other") == "ok"


def _state(aricli: Do, plugin: str = "hello") -> str:
    """What ``aricli plugins`` says of the plugin."""
    return str(json.loads(aricli("plugins", "info", plugin, "-o", "json"))["status"])


def _remedy(aricli: Do, plugin: str = "hello") -> list[str]:
    """The command that is said to bring the plugin back."""
    why = json.loads(aricli("plugins", "info", plugin, "-o", "json"))["why"]
    return shlex.split(why.partition("again with:  ")[2])


def _at(program: Path, home: Path) -> Do:
    """A program that keeps what it installs here."""
    places = {
        "PIPX_HOME": home / "pipx",
        "PIPX_BIN_DIR": home / "bin",
        "PIPX_MAN_DIR": home / "man",
        "UV_TOOL_DIR": home / "tools",
        "UV_TOOL_BIN_DIR": home / "bin",
        "XDG_CONFIG_HOME": home / "config",
        "XDG_STATE_HOME": home / "state",
    }
    environment = {name: os.fspath(place) for name, place in places.items()}
    environment["PATH"] = f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"

    def do(*arguments: str | Path, **more: object) -> str:
        given = {name: str(value) for name, value in more.items()}
        return run(program, *arguments, **environment, **given).stdout

    return do
