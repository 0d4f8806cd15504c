"""The page that ``aricli trace --html`` writes, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from aricli.cli.text import visible
from aricli.trace import html
from aricli.trace.model import Trace
from tests.unit.browser import Browser
from tests.unit.program import Program
from tests.unit.sessions import Record, call, request

SHOWN = "[...document.querySelectorAll('li')].filter(row => row.checkVisibility())"
EVIL = "</script></pre><img src=x onerror='window.caught=1'><script>window.caught=1</script>"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One browser for all tests."""
    with Browser(tmp_path_factory.mktemp("browser")) as browser:
        yield browser


def show(
    browser: Browser, home: Path, *records: Record, width: int = 1000, dark: bool = False
) -> None:
    """Write a page of these records and open it."""
    aricli = Program("http://127.0.0.1:1", home)
    stdin = "".join(json.dumps(each) + "\n" for each in records)
    ran = aricli("trace", "-", "--html", "page.html", stdin=stdin)
    assert (ran.code, ran.stdout) == (0, b"")
    browser.emulate(width=width, dark=dark)
    browser.open(home / "page.html")


def test_it_filters_by_call(browser: Browser, tmp_path: Path) -> None:
    show(
        browser,
        tmp_path,
        *call("17.1"),
        *call("18.1", 1.5),
        request(9, "GET", "/asterisk/info", 200),
    )
    total = browser.run(f"{SHOWN}.length")
    assert browser.run("[...document.querySelector('select').options].map(each => each.label)") == [
        "all",
        "1: 17.1  PJSIP/alice-00000001  alice".replace("  ", " "),
        "2: 18.1  PJSIP/alice-00000001  alice".replace("  ", " "),
    ]
    browser.run(
        "choice.selectedIndex = 2; choice.dispatchEvent(new Event('change', {bubbles: true}))"
    )
    left = browser.run(f"{SHOWN}.length")
    assert left == (total - 1) / 2
    assert browser.run(f"{SHOWN}.every(row => row.textContent.includes('18.1'))")
    status = browser.run("document.querySelector('[role=status]').textContent")
    assert status == f"{left} of {total} messages"


PAINTED = "new Promise(then => requestAnimationFrame(() => requestAnimationFrame(then)))"


def test_a_choice_among_thousands_is_painted(browser: Browser, tmp_path: Path) -> None:
    """Hiding thousands of list items would occupy the browser for longer than `run` waits."""
    show(browser, tmp_path, *(call(str(n))[0] for n in range(1700)))
    browser.run("choice.selectedIndex = 7; choice.dispatchEvent(new Event('change'))")
    browser.run(PAINTED)
    assert browser.run(f"{SHOWN}.length") == 3


def test_a_click_shows_the_raw_message(browser: Browser, tmp_path: Path) -> None:
    show(browser, tmp_path, *call("17"))
    row = "document.querySelectorAll('li')[2]"
    raw = f"{row}.querySelector('pre')"
    assert not browser.run(f"{raw}.checkVisibility()")
    browser.run(f"{row}.querySelector('summary').click()")
    assert browser.run(f"{raw}.checkVisibility()")
    assert json.loads(browser.run(f"{raw}.innerText")) == call("17")[0]


def test_the_keyboard_opens_a_message_too(browser: Browser, tmp_path: Path) -> None:
    show(browser, tmp_path, *call("17"))
    browser.run("document.querySelector('summary').focus()")
    browser.press("Enter", 13)
    assert browser.run("document.querySelector('details').open")


def test_what_came_back_is_unfolded(browser: Browser, tmp_path: Path) -> None:
    show(browser, tmp_path, request(0, "GET", "/channels/17", 200, '{"id":"17"}'))
    shown = json.loads(browser.run("document.querySelector('pre').textContent"))
    assert shown["resp"] == {"id": "17"}


def test_what_callers_send_is_text_and_nothing_else(browser: Browser, tmp_path: Path) -> None:
    show(browser, tmp_path, *call(EVIL, caller=EVIL), request(9, "GET", f"/{EVIL}", 200, EVIL))
    assert browser.run("window.caught") is None
    assert browser.run("document.querySelectorAll('img, script').length") == 1
    assert EVIL in browser.run("document.querySelector('.across').textContent")


def test_nothing_but_its_own_script_may_run(browser: Browser, tmp_path: Path) -> None:
    show(browser, tmp_path, *call("17"))
    browser.run(
        "document.body.append(Object.assign(document.createElement('script'),"
        "{textContent: 'window.caught = 1'}))"
    )
    assert browser.run("window.caught") is None


@pytest.mark.parametrize("width", [320, 390, 1000])
def test_it_fits_the_screen(browser: Browser, tmp_path: Path, width: int) -> None:
    records = call("1795425058.17", caller="x" * 80)
    show(browser, tmp_path, *records, width=width)
    browser.run("for (const each of document.querySelectorAll('details')) each.open = true")
    assert browser.run("document.documentElement.scrollWidth") <= width
    assert browser.run("innerWidth") == width
    spills = "each.scrollWidth > each.clientWidth + 1 && !each.closest('.hidden')"
    labels = "[...document.querySelectorAll('summary .lane, summary .across')]"
    assert browser.run(f"{labels}.filter(each => {spills}).length") == 0


LUMINANCE = """
function luminance(colour) {
  const [r, g, b] = colour.match(/[0-9.]+/g).slice(0, 3).map(each => each / 255)
    .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function back(node) {
  const found = getComputedStyle(node).backgroundColor;
  return found === "rgba(0, 0, 0, 0)" && node.parentElement ? back(node.parentElement) : found;
}
function contrast(node) {
  const both = [luminance(getComputedStyle(node).color), luminance(back(node))];
  return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
}
"""


@pytest.mark.parametrize("dark", [False, True])
def test_it_is_readable_by_day_and_by_night(browser: Browser, tmp_path: Path, dark: bool) -> None:
    show(browser, tmp_path, *call("17"), request(9, "DELETE", "/channels/17", 404), dark=dark)
    browser.run(LUMINANCE)
    assert (browser.run("luminance(back(document.body))") < 0.1) == dark
    browser.run("document.querySelector('details').open = true")
    everything = "[...document.querySelectorAll('h1, p, select, .heads, summary span, pre')]"
    assert browser.run(f"Math.min(...{everything}.map(contrast))") >= 4.5


def test_it_can_be_heard(browser: Browser, tmp_path: Path) -> None:
    show(browser, tmp_path, *call("17"))
    assert "Call" in browser.names("combobox")
    spoken = browser.names("DisclosureTriangle")
    assert any("call 1 Asterisk to application: StasisStart Ring" in each for each in spoken)
    assert any("application to Asterisk: POST play sound:hello" in each for each in spoken)
    assert any("caller to Asterisk: INVITE" in each for each in spoken)


def test_a_page_of_too_much_says_that_it_is_not_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "LARGEST", 5000)
    trace = Trace(visible)
    page = html.Page("session", trace.number, visible)
    for record in call("17"):
        for step in trace.steps(record):
            page.add(step)
    assert page.full
    assert "This is not all" in page.text()
    assert len(page.text()) < 5000 + len(html.Page("", trace.number, visible).text()) + 1000
