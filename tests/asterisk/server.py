"""A real Asterisk for the length of a ``with`` block: own configuration and ports, on loopback."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import requests

from tests.asterisk import configuration, provision

READY_WITHIN = 60.0
STOPPED_WITHIN = 10.0


class Unavailable(Exception):
    """No Asterisk can be started here; the text says why."""


class Asterisk:
    """An Asterisk of one series ("22" or "16"), started on entry and stopped on exit.

    Several can run at once. Raises Unavailable when there is no root to start it from.
    """

    username = "asterisk"
    password = "asterisk"
    viewer = ("viewer", "viewer")

    def __init__(self, series: str = "22") -> None:
        """Choose ports and write the configuration; nothing runs yet."""
        self.series = series
        self.root = _startable_root(series)
        self.home = Path(tempfile.mkdtemp(prefix="ari-", dir=self.root / "tmp"))
        self.ports = configuration.Ports(http=_free_tcp_port(), sip=free_udp_port())
        conf = configuration.write(self.root, self.home, self.ports)
        self._program = ["chroot", str(self.root), "/usr/sbin/asterisk", "-C", str(conf)]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The base URL, without ``/ari``."""
        return f"http://127.0.0.1:{self.ports.http}"

    @property
    def sip_port(self) -> int:
        """The UDP port where it takes calls from and to ``alice``."""
        return self.ports.sip

    @property
    def log(self) -> Path:
        """Its log of notices, warnings and errors."""
        return self.home / "log" / "messages.log"

    @property
    def recordings(self) -> Path:
        """Where ``recording:NAME`` finds NAME.wav."""
        return self.home / "spool" / "recording"

    def __enter__(self) -> Asterisk:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.kill()  # with what the tests have left behind, an orderly end can take long
        shutil.rmtree(self.home, ignore_errors=True)

    def start(self) -> None:
        """Start it and return once ARI answers; raises RuntimeError with its log if it does not."""
        # It dies with the thread that starts it, so that a killed test run leaves none behind.
        last_will = ["setpriv", "--pdeathsig", "KILL"]
        self._process = subprocess.Popen(
            [*last_will, *self._program, "-f"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + READY_WITHIN
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                log = self.log.read_text(errors="replace") if self.log.exists() else "(no log)"
                raise RuntimeError(f"Asterisk {self.series} did not become ready:\n{log}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End it as an operator would, calls and all; nothing happens if it does not run."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it with SIGKILL, as a crash would."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop it and start it again on the same ports."""
        self.stop()
        self.start()

    def cli(self, command: str) -> str:
        """What Asterisk's own console prints for `command`, such as ``core show channels``."""
        answer = subprocess.run(
            [*self._program, "-rx", command], capture_output=True, text=True, timeout=30, check=True
        )
        return answer.stdout

    def ari(self, method: str, path: str, **query: str | int) -> requests.Response:
        """Send one plain ARI request, such as ``ari("GET", "/channels")``."""
        return requests.request(
            method,
            f"{self.url}/ari{path}",
            params=query,
            auth=(self.username, self.password),
            timeout=30,
        )

    def _answers(self) -> bool:
        # The system name tells it from another Asterisk that took the port first.
        try:
            config = self.ari("GET", "/asterisk/info", only="config").json()["config"]
        except (requests.RequestException, ValueError, KeyError):
            return False
        return bool(config["name"] == self.home.name) and self._fully_booted()

    def _fully_booted(self) -> bool:
        answer = subprocess.run(
            [*self._program, "-rx", "core waitfullybooted"], capture_output=True
        )
        return answer.returncode == 0

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(STOPPED_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


def free_udp_port() -> int:
    """A UDP port of the loopback that nobody uses now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _free_tcp_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _startable_root(series: str) -> Path:
    if os.geteuid() != 0:
        raise Unavailable("starting Asterisk in its own root needs the superuser")
    root = provision.sound_root(series)
    if root is None:
        raise Unavailable(f"no Asterisk {series}: python -m tests.asterisk.provision makes one")
    # Without these names SIP calls wait for a DNS that is not there.
    hosts = f"127.0.0.1 localhost\n127.0.0.1 {socket.gethostname()}\n"
    if not (root / "etc/hosts").exists() or (root / "etc/hosts").read_text() != hosts:
        (root / "etc/hosts").write_text(hosts)
    return root
