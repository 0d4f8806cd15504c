"""Real shells in a pseudo-terminal, where a test types and presses TAB."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

pexpect = pytest.importorskip("pexpect")

BIN = Path(sys.executable).parent
PACKAGE = Path("/usr/share/bash-completion/bash_completion")
PATIENCE = 30
PROMPT = "ready: "
_TAB, _TELL, _CLEAR = "\t", "\x07", "\x15"


class Terminal:
    """A shell that completes aricli.

    Args:
        command: What starts the shell.
        environment: All of its variables.
    """

    def __init__(self, command: list[str], environment: Mapping[str, str]) -> None:
        self._shell = pexpect.spawn(
            command[0],
            command[1:],
            env=dict(environment),
            encoding="utf-8",
            timeout=PATIENCE,
            dimensions=(50, 160),
        )
        # What comes before the prompt gets lost when the shell takes the terminal over.
        self._shell.expect_exact(PROMPT)

    def complete(self, text: str, tabs: int = 1) -> str:
        """Type text and press TAB; the line as it is then."""
        self._shell.send(text + _TAB * tabs)
        return self._line()

    def listing(self, text: str) -> str:
        """Type text, press TAB until the shell shows what there is; what it showed."""
        self.complete(text, tabs=2)
        return self._screen

    def run(self, line: str) -> None:
        """Run a line, and wait until it has run."""
        self._shell.send(f"{line}; echo 'o''ver'\r")
        self._shell.expect_exact("over")
        self._shell.expect_exact(PROMPT)

    def _line(self) -> str:
        self._shell.send(_TELL + _CLEAR)
        self._shell.expect(re.compile("<<(.*?)>>", re.DOTALL))
        self._screen: str = self._shell.before
        return str(self._shell.match[1])

    def close(self) -> None:
        """End the shell."""
        self._shell.close(force=True)


def environment(home: Path, more: Mapping[str, str]) -> dict[str, str]:
    """A user's variables: nothing of the machine's but the way to programs."""
    return {
        "HOME": str(home),
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "LANG": "C.UTF-8",
        "TERM": "xterm",
        "PYTHONWARNINGS": "error",
        **more,
    }


def install(shell: str, variables: Mapping[str, str]) -> str:
    """Install the script as a user does; what to put into the shell's own file."""
    done = subprocess.run(
        [BIN / "aricli", "completion", "install", shell],
        env=dict(variables),
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stderr.strip().rpartition(":  ")[2]


def _bash(home: Path, variables: Mapping[str, str], line: str) -> Terminal:
    (home / "rc").write_text(
        f"""
        PS1='{PROMPT}'
        bind 'set bell-style none' 'set enable-bracketed-paste off'
        bind 'set completion-query-items 0' 'set page-completions off'
        bind -x '"\\C-g": printf "<<%s>>\\n" "$READLINE_LINE"'
        {line}
        """
    )
    return Terminal([_found("bash"), "--noprofile", "--rcfile", str(home / "rc"), "-i"], variables)


def _zsh(home: Path, variables: Mapping[str, str], line: str) -> Terminal:
    # compinit alone would ask about directories that somebody else may write to.
    (home / ".zshrc").write_text(
        f"""
        PROMPT='{PROMPT}'
        unset zle_bracketed_paste
        setopt no_beep
        tell() {{ zle -I; print -r -- "<<$BUFFER>>" }}
        zle -N tell
        bindkey '^G' tell
        {line.replace("; compinit", "; compinit -u")}
        """
    )
    return Terminal([_found("zsh"), "-i"], {**variables, "ZDOTDIR": str(home)})


def _fish(home: Path, variables: Mapping[str, str], line: str) -> Terminal:
    folder = home / ".config/fish"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.fish").write_text(
        f"""
        function fish_prompt; echo '{PROMPT}'; end
        set -g fish_greeting
        set -g fish_autosuggestion_enabled 0
        function tell; echo "<<"(commandline)">>"; end
        bind \\cg tell
        {line}
        """
    )
    return Terminal([_found("fish"), "-i"], variables)


def _found(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed")
    return path


def _installed_bash(home: Path, variables: Mapping[str, str]) -> Terminal:
    return _bash(home, variables, install("bash", variables))


def _installed_bash_with_package(home: Path, variables: Mapping[str, str]) -> Terminal:
    if not PACKAGE.exists():
        pytest.skip("the package bash-completion is not installed")
    install("bash", variables)
    return _bash(home, variables, f"source {PACKAGE}")


def _installed_zsh(home: Path, variables: Mapping[str, str]) -> Terminal:
    return _zsh(home, variables, install("zsh", variables))


def _installed_fish(home: Path, variables: Mapping[str, str]) -> Terminal:
    install("fish", variables)
    return _fish(home, variables, "")


def _sourced_bash(home: Path, variables: Mapping[str, str]) -> Terminal:
    return _bash(home, variables, "source <(aricli completion show bash)")


def _sourced_zsh(home: Path, variables: Mapping[str, str]) -> Terminal:
    line = "autoload -Uz compinit; compinit; source <(aricli completion show zsh)"
    return _zsh(home, variables, line)


def _sourced_fish(home: Path, variables: Mapping[str, str]) -> Terminal:
    return _fish(home, variables, "aricli completion show fish | source")


Start = Callable[[Path, Mapping[str, str]], Terminal]

INSTALLED: dict[str, Start] = {
    "bash": _installed_bash,
    "bash with bash-completion": _installed_bash_with_package,
    "zsh": _installed_zsh,
    "fish": _installed_fish,
}
"""Shells after ``aricli completion install``."""
SOURCED: dict[str, Start] = {"bash": _sourced_bash, "zsh": _sourced_zsh, "fish": _sourced_fish}
"""Shells that read what ``aricli completion show`` prints."""
