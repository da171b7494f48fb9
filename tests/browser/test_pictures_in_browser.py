"""Pictures as a reader meets them: beside the code, in the gallery, and large."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.browser.test_accessibility import violations
from tests.browser.test_layout_in_browser import overflow
from tests.browser.test_report_in_browser import until
from tests.report.test_pictures import with_pictures

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Opening = Callable[..., "Page"]


def test_pictures_load_when_a_reader_comes_near_and_open_large(opened: Opening) -> None:
    page = opened(with_pictures, 360, scheme="dark", fragment="#task/skew")
    assert page.locator("img").count() == 0, "nothing is drawn before somebody looks"
    page.locator('[id="pictures/skew"] > summary').press(
        "Enter"
    )  # a chart drawn above could move it from under a click
    page.wait_for_selector('[id="pictures/skew"][open]')
    for _ in range(20):  # charts that are drawn meanwhile move the pictures out of sight again
        for picture in page.locator("[data-picture]").all():
            picture.scroll_into_view_if_needed()
        if page.locator(".gallery img").count() == 3:
            break
        page.wait_for_timeout(250)
    until(page, "document.querySelectorAll('.gallery img').length === 3")
    assert page.evaluate(
        "[...document.images].every((one) => one.alt.includes('pandas') && one.complete && one.naturalWidth)"
    )
    assert violations(page) == []
    assert overflow(page) <= 0
    page.locator('a[href="#picture/skew/pandas/hello/1"]').first.press("Enter")
    until(page, "document.querySelector('#evidence .large img') !== null")
    assert "outputs/<plot>.png" in page.locator("#evidence-title").inner_text()


def test_pictures_stand_below_the_code_of_their_level(opened: Opening) -> None:
    page = opened(with_pictures, fragment="#code/skew/hello/pandas/scipy")
    until(page, "document.querySelectorAll('#code-listings .drawn img').length === 2")
