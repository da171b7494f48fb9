"""Notes and facts as a reader meets them: a number leads to its note, a fact to the evidence of its level."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.browser.test_accessibility import violations
from tests.browser.test_charts_in_browser import draw_all
from tests.browser.test_layout_in_browser import overflow
from tests.browser.test_report_in_browser import until
from tests.report.sample_report import sample
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
    assert page.locator('#versus-body table th a[href="#note/3"]').first.inner_text() == "[3]"


def test_a_missed_fact_opens_the_level_with_the_reason(opened: Opening) -> None:
    page = opened(with_shown_facts, 360, fragment="#task/skew")
    link = page.locator('[id="facts/skew"] a.missed').first
    link.scroll_into_view_if_needed()
    page.wait_for_timeout(500)  # charts that are drawn meanwhile move the link
    link.press("Enter")
    until(page, "document.getElementById('evidence').innerText.includes('missed:')")
    assert f"missed: row-numbers: {WHY}" in page.locator("#evidence").inner_text()
    page.locator("#evidence-close").click()
    draw_all(page)
    page.evaluate("scrollTo(0, 0)")  # the bar that stays at the top may hide half of a button anywhere else
    assert overflow(page) <= 0
    assert violations(page) == []


def test_a_tools_numbers_begin_with_where_its_points_come_from_in_each_task(opened: Opening) -> None:
    page = opened(sample, fragment="#tool/tfdv")
    page.wait_for_selector("details[data-tool=tfdv] .onwards a")
    links = page.eval_on_selector_all(
        "details[data-tool=tfdv] .onwards a", "all => all.map((one) => one.getAttribute('href'))"
    )
    tasks = [table.task for table in sample().scorecard.tasks if any(row.tool == "tfdv" for row in table.rows)]
    assert links == [f"#points/{task}/tfdv" for task in tasks]
    page.click("details[data-tool=tfdv] .onwards a")
    page.wait_for_selector("#evidence[open]")
    assert "What would make it lead?" in page.inner_text("#evidence")


def test_head_to_head_names_who_is_ahead_for_ears_and_in_a_saved_table(opened: Opening) -> None:
    page = opened(sample, fragment="#versus/tool/pandera/tool/tfdv")
    table = page.locator("#versus-body table", has_text="All criteria, as weighed now")
    rows = table.evaluate("(table) => [...table.tBodies[0].rows].map((row) => [...row.cells].map(textOf))")
    names = [page.evaluate("nameOf", tool) for tool in ("pandera", "tfdv")]
    for row in rows:
        if row[1] == "does not apply" or row[2] == "level":
            continue
        first, second = (sum(map(float, one.split("–"))) / len(one.split("–")) for one in (row[1], row[3]))
        assert row[2].startswith(names[0] if first > second else names[1])
