"""One real Chromium for all tests of the page; skipped where there is none, but not under CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

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
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium here: install the package chromium")
        pytest.skip("no Chromium here: install the package chromium to open the report for real")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One context for all pages, which keep nothing: another for each would cost another process each."""
    made = browser.new_context()
    yield made
    made.close()


Opening = Callable[..., "Page"]


@pytest.fixture
def opened(context: BrowserContext, tmp_path: Path) -> Iterator[Opening]:
    """Open a report at a width; at the end nothing may have been asked of anybody, said on the console, or failed."""
    pages: list[Page] = []
    complaints: list[str] = []

    def open_report(
        made: Callable[[], ReportInput], width: int = 1400, scheme: str = "light", fragment: str = ""
    ) -> Page:
        file = tmp_path / "report.html"
        file.write_text(_rendered(made), "utf-8")
        page = context.new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_default_timeout(20_000)
        page.on("console", lambda message: complaints.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: complaints.append(request.url) if not _own(request.url, file) else None)
        page.goto(file.as_uri() + fragment)
        return page

    yield open_report
    kept = [page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") for page in pages]
    for page in pages:
        page.close()
    assert complaints == []
    assert not any(kept), "a page keeps nothing, so that none can depend on another"


@cache
def _rendered(made: Callable[[], ReportInput]) -> str:
    """Each of the sample reports is rendered once for all tests."""
    return render(made())


def _own(url: str, file: Path) -> bool:
    return url.split("#", maxsplit=1)[0] == file.as_uri() or url == "data:,"
