"""Every block of the documentation that is for a shell runs in one, against the sandbox."""

from __future__ import annotations

import json
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
import requests
from redis import Redis
from websocket import create_connection

from aricli.sandbox import Sandbox, Settings
from aricli.sandbox.dialplan import DEFAULT
from tests.asterisk.command import PATIENCE, Aricli, Running
from tests.unit.redis_server import RedisServer
from tests.unit.site import Site
from tests.unit.terminal import Terminal
from tests.unit.test_docs import DOCS, PAGES, name

ELSEWHERE = {
    ".venv/bin/pip install --quiet . &&": "tests/packaging/test_following.py does",
    ".venv/bin/pip install --quiet -e '.[dev]' &&": "it runs these very tests",
    "pip install 'aricli[redis]'": "it would change the environment of the tests",
}
"""What marks a line that does not run here, and why it does not."""
FOLLOWED = {DOCS / "tutorial.md"}
"""Pages that tests/packaging/test_following.py follows from beginning to end."""
NOBODY_AT_HOME = "aricli channels originate PJSIP/"
"""How a line begins that fails here: in the sandbox nobody takes a call."""

SPEED = 20
"""How much faster than outside time passes for calls."""
DIALPLAN = DEFAULT + "".join(
    f"exten => {app},1,Stasis({app})\n" for app in ("my-app", "my-ivr", "channel-tones")
)


class Block(NamedTuple):
    """What is typed, and what is shown below it: nothing below a block of ``sh``."""

    typed: str
    shown: str = ""

    @property
    def watched(self) -> str:
        """The last command, if it does not end by itself, or not well."""
        last = self.typed.strip().splitlines()[-1].partition("  #")[0].strip()
        return last if re.match(r"aricli (listen|top|replay|sandbox(?! call))\b", last) else ""


def in_order(page: Path) -> Iterator[Block]:
    """The blocks of a page for a shell; of a console, each command with what is below it."""
    for kind, text in re.findall(r"^```(sh|console)\n(.*?)^```", page.read_text(), re.M | re.S):
        if kind == "sh":
            yield Block(text)
            continue
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            typed, _, shown = part.partition("\n")
            yield Block(typed, shown)


WITH_SHELL = [page for page in PAGES if page not in FOLLOWED and list(in_order(page))]


def fits(shown: str, printed: str) -> bool:
    """Whether what is shown was printed; ``...`` stands for anything."""
    pattern = re.escape(shown.strip()).replace(re.escape("..."), ".*")
    return bool(re.fullmatch(pattern, printed.strip(), re.DOTALL))


class Scene:
    """A sandbox that hurries, an empty directory as home, and bash. Use as a context manager."""

    def __init__(self, home: Path) -> None:
        """Use `home`."""
        self.home = home
        self.sandbox = Sandbox(Settings(dialplan=DIALPLAN, speed=SPEED))
        self._running = ExitStack()

    def __enter__(self) -> Scene:
        (self.home / "docs").symlink_to(DOCS)
        (self.home / "password.txt").write_text("secret\n")
        self._running.enter_context(self.sandbox)
        self.aricli = Aricli(self.home, self.sandbox.url, "asterisk", "asterisk")
        self._running.callback(self.aricli.close)
        return self

    def __exit__(self, *exception: object) -> None:
        self._running.close()

    def start(self, line: str) -> Running:
        """Give bash something to do."""
        return self.aricli.start_shell(f"set -euo pipefail; cd {self.home}\n{line}")

    def do(self, block: Block) -> None:
        """Do what a block says, and see that it comes to what it shows."""
        with self._calls() as channels:
            typed = self._typed(block.typed, *channels)
            if block.watched:
                WATCHED[block.watched](self, typed, block.shown)
                return
            shell = self.start(typed)
            code = shell.wait()
        printed, told = "\n".join(shell.stdout.all()), "\n".join(shell.stderr.all())
        assert code == 0, (typed, printed, told)
        assert not block.shown or fits(block.shown, f"{printed}\n{told}")

    @contextmanager
    def _calls(self) -> Iterator[list[str]]:
        """Two calls in ``my-app`` that press ``#`` all the time; their ids."""
        held = create_connection(
            f"{self.sandbox.url.replace('http', 'ws')}/ari/events?app=my-app",
            header=["Authorization: Basic YXN0ZXJpc2s6YXN0ZXJpc2s="],
        )
        calls = [self.sandbox.call("my-app", dtmf="#" * 999) for _ in range(2)]
        with closing(held):
            yield [each.channel_id for each in calls]
            for each in calls:
                each.hangup()

    def _typed(self, text: str, first: str, second: str) -> str:
        """What a block says, said of what there is here."""
        lines = []
        for line in text.splitlines():
            if any(mark in line for mark in ELSEWHERE):
                continue
            lines.append(f"! {line}" if line.startswith(NOBODY_AT_HOME) else line)
        typed = "\n".join(lines)
        for written, meant in {
            r"\bCHANNEL\b": first,
            r"1795425058\.17": first,
            r"1795425058\.18": second,
            r"http://localhost:8088": self.sandbox.url,
            r"^aricli sandbox(?= -|$)": "aricli sandbox --port 0",
        }.items():
            typed = re.sub(written, meant, typed, flags=re.MULTILINE)
        return typed


Watch = Callable[[Scene, str, str], None]


