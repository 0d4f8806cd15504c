"""``aricli doctor`` on a real Asterisk: what it finds, and that what it advises mends it."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.asterisk.command import PATIENCE, Aricli
from tests.asterisk.configuration import STATIC
from tests.asterisk.server import Asterisk
from tests.conftest import new_asterisk

UNASKED = {"application": "skip", "completion": "skip"}
"""What is skipped when no application is named and no shell is known."""
Found = dict[str, dict[str, str]]


def doctor(aricli: Aricli, *arguments: str, **environment: str) -> tuple[int, Found]:
    """Run the doctor; its exit code, and what it found by the names of the checks."""
    ran = aricli("doctor", "-o", "json", *arguments, SHELL="", **environment)
    assert ran.stderr == ""
    return ran.returncode, {each["check"]: each for each in json.loads(ran.stdout)}


def other_than_ok(found: Found) -> dict[str, str]:
    return {name: each["status"] for name, each in found.items() if each["status"] != "ok"}


def lines_of(mend: str, file: str) -> str:
    """The lines that are to stand in a configuration file."""
    _, _, rest = mend.partition(f"in {file}")
    assert rest, f"nothing for {file} in {mend}"
    indented = [line for line in rest.splitlines()[1:] if line.startswith("  ")]
    return "\n".join(line.strip() for line in indented) + "\n"


def test_all_is_well(asterisk: Asterisk, aricli: Aricli) -> None:
    code, found = doctor(aricli)
    assert code == 0
    old = asterisk.series == "16"
    without_requests = {"rest over websocket": "skip"} if old else {}
    assert other_than_ok(found) == {**UNASKED, **without_requests}
    assert found["version"]["detail"].startswith(f"Asterisk {asterisk.series}.")
    assert all(each["mend"] == "" for each in found.values())


def test_who_holds_an_application_keeps_it(asterisk: Asterisk, aricli: Aricli) -> None:
    code, found = doctor(aricli, "--app", "doctored")
    assert (code, found["application"]["status"]) == (0, "warn")
    assert found["application"]["mend"] == "aricli listen --app doctored"
    listener = aricli.listen("doctored", "-o", "jsonl")
    code, found = doctor(aricli, "--app", "doctored")
    assert (code, found["application"]["status"]) == (0, "ok")
    assert "it has 0 channels" in found["application"]["detail"]
    asterisk.ari("POST", "/events/user/Hello", application="doctored")
    assert '"eventname":"Hello"' in listener.stdout.wait_for("ChannelUserevent").replace(" ", "")
    listener.stop()
    assert listener.complaints() == []


def test_a_wrong_password(aricli: Aricli) -> None:
    code, found = doctor(aricli, ARICLI_PASSWORD="wrong")
    assert code == 4
    assert found["credentials"]["status"] == "fail"
    assert "[asterisk]\ntype = user\npassword = " in lines_of(
        found["credentials"]["mend"], "ari.conf"
    )
    assert found["acl"] == {
        "check": "acl",
        "status": "skip",
        "detail": "needs: credentials",
        "mend": "",
    }
    assert found["websocket"]["status"] == "skip"
    assert found["plugins"]["status"] == "ok"


def test_a_user_who_may_only_read(asterisk: Asterisk, aricli: Aricli) -> None:
    username, password = asterisk.viewer
    code, found = doctor(aricli, ARICLI_USERNAME=username, ARICLI_PASSWORD=password)
    assert code == 0
    assert found["writing"]["status"] == "warn"
    assert "read_only = no" in lines_of(found["writing"]["mend"], "ari.conf")
    assert found["websocket"]["status"] == "ok"


def test_a_port_where_nothing_listens(aricli: Aricli) -> None:
    code, found = doctor(aricli, ARICLI_URL="http://127.0.0.1:1")
    assert code == 3
    assert found["tcp"]["status"] == "fail"
    assert lines_of(found["tcp"]["mend"], "http.conf") == (
        "[general]\nenabled = yes\nbindaddr = 127.0.0.1\nbindport = 1\n"
    )
    assert found["tls"]["status"] == "skip"


def test_a_path_prefix_too_many(asterisk: Asterisk, aricli: Aricli) -> None:
    code, found = doctor(aricli, ARICLI_URL=f"{asterisk.url}/pbx")
    assert code == 3
    assert found["ari"]["mend"] == f"use that:  --url {asterisk.url}"


def test_tls_at_a_port_without(asterisk: Asterisk, aricli: Aricli) -> None:
    code, found = doctor(aricli, ARICLI_URL=asterisk.url.replace("http", "https"))
    assert code == 3
    assert found["tls"]["mend"] == f"use that:  --url {asterisk.url}"


@pytest.fixture(scope="module")
def own() -> Iterator[Asterisk]:
    """An Asterisk whose configuration the tests may change."""
    with new_asterisk("22") as running:
        yield running


@pytest.fixture
def patient(own: Asterisk, tmp_path: Path) -> Iterator[Aricli]:
    """The command, pointed at that Asterisk, which gets its configuration back afterwards."""
    kept = {name: (own.home / "etc" / name).read_text() for name in ("ari.conf", "http.conf")}
    yield Aricli(tmp_path, own.url, own.username, own.password)
    for name, text in kept.items():
        configure(own, name, text)


def configure(asterisk: Asterisk, name: str, text: str) -> None:
    (asterisk.home / "etc" / name).write_text(text)
    asterisk.cli("module reload " + {"ari.conf": "res_ari.so", "http.conf": "http"}[name])


def users(**sections: str) -> str:
    return "[general]\nenabled = yes\n" + "".join(
        f"[{name}]\n{section}" for name, section in sections.items()
    )


def test_the_lines_for_a_user_mend_it(own: Asterisk, patient: Aricli) -> None:
    configure(own, "ari.conf", users(nobody="type = user\npassword = x\n"))
    code, found = doctor(patient)
    assert (code, found["credentials"]["status"]) == (4, "fail")
    section = lines_of(found["credentials"]["mend"], "ari.conf")
    mended = section.replace("THE-PASSWORD", own.password)
    configure(own, "ari.conf", "[general]\nenabled = yes\n" + mended)
    code, found = doctor(patient)
    assert (code, other_than_ok(found)) == (0, UNASKED)


def test_an_address_that_the_acl_keeps_out(own: Asterisk, patient: Aricli) -> None:
    user = f"type = user\npassword = {own.password}\ndeny = 0.0.0.0/0.0.0.0\n"
    configure(own, "ari.conf", users(asterisk=user))
    code, found = doctor(patient)
    assert (code, found["acl"]["status"], found["credentials"]["status"]) == (4, "fail", "ok")
    assert found["writing"]["status"] == "skip"
    permit = lines_of(found["acl"]["mend"], "ari.conf").splitlines()[2]
    assert permit.startswith("permit = 127.0.0.1")
    configure(own, "ari.conf", users(asterisk=user + permit + "\n"))
    assert doctor(patient)[0] == 0


def test_ari_that_is_not_enabled(own: Asterisk, patient: Aricli) -> None:
    configure(own, "ari.conf", STATIC["ari.conf"].replace("enabled = yes", "enabled = no"))
    code, found = doctor(patient)
    assert (code, found["ari"]["status"]) == (3, "fail")
    section = lines_of(found["ari"]["mend"], "ari.conf")
    configure(own, "ari.conf", STATIC["ari.conf"].replace("[general]\nenabled = yes\n", section))
    assert doctor(patient)[0] == 0


def test_a_path_prefix_that_was_left_out(own: Asterisk, patient: Aricli) -> None:
    plain = (own.home / "etc" / "http.conf").read_text()
    configure(own, "http.conf", plain + "prefix = asterisk\n")
    code, found = doctor(patient)
    assert (code, found["ari"]["status"]) == (3, "fail")
    assert found["ari"]["mend"] == f"use that:  --url {own.url}/asterisk"
    assert doctor(patient, "--url", f"{own.url}/asterisk")[0] == 0


def test_modules_that_are_not_loaded(own: Asterisk, patient: Aricli) -> None:
    own.cli("module unload res_ari_events.so")
    code, found = doctor(patient)
    assert (code, found["websocket"]["status"], found["modules"]["status"]) == (3, "fail", "warn")
    command = "asterisk -rx 'module load res_ari_events.so'"
    assert command in found["modules"]["mend"].splitlines()
    assert command in found["websocket"]["mend"].splitlines()
    assert "res_ari_events.so is not loaded" in found["websocket"]["detail"]
    own.cli("module load res_ari_events.so")
    assert doctor(patient)[0] == 0


def test_without_the_module_that_tells_of_modules(own: Asterisk, patient: Aricli) -> None:
    own.cli("module unload res_ari_asterisk.so")
    code, found = doctor(patient)
    own.cli("module load res_ari_asterisk.so")
    assert (code, other_than_ok(found)) == (0, {"modules": "warn", **UNASKED})
    assert found["version"]["detail"].startswith("Asterisk 22.")
    assert "res_ari_asterisk.so" in found["modules"]["mend"]


def test_a_directory_for_recordings_that_is_missing(own: Asterisk, patient: Aricli) -> None:
    shutil.rmtree(own.recordings)
    code, found = doctor(patient)
    own.recordings.mkdir()
    assert (code, found["recordings"]["status"]) == (0, "warn")
    assert "mkdir -p /var/spool/asterisk/recording" in found["recordings"]["mend"]
    assert doctor(patient)[1]["recordings"]["status"] == "ok"


def test_nothing_is_left_behind(own: Asterisk, patient: Aricli) -> None:
    def known() -> Any:
        return [each["name"] for each in own.ari("GET", "/applications").json()]

    doctor(patient)
    # Asterisk forgets an application a moment after its WebSocket has closed.
    deadline = time.monotonic() + PATIENCE
    while known():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert own.ari("GET", "/channels").json() == []
