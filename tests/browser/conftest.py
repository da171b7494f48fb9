"""One real Chromium for all tests of the page; skipped where there is none, but not under CI."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evalkit.bench.browser import program
from evalkit.report import ReportInput, render

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, driven by Playwright."""
    found = program()
    if not found:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium here: install the package chromium")
        pytest.skip("no Chromium here: install the package chromium to open the report for real")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield opened
        opened.close()


TODAY = "2026-11-29T12:00:00Z"
"""What day it is for every page: some days after the sample was measured, so that it is not old."""

USES = 16
"""How often a tab is used: most of the time is saved, and no history grows long."""


class Tabs:
    """Tabs that are used again: a new one costs a process and a second, another page in it a quarter of that."""

    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        self._free: list[Page] = []
        self._uses: Counter[Page] = Counter()

    def take(self, width: int, scheme: str) -> Page:
        """A tab that nobody else has, as a new one is."""
        page = self._free.pop() if self._free else self._context.new_page()
        turn_to(page, width, scheme)
        page.set_default_timeout(20_000)
        return page

    def give_back(self, page: Page) -> None:
        """Let others have it, until its history has grown; what its page still does is over when the next is opened."""
        self._uses[page] += 1
        if self._uses[page] < USES:
            self._free.append(page)
        else:
            page.close()


def turn_to(page: Page, width: int, scheme: str) -> None:
    """Bring a tab to the front, as wide as it shall be, for the screen, with nobody pointing at anything."""
    page.bring_to_front()  # a tab behind another one takes no clicks, and nothing in it comes into sight
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(media="null", color_scheme=scheme)  # type: ignore[arg-type]
    page.mouse.move(0, 0)


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Iterator[Tabs]:
    """One context for all pages, which keep nothing: another for each would cost another process each."""
    made = browser.new_context()
    made.clock.set_fixed_time(TODAY)
    yield Tabs(made)
    made.close()


class Listening:
    """Listens to a tab with a page from a file: nothing may be asked of anybody, said on the console, or fail."""

    def __init__(self, page: Page, file: Path) -> None:
        self.complaints: list[str] = []
        self._page, self._file = page, file
        self._listeners = {
            "console": lambda message: self._note("console", message.text),
            "pageerror": lambda error: self._note("error", str(error)),
            "dialog": lambda dialog: self._note("dialog", dialog.message),
            "request": lambda request: self._note("request", request.url),
        }
        for what, listener in self._listeners.items():
            page.on(what, listener)  # type: ignore[call-overload]

    def stop(self) -> None:
        """Listen no longer."""
        for what, listener in self._listeners.items():
            self._page.remove_listener(what, listener)

    def _note(self, what: str, said: str) -> None:
        if what != "request" or not self._is_own(said):
            self.complaints.append(f"{what}: {said}")

    def _is_own(self, url: str) -> bool:
        return url.split("#", maxsplit=1)[0] == self._file.as_uri() or url == "data:,"


Opening = Callable[..., "Page"]


def kept_by(page: Page) -> int:
    """How much a page has put where a later one could find it."""
    kept: int = page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length")
    return kept


@pytest.fixture
def opened(tabs: Tabs, tmp_path: Path) -> Iterator[Opening]:
    """Open a report at a width; at the end nothing may have been asked of anybody, said on the console, or failed.

    What is opened is a sample, or a page that is written already.
    """
    pages: list[tuple[Page, Listening]] = []
    file = tmp_path / "report.html"

    def open_report(
        made: Callable[[], ReportInput] | str, width: int = 1400, scheme: str = "light", fragment: str = ""
    ) -> Page:
        file.write_text(made if isinstance(made, str) else _rendered(made), "utf-8")
        page = tabs.take(width, scheme)
        pages.append((page, Listening(page, file)))
        page.goto(file.as_uri() + fragment)
        return page

    yield open_report
    kept = [kept_by(page) for page, _ in pages]
    for page, listening in pages:
        listening.stop()
        tabs.give_back(page)
    assert [said for _, listening in pages for said in listening.complaints] == []
    assert not any(kept), "a page keeps nothing, so that none can depend on another"


