"""Completion: what a shell is told, whatever is written and whatever the server does."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import tree_sitter_powershell
from tree_sitter import Language, Parser

from aricli.ari.types import Names
from aricli.cli import foreign, run
from aricli.cli.completion import live
from aricli.cli.completion.answer import SHELLS, answer
from aricli.cli.completion.install import place, script
from aricli.cli.completion.line import split
from aricli.cli.completion.live import KINDS
from aricli.cli.completion.values import SOURCES
from aricli.cli.operations import resource_operations
from aricli.cli.root import RESOURCES, Root
from tests.shell.pbx import ANSWERS, PASSWORD, USERNAME, Pbx, running

BREAKS = " \t\n\"'@><=;|&(:"
FILES = ["\tfiles"]
MAIN = "from aricli.cli import main; main()"


@pytest.fixture(scope="module")
def running_pbx() -> Iterator[Pbx]:
    with running() as pbx:
        yield pbx


@pytest.fixture
def pbx(running_pbx: Pbx, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pbx:
    """A server that the environment leads to, and nothing kept from before."""
    for name in [each for each in os.environ if each.startswith(("ARICLI_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name, value in running_pbx.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(live, "PATIENCE", 30.0)  # a busy machine is no reason to offer nothing
    running_pbx.seen.clear()
    return running_pbx


def offered(*words: str) -> list[str]:
    """The values offered for the last word."""
    return [line.partition("\t")[0] for line in answer("zsh", *words)]


def bash(line: str, kind: str = "9") -> list[str]:
    """What bash is told at the end of a line."""
    return answer("bash", kind, BREAKS, line)


def cached(home: Path) -> list[Path]:
    return list((home / ".cache/aricli/completion").iterdir())


def test_commands_come_with_what_they_do() -> None:
    assert "hangup\tHang a channel up." in answer("zsh", "")
    assert answer("zsh", "channels", "ring-")[0].startswith("ring-stop\t")


def test_a_hidden_command_is_not_offered() -> None:
    assert "__complete" not in offered("")
    assert offered("__") == []


def test_an_option_is_offered_once_unless_it_is_repeatable() -> None:
    assert "--reason" not in offered("hangup", "--reason", "busy", "c", "--")
    assert "--event" in offered("listen", "--event", "Dial", "--")


def test_options_are_offered_where_no_argument_is_left() -> None:
    assert "--app" in offered("channels", "originate", "PJSIP/alice", "")
    assert "-o" not in offered("channels", "originate", "PJSIP/alice", "")


def test_what_follows_two_dashes_is_no_option() -> None:
    assert offered("channels", "list", "--", "--") == []


def test_a_choice_may_be_joined_to_its_option() -> None:
    assert offered("hangup", "--reason=bu") == ["--reason=busy"]
    assert offered("hangup", "--reason", "bu") == ["busy"]


def test_one_of_several_choices_is_offered() -> None:
    assert offered("asterisk", "get-info", "--only", "s") == ["system", "status"]


def test_help_is_on_topics_and_commands() -> None:
    assert {"exit-codes", "hangup", "channels"} <= set(offered("help", ""))
    assert offered("help", "channels", "pl") == ["play"]
    assert offered("help", "hangup", "") == []


def test_a_plugin_that_is_gone_can_be_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "missed", lambda: (["greeter"], ""))
    assert offered("plugins", "forget", "") == ["greeter"]


@pytest.mark.parametrize(
    "words",
    [
        ("listen", "--ca-cert", "/e"),
        ("listen", "--ca-cert=/e"),
        ("recordings", "download", "x", "-o", ""),
    ],
)
def test_files_are_left_to_the_shell(words: tuple[str, ...]) -> None:
    assert answer("fish", *words) == FILES


def test_a_redirection_is_left_to_bash() -> None:
    assert bash("aricli channels list > out") == FILES
    assert bash("aricli 2> log hang") == ["hangup"]


def test_a_channel_comes_with_its_state_and_caller(pbx: Pbx) -> None:
    assert "1795425058.17\tRing, Alice <6001>" in answer("fish", "hangup", "")


def test_what_callers_send_reaches_no_terminal(pbx: Pbx) -> None:
    lines = answer("zsh", "hangup", "")
    assert "1795425061.20\tUp, \\x1b]0;pwned\\x07Bob <6002>" in lines
    assert all(character >= " " or character == "\t" for line in lines for character in line)
    assert not [line for line in lines if "wipe" in line]


def test_an_id_is_offered_once(pbx: Pbx) -> None:
    assert "1795425058.17" not in offered("bridges", "add-channel", "b", "1795425058.17", "")


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (("bridges", "get", ""), "lobby"),
        (("doctor", "--app", ""), "channel-tones"),
        (("bridges", "add-channel", "b", ""), "1795425061.20"),
        (("channels", "move", "c", ""), "channel-tones"),
        (("channels", "originate", "PJSIP/"), "PJSIP/bob"),
        (("channels", "originate", "I"), "IAX2/carol"),
        (("channels", "originate", "--originator", ""), "1795425058.17"),
        (("endpoints", "get", ""), "PJSIP"),
        (("endpoints", "get", "PJSIP", ""), "alice"),
        (("recordings", "get-stored", ""), "greeting"),
        (("recordings", "download", ""), "greeting"),
        (("sounds", "get", "tt"), "tt-monkeys"),
        (("sounds", "get", "digits/"), "digits/2"),
        (("asterisk", "unload-module", ""), "res_ari.so"),
        (("asterisk", "rotate-log", ""), "messages"),
        (("device-states", "get", ""), "Stasis:door"),
        (("mailboxes", "get", ""), "6001@default"),
        (("applications", "subscribe", "a", "deviceState:"), "deviceState:Stasis:door"),
        (("applications", "subscribe", "a", "endpoint:I"), "endpoint:IAX2/carol"),
        (("applications", "filter", "a", "--allowed", "Sta"), "StasisStart"),
        (("wait", "ChannelDt"), "ChannelDtmfReceived"),
        (("wait", "Dial", "--channel", ""), "1795425058.17"),
        (("wait", "Dial", "--source", "bridge:"), "bridge:lobby"),
        (("listen", "--app", ""), "channel-tones"),
        (("listen", "--behaviour", ""), "tones"),
        (("listen", "--event", "Playback"), "PlaybackStarted"),
        (("api", ""), "DELETE"),
        (("api", "chan"), "channels/1795425058.17/"),
        (("api", "/deviceStates/"), "/deviceStates/Stasis:door"),
        (("api", "POST", "channels/c/"), "channels/c/ring"),
        (("api", "POST", "channels/c/play", "me"), "media=sound:"),
        (("api", "POST", "channels/c/play", "media=sound:h"), "media=sound:hello-world"),
        (("api", "POST", "channels/c/mute", "direction="), "direction=in"),
    ],
)
def test_a_value_is_offered(pbx: Pbx, words: tuple[str, ...], value: str) -> None:
    assert value in offered(*words)


def test_every_kind_of_name_is_completed_or_known_not_to_be() -> None:
    kinds = {
        note.kind
        for resource in RESOURCES
        for operation in resource_operations(resource).values()
        for parameter in operation.parameters
        for note in parameter.notes
        if isinstance(note, Names)
    }
    nameless = {"id", "variable", "variables", "attributes", "format", "dtmf"}
    assert kinds - KINDS - set(SOURCES) == nameless


def test_names_of_things_to_come_are_not_those_that_are_there(pbx: Pbx) -> None:
    assert "app_stasis.so" not in offered("asterisk", "load-module", "")
    assert offered("channels", "originate", "--id", "") == []


def test_options_of_the_connection_may_stand_before_the_command(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = offered("hangup", "")
    monkeypatch.setenv("ARICLI_URL", "http://127.0.0.1:1")
    url = pbx.environment["ARICLI_URL"]
    assert known
    assert offered("--url", url, "hangup", "") == known
    assert "channels" in offered("--insecure", "--url", url, "chan")
    assert "--proxy" in offered("--pro")


def test_profiles_are_offered(pbx: Pbx, tmp_path: Path) -> None:
    file = tmp_path / ".config/aricli/config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('[profiles.lab]\nurl = "http://lab:8088"\n[profiles.office]\n')
    assert answer("zsh", "config", "use", "l") == ["lab\thttp://lab:8088"]
    assert offered("channels", "list", "-p", "") == ["lab", "office"]


@pytest.mark.parametrize(
    ("line", "put_in"),
    [
        ("aricli play c sound:h", "hello-world"),
        ("aricli play c 'sound:h", "sound:hello-world"),
        (r"aricli play c tone:ring\;tonezone=fr", "fr"),
        ("aricli play c 'tone:ring;tonezone=fr", "tone:ring;tonezone=fr"),
        ("aricli play c tone:'ring;tonezone=fr", "ring;tonezone=fr"),
        ("aricli hangup odd", r"odd\'\;\ touch\ \$\(pwned\)"),
        ("aricli hangup 'odd", r"odd'\''; touch $(pwned)"),
        ('aricli hangup "odd', r"odd'; touch \$(pwned)"),
        (r"aricli hangup odd\'\;\ t", r"odd\'\;\ touch\ \$\(pwned\)"),
        ('aricli  "hang', "hangup"),
    ],
)
def test_bash_gets_what_it_puts_in(pbx: Pbx, line: str, put_in: str) -> None:
    assert bash(line) == [put_in]


@pytest.mark.parametrize(
    ("text", "words", "incomplete"),
    [
        ("aricli ", ["aricli"], ""),
        ('aricli a\\ b \'c d\' "e\\"f" g', ["aricli", "a b", "c d", 'e"f'], "g"),
        ("aricli '' x", ["aricli", ""], "x"),
        ("aricli a >out b", ["aricli", "a"], "b"),
    ],
)
def test_a_line_is_split_as_bash_does(text: str, words: list[str], incomplete: str) -> None:
    line = split(text, BREAKS)
    assert (line.words, line.incomplete) == (words, incomplete)


def test_bash_gets_descriptions_only_to_show_them() -> None:
    assert bash("aricli hangup --reason no_", "63") == ["no_answer"]
    assert "hangup" in bash("aricli ", "9")
    assert [
        each
        for each in bash("aricli ", "63")
        if each.split() == ["hangup", "Hang", "a", "channel", "up."]
    ]


def test_fish_passes_a_word_with_its_quotes(pbx: Pbx) -> None:
    assert answer("fish", "play", "c", "'sound:h") == ["sound:hello-world\tHello world"]


def test_powershell_marks_the_word_at_the_cursor(pbx: Pbx) -> None:
    assert answer("powershell", "=sound:h", "play", "c") == ["sound:hello-world\tHello world"]
    assert "hangup\tHang a channel up." in answer("powershell", "=")
    assert '__complete powershell "=$current" @before' in script("powershell")


def test_the_script_for_powershell_is_powershell() -> None:
    parser = Parser(Language(tree_sitter_powershell.language()))
    assert not parser.parse(script("powershell").encode()).root_node.has_error


def test_the_server_is_asked_once_in_two_seconds(pbx: Pbx, tmp_path: Path) -> None:
    first = answer("zsh", "hangup", "")
    assert answer("zsh", "hangup", "") == first
    assert pbx.seen == ["/channels"]
    for path in cached(tmp_path):
        os.utime(path, (time.time() - 2, time.time() - 2))
    assert answer("zsh", "hangup", "") == first
    assert pbx.seen == ["/channels", "/channels"]


def test_nobody_else_can_read_what_is_kept_and_it_holds_no_secret(pbx: Pbx, tmp_path: Path) -> None:
    folder = tmp_path / ".cache/aricli/completion"
    folder.mkdir(parents=True, mode=0o755)
    answer("zsh", "hangup", "")
    assert folder.stat().st_mode & 0o777 == 0o700
    (file,) = folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    kept = file.name + file.read_text()
    login = base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
    assert "Alice" in kept
    assert PASSWORD not in kept
    assert login not in kept


def test_old_answers_do_not_stay_on_the_disk(
    pbx: Pbx, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer("zsh", "hangup", "")
    (old,) = cached(tmp_path)
    os.utime(old, (time.time() - 2, time.time() - 2))
    monkeypatch.setenv("ARICLI_USERNAME", "other")
    answer("zsh", "hangup", "")
    assert old not in cached(tmp_path)


def test_what_one_user_sees_is_not_offered_to_another(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert offered("hangup", "17")
    assert offered("hangup", "--username", "other", "17") == []
    monkeypatch.setenv("ARICLI_URL", "http://127.0.0.1:1")
    assert offered("hangup", "17") == []


def test_nothing_is_kept_where_somebody_else_could_have_put_it(pbx: Pbx, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / ".cache/aricli").mkdir(parents=True)
    (tmp_path / ".cache/aricli/completion").symlink_to(elsewhere)
    assert offered("hangup", "17")
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ARICLI_URL", "http://127.0.0.1:1"),
        ("ARICLI_URL", "nonsense"),
        ("ARICLI_PASSWORD", "wrong"),
        ("ARICLI_USERNAME", ""),
        ("ARICLI_PROFILE", "missing"),
    ],
)
def test_without_a_server_there_are_no_live_values_and_no_words(
    pbx: Pbx,
    name: str,
    value: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(name, value)
    assert run(Root(), ["__complete", "zsh", "hangup", ""]) == 0
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "words", [[], ["tcsh", ""], ["bash"], ["zsh", "no-such", ""], ["bash", "x", "y", "z"]]
)
def test_nonsense_is_met_with_silence(words: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert run(Root(), ["__complete", *words]) == 0
    assert capfd.readouterr() == ("", "")


def test_a_server_that_does_not_answer_is_given_up(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "PATIENCE", 0.1)
    pbx.asked.clear()
    pbx.answering.clear()
    try:
        assert offered("hangup", "") == []
        assert pbx.asked.wait(30)
    finally:
        pbx.answering.set()


def test_playbacks_that_aricli_began_are_offered_until_they_end(
    pbx: Pbx, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert run(Root(), ["play", "c", "tone:ring"]) == 0
    assert answer("zsh", "stop", "") == ["first\tplaying, tone:ring"]
    for path in cached(tmp_path):
        if not path.name.startswith("begun"):
            path.unlink()
    monkeypatch.delitem(ANSWERS, "/playbacks/first")
    assert answer("zsh", "stop", "") == []


def test_only_what_the_words_need_is_imported(pbx: Pbx) -> None:
    def imported(*words: str) -> str:
        return subprocess.run(
            [sys.executable, "-X", "importtime", "-c", MAIN, "__complete", "zsh", *words],
            check=True,
            capture_output=True,
            text=True,
        ).stderr

    assert "aricli.ari.operation" not in imported("chan")
    assert "aricli.ari.resources.bridges" not in imported("channels", "play", "--")
    live = imported("hangup", "")
    assert pbx.seen == ["/channels"]
    assert "requests" not in live


@pytest.mark.parametrize("shell", SHELLS)
def test_the_files_are_what_the_command_writes(shell: str) -> None:
    names = {"bash": "aricli.bash", "zsh": "_aricli", "fish": "aricli.fish"}
    file = Path(__file__).parents[2] / "completions" / names.get(shell, "aricli.ps1")
    assert file.read_text("utf-8") == script(shell), f"aricli completion show {shell} > {file}"


def test_install_writes_the_script_and_says_what_is_left_to_do(
    pbx: Pbx, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for shell in SHELLS:
        assert run(Root(), ["completion", "install", shell]) == 0
        path = place(shell, os.environ)
        assert path.is_relative_to(tmp_path)
        assert path.read_text("utf-8") == script(shell)
        assert str(path) in capsys.readouterr().err
