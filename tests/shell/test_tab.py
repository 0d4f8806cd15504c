"""What happens when somebody presses TAB."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from tests.shell.pbx import ODD, Pbx
from tests.shell.terminal import BIN, SOURCED, Terminal, environment


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("aricli hang", "aricli hangup "),
        ("aricli channels ori", "aricli channels originate "),
        ("aricli hangup --reason-", "aricli hangup --reason-code "),
        ("aricli hangup --reason bu", "aricli hangup --reason busy "),
        ("aricli hangup --reason=bu", "aricli hangup --reason=busy "),
        ("aricli channels list -o jsonl --prox", "aricli channels list -o jsonl --proxy "),
        ("aricli hangup 1795425058", "aricli hangup 1795425058.17 "),
        ("aricli bridges destroy lo", "aricli bridges destroy lobby "),
        ("aricli applications get ch", "aricli applications get channel-tones "),
        ("aricli asterisk get-module app", "aricli asterisk get-module app_stasis.so "),
        ("aricli recordings download gr", "aricli recordings download greeting "),
        ("aricli play c sound:h", "aricli play c sound:hello-world "),
        ("aricli play c so", "aricli play c sound:"),
        ("aricli play c sound:di", "aricli play c sound:digits/"),
        ("aricli play c recording:g", "aricli play c recording:greeting "),
        ("aricli play c tone:cong", "aricli play c tone:congestion "),
        ("aricli play c 'tone:ring;tonezone=f", "aricli play c 'tone:ring;tonezone=f"),
        ("aricli play c 'tone:ring;tonezone=fr", "aricli play c 'tone:ring;tonezone=fr' "),
        ("aricli play c 'tone:ring;t", "aricli play c 'tone:ring;tonezone="),
        ('aricli play c "sound:h', 'aricli play c "sound:hello-world" '),
        (r"aricli play c tone:ring\;tonezone=de", r"aricli play c tone:ring\;tonezone=de "),
        (
            "aricli applications subscribe a bridge:l",
            "aricli applications subscribe a bridge:lobby ",
        ),
        ("aricli channels originate PJSIP/a", "aricli channels originate PJSIP/alice "),
        ("aricli api POST bridges/lo", "aricli api POST bridges/lobby/"),
    ],
)
def test_a_word_is_completed(terminal: Terminal, typed: str, completed: str) -> None:
    assert terminal.complete(typed) == completed


def test_the_list_says_what_each_channel_is(terminal: Terminal) -> None:
    shown = terminal.listing("aricli hangup 17954250")
    assert "Ring, Alice <6001>" in shown
    assert "61.20" in shown


def test_names_of_files_are_completed_by_the_shell(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "lab-ca.pem").touch()
    typed = f"aricli channels list --ca-cert {tmp_path}/lab"
    assert terminal.complete(typed) == f"aricli channels list --ca-cert {tmp_path}/lab-ca.pem "


def test_a_program_with_its_path_is_completed(terminal: Terminal) -> None:
    assert terminal.complete(f"{BIN}/aricli hang") == f"{BIN}/aricli hangup "


def test_bash_completes_an_alias(pbx: Pbx, tmp_path: Path) -> None:
    terminal = SOURCED["bash"](tmp_path, environment(tmp_path, pbx.environment))
    terminal.run("alias ari=aricli; complete -F _aricli ari")
    assert terminal.complete("ari hang") == "ari hangup "
    terminal.close()


def test_what_a_caller_sends_does_nothing_to_the_terminal(terminal: Terminal) -> None:
    shown = terminal.listing("aricli hangup ")
    assert r"\x1b]0;pwned\x07Bob" in shown
    assert "\x1b]0;pwned" not in shown
    assert "wipe" not in shown


def test_an_odd_id_gets_to_the_server_as_it_is(terminal: Terminal, pbx: Pbx) -> None:
    pbx.seen.clear()
    terminal.run("aricli hangup odd\t")
    assert f"/channels/{quote(ODD, safe='')}" in pbx.seen


def test_a_tone_with_its_zone_gets_to_the_server(terminal: Terminal, pbx: Pbx) -> None:
    pbx.seen.clear()
    terminal.run("aricli play c 'tone:ring;tonezone=fr\t >/dev/null")
    assert any("tone:ring;tonezone=fr" in unquote(path) for path in pbx.seen)


def test_nothing_is_said_where_there_is_nothing_to_offer(terminal: Terminal) -> None:
    assert terminal.complete("aricli no-such-command x") == "aricli no-such-command x"
    assert "rror" not in terminal.listing("aricli recordings get-live ")


@pytest.mark.parametrize("shell", SOURCED)
def test_a_shell_can_read_the_script_from_the_command(shell: str, pbx: Pbx, tmp_path: Path) -> None:
    terminal = SOURCED[shell](tmp_path, environment(tmp_path, pbx.environment))
    assert terminal.complete("aricli play c sound:h") == "aricli play c sound:hello-world "
    terminal.close()
