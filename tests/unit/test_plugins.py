"""Plugins: which are loaded, and that one that does not work stops nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

import pytest

from aricli import HOOK_API
from aricli.plugins import installer
from aricli.plugins import origin as origins
from tests.unit.program import Program
from tests.unit.site import Site

COMMAND = """
from aricli import hookimpl

@hookimpl
def register_commands(register):
    register("{name}", lambda: print("{name} is here"))
"""


def plugins(aricli: Program, **environment: str) -> dict[str, Any]:
    """What ``aricli plugins list`` says of each."""
    ran = aricli("plugins", "list", "-o", "jsonl", **environment)
    assert ran.code == 0, ran.stderr
    return {row["name"]: row for row in map(json.loads, ran.lines)}


def why(aricli: Program, name: str) -> str:
    """Why a plugin was set aside."""
    row = plugins(aricli)[name]
    assert row["status"] == "failed"
    return str(row["why"])


@pytest.mark.parametrize(
    ("chosen", "loaded"),
    [
        (None, {"monkeys", "one", "redis", "tones", "two"}),
        ("", set()),
        ("one", {"one"}),
        (" two, one,", {"one", "two"}),
    ],
)
def test_the_environment_chooses(
    aricli: Program, site: Site, chosen: str | None, loaded: set[str]
) -> None:
    site.install("one", COMMAND.format(name="one"))
    site.install("two", COMMAND.format(name="two"))
    listed = plugins(aricli, **({} if chosen is None else {"ARICLI_PLUGINS": chosen}))
    ok = {name for name, row in listed.items() if row["status"] == "ok"}
    assert ok == loaded
    assert all(row["status"] == "off" for name, row in listed.items() if name not in ok)
    assert {"one", "two", "tones", "monkeys"} <= set(listed)


def test_an_option_leaves_all_out(aricli: Program, site: Site) -> None:
    site.install("extra", COMMAND.format(name="extra"))
    assert aricli("extra").lines == ["extra is here"]
    assert aricli("--no-plugins", "extra").code == 2
    assert "extra" in aricli("--help").stdout.decode()
    assert "extra" not in aricli("--no-plugins", "--help").stdout.decode()
    typo = aricli("listen", "--behaviour", "toness").stderr
    assert "did you mean tones? " in typo
    with_none = aricli("listen", "--behaviour", "tones", "--no-plugins")
    assert "there are: none" in with_none.stderr


def test_a_plugin_that_is_chosen_and_not_there_is_named(aricli: Program) -> None:
    listed = plugins(aricli, ARICLI_PLUGINS="nowhere")
    assert listed["nowhere"]["why"] == "nowhere is not installed"


@pytest.mark.parametrize(
    "words",
    [
        ("--version",),
        ("channels", "list", "-o", "json"),
        ("config", "path"),
        ("help", "media"),
        ("channels", "play", "--help"),
    ],
)
def test_a_command_that_needs_no_plugin_imports_none(
    aricli: Program, site: Site, words: tuple[str, ...]
) -> None:
    site.install("loud", "raise RuntimeError('imported')")
    code = (
        "import sys\nfrom aricli.cli import run\nfrom aricli.cli.root import Root\n"
        f"run(Root(), {list(words)!r})\n"
        "print('aricli_loud' in sys.modules or 'pluggy' in sys.modules, file=sys.stderr)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], env=aricli.environment, capture_output=True, text=True
    )
    assert ran.stderr.split()[-1] == "False", ran.stderr


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import nothing_of_this_name", "No module named 'nothing_of_this_name'"),
        ("raise OSError('no such device')", "OSError: no such device"),
        ("import sys; sys.exit(3)", "broken exits (3) on import"),
        ("def", "SyntaxError"),
        (
            "from aricli import hookimpl\n@hookimpl\ndef register_behaviors(register): ...",
            "broken implements register_behaviors, which is no hook"
            " (did you mean register_behaviours?)",
        ),
        (
            "from aricli import hookimpl\n@hookimpl\ndef event(evnt): ...",
            "broken.event takes evnt, which that hook does not give (did you mean event?)",
        ),
        (
            f"HOOK_API = {HOOK_API + 1}",
            f"broken is written for HOOK_API {HOOK_API + 1}, and this aricli has {HOOK_API}"
            " (upgrade aricli)",
        ),
        ("HOOK_API = 0", "(upgrade the plugin)"),
    ],
)
def test_one_that_cannot_be_a_plugin_is_set_aside_and_says_why(
    aricli: Program, site: Site, source: str, reason: str
) -> None:
    site.install("broken", source)
    site.install("sound", COMMAND.format(name="sound"))
    assert reason in why(aricli, "broken")
    assert plugins(aricli)["sound"]["status"] == "ok"
    told = aricli("plugins", "list", "-o", "table").stderr
    assert f"aricli: broken: {plugins(aricli)['broken']['why']}" in told
    assert aricli("sound").lines == ["sound is here"]


def test_the_version_of_hooks_that_is_ours_is_fine(aricli: Program, site: Site) -> None:
    site.install("fine", f"HOOK_API = {HOOK_API}" + COMMAND.format(name="fine"))
    assert plugins(aricli)["fine"]["status"] == "ok"


REGISTERS = """
from aricli import Behaviour, hookimpl

