"""The same command for many ids: in order, or several at a time, reporting each failure."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

from aricli.cli import report
from aricli.cli.text import tell
from aricli.errors import ConfigError, ConnectError, NotAllowed

Values = dict[str, Any]

_HOPELESS = (ConfigError, ConnectError, NotAllowed)
"""Errors that all further ids would meet as well."""


def run(batch: Iterable[Values], key: str, do: Callable[[Values], None], at_once: int) -> int:
    """Do something for each; the worst exit code.

    Args:
        batch: The values of the command for each id.
        key: The name of the id among the values.
        do: Does it for one.
        at_once: How many at a time; with more than one they are read before the first is done.
    """
    stopped = threading.Event()

    def one(values: Values) -> int:
        if stopped.is_set():
            return 0
        try:
            do(values)
        except BrokenPipeError:
            raise
        except Exception as error:
            if isinstance(error, _HOPELESS) and not stopped.is_set():
                stopped.set()
                code = report(error)
                tell(f"nothing after {values[key]} was tried")
                return code
            return report(error)
        return 0

    if at_once == 1:
        return max(map(one, batch), default=0)
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(at_once) as pool:
        return max(pool.map(one, batch), default=0)
