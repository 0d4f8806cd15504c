"""Starts ``aricli`` in a tenth of the time: an interpreter that has imported it forks for each run.

A command finds what a start of its own would give it: its environment, its folder, its streams.
Of what Python itself reads when it starts, it finds PYTHONPATH and PYTHONIOENCODING.
"""

from __future__ import annotations

import atexit
import functools
import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

import aricli

PATIENCE = 60
"""Seconds that a command may take."""
_NOT_IMPORTED = ("aricli.__main__", "aricli.testing")


def run(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    streams: Sequence[str | os.PathLike[str]],
) -> int:
    """Run a command with the files at these paths for its streams; its exit code."""
    order = {
        "arguments": ["aricli", *arguments],
        "environment": dict(environment),
        "folder": str(folder),
        "streams": [os.fspath(each) for each in streams],
    }
    server = _server()
    assert server.stdin
    assert server.stdout
    server.stdin.write(json.dumps(order) + "\n")
    server.stdin.flush()
    return int(server.stdout.readline())


@functools.cache
def _server() -> subprocess.Popen[str]:
    server = subprocess.Popen(
        [sys.executable, "-c", "from tests.unit.warm import serve; serve()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    atexit.register(server.communicate)
    return server


def serve() -> None:
    """Carry out orders from stdin, a line each; say their exit codes on stdout."""
    for module in pkgutil.walk_packages(aricli.__path__, "aricli."):
        if module.name not in _NOT_IMPORTED:
            importlib.import_module(module.name)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become(**json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _become(
    arguments: list[str], environment: dict[str, str], folder: str, streams: list[str]
) -> NoReturn:
    from aricli.cli import main

    signal.alarm(PATIENCE)
    for number, path in enumerate(streams):
        opened = os.open(path, os.O_NOCTTY | (os.O_WRONLY if number else os.O_RDONLY))
        os.dup2(opened, number)
        os.close(opened)
    encoding = environment.get("PYTHONIOENCODING", "utf-8")
    for stream, buffering in ((sys.stdout, sys.stdout.isatty()), (sys.stderr, True)):
        assert isinstance(stream, TextIOWrapper)
        stream.reconfigure(encoding=encoding, line_buffering=buffering)
    os.environ.clear()
    os.environ.update(environment)
    paths = environment.get("PYTHONPATH", "").split(os.pathsep)
    sys.path[:0] = [path for path in paths if path not in sys.path]
    os.chdir(folder)
    sys.argv = arguments
    try:
        main()
    except SystemExit as end:
        # Threads are waited for; to take the interpreter apart takes longer than most commands.
        atexit.register(os._exit, end.code)
        raise
