"""The unit for systemd: sound, strict, and what it starts listens with the password it is given."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.asterisk.command import Running
from tests.unit import fake_ari
from tests.unit.program import PASSWORD

DOCS = Path(__file__).parents[2] / "docs"
UNIT = "aricli-listen@.service"
PROGRAM = "/usr/local/bin/aricli"
INSTALLED = Path(sys.executable).with_name("aricli")


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit for one application, with the aricli of the tests."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd-analyze: Debian's package systemd has it")
    path = tmp_path / UNIT.replace("@", "@my-app")
    path.write_text((DOCS / UNIT).read_text().replace(PROGRAM, str(INSTALLED)))
    return path


def analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True)


def test_systemd_finds_nothing_wrong(unit: Path) -> None:
    verified = analyze("verify", "--man=no", unit)
    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")


def test_it_may_do_little(unit: Path) -> None:
    secured = analyze("security", "--offline=yes", "--threshold=15", unit)
    assert secured.returncode == 0, secured.stdout + secured.stderr


class Unit(configparser.RawConfigParser):
    """Keys of systemd are told apart by case, and may stand there twice."""

    def optionxform(self, optionstr: str) -> str:
        """Leave it as it is."""
        return optionstr


def test_what_it_starts_listens_with_the_password_of_the_credential(tmp_path: Path) -> None:
    parsed = Unit(strict=False)
    parsed.read(DOCS / UNIT)
    service = parsed["Service"]
    settings = re.search(r"```toml\n(.*?)```", (DOCS / "service.md").read_text(), re.DOTALL)
    assert settings
    environment = dict(each.split("=", 1) for each in service["Environment"].split())
    assert environment == {"XDG_CONFIG_HOME": "/etc", "XDG_STATE_HOME": "/var/lib"}
    command = service["ExecStart"].replace("%i", "my-app").replace(PROGRAM, str(INSTALLED))
    credential = tmp_path / service["LoadCredential"].partition(":")[0]
    credential.write_text(f"{PASSWORD}\n")
    with fake_ari.ari(("asterisk", PASSWORD)) as ari:
        file = tmp_path / "aricli" / "config.toml"
        file.parent.mkdir()
        file.write_text(settings[1].replace("localhost:8088", f"127.0.0.1:{ari.port}"))
        listening = Running(
            subprocess.Popen(
                command.split(),
                env={
                    "PATH": os.environ["PATH"],
                    "CREDENTIALS_DIRECTORY": str(tmp_path),
                    **dict.fromkeys(environment, str(tmp_path)),
                },
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                process_group=0,
            )
        )
        listening.stderr.wait_for("listening to my-app")
        assert listening.stop() == int(service["SuccessExitStatus"])
