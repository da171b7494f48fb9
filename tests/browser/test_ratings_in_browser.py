"""Ratings as a reader meets them: one opens with who said what and where, links lead out safely, hostile words are text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.browser.test_accessibility import violations
from tests.browser.test_layout_in_browser import overflow
from tests.report.test_ratings_on_the_page import with_ratings

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Opening = Callable[..., "Page"]


def test_a_rating_opens_with_its_raters_words_and_evidence(opened: Opening) -> None:
    page = opened(with_ratings, 360, fragment="#number/pandas/data-validation/-/rating.ergonomics")
    dialog = page.locator("#evidence")
    words = dialog.inner_text()
    assert "4.5 of 5" in words
    assert "4 to 5" in words
    assert "rater-b: 5 of 5, as of 2026: </script><script>" in words
    assert page.evaluate("window.ran") is None
    link = dialog.locator('a[href="https://example.org/notes"]')
    assert link.get_attribute("rel") == "noreferrer noopener external"
    assert dialog.locator(".marked").count() == 4, "the lines that the other rating points at"
    assert overflow(page) <= 0
    assert violations(page) == []


def test_the_proxies_of_a_criterion_have_the_rating_beside_them(opened: Opening) -> None:
    page = opened(with_ratings, fragment="#points/data-validation/pandas/ergonomics")
    words = page.locator("#evidence").inner_text()
    assert "People who used it say 4.5 of 5 (4 to 5, 2 raters)." in words
    assert words.count("a proxy for people’s work") == 2
