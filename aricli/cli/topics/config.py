"""Profiles and the configuration file."""

from __future__ import annotations

from collections.abc import Sequence

from aricli.cli.topics.page import Block, Heading, Lines, Terms

KEYS = {
    "url": "Where ARI is, with the path prefix of http.conf if it has one.",
    "username": "A user of ari.conf.",
    "password": "Its password. The file must then be its owner's alone: mode 600.",
    "password_command": "A command that prints the password on its first line.",
    "keyring": "true: the password is in the system's keyring, where aricli login put it.",
    "timeout": "Seconds to wait for an answer.",
    "ca_cert": "A file of certificates to trust; relative to the configuration file.",
    "insecure": "true leaves the server's certificate unverified.",
    "proxy": "A proxy to go through.",
    "app": "The application, where --app is not given.",
}
"""The keys of a profile."""


def page() -> Sequence[Block]:
    """The page."""
    return (
        "Without any configuration, aricli talks to http://localhost:8088 as the environment says."
        " A profile keeps that for a server, under a name:",
        Lines(
            "aricli login -p lab --url https://pbx.example.com:8089\naricli channels list -p lab"
        ),
        "Profiles are in ~/.config/aricli/config.toml, or where aricli config path says:",
        Lines(
            """\
default = "lab"

[profiles.lab]
url = "https://pbx.example.com:8089"
username = "asterisk"
password_command = "pass show asterisk/lab\""""
        ),
        Heading("Keys of a profile"),
        Terms(list(KEYS.items())),
        "A profile has one of password, password_command and keyring.",
        Heading("What counts"),
        "An option of the command line counts before a variable of the environment, a variable"
        " before the profile. aricli config show --origin tells what is in effect, and why.",
        "A profile's password goes to the server of that profile alone: with --url or ARICLI_URL"
        " for another scheme, host or port it is refused. ARICLI_PASSWORD, and what is typed at a"
        " prompt, go where they are told to.",
        "A password never stands on the command line or in a URL, where others could see it.",
        Heading("In Asterisk"),
        Lines(
            """\
; http.conf
[general]
enabled = yes
bindaddr = 127.0.0.1
bindport = 8088

; ari.conf
[general]
enabled = yes
[asterisk]
type = user
password = THE-PASSWORD
; read_only = yes for a user who may look and not touch"""
        ),
        "aricli doctor goes all the way there and says what is missing.",
    )
