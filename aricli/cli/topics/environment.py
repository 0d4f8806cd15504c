"""The variables of the environment that the code reads."""

from __future__ import annotations

from collections.abc import Sequence

from aricli.cli.topics.page import Block, Heading, Lines, Terms

SETTINGS = {
    "ARICLI_PROFILE": "The profile of the configuration file to use.",
    "ARICLI_URL": "Where ARI is, with the path prefix of http.conf if it has one.",
    "ARICLI_USERNAME": "A user of ari.conf.",
    "ARICLI_PASSWORD": "Its password.",
    "ARICLI_TIMEOUT": "Seconds to wait for an answer.",
    "ARICLI_CA_CERT": "A file of certificates to trust instead of the system's.",
    "ARICLI_INSECURE": "1 leaves the server's certificate unverified.",
    "ARICLI_PROXY": "A proxy to go through. http_proxy and its like are not looked at.",
    "ARICLI_APP": "The application, where --app is not given.",
}
"""Those that stand for settings of a profile."""
OTHERS = {
    "ARICLI_PLUGINS": "Names of the plugins to load, with commas between; empty for none.",
    "ARICLI_REDIS_PASSWORD": "The password of Redis, where aricli listen --to delivers to it.",
    "ARICLI_DEBUG": "1 shows where in the code an error came up.",
    "NO_COLOR": "Anything but empty: no colours.",
    "FORCE_COLOR": "Anything but empty or 0: colours, even into a pipe.",
    "TERM": "dumb: no colours.",
    "PAGER": "What shows long help on a terminal; less if it is not set, and empty for nothing.",
    "VISUAL": "The editor of: aricli config edit.",
    "EDITOR": "The same, where VISUAL is not set.",
    "SHELL": "The shell whose completion aricli doctor looks for.",
    "XDG_CONFIG_HOME": "Where configuration files are, ~/.config if it is not set.",
    "XDG_DATA_HOME": "Where aricli completion install puts its file, ~/.local/share if not set.",
    "XDG_STATE_HOME": "Where aricli notes which plugins it has seen, ~/.local/state if not set.",
    "XDG_CACHE_HOME": "Where completion keeps answers of the server, ~/.cache if not set.",
    "BASH_COMPLETION_USER_DIR": "Where bash looks for completions of the user.",
    "APPDATA": "Where configuration files are on Windows.",
    "LOCALAPPDATA": "Where data, notes and cached answers are on Windows.",
}
"""All others."""


def page() -> Sequence[Block]:
    """The page."""
    return (
        "An option of the command line counts before a variable, a variable before the profile"
        " of the configuration file.",
        Heading("Settings"),
        Terms(list(SETTINGS.items())),
        Heading("Others"),
        Terms(list(OTHERS.items())),
        Lines("ARICLI_PROFILE=lab aricli channels list"),
    )
