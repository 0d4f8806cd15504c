"""What is wrong with a configuration file, all of it at once."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from aricli.config.file import contents, exposure, faults, parsed, unknown_keys
from aricli.errors import ConfigError


def problems(path: str) -> Iterator[str]:
    """Each thing wrong with the file, in a line. Runs no command and asks no keyring."""
    try:
        text, mode = contents(path)
        data = parsed(text, path)
    except ConfigError as error:
        yield str(error)
        return
    wrong = list(faults(data))
    yield from wrong
    yield from unknown_keys(data)
    if wrong:
        return
    profiles = data.get("profiles", {})
    exposed = exposure(data, mode)
    if exposed:
        yield f"the file {exposed}: chmod 600 {shlex.quote(path)}"
    if data.get("default", None) not in {None, *profiles}:
        yield f"default is {data['default']!r}, and there is no such profile{_names(profiles)}"
    for name, section in profiles.items():
        yield from _certificates(name, section, os.path.dirname(path))


def _names(profiles: Iterable[str]) -> str:
    return f"; there are: {', '.join(profiles)}" if profiles else ""


def _certificates(name: str, section: Mapping[str, Any], folder: str) -> Iterator[str]:
    if "ca_cert" not in section:
        return
    import ssl

    file = os.path.join(folder, os.path.expanduser(section["ca_cert"]))
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
    except OSError as error:
        yield f"ca_cert {file} in [profiles.{name}]: {error.strerror or error}"
