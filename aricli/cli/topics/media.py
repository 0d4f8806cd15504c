"""What can be played."""

from __future__ import annotations

from collections.abc import Sequence

from aricli.ari.checks import SCHEMES
from aricli.cli.topics.page import Block, Heading, Lines, Terms

MEANINGS = {
    "sound": "A sound of the server, without extension: sound:tt-monkeys. Its directory may"
    " precede it, as in sound:digits/1, and where res_http_media_cache.so is loaded it can be a"
    " URL, as in sound:http://example.com/hello.wav.",
    "recording": "A stored recording: recording:greeting.",
    "number": "A number, spoken: number:42.",
    "digits": "Digits one by one, with * and #: digits:110.",
    "characters": "Letters, digits and signs one by one: characters:a1.",
    "tone": "A tone of indications.conf, for ever or until it is stopped, in the manner of a"
    " country: tone:ring;tonezone=fr. Or frequencies and milliseconds: tone:440/200.",
}
"""What follows each scheme."""


def page() -> Sequence[Block]:
    """The page."""
    return (
        "Media are named by URIs. Capitals count.",
        Terms([(f"{scheme}:", MEANINGS[scheme]) for scheme in SCHEMES]),
        Lines(
            "aricli sounds list --columns id,text\n"
            "aricli play 1795425058.17 sound:hello-world number:42 --wait"
        ),
        Heading("How it ends"),
        "Asterisk accepts a sound that does not exist: the playback starts, and fails at once."
        " Only its PlaybackFinished event tells; --wait waits for it, and exits 8 when it failed.",
        "Other schemes, and numbers that are none, Asterisk accepts and never finishes. They are"
        " refused here before they are sent, unless --force is given.",
        Heading("One after another"),
        "A channel plays one thing at a time, and queues the rest. answer, and setting variables,"
        " queue behind a playback too, and a tone has no end: stop it first, then answer.",
        "Playbacks of nothing but numbers, digits or characters cannot be stopped.",
    )
