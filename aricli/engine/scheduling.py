"""How the system lets our threads run."""

from __future__ import annotations

import contextlib
import os
import sys


def push_others_aside(allowed: bool) -> None:
    """Say whether the current thread may take the processor from another when it wakes up.

    Threads that wait for Python's lock had better not: whoever wakes one has the lock still, so it
    would take the processor only to go back to sleep. Programs that the thread starts inherit it.
    On Linux alone, and not where whoever started this process has chosen something else for it.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # a sandbox may not let us
            if os.sched_getscheduler(os.getpid()) == os.SCHED_OTHER:
                policy = os.SCHED_OTHER if allowed else os.SCHED_BATCH
                os.sched_setscheduler(0, policy, os.sched_param(0))
