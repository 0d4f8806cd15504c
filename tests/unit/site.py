"""Plugins that are installed as far as Python can tell: modules and their metadata."""

from __future__ import annotations

import os
import sys
import textwrap
from pathlib import Path

from tests.unit.program import Program


class Site:
    """A folder of installed plugins."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, which need not exist."""
        self.folder = folder

    def install(self, name: str, source: str, version: str = "1.0") -> None:
        """Install the distribution ``aricli-NAME`` with the module ``aricli_NAME``."""
        module = f"aricli_{name.replace('-', '_')}"
        metadata = self._metadata(name, version)
        metadata.mkdir(parents=True)
        (self.folder / f"{module}.py").write_text(textwrap.dedent(source))
        (metadata / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: aricli-{name}\nVersion: {version}\n"
        )
        (metadata / "entry_points.txt").write_text(f"[aricli]\n{name} = {module}\n")

    def uninstall(self, name: str, version: str = "1.0") -> None:
        """Take a distribution away."""
        metadata = self._metadata(name, version)
        metadata.rename(metadata.with_suffix(".gone"))

    def visible_to(self, program: Program) -> None:
        """Let a program find what is installed here."""
        program.environment["PYTHONPATH"] = os.pathsep.join([str(self.folder), *sys.path])

    def _metadata(self, name: str, version: str) -> Path:
        return self.folder / f"aricli_{name.replace('-', '_')}-{version}.dist-info"
