"""``aricli recordings download``: a whole file or none."""

from __future__ import annotations

import os
import pty
import signal
import socket
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.unit.answering import Answer, Answering
from tests.unit.program import Program

SOUND = bytes(range(256)) * 5000
DOWNLOAD = ("recordings", "download")


def store(web: Answering, *names: str, format: str = "wav") -> None:
    """Let the server have recordings."""
    listed = [{"name": name, "format": format} for name in names]
    web.answers["GET /ari/recordings/stored"] = Answer(listed)
    for each in listed:
        path = f"GET /ari/recordings/stored/{quote(each['name'], safe='')}"
        web.answers[path] = Answer(each)
        web.answers[f"{path}/file"] = Answer(SOUND, kind="audio/wav")


def files(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    found = (each for each in folder.rglob("*") if each.is_file())
    return {str(each.relative_to(folder)): each.read_bytes() for each in found}


@pytest.fixture(autouse=True)
def stored(web: Answering) -> None:
    store(web, "greeting", "vm/1000/hello")


def test_the_file_is_called_as_the_recording(aricli: Program) -> None:
    ran = aricli(*DOWNLOAD, "greeting")
    assert (ran.code, ran.stdout) == (0, b"")
    assert ran.stderr == "aricli: greeting: 1.3 MB in greeting.wav\n"
    assert files(aricli.home) == {"greeting.wav": SOUND}


def test_a_name_with_a_slash_makes_folders(aricli: Program) -> None:
    assert aricli(*DOWNLOAD, "vm/1000/hello").code == 0
    assert files(aricli.home) == {"vm/1000/hello.wav": SOUND}


def test_to_a_file_or_a_folder_of_choice(aricli: Program) -> None:
    (aricli.home / "folder").mkdir()
    assert aricli(*DOWNLOAD, "greeting", "-o", "other.sound").code == 0
    assert aricli(*DOWNLOAD, "greeting", "-o", "folder").code == 0
    assert files(aricli.home) == {"other.sound": SOUND, "folder/greeting.wav": SOUND}


def test_to_stdout(aricli: Program) -> None:
    ran = aricli(*DOWNLOAD, "greeting", "-o", "-")
    assert (ran.code, ran.stdout) == (0, SOUND)
    assert files(aricli.home) == {}
    refused = aricli.on_terminal(*DOWNLOAD, "greeting", "-o", "-")
    assert (refused.code, refused.stdout) == (2, b"")


@pytest.mark.parametrize("target", [(), ("-o", "greeting.wav"), ("--all",)])
def test_a_file_is_overwritten_by_force_only(aricli: Program, target: tuple[str, ...]) -> None:
    file = aricli.home / "greeting.wav"
    file.write_bytes(b"mine")
    refused = aricli(*DOWNLOAD, "greeting", *target)
    assert refused.code == 2
    assert "--force" in refused.stderr
    assert file.read_bytes() == b"mine"
    assert aricli(*DOWNLOAD, "greeting", *target, "--force").code == 0
    assert files(aricli.home) == {"greeting.wav": SOUND}


@pytest.mark.parametrize("target", [(), ("-o", "greeting.wav")])
def test_a_file_cut_short_is_no_file(
    aricli: Program, web: Answering, target: tuple[str, ...]
) -> None:
    short = Answer(SOUND, kind="audio/wav", announced=len(SOUND) + 1)
    web.answers["GET /ari/recordings/stored/greeting/file"] = short
    (aricli.home / "greeting.wav").write_bytes(b"mine")
    ran = aricli(*DOWNLOAD, "greeting", *target, "--force")
    assert ran.code == 3
    assert f"of {len(SOUND) + 1} bytes" in ran.stderr
    assert files(aricli.home) == {"greeting.wav": b"mine"}


def test_an_error_leaves_nothing(aricli: Program) -> None:
    for target in ((), ("-o", "x.wav"), ("-o", "-")):
        ran = aricli(*DOWNLOAD, "nosuch", *target)
        assert (ran.code, ran.stdout) == (5, b"")
    ran = aricli(*DOWNLOAD, "greeting", "-o", "no-folder/x.wav")
    assert ran.code == 1
    assert "cannot write no-folder/x.wav" in ran.stderr
    assert list(aricli.home.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_nothing(aricli: Program, number: signal.Signals) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        aricli.environment["ARICLI_URL"] = f"http://127.0.0.1:{server.getsockname()[1]}"
        running = aricli.start(*DOWNLOAD, "greeting", "-o", "greeting.wav")
        connection, _ = server.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + SOUND)
            while not any(files(aricli.home).values()):
                assert running.poll() is None
            running.send_signal(number)
            _, complaints = running.communicate(timeout=20)
    assert (running.returncode, complaints) == (128 + number, "")
    assert files(aricli.home) == {}


def test_all_that_match(aricli: Program, web: Answering) -> None:
    assert aricli(*DOWNLOAD, "--all", "-o", "everything").code == 0
    assert aricli(*DOWNLOAD, "--all", "vm/*", "-o", "some").code == 0
    assert files(aricli.home) == {
        "everything/greeting.wav": SOUND,
        "everything/vm/1000/hello.wav": SOUND,
        "some/vm/1000/hello.wav": SOUND,
    }
    ran = aricli(*DOWNLOAD, "--all", "x*")
    assert (ran.code, ran.stderr) == (0, "aricli: no recordings match x*\n")


def test_one_failure_does_not_stop_the_others(aricli: Program, web: Answering) -> None:
    store(web, "a", "b", "c")
    web.answers["GET /ari/recordings/stored/b/file"] = Answer({"message": "No"}, 403)
    ran = aricli(*DOWNLOAD, "--all")
    assert ran.code == 4
    assert set(files(aricli.home)) == {"a.wav", "c.wav"}


@pytest.mark.parametrize(
    ("name", "format"),
    [("a", "../../x"), ("a", "wav/../../../x"), ("a//b", "wav"), ("/etc/x", "wav"), ("a\n", "wav")],
)
def test_no_name_leads_out_of_the_folder(
    aricli: Program, web: Answering, name: str, format: str
) -> None:
    store(web, name, "good", format=format)
    (aricli.home / "folder").mkdir()
    ran = aricli(*DOWNLOAD, "--all", "-o", "folder")
    assert ran.code == 2
    assert all(each.startswith("folder/") for each in files(aricli.home))
    if format == "wav":
        assert files(aricli.home) == {"folder/good.wav": SOUND}


def test_no_link_leads_out_of_the_folder(aricli: Program) -> None:
    outside = aricli.home / "outside"
    (aricli.home / "folder").mkdir()
    outside.mkdir()
    (aricli.home / "folder" / "vm").symlink_to(outside)
    assert aricli(*DOWNLOAD, "--all", "vm*", "-o", "folder").code == 2
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    "arguments", [(), ("--all", "-o", "-"), ("../x",), ("/etc/passwd",), ("",)]
)
def test_what_cannot_be_downloaded(
    aricli: Program, web: Answering, arguments: tuple[str, ...]
) -> None:
    assert aricli(*DOWNLOAD, *arguments).code == 2
    assert web.requests == []


def test_a_device_is_not_replaced(aricli: Program) -> None:
    os.mkfifo(aricli.home / "pipe")
    refused = aricli(*DOWNLOAD, "greeting", "-o", "pipe", "--force")
    assert refused.code == 2
    assert (aricli.home / "pipe").is_fifo()


def test_progress_is_for_a_terminal(aricli: Program) -> None:
    shown = terminal_stderr(aricli, *DOWNLOAD, "greeting", "-o", "x.wav")
    assert b"] 65.5 kB of 1.3 MB" in shown
    assert shown.endswith(b"\r\x1b[Karicli: greeting: 1.3 MB in x.wav\r\n")


def terminal_stderr(aricli: Program, *arguments: str) -> bytes:
    """What a command shows on stderr where that is a terminal."""
    ours, theirs = pty.openpty()
    subprocess.run(
        aricli.command(*arguments),
        stderr=theirs,
        env=aricli.environment | {"COLUMNS": "80"},
        cwd=aricli.home,
        check=True,
    )
    os.close(theirs)
    shown = os.read(ours, 65536)
    os.close(ours)
    return shown
