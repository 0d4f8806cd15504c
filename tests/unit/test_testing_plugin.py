"""``aricli.testing``: fixtures for plugin authors, used as they are, in a pytest of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

MANUAL = Path(__file__).parents[2] / "docs" / "testing.md"


class Pytest:
    """Runs pytest on a file of tests, without anything of this repository's own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, tests: str, *options: str) -> subprocess.CompletedProcess[str]:
        """Run these tests; warnings are errors."""
        path = self._folder / "test_it.py"
        path.write_text(tests)
        return subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-p", "aricli.testing", "-p", "no:cacheprovider"),
                *("-W", "error", "--rootdir", str(self._folder), "-c", "/dev/null", str(path)),
                *options,
            ],
            capture_output=True,
            text=True,
            cwd=self._folder,
            env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            timeout=120,
        )


@pytest.fixture
def run(tmp_path: Path) -> Pytest:
    """Runs pytest in a folder of its own."""
    return Pytest(tmp_path)


def test_every_example_of_the_manual(run: Pytest) -> None:
    examples = re.findall(r"```python\n(.*?)```", MANUAL.read_text(), re.DOTALL)
    ran = run("\n\n".join(examples))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    count = sum(example.count("def test_") for example in examples)
    assert f"{count} passed" in ran.stdout
    assert count == 8


EXPLODING = """
from aricli import Behaviour
from aricli.sandbox import Call

class Exploding(Behaviour):
    app = "exploding"
    def stasis_start(self):
        self.after(1, self.explode)
    def explode(self):
        raise RuntimeError("a handler exploded")
    stasis_end = explode

def test(sandbox, call):
    sandbox.run(Exploding)
    caller = call("exploding")
    {what_happens}
"""


@pytest.mark.parametrize(
    ("what_happens", "result"),
    [
        ("sandbox.advance(2)", "1 failed"),
        ("Call.hangup(caller)", "1 passed, 1 error"),
        ("pass", "1 passed, 1 error"),
    ],
)
def test_a_handler_that_raises_fails_the_test(run: Pytest, what_happens: str, result: str) -> None:
    ran = run(EXPLODING.format(what_happens=what_happens))
    assert re.search(r"test_it\.py:10: RuntimeError", ran.stdout)
    assert f" {result} in " in ran.stdout


def test_a_handler_that_raises_fails_the_test_in_real_time_too(run: Pytest) -> None:
    real = """
import pytest
from aricli.sandbox import Settings

@pytest.fixture
def sandbox_settings():
    return Settings()
"""
    ran = run(EXPLODING.format(what_happens="import time; time.sleep(1.3)") + real)
    assert re.search(r"test_it\.py:10: RuntimeError", ran.stdout)
    assert " 1 passed, 1 error in " in ran.stdout


def test_what_a_failing_test_shows(run: Pytest) -> None:
    ran = run("""
from aricli import Behaviour

class Late(Behaviour):
    app = "late"
    def stasis_start(self):
        yield self.sleep(1)
        raise RuntimeError("too late")

def test_raising(sandbox, call):
    sandbox.run(Late)
    call("late")
    sandbox.advance(2)

def test_misnaming(sandbox):
    sandbox.run("channel-tonse")

def test_expecting(sandbox, call):
    assert call("2000").wait("BYE", timeout=1)

def test_going_back(clock):
    clock.advance(-1)
""")
    assert " 4 failed in " in ran.stdout
    assert "RuntimeError: too late" in ran.stdout
    assert "E       did you mean channel-tones? there are: " in ran.stdout
    assert "<call of alice to 2000: 200 OK>.wait" in ran.stdout
    assert "time does not go back" in ran.stdout
    assert not re.search(r"stage\.py|sandbox\.py", ran.stdout)


def test_a_handler_that_blocks_behind_a_playback(run: Pytest) -> None:
    ran = run("""
from aricli import Behaviour

class Late(Behaviour):
    app = "late"
    def stasis_start(self):
        self.channel.play("sound:tt-monkeys")
        self.channel.answer()
        self.say("answered")

def test(sandbox, call, clock):
    app = sandbox.run(Late)
    caller = call("late")
    sandbox.advance(16)
    assert (app.said, caller.saw) == ([], ["183 Session Progress"])
    sandbox.advance(1)
    assert (app.said, caller.saw) == (["answered"], ["183 Session Progress", "200 OK"])
""")
    assert ran.returncode == 0, ran.stdout


FRACTIONS = """
import pytest
from aricli import Behaviour

class Fractions(Behaviour):
    app = "fractions"
    def stasis_start(self):
        for _ in range(3):
            yield self.sleep(0.1)
        self.say("done")

@pytest.mark.parametrize("turn", range(20))
def test(sandbox, call, turn):
    app = sandbox.run(Fractions)
    call("fractions")
    sandbox.advance(0.3)
    assert app.said == ["done"]
"""


def test_fractions_add_up(run: Pytest) -> None:
    assert "20 passed" in run(FRACTIONS).stdout


FAULTS = """
import pytest
from aricli import Behaviour

class Chatty(Behaviour):
    app = "chatty"
    def stasis_start(self):
        self.channel.answer()
        self.after(5, self.talk)
    def talk(self):
        self.say("still here")
    def stasis_end(self):
        self.say("gone")

def test_a_dropped_connection(sandbox, call):
    app = sandbox.run(Chatty)
    sandbox.fault("drop-after=2")
    caller = call("chatty")
    sandbox.fault("drop-after=0")
    sandbox.advance(5)
    caller.hangup()
    assert app.said == ["still here", "gone"]

def test_a_half_open_connection(sandbox, call):
    app = sandbox.run(Chatty)
    caller = call("chatty")
    sandbox.fault("half-open")
    caller.hangup()
    assert app.said == ["gone"]

def test_being_replaced(sandbox):
    app = sandbox.run(Chatty)
    sandbox.fault("replace")
    assert app.replaced

def test_slow_answers(sandbox, call):
    sandbox.run(Chatty)
    sandbox.fault("slow=50ms")
    assert call("chatty").saw == ["200 OK"]
"""


def test_faults(run: Pytest) -> None:
    ran = run(FAULTS)
    assert ran.returncode == 0, ran.stdout


def test_calls_nobody_takes_and_unknown_names(run: Pytest) -> None:
    ran = run("""
import pytest
from aricli.errors import InvalidRequest

def test_nobody(sandbox, call):
    caller = call("1000")
    sandbox.advance(1)
    assert caller.saw == ["603 Decline"]

def test_two_applications(sandbox, call):
    first, second = call("1000"), call("1001")
    sandbox.run("tones")
    sandbox.run("monkeys")
    sandbox.advance(17)
    assert first.saw == ["183 Session Progress", "200 OK", "BYE"]
    assert second.saw == ["183 Session Progress", "603 Decline"]

def test_no_such_behaviour(sandbox):
    with pytest.raises(InvalidRequest, match="nonsense"):
        sandbox.run("nonsense")
""")
    assert ran.returncode == 0, ran.stdout


def test_it_costs_nothing_unused() -> None:
    program = (
        "import sys, pytest; before = set(sys.modules); import aricli.testing; "
        "print(*sorted(set(sys.modules) - before))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert ran.stdout.split() == ["aricli", "aricli.testing"]
