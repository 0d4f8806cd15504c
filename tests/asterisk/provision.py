"""Makes the Asterisk roots that the tests start: ``python -m tests.asterisk.provision``.

A root is a small Debian system with the ``asterisk`` package in it, made by mmdebstrap (as the
superuser) in a cache directory and kept between runs: ``$ARICLI_ASTERISK_DIR``, else
``~/.cache/aricli/asterisk``. Nothing is installed on the machine itself.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: The Debian suite that has each Asterisk series.
SUITES = {"22": "forky", "16": "bullseye"}
PACKAGES = "asterisk,asterisk-core-sounds-en-gsm"
SAMPLE_SOUND = "usr/share/asterisk/sounds/en_US_f_Allison/tt-monkeys.gsm"
ATTEMPTS = 3


def cache() -> Path:
    """The directory that holds one root per series."""
    chosen = os.environ.get("ARICLI_ASTERISK_DIR")
    return Path(chosen) if chosen else Path.home() / ".cache" / "aricli" / "asterisk"


def version(root: Path) -> str | None:
    """The version of the Asterisk in `root`, such as ``22.10.1``; None if it is unsound."""
    if not (root / SAMPLE_SOUND).exists():
        return None
    try:
        answer = subprocess.run(
            ["chroot", str(root), "/usr/sbin/asterisk", "-V"],
            capture_output=True,
            text=True,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    words = answer.stdout.split()
    if answer.returncode or len(words) < 2 or words[0] != "Asterisk":
        return None
    return words[1].partition("+")[0].partition("~")[0]


def sound_root(series: str) -> Path | None:
    """The root of `series` (a key of SUITES) if it is there and its Asterisk is of that series."""
    root = cache() / series
    found = version(root)
    return root if found and found.partition(".")[0] == series else None


def provision(series: str) -> Path:
    """Return the root of `series`, making it first unless a sound one is there.

    Raises RuntimeError when mmdebstrap fails ATTEMPTS times or gives another series.
    """
    cache().mkdir(parents=True, exist_ok=True)
    with _only_one(series):
        return sound_root(series) or _make(series)


def _make(series: str) -> Path:
    root, unfinished = cache() / series, cache() / f".{series}.unfinished"
    for attempt in range(1, ATTEMPTS + 1):
        _remove(unfinished)
        if subprocess.run(_recipe(series, unfinished)).returncode == 0:
            break
        print(f"making Asterisk {series} failed, attempt {attempt} of {ATTEMPTS}", file=sys.stderr)
    else:
        raise RuntimeError(f"mmdebstrap could not make Asterisk {series} in {unfinished}")
    _remove(root)
    unfinished.rename(root)
    if sound_root(series) is None:
        raise RuntimeError(f"suite {SUITES[series]} has {version(root)}, not Asterisk {series}")
    return root


def _recipe(series: str, root: Path) -> list[str]:
    return [
        "mmdebstrap",
        "--quiet",
        "--variant=essential",
        "--mode=root",
        '--aptopt=Acquire::Check-Valid-Until "false"',
        f"--include={PACKAGES}",
        SUITES[series],
        str(root),
    ]


def _remove(root: Path) -> None:
    if root.is_symlink():
        root.unlink()
    elif root.exists():
        shutil.rmtree(root)


@contextmanager
def _only_one(series: str) -> Iterator[None]:
    with (cache() / f".{series}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main() -> None:
    """Make what is missing and print what is there, one root a line."""
    for series in SUITES:
        root = provision(series)
        print(f"Asterisk {version(root)} in {root}")


if __name__ == "__main__":
    main()
