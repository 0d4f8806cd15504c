"""Where a distribution was installed from, as a line of a requirements file has it."""

from __future__ import annotations

import json
from importlib.metadata import Distribution
from urllib.parse import urlsplit
from urllib.request import url2pathname


def requirement(distribution: Distribution, extras: str = "") -> str:
    """What installs a distribution again.

    Args:
        distribution: One that is installed.
        extras: Those of its extras that are wanted, in brackets.

    Returns:
        Its name where it came from an index, ``NAME @ URL`` or ``-e FOLDER`` where it did not.
    """
    name = f"{distribution.metadata['Name']}{extras}"
    try:
        origin = json.loads(distribution.read_text("direct_url.json") or "{}")
        url = str(origin["url"])
        if origin.get("dir_info", {}).get("editable"):
            return f"-e {url2pathname(urlsplit(url).path)}{extras}"
        if "vcs_info" in origin:
            revision = origin["vcs_info"].get("requested_revision")
            url = f"{origin['vcs_info']['vcs']}+{url}" + (f"@{revision}" if revision else "")
        if origin.get("subdirectory"):
            url += f"#subdirectory={origin['subdirectory']}"
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return name
    return f"{name} @ {url}"
