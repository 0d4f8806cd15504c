"""The configuration that a test's Asterisk starts with: one function, one directory of files."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.asterisk.extensions import EXTENSIONS

#: Files that are always the same; `_dynamic` adds those that depend on ports and directories.
STATIC = {
    "ari.conf": """
[general]
enabled = yes
[asterisk]
type = user
password = asterisk
password_format = plain
[viewer]
type = user
read_only = yes
password = viewer
password_format = plain
""",
    "extensions.conf": EXTENSIONS,
    "logger.conf": """
[general]
dateformat = %F %T.%3q
[logfiles]
console => notice,warning,error
messages.log => notice,warning,error
""",
    "modules.conf": """
[modules]
autoload = yes
noload = chan_sip.so
noload = res_mwi_external.so
""",
    "musiconhold.conf": """
[default]
mode = files
directory = /usr/share/asterisk/sounds/en_US_f_Allison/phonetic
""",
    "pjsip.conf": """
[alice]
type = endpoint
context = default
disallow = all
allow = ulaw
dtmf_mode = auto_info
direct_media = no
[alice]
type = identify
endpoint = alice
match = 127.0.0.1
""",
}
#: Taken as the package has it.
TONE_ZONES = "indications.conf"


@dataclass(frozen=True)
class Ports:
    """The loopback ports of one Asterisk."""

    http: int
    sip: int


def write(root: Path, home: Path, ports: Ports) -> Path:
    """Write a configuration into `home`, a directory within `root`.

    Returns the path of its asterisk.conf as Asterisk sees it, which is from inside `root`.
    """
    inside = Path("/") / home.relative_to(root)
    for name in ("etc", "lib/keys", "log", "run", "spool/recording", "cache"):
        (home / name).mkdir(parents=True, exist_ok=True)
    for name, text in (STATIC | _dynamic(root, inside, ports)).items():
        (home / "etc" / name).write_text(text.lstrip())
    shutil.copy(root / "etc" / "asterisk" / TONE_ZONES, home / "etc" / TONE_ZONES)
    return inside / "etc" / "asterisk.conf"


def _dynamic(root: Path, inside: Path, ports: Ports) -> dict[str, str]:
    modules = next(root.glob("usr/lib/**/asterisk/modules"))
    return {
        "asterisk.conf": f"""
[directories]
astcachedir = {inside}/cache
astetcdir = {inside}/etc
astmoddir = /{modules.relative_to(root)}
astvarlibdir = {inside}/lib
astdbdir = {inside}/lib
astkeydir = {inside}/lib
astdatadir = /usr/share/asterisk
astagidir = /usr/share/asterisk/agi-bin
astspooldir = {inside}/spool
astrundir = {inside}/run
astlogdir = {inside}/log
[options]
systemname = {inside.name}
""",
        "http.conf": f"""
[general]
enabled = yes
bindaddr = 127.0.0.1
bindport = {ports.http}
""",
        "pjsip.conf": f"""
[transport-udp]
type = transport
protocol = udp
bind = 127.0.0.1:{ports.sip}
{STATIC["pjsip.conf"]}""",
    }
