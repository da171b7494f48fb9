"""Notes and facts as a reader meets them: a number leads to its note, a fact to the evidence of its level."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.browser.test_accessibility import violations
from tests.browser.test_layout_in_browser import overflow
from tests.browser.test_report_in_browser import until
from tests.report.test_notes import with_notes
from tests.report.test_shown_facts import WHY, with_shown_facts

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Opening = Callable[..., "Page"]


def test_a_number_beside_a_tools_name_leads_to_its_note(opened: Opening) -> None:
    page = opened(with_notes, 360, fragment="#task/skew")
    page.locator('table[data-ranking="skew"] a[href="#note/4"]').click()
    note = page.locator('[id="note/4"]')
    until(page, "document.getElementById('note/4').getBoundingClientRect().top < innerHeight")
    assert "Draws nothing offline." in note.inner_text()
    assert note.evaluate(
        "one => { const at = one.getBoundingClientRect(); return at.top >= 0 && at.top < innerHeight; }"
    )
    assert not page.locator("#evidence").is_visible()
    assert overflow(page) <= 0
    assert violations(page) == []


def test_head_to_head_numbers_the_tools_too(opened: Opening) -> None:
    page = opened(with_notes, fragment="#versus")
    page.locator('[data-versus="one"]').select_option("tool/tfdv")
    page.locator('[data-versus="other"]').select_option("tool/pandas")
    until(page, "document.querySelector('#versus-body table th a[href=\"#note/3\"]') !== null")
    assert page.locator('#versus-body table th a[href="#note/3"]').first.inner_text() == "3"


def test_a_missed_fact_opens_the_level_with_the_reason(opened: Opening) -> None:
    page = opened(with_shown_facts, 360, fragment="#task/skew")
    link = page.locator('[id="facts/skew"] a.missed').first
    link.scroll_into_view_if_needed()
    page.wait_for_timeout(500)  # charts that are drawn meanwhile move the link
    link.press("Enter")
    until(page, "document.getElementById('evidence').innerText.includes('missed:')")
    assert f"missed: row-numbers: {WHY}" in page.locator("#evidence").inner_text()
    page.locator("#evidence-close").click()
    assert overflow(page) <= 0
    assert violations(page) == []
