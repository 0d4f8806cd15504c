"""``python -m aricli.cli.reference docs``: write the pages, and remove those of no command."""

from __future__ import annotations

import sys
from pathlib import Path

from aricli.cli.reference import pages


def main(docs: Path) -> None:
    """Write the pages below this directory."""
    made = {docs / path: text for path, text in pages()}
    for page in (docs / "man").glob("*.1"):
        if page not in made:
            page.unlink()
    for page, text in made.items():
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
