"""What the server is like: version, modules, directories, speed, who holds an application."""

from __future__ import annotations

import re
import shlex
import statistics
import time

from aricli.ari.failure import failure
from aricli.ari.request import Request, quoted
from aricli.cli.doctor import mends
from aricli.cli.doctor.finding import Verdict, ok, skip, warn
from aricli.cli.doctor.visit import NOWHERE, Visit
from aricli.cli.root import RESOURCES

KNOWN = range(16, 24)
"""The series of Asterisk that aricli was made for."""
_OPTIONAL = {"mailboxes"}
"""Resources that hardly any Asterisk has: their module excludes app_voicemail."""
_SLOW = 0.1
"""Seconds: what Asterisk's websocket_write_timeout is unless it is set."""
_SAMPLES = 5


def version(visit: Visit) -> Verdict:
    """The version is one that aricli knows."""
    response = visit.send("GET", "/asterisk/info")
    if response.status < 400:
        visit.version = str(response.json()["system"]["version"])
    else:
        visit.version = response.headers.get("server", "").removeprefix("Asterisk/")
    series = re.match(r"(?:certified[-/])?(\d+)\.", visit.version)
    if series and int(series[1]) in KNOWN:
        return ok(f"Asterisk {visit.version}")
    return warn(
        f"Asterisk {visit.version or 'of an unknown version'}: aricli was made for"
        f" {KNOWN[0]} to {KNOWN[-1]}",
        "look for a newer aricli:  pip index versions aricli"
        if series and int(series[1]) > KNOWN[-1]
        else "what is newer in ARI than this Asterisk answers 404",
    )


def modules(visit: Visit) -> Verdict:
    """The modules are loaded that ARI is made of."""
    response = visit.send("GET", "/asterisk/modules")
    if response.status == 404:
        return warn("res_ari_asterisk.so is not loaded", mends.load("res_ari_asterisk.so"))
    running = {each["name"] for each in response.json() if each["status"] == "Running"}
    wanted = [f"res_ari_{each.replace('-', '_')}.so" for each in RESOURCES if each not in _OPTIONAL]
    missing = [each for each in (*wanted, "app_stasis.so") if each not in running]
    if missing:
        return warn(f"not loaded: {', '.join(missing)}", mends.load(*missing))
    return ok(f"all {len(wanted)} of ARI are loaded, and app_stasis.so")


def recordings(visit: Visit) -> Verdict:
    """There is a directory for recordings; without it Asterisk answers 500."""
    response = visit.send("GET", "/recordings/stored")
    if response.status == 404:
        return skip("res_ari_recordings.so is not loaded")
    if response.status >= 500:
        return warn(f"the directory for recordings is missing: {response.status}", mends.RECORDINGS)
    return ok(f"{len(response.json())} stored")


def round_trip(visit: Visit) -> Verdict:
    """An answer takes no longer than Asterisk waits for a client that is slow to read."""
    times = []
    for _ in range(_SAMPLES):
        started = time.monotonic()
        visit.send("GET", NOWHERE)
        times.append(time.monotonic() - started)
    usual = statistics.median(times)
    text = f"{usual * 1000:.1f} ms, at most {max(times) * 1000:.1f} ms"
    return ok(text) if usual < _SLOW else warn(text, mends.SLOW_LINK)


def application(visit: Visit) -> Verdict:
    """Somebody holds the application. Nothing in ARI tells who, or whether they still listen."""
    app = visit.app
    if not app:
        return skip("none named:  --app NAME")
    path = f"/applications/{quoted(app)}"
    response = visit.send("GET", path)
    if response.status == 404:
        return warn(
            f"nobody holds {app}: Stasis({app}) lets calls go on in the dialplan",
            f"aricli listen --app {shlex.quote(app)}",
        )
    if response.status >= 400:
        raise failure(Request("GET", path), response, None)
    count = len(response.json()["channel_ids"])
    return ok(f"{app} is held, or was and kept its subscriptions; it has {count} channels")
