"""The three files that README.md asks for, on a real Asterisk."""

from __future__ import annotations

import re
from pathlib import Path

from tests.asterisk.command import Aricli
from tests.asterisk.sip import Callers
from tests.conftest import new_asterisk, required

README = Path(__file__).parents[2] / "README.md"


def test_its_three_files_are_enough(tmp_path: Path) -> None:
    text = README.read_text()
    files = re.findall(r"^```ini\n; (\w+\.conf)(.*?)\n(.*?)^```", text, re.M | re.S)
    asterisk = new_asterisk("22")
    for name, where, lines in files:
        lines = lines.replace("8088", str(asterisk.ports.http))
        context = "[default]\n" if where else ""
        (asterisk.home / "etc" / name).write_text(context + lines)
    assert [name for name, *_ in files] == ["http.conf", "ari.conf", "extensions.conf"]
    with asterisk:
        aricli = Aricli(tmp_path, asterisk.url, "asterisk", "asterisk")
        assert aricli("doctor").returncode == 0
        listener = aricli.listen("channel-tones")
        with required():
            callers = Callers(asterisk, "1000")
        with callers:
            listener.stdout.wait_for("just left our application")
        listener.stop()
    assert "\n".join(listener.stdout.all()) in text