def hears(number: str, sight: str) -> Watch:
    """A listener shows this of a call to a number, and ends at ^C."""

    def watch(scene: Scene, typed: str, shown: str) -> None:
        shell = scene.start(typed)
        shell.stderr.wait_for("aricli: listening to ")
        scene.sandbox.call(number)
        shell.stdout.wait_for(sight)
        assert shell.stop(signal.SIGINT) == 130
        # An application takes its time, as in tests/asterisk/test_transcripts.py: it has begun.
        said = re.sub(r"-[0-9a-f]{8}\b", "-00000000", "\n".join(shell.stdout.all()))
        assert not shown or shown.startswith(said)

    return watch


def records(scene: Scene, typed: str, shown: str) -> None:
    """A listener writes down what can be drawn afterwards."""
    hears("my-ivr", "StasisStart")(scene, typed, shown)
    assert "StasisStart" in scene.aricli("trace", str(scene.home / "session.jsonl")).stdout


def delivers(scene: Scene, typed: str, shown: str) -> None:
    """A listener's events get to Redis."""
    server = RedisServer(scene.home, "...")
    server.start()
    with closing(Redis(port=server.port, password="...")) as client:
        shell = scene.start(typed.replace("localhost:6379", f"127.0.0.1:{server.port}"))
        shell.stderr.wait_for("aricli: listening to ")
        scene.sandbox.call("my-app")
        streams = dict(client.xread({"events": 0}, count=1, block=30_000))
        assert shell.stop(signal.SIGINT) == 130
    server.stop()
    (_, fields), *_ = streams[b"events"]
    assert json.loads(fields[b"event"])["application"] == "my-app"


def serves(scene: Scene, typed: str, shown: str) -> None:
    """A sandbox answers where it says that it does."""
    shell = scene.start(typed)
    url = shell.stdout.wait_for("answers as").split()[0]
    shell.stdout.wait_for("aricli sandbox call")
    asked = f"{url.replace('0.0.0.0', '127.0.0.1')}/ari/asterisk/ping"
    assert requests.get(asked).status_code == 401
    assert shell.stop(signal.SIGINT) == 130
    said = "\n".join(shell.stdout.all())
    # Where the port is the usual one, nobody has to be told.
    said = said.replace(f"ARICLI_URL={url} ", "").replace(url, "http://127.0.0.1:8088")
    assert not shown or said == shown.strip()


def replays(scene: Scene, typed: str, shown: str) -> None:
    """What a behaviour asked for yesterday is held against what it asks for today."""
    site = Site(scene.home / "site")
    site.install("my-ivr", MY_IVR)
    site.visible_to(scene.aricli)
    shell = scene.start("aricli listen --app my-ivr --record session.jsonl")
    shell.stderr.wait_for("answered by MyIvr")
    call = scene.sandbox.call("my-ivr")
    assert call.wait("BYE")
    deadline = time.monotonic() + PATIENCE
    while '"StasisEnd"' not in (scene.home / "session.jsonl").read_text():
        assert time.monotonic() < deadline
    assert shell.stop(signal.SIGINT) == 130
    (site.folder / "aricli_my_ivr.py").write_text(MY_IVR.replace("hello", "welcome"))
    shell = scene.start(typed)
    assert shell.wait() == 1
    said = "\n".join([*shell.stdout.all(), *shell.stderr.all()])
    said = re.sub("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "1119c3d8...", said)
    said = said.replace(call.channel_id, "1795425058.17")
    seconds = re.compile(r"(?<=^.) +\d+\.\d(?=  )", re.MULTILINE)
    assert seconds.sub("", said) == seconds.sub("", shown.strip())


MY_IVR = """
from aricli import Behaviour, hookimpl


class MyIvr(Behaviour):
    app = "my-ivr"

    def stasis_start(self):
        self.channel.answer()
        yield self.channel.play("sound:hello").finished()
        self.channel.hangup()


@hookimpl
def register_behaviours(register):
    register(MyIvr)
"""
"""A plugin as it is when its calls are recorded."""


def draws(scene: Scene, typed: str, shown: str) -> None:
    """A live screen shows calls, and is left with ``q``."""
    with Terminal(["bash", "-c", typed], scene.aricli.environment) as terminal:
        terminal.wait_for("alice <alice>", "my-app")
        terminal.type("q")
        assert terminal.wait() == 0


WATCHED: dict[str, Watch] = {
    "aricli listen --app channel-tones": hears("channel-tones", "has entered the application"),
    "aricli listen --app my-app -o jsonl | jq .type": hears("my-app", '"StasisStart"'),
    "aricli listen --app my-app -o jsonl | aricli trace -": hears("my-app", "StasisStart"),
    "aricli listen --app my-app --to redis://localhost:6379/events": delivers,
    "aricli listen --app my-ivr --record session.jsonl --redact-numbers": records,
    "aricli replay session.jsonl --behaviour my-ivr": replays,
    "aricli sandbox": serves,
    "aricli sandbox --host 0.0.0.0 --user me --password-stdin < password.txt": serves,
    "aricli sandbox --fault slow=200ms --fault drop-after=100 --fault restart@60": serves,
    "aricli top": draws,
}
"""What does not end by itself, or not well, and what is seen of it."""


@pytest.mark.parametrize("page", WITH_SHELL, ids=name)
def test_every_block_runs(page: Path, tmp_path: Path) -> None:
    with Scene(tmp_path) as scene:
        for block in in_order(page):
            scene.do(block)
