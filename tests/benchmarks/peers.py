"""The programs that are measured beside aricli, installed into a cache when first needed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_HERE = Path(__file__).parent
_CONTENDERS = _HERE / "contenders"
_ENTRY_POINTS = "[aricli]\nbench = aricli_bench\n"


class Contender(NamedTuple):
    """A program that is measured.

    Attributes:
        name: What the table calls it.
        command: How it is run, with ``{port}`` where the server's port belongs.
        path: Where its Python modules are, besides those installed.
    """

    name: str
    command: tuple[str, ...]
    path: str = ""


def cache() -> Path:
    """The directory that peers are installed into."""
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root, "aricli-benchmarks")


def aricli(behaviour: str = "", *options: str, name: str = "aricli") -> Contender:
    """``aricli listen``, with a behaviour of the benchmarks' own plugin."""
    runs = ("--behaviour", behaviour) if behaviour else ()
    program = str(Path(sys.executable).with_name("aricli"))
    command = (program, "listen", "--url", "http://127.0.0.1:{port}", "--app", "bench")
    return Contender(name, (*command, *runs, *options), _plugin())


def plain(work: str) -> Contender:
    """A WebSocketApp, json, threads and requests."""
    script = str(_CONTENDERS / "plain.py")
    return Contender("plain Python", (sys.executable, script, "{port}", work))


def ceiling(work: str) -> Contender:
    """The least that Python can do."""
    script = str(_CONTENDERS / "ceiling.py")
    return Contender("ceiling in Python", (sys.executable, script, "{port}", work))


def node(work: str) -> list[Contender]:
    """npm's ari-client, if it can be had."""
    modules = _npm("ari-client")
    if modules is None:
        return []
    # Required from where its modules are.
    script = shutil.copy(_CONTENDERS / "ari_client.js", modules.parent)
    return [Contender("node ari-client", ("node", str(script), "{port}", work))]


def wscat() -> list[Contender]:
    """npm's wscat, if it can be had."""
    modules = _npm("wscat")
    if modules is None:
        return []
    url = "ws://127.0.0.1:{port}/ari/events?app=bench"
    return [Contender("wscat", ("node", str(modules / "wscat/bin/wscat"), "-c", url))]


def aioari(work: str) -> list[Contender]:
    """PyPI's aioari, if it can be had."""
    target = cache() / "aioari"
    if not (target / "aioari").exists():
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(target)]
        if not _installed([*install, "aioari"]):
            return []
    script = str(_CONTENDERS / "aioari_count.py")
    return [Contender("aioari", (sys.executable, script, "{port}", work), str(target))]


def _npm(package: str) -> Path | None:
    """Where a package of npm is installed."""
    root = cache() / package
    modules = root / "node_modules"
    if not (modules / package).exists():
        root.mkdir(parents=True, exist_ok=True)
        options = ("--no-audit", "--no-fund", "--silent", "--prefix", str(root))
        if not shutil.which("npm") or not _installed(["npm", "install", *options, package]):
            return None
    return modules


def _installed(command: Sequence[str]) -> bool:
    done = subprocess.run(command, stdout=sys.stderr, check=False).returncode == 0
    if not done:
        print(f"not measured, for it does not install: {command[-1]}", file=sys.stderr)
    return done


def _plugin() -> str:
    """A directory in which the behaviours are an installed plugin."""
    directory = Path(tempfile.gettempdir(), f"aricli-bench-{os.getuid()}")
    info = directory / "aricli_bench-1.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: aricli-bench\nVersion: 1\n")
    (info / "entry_points.txt").write_text(_ENTRY_POINTS)
    return os.pathsep.join([str(directory), str(_CONTENDERS)])
