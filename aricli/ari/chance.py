"""What is drawn by chance: ids that nobody else has, masks of frames.

Python lets other threads run while it asks the system for random bytes, and they do not give way
again at once. So the system is asked once; nothing here is a secret.
"""

from __future__ import annotations

import os
import random

_source = random.Random()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_source.seed)


def new_id() -> str:
    """An id for something that is about to be made: a UUID of version 4."""
    drawn = f"{_source.getrandbits(120):030x}"
    return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[12:15]}-a{drawn[15:18]}-{drawn[18:]}"


def mask() -> bytes:
    """Four bytes that a client's frame is masked with."""
    return _source.randbytes(4)
