"""``python -m aricli`` is ``aricli``."""

from __future__ import annotations

from aricli.cli import main

if __name__ == "__main__":
    main()
