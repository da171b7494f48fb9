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

USES = 8
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
        page.bring_to_front()  # a tab behind another one takes no clicks, and nothing in it comes into sight
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media="null", color_scheme=scheme)  # type: ignore[arg-type]
        page.set_default_timeout(20_000)
        page.mouse.move(0, 0)
        return page

    def give_back(self, page: Page) -> None:
        """Let others have it, until its history has grown; what its page still does is over when the next is opened."""
        self._uses[page] += 1
        if self._uses[page] < USES:
            self._free.append(page)
        else:
            page.close()


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Iterator[Tabs]:
    """One context for all pages, which keep nothing: another for each would cost another process each."""
    made = browser.new_context()
    made.clock.set_fixed_time(TODAY)
    yield Tabs(made)
    made.close()


Opening = Callable[..., "Page"]


@pytest.fixture
def opened(tabs: Tabs, tmp_path: Path) -> Iterator[Opening]:
    """Open a report at a width; at the end nothing may have been asked of anybody, said on the console, or failed.

    What is opened is a sample, or a page that is written already.
    """
    pages: list[Page] = []
    complaints: list[str] = []

    def note(what: str, said: str) -> None:
        if what != "request" or not _own(said, file):
            complaints.append(f"{what}: {said}")

    listeners = {
        "console": lambda message: note("console", message.text),
        "pageerror": lambda error: note("error", str(error)),
        "dialog": lambda dialog: note("dialog", dialog.message),
        "request": lambda request: note("request", request.url),
    }
    file = tmp_path / "report.html"

    def open_report(
        made: Callable[[], ReportInput] | str, width: int = 1400, scheme: str = "light", fragment: str = ""
    ) -> Page:
        file.write_text(made if isinstance(made, str) else _rendered(made), "utf-8")
        page = tabs.take(width, scheme)
        pages.append(page)
        for what, listener in listeners.items():
            page.on(what, listener)  # type: ignore[call-overload]
        page.goto(file.as_uri() + fragment)
        return page

    yield open_report
    kept = [page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") for page in pages]
    for page in pages:
        for what, listener in listeners.items():
            page.remove_listener(what, listener)
        tabs.give_back(page)
    assert complaints == []
    assert not any(kept), "a page keeps nothing, so that none can depend on another"


@cache
def _rendered(made: Callable[[], ReportInput]) -> str:
    """Each of the sample reports is rendered once for all tests."""
    return render(made())


def _own(url: str, file: Path) -> bool:
    return url.split("#", maxsplit=1)[0] == file.as_uri() or url == "data:,"
