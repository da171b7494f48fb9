"""The page of a comparison in a real Chromium: it fits every width, asks nobody for anything, and works without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from evalkit.report import render_comparison
from tests.browser.test_accessibility import violations
from tests.report.test_comparison_page import compared

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (768, "light"), (1440, "dark")])
def test_it_fits_every_width_breaks_no_rule_and_asks_nobody_for_anything(
    browser: Browser, tmp_path: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    file = tmp_path / "page.html"
    file.write_text(render_comparison(compared()), "utf-8")
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: said.append(request.url) if not request.url.startswith(file.as_uri()) else None)
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    summary = page.get_by_text("No real difference:")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("#rest details[open] table").is_visible()
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert violations(page) == []
    context.close()
    assert [one for one in said if one != "data:,"] == []
