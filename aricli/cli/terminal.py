"""What is known of the terminal: its width, and whether it takes colours."""

from __future__ import annotations

import os
import shutil
from typing import IO

BOLD = "1"
DIM = "2"
RED = "31"
GREEN = "32"
YELLOW = "33"
BLUE = "34"
CYAN = "36"


def coloured(stream: IO[str]) -> bool:
    """Whether to colour what goes there; NO_COLOR beats FORCE_COLOR, which beats TERM=dumb."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") != "0":
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def styled(text: str, *codes: str) -> str:
    """The text in these styles, to be used where `coloured` holds."""
    return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if text else text


def width(stream: IO[str]) -> int | None:
    """The columns of the terminal, ``None`` where there is no terminal and so no limit."""
    return shutil.get_terminal_size().columns if stream.isatty() else None
