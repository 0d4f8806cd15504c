"""Real telephone calls to an Asterisk, made by SIPp from the scenarios beside this file."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tests.asterisk.server import Asterisk, Unavailable, free_udp_port

SCENARIOS = Path(__file__).parent / "scenarios"
ENDS_WITHIN = 60


@dataclass
class Call:
    """What one caller received: ``183 Session Progress``, ``200 OK``, ``BYE``, in order.

    The answer to a request of the caller's own names it: ``200 OK (CANCEL)``.
    """

    saw: list[str] = field(default_factory=list)
    after: dict[str, float] = field(default_factory=dict)
    """Seconds from before the caller began to dial to each message's arrival."""


class Callers:
    """One or more calls from ``alice`` to an extension, running until `wait` or `close`.

    `scenario` is the name of a file in ``scenarios``; `calls` are made 50 a second, all at once.
    """

    def __init__(
        self, asterisk: Asterisk, extension: str, scenario: str = "waits", calls: int = 1
    ) -> None:
        """Begin to call; raises Unavailable without SIPp."""
        if not shutil.which("sipp"):
            raise Unavailable("no sipp to call with: Debian's package sip-tester has it")
        self._home = Path(tempfile.mkdtemp(prefix="sipp-"))
        self._trace = self._home / "trace"
        self._earpiece = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._earpiece.bind(("127.0.0.1", 0))
        self._begun = time.time()
        self._process = subprocess.Popen(
            self._command(asterisk, extension, scenario, calls),
            cwd=self._home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> Callers:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def wait(self) -> list[Call]:
        """Wait until the last call is over, a minute at most; return them all, first call first."""
        self._process.wait(ENDS_WITHIN)
        return _calls(self._trace.read_text(), self._begun)

    def wait_for_one(self) -> Call:
        """Wait for the end of the only call and return it."""
        (call,) = self.wait()
        return call

    def heard(self) -> int:
        """How many packets of sound have reached the caller and were not counted before.

        As many as the socket's buffer holds: enough to tell sound from silence.
        """
        packets = 0
        self._earpiece.setblocking(False)
        while True:
            try:
                self._earpiece.recv(2048)
            except BlockingIOError:
                return packets
            packets += 1

    def close(self) -> None:
        """Break off what still runs and forget the trace."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._earpiece.close()
        shutil.rmtree(self._home, ignore_errors=True)

    def _command(self, asterisk: Asterisk, extension: str, scenario: str, calls: int) -> list[str]:
        earpiece = str(self._earpiece.getsockname()[1])
        return [
            *("sipp", f"127.0.0.1:{asterisk.sip_port}", "-sf", str(SCENARIOS / f"{scenario}.xml")),
            *("-i", "127.0.0.1", "-p", str(free_udp_port()), "-s", extension),
            *("-m", str(calls), "-l", str(calls), "-r", "50", "-key", "rtp_port", earpiece),
            *("-trace_msg", "-message_file", str(self._trace), "-nostdin"),
        ]


def _calls(trace: str, begun: float) -> list[Call]:
    calls: dict[str, Call] = {}
    for block in re.split(r"^-{20,} ", trace, flags=re.MULTILINE)[1:]:
        stamp, _, message = block.partition("\n")
        call = calls.setdefault(_header(message, "Call-ID"), Call())
        if " received " not in message.partition("\n")[0]:
            continue
        what = _title(message)
        if call.saw[-1:] != [what]:  # the same again is a retransmission
            call.saw.append(what)
            call.after[what] = datetime.fromisoformat(stamp.strip()).timestamp() - begun
    return list(calls.values())


def _title(message: str) -> str:
    start = message.split("\n")[2].strip()
    if not start.startswith("SIP/2.0 "):
        return start.partition(" ")[0]
    method = _header(message, "CSeq").partition(" ")[2]
    return start.removeprefix("SIP/2.0 ") + (f" ({method})" if method != "INVITE" else "")


def _header(message: str, name: str) -> str:
    found = re.search(rf"^{name}: *(.*?)\s*$", message, flags=re.MULTILINE | re.IGNORECASE)
    return found.group(1) if found else ""