STATE = """() => {
    const controls = [...document.querySelectorAll("input, select")].map((one) => [one.value, one.checked]);
    const held = [location.hash, weightsNow, chosen, leftOut, [...hiddenTools], controls];
    let digest = 0;
    for (const letter of JSON.stringify(held) + document.documentElement.outerHTML) {
        digest = (31 * digest + letter.codePointAt(0)) | 0;
    }
    return digest;
}"""
"""A digest of all that a test could change on a page and another could meet, but for where it is scrolled to."""


class Standing:
    """A page that stands open for all tests that only ask it."""

    def __init__(self, page: Page, listening: Listening) -> None:
        self.page, self.listening = page, listening
        self.state = _at_rest(page)
        self._scrolled = page.evaluate("[scrollX, scrollY]")

    def turn_to(self, scheme: str) -> Page:
        """The page as whoever opened it found it."""
        turn_to(self.page, 1400, scheme)
        self.page.evaluate("([x, y]) => scrollTo(x, y)", self._scrolled)
        return self.page


def _at_rest(page: Page) -> int:
    """The state of a page once it no longer changes by itself, as it may for a moment after it has opened."""
    state: int = page.evaluate(STATE)
    for _ in range(50):
        page.wait_for_timeout(100)
        before, state = state, page.evaluate(STATE)
        if state == before:
            break
    return state


Place = tuple[Callable[[], ReportInput], str, "Callable[[Page], None] | None"]
"""What is opened, at which fragment, and what is done with it before anybody asks it."""

MOST_STANDING = 4
"""How many pages stand open at a time: each has a process of some hundred megabytes."""


@pytest.fixture(scope="session")
def all_standing(tabs: Tabs) -> Iterator[dict[Place, Standing]]:
    """The pages that stand open; the one that was asked last comes last."""
    found: dict[Place, Standing] = {}
    yield found
    for one in found.values():
        one.page.close()


@pytest.fixture
def standing(
    tabs: Tabs, all_standing: dict[Place, Standing], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Opening]:
    """Give a page that was opened once for all tests that only ask it, 1400 pixels wide; none may leave it changed.

    As with `opened`, nothing may be asked of anybody, said on the console, or fail.
    """
    asked: dict[Place, Standing] = {}

    def turn_to_report(
        made: Callable[[], ReportInput],
        scheme: str = "light",
        fragment: str = "",
        then: Callable[[Page], None] | None = None,
    ) -> Page:
        place = (made, fragment, then)
        if place not in all_standing:
            while len(all_standing) >= MOST_STANDING:
                all_standing.pop(next(iter(all_standing))).page.close()
            file = tmp_path_factory.mktemp("standing") / "report.html"
            file.write_text(_rendered(made), "utf-8")
            page = tabs.take(1400, "light")
            listening = Listening(page, file)
            page.goto(file.as_uri() + fragment)
            if then:
                then(page)
            all_standing[place] = Standing(page, listening)
        asked[place] = all_standing[place] = all_standing.pop(place)
        return asked[place].turn_to(scheme)

    yield turn_to_report
    complaints = [said for one in asked.values() for said in one.listening.complaints]
    kept = [kept_by(one.page) for one in asked.values()]
    changed = [place for place, one in asked.items() if one.page.evaluate(STATE) != one.state]
    for place in [*asked] if complaints or any(kept) else changed:
        all_standing.pop(place).page.close()  # the next test gets a new one
    assert complaints == []
    assert not any(kept), "a page keeps nothing, so that none can depend on another"
    assert not changed, "who changes a page opens one of their own"


@cache
def _rendered(made: Callable[[], ReportInput]) -> str:
    """Each of the sample reports is rendered once for all tests."""
    return render(made())
