"""What plugins are."""

from __future__ import annotations

from collections.abc import Sequence

from aricli.cli.topics.page import Block, Heading, Lines
from aricli.plugins import GROUP

_BEHAVIOUR = """\
from aricli import Behaviour, hookimpl

class Greeter(Behaviour):
    app = "my-app"

    def stasis_start(self):
        self.channel.answer()
        self.channel.play("sound:hello-world")

    def playback_finished(self):
        self.channel.hangup()

@hookimpl
def register_behaviours(register):
    register(Greeter)"""
_ENTRY = f"""\
# pyproject.toml
[project.entry-points.{GROUP}]
greeter = "aricli_greeter\""""


def page() -> Sequence[Block]:
    """The page."""
    return (
        "A plugin is a Python module that an installed distribution names in the entry point group"
        f" {GROUP}. It has to be installed where aricli is:",
        Lines(
            "pip install aricli-ivr           # beside:  pip install aricli\n"
            "pipx inject aricli aricli-ivr    # after:   pipx install aricli\n"
            "uv tool install aricli --with aricli-ivr"
        ),
        Heading("Behaviours"),
        "A behaviour says what happens to each call in an application. Its methods are named like"
        " ARI's events. Run it with: aricli listen --app my-app",
        Lines(_BEHAVIOUR),
        Lines(_ENTRY),
        Heading("What else they can do"),
        "Plugins add commands (aricli NAME), formats (-o NAME) and places for events to go"
        " (aricli listen --to SCHEME://...), and hear when the connection comes and goes and which"
        " events there are.",
        Lines(
            "aricli plugins new greeter              # a package to begin with, and its test\n"
            "aricli plugins check ./aricli-greeter   # before its release\n"
            "aricli plugins list                     # what is installed, and why one failed"
        ),
        Heading("Which are loaded"),
        "All that are installed, when a command needs them. ARICLI_PLUGINS names those to load,"
        " with commas between, and --no-plugins loads none. One that is gone since the last time,"
        " say after an upgrade, is named with the command that brings it back.",
        Heading("When one fails"),
        "A plugin that does not load is named and set aside; the others, and aricli itself, go on."
        " With --strict-plugins, listen exits 9 instead.",
    )
