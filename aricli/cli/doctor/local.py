"""What is on this machine: the configuration file, the login, plugins, shell completion."""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aricli.cli.doctor.finding import Verdict, fail, ok, skip, warn
from aricli.cli.doctor.visit import Visit
from aricli.errors import PluginError
from aricli.plugins import OWN

if TYPE_CHECKING:
    from aricli.plugins import Plugin

_SYSTEM_PLACES = {
    "bash": (
        "/usr/local/share/bash-completion/completions/aricli",
        "/usr/share/bash-completion/completions/aricli",
    ),
    "zsh": (
        "/usr/local/share/zsh/site-functions/_aricli",
        "/usr/share/zsh/site-functions/_aricli",
    ),
    "fish": (
        "/usr/local/share/fish/vendor_completions.d/aricli.fish",
        "/usr/share/fish/vendor_completions.d/aricli.fish",
    ),
}
"""Where a shell finds completion that was installed for everybody."""


def configuration(visit: Visit) -> Verdict:
    """The settings can be used, and nobody else can change the file they are in."""
    from aricli.config import location
    from aricli.config.check import problems

    path = location(os.environ)
    settings, url = visit.settings, visit.server.url
    source = f"{url} ({settings.values['url'].origin})"
    if not os.path.exists(path):
        return ok(f"{source}; there is no {path}")
    wrong = list(problems(path))
    if wrong:
        return warn("; ".join(wrong), "aricli config edit")
    mode = stat.S_IMODE(os.stat(path).st_mode)
    if os.name != "nt" and mode & 0o022:
        return warn(f"others can write {path} (mode {mode:o})", f"chmod 600 {shlex.quote(path)}")
    profile = settings.profile.value
    return ok(
        f"{source}; {path}, mode {mode:o}, {f'profile {profile}' if profile else 'no profile'}"
    )


def login(visit: Visit) -> Verdict:
    """There is a user name, and the password can be had."""
    server, settings = visit.known, visit.settings
    source = settings.password_source
    origin = settings.values[source].origin
    return ok(
        f"{server.username}, password from {origin}{'' if source == 'password' else f' ({source})'}"
    )


def plugins(visit: Visit) -> Verdict:
    """The plugins load, and none is gone that was there."""
    from aricli.cli import foreign
    from aricli.plugins import reason

    found = foreign.plugins()
    if found.failures:
        what = "; ".join(f"{each.plugin}: {reason(each.error)}" for each in found.failures)
        failed = [each for each in found.loaded if each.error]
        return fail(PluginError(f"set aside: {what}", _mend(failed)))
    gone, remedy = foreign.missed()
    if gone:
        return warn(f"gone since the last time: {', '.join(gone)}", remedy)
    return ok(", ".join(each.name for each in found.loaded) or "none installed")


def _mend(failed: Sequence[Plugin]) -> str:
    """What to do about plugins that were set aside, by where they come from."""
    others = sorted({each.distribution for each in failed} - {"", OWN})
    absent = [each.name for each in failed if not each.distribution]
    lines = [f"update or uninstall:  {' '.join(others)}"] if others else []
    lines += [f"take out of ARICLI_PLUGINS:  {', '.join(absent)}"] if absent else []
    return "\n".join(lines) or "leave out what is in the way:  ARICLI_PLUGINS=NAME,NAME"


def completion(visit: Visit) -> Verdict:
    """The user's shell has the completion of this version."""
    from aricli.cli.completion.install import SHELLS, place, script

    shell = next(
        (each for each in SHELLS if os.environ.get("SHELL", "").endswith(f"/{each}")), None
    )
    if shell is None:
        return skip("the shell is not known: SHELL names none that has completion")
    places = (place(shell, os.environ), *map(Path, _SYSTEM_PLACES.get(shell, ())))
    found = next((each for each in places if each.exists()), None)
    install = f"aricli completion install {shell}"
    if found is None:
        return warn(f"{shell} has none", install)
    if found.read_text(errors="replace") != script(shell):
        return warn(f"{found} is of another version", install)
    return ok(str(found))