class {kind}(Behaviour):
    app = "{app}"

@hookimpl
def register_{hook}(register):
    register({arguments})
"""


@pytest.mark.parametrize(
    ("hook", "arguments", "reason"),
    [
        ("behaviours", "Mine", "a offers the behaviour for desk already"),
        ("commands", "'desk', print", "a offers the command desk already"),
        ("outputs", "'desk', list", "a offers the output desk already"),
        ("sinks", "'desk', list", "a offers the sink desk already"),
    ],
)
def test_the_first_that_offers_something_has_it(
    aricli: Program, site: Site, hook: str, arguments: str, reason: str
) -> None:
    source = REGISTERS.format(kind="Mine", app="desk", hook=hook, arguments=arguments)
    site.install("a", source)
    other = "" if hook == "commands" else COMMAND.format(name="other")
    site.install("b", source + other)
    listed = plugins(aricli)
    assert (listed["a"]["status"], listed["b"]["why"]) == ("ok", reason)
    assert listed["b"]["commands"] == [], "nothing of a plugin that is set aside is left"


@pytest.mark.parametrize(
    ("hook", "arguments", "reason"),
    [
        ("behaviours", "print", "is not a class derived from aricli.Behaviour"),
        ("behaviours", "Behaviour", "Behaviour has no app"),
        ("commands", "'channels', print", "the command channels is aricli's own"),
        ("commands", "'play', print", "the command play is aricli's own"),
        ("commands", "'__complete', print", "'__complete' cannot be the name of a command"),
        ("commands", "'Two words', print", "'Two words' cannot be the name of a command"),
        ("commands", "'x', None", "None cannot be a command: it cannot be called"),
        ("outputs", "'json', list", "the output json is aricli's own"),
        ("sinks", "'X', list", "'X' cannot be the name of a sink"),
    ],
)
def test_what_cannot_be_registered(
    aricli: Program, site: Site, hook: str, arguments: str, reason: str
) -> None:
    site.install("a", REGISTERS.format(kind="Mine", app="d", hook=hook, arguments=arguments))
    assert reason in why(aricli, "a")


def test_two_plugins_of_one_name(aricli: Program, site: Site) -> None:
    site.install("a", COMMAND.format(name="one"))
    other = site.folder / "other-1.0.dist-info"
    other.mkdir()
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1.0\n")
    (other / "entry_points.txt").write_text("[aricli]\na = aricli_other\nb = aricli_a\n")
    (site.folder / "aricli_other.py").write_text("")
    ran = aricli("plugins", "list", "-o", "jsonl")
    reasons = [row["why"] for row in map(json.loads, ran.lines) if row["status"] == "failed"]
    assert reasons == [
        "there is another plugin called a (uninstall one of them)",
        "a is the same module",
    ]


def test_a_plugin_that_is_gone_is_missed_until_it_is_back_or_forgotten(
    aricli: Program, site: Site
) -> None:
    site.install("gone", COMMAND.format(name="gone"))
    assert plugins(aricli)["gone"]["status"] == "ok"
    site.uninstall("gone")
    row = plugins(aricli)["gone"]
    assert row["status"] == "missing"
    assert row["why"].endswith(f"again with:  {installer.install(['aricli-gone'])}")
    told = "gone since the last time: gone; to have them again:  "
    listening = ("listen", "--app", "x", "--retries", "0")
    assert told in aricli(*listening).stderr
    assert told not in aricli(*listening, XDG_STATE_HOME=str(site.folder)).stderr
    assert aricli("plugins", "forget", "gone").code == 0
    assert told not in aricli(*listening).stderr
    assert aricli("plugins", "forget", "gone").code == 2
    site.install("gone", COMMAND.format(name="gone"), version="2.0")
    assert plugins(aricli)["gone"]["version"] == "2.0"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"/": 3}', '{"/": {"x": "y"}}'])
def test_notes_that_cannot_be_used_are_none(aricli: Program, site: Site, content: str) -> None:
    file = aricli.home / ".local" / "state" / "aricli" / "plugins.json"
    file.parent.mkdir(parents=True)
    file.write_text(content)
    site.install("a", COMMAND.format(name="a"))
    assert plugins(aricli)["a"]["status"] == "ok"
    assert json.loads(file.read_text())[sys.prefix]["a"] == "aricli-a"


def test_where_notes_cannot_be_kept_nothing_else_is_amiss(aricli: Program, site: Site) -> None:
    site.install("a", COMMAND.format(name="a"))
    (aricli.home / ".local").write_text("a file")
    assert plugins(aricli)["a"]["status"] == "ok"


UV = "uv-receipt.toml"


@pytest.mark.parametrize(
    ("files", "command"),
    [
        (
            {"pipx_metadata.json": "{}"},
            "pipx inject {} --editable /src/a-one 'a-two @ file:///a-two.whl'",
        ),
        (
            {UV: '[tool]\nrequirements = [{ name = "aricli" }]'},
            "uv tool install aricli --with-editable /src/a-one --with 'a-two @ file:///a-two.whl'",
        ),
        (
            {
                UV: "[tool]\nrequirements = ["
                '{ name = "aricli", extras = ["redis", "keyring"], specifier = ">=0.1" },'
                '{ name = "a-zero", directory = "/src/a-zero" }, { name = "a-two" } ]'
            },
            "uv tool install 'aricli[redis,keyring]>=0.1' --with 'a-zero @ file:///src/a-zero'"
            " --with-editable /src/a-one --with 'a-two @ file:///a-two.whl'",
        ),
        ({UV: "broken"}, "uv tool install aricli --with-editable /src/a-one"),
        ({}, f"{sys.executable} -m pip install --editable /src/a-one 'a-two @ file:///a-two.whl'"),
    ],
)
def test_what_brings_plugins_back_fits_how_aricli_was_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], command: str
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(installer, "find_spec", lambda name: name == "pip")
    installed_from(tmp_path, "aricli", {})
    installed_from(tmp_path, "a-zero", {"url": "file:///src/a-zero", "dir_info": {}})
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    told = installer.install(["-e /src/a-one", "a-two @ file:///a-two.whl"], tmp_path)
    assert told.startswith(command.format(tmp_path.name))


@pytest.mark.parametrize(
    ("origin", "requirement"),
    [
        ({}, "a-zero[x]"),
        ({"url": 3, "dir_info": []}, "a-zero[x]"),
        ({"url": "file:///a%20b", "dir_info": {}}, "a-zero[x] @ file:///a%20b"),
        ({"url": "file:///a%20b", "dir_info": {"editable": True}}, "-e /a b[x]"),
        ({"url": "https://x/a.whl", "archive_info": {}}, "a-zero[x] @ https://x/a.whl"),
        (
            {
                "url": "https://x/a.git",
                "vcs_info": {"vcs": "git", "requested_revision": "v1", "commit_id": "0"},
                "subdirectory": "plugin",
            },
            "a-zero[x] @ git+https://x/a.git@v1#subdirectory=plugin",
        ),
    ],
)
def test_a_distribution_is_installed_again_from_where_it_was(
    tmp_path: Path, origin: dict[str, Any], requirement: str
) -> None:
    metadata = installed_from(tmp_path, "a-zero", origin)
    assert origins.requirement(Distribution.at(metadata), "[x]") == requirement


def installed_from(folder: Path, name: str, origin: dict[str, Any]) -> Path:
    """The metadata of a distribution that was installed from there, or from an index."""
    metadata = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    if origin:
        (metadata / "direct_url.json").write_text(json.dumps(origin))
    return metadata


def test_several_that_are_gone_come_back_with_one_command(aricli: Program, site: Site) -> None:
    for name in ("one", "two"):
        site.install(name, COMMAND.format(name=name))
    assert aricli("one").lines == ["one is here"]
    for name in ("one", "two"):
        site.uninstall(name)
    ran = aricli("one")
    assert ran.code == 2
    assert "aricli: gone since the last time: one, two; to have them again:  " in ran.stderr
    assert f"{installer.install(['aricli-one', 'aricli-two'])}\n" in ran.stderr
    assert "aricli plugins forget NAME\n" in ran.stderr


def test_what_a_plugin_prints_while_it_loads_is_no_data(aricli: Program, site: Site) -> None:
    site.install("loud", "print('hello')\n" + COMMAND.format(name="loud"))
    for command in (("list",), ("check", "loud")):
        ran = aricli("plugins", *command, "-o", "json")
        assert json.loads(ran.stdout)
        assert "hello" in ran.stderr


def test_an_import_that_fails_took_its_time(aricli: Program, site: Site) -> None:
    site.install("late", "import time\ntime.sleep(0.05)\nraise OSError")
    assert plugins(aricli)["late"]["milliseconds"] >= 50


def test_doctor_misses_a_plugin(aricli: Program, site: Site) -> None:
    def found() -> Any:
        rows = map(json.loads, aricli("doctor", "-o", "jsonl").lines)
        return next(row for row in rows if row["check"] == "plugins")

    site.install("gone", COMMAND.format(name="gone"))
    assert "gone" in found()["detail"]
    site.uninstall("gone")
    assert found()["status"] == "warn"
    assert found()["mend"] == installer.install(["aricli-gone"])
    site.install("broken", "import nowhere")
    assert found()["mend"] == "update or uninstall:  aricli-broken"
