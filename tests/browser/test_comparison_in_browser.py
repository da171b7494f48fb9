"""The page of a comparison in a real Chromium: it fits every width, asks nobody for anything, and works without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from evalkit.report import render_comparison
from tests.browser.test_accessibility import violations
from tests.report.test_comparison_page import compared

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Opening = Callable[..., "Page"]


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (768, "light"), (1440, "dark")])
def test_it_fits_every_width_breaks_no_rule_and_asks_nobody_for_anything(
    opened: Opening, width: int, scheme: str
) -> None:
    page = opened(render_comparison(compared()), width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    summary = page.get_by_text("No real difference:")
    summary.focus()
    page.keyboard.press("Enter")
    page.locator("#rest details[open] table").wait_for()
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert violations(page) == []
