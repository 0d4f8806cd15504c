"""The plugin of docs/ivr, found through its entry point, on a real call that presses keys."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.asterisk.command import Aricli
from tests.asterisk.conftest import Dial
from tests.asterisk.server import Asterisk

PLUGIN = Path(__file__).parents[2] / "docs" / "ivr" / "aricli_ivr.py"


def install(directory: Path) -> None:
    """Put the plugin where an installation would, with the metadata that names it."""
    shutil.copy(PLUGIN, directory)
    metadata = directory / "aricli_ivr-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: aricli-ivr\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[aricli]\nivr = aricli_ivr\n")


def test_a_caller_walks_through_the_menu(
    asterisk: Asterisk, aricli: Aricli, dial: Dial, tmp_path: Path
) -> None:
    installed = tmp_path / "site"
    installed.mkdir()
    install(installed)
    asterisk.ari("POST", "/bridges/ivr-conference")  # as an earlier caller has left it
    listening = aricli.listen("bench", "--behaviour", "ivr", PYTHONPATH=str(installed))
    call = dial("1002", "walks_the_ivr").wait_for_one()
    assert call.saw[0] == "100 Trying"
    listening.stdout.wait_for("is done")
    listening.stop()
    said = [line.partition(" ")[2] for line in listening.stdout.all()]
    # SIPp sends no sound, so that the recording is empty and cannot be played.
    assert said == [
        "chose 1",
        "heard the message: failed",
        "chose 2",
        "joined the conference",
        "is done",
    ]
    assert listening.complaints() == []
    stored = asterisk.ari("GET", "/recordings/stored").json()
    assert [each["format"] for each in stored if each["name"].startswith("ivr/")] == ["wav"]
