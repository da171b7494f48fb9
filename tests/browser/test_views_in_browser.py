"""The page as views: one part at a time, all of it in the address, and everything on paper and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evalkit.report import ReportInput, render
from tests.browser.test_accessibility import violations
from tests.browser.test_layout_in_browser import overflow
from tests.browser.test_report_in_browser import until
from tests.report.code_report import with_code
from tests.report.sample_report import run_facts, sample

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
Opening = Callable[..., "Page"]

VIEWS = ("answer", "map", "tasks", "stacks", "tools", "claims", "method")
SEEN = """() => [...document.querySelectorAll('main > [data-view]')].filter((one) => one.checkVisibility()).map((one) => one.dataset.view)"""
TASKS_SEEN = (
    "[...document.querySelectorAll('.task')].filter((one) => one.checkVisibility()).map((one) => one.dataset.task)"
)


def seen(page: Page) -> list[str]:
    found: list[str] = page.evaluate(SEEN)
    return found


def in_view(page: Page, view: str) -> None:
    """Wait until this view alone is there."""
    until(page, f"({SEEN})().join() === '{view}'")


def test_the_page_opens_with_the_answer_alone(standing: Opening) -> None:
    page = standing(sample)
    assert seen(page) == ["answer"]
    assert page.locator("nav.sections [aria-current]").inner_text() == "Answer"
    assert page.evaluate("document.documentElement.scrollHeight") < 2_600


@pytest.mark.parametrize(
    ("place", "view"),
    [
        ("claims", "claims"),
        ("weights", "stacks"),
        ("stacks", "stacks"),
        ("sure", "stacks"),
        ("advice", "tools"),
        ("versus", "tools"),
        ("numbers", "tools"),
        ("contacts", "tools"),
        ("tool/pandas", "tools"),
        ("iteration", "tasks"),
        ("code", "tasks"),
        ("unknown", "method"),
        ("warnings", "method"),
        ("reproduce", "method"),
        ("nobody/knows/this", "answer"),
    ],
)
def test_every_place_opens_the_view_that_it_lies_in(opened: Opening, place: str, view: str) -> None:
    page = opened(sample, fragment=f"#{place}")
    assert seen(page) == [view]
    if view != "answer":
        top = page.evaluate("(id) => document.getElementById(id).getBoundingClientRect().top", place)
        assert 0 <= top < 900


def test_one_task_is_seen_at_a_time_with_its_own_code(opened: Opening) -> None:
    page = opened(with_code, fragment="#task/skew")
    assert seen(page) == ["tasks"]
    assert page.evaluate(TASKS_SEEN) == ["skew"]
    page.locator("#code").scroll_into_view_if_needed()
    until(page, "document.querySelectorAll('.column').length === 2")
    assert page.locator('[data-choice="task"]').input_value() == "skew"
    page.locator("nav.within a[href='#task/data-validation']").click()
    until(page, f"{TASKS_SEEN}.join() === 'data-validation'")
    until(page, "document.querySelector('[data-choice=\"task\"]').value === 'data-validation'")
    page.evaluate("location.hash = 'tasks'")
    until(page, f"{TASKS_SEEN}.length === 3")


def test_back_and_forward_bring_back_views_profiles_and_tools_that_were_hidden(opened: Opening) -> None:
    page = opened(sample)
    page.locator("nav.sections a[href='#map']").click()
    in_view(page, "map")
    page.get_by_role("button", name="Hide Fairlearn everywhere").click()
    until(page, "location.hash === '#map?hide=fairlearn'")
    page.locator("nav.sections a[href='#weights']").click()
    in_view(page, "stacks")
    assert page.evaluate("location.hash") == "#weights?hide=fairlearn"
    page.locator("[data-profile=bank]").click()
    until(page, "location.hash === '#weights?p=bank&hide=fairlearn'")
    page.go_back()
    until(page, "location.hash === '#weights?hide=fairlearn' && chosen === ''")
    page.go_back()
    in_view(page, "map")
    until(page, "location.hash === '#map?hide=fairlearn' && hiddenTools.has('fairlearn')")
    page.go_back()
    until(page, "location.hash === '#map' && hiddenTools.size === 0")
    page.go_back()
    in_view(page, "answer")
    page.go_forward()
    until(page, "location.hash === '#map' && hiddenTools.size === 0")


def test_back_leads_to_where_a_reader_left_even_if_what_was_unfolded_moved_the_page(opened: Opening) -> None:
    page = opened(sample, fragment="#advice")
    page.evaluate("document.querySelectorAll('#advice .folded details').forEach((one) => (one.open = true))")
    link = page.locator("#advice .folded a[href^='#tool/']").last
    link.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    link.click()
    until(page, "location.hash.startsWith('#tool/')")
    page.go_back()
    until(page, f"location.hash === '#advice' && Math.abs(scrollY - {before}) < 2")


def test_the_parts_of_a_view_stay_in_sight_and_say_which_one_a_reader_is_at(opened: Opening) -> None:
    page = opened(sample, fragment="#advice")
    current = "[...document.querySelectorAll('[data-view=tools] nav.within [aria-current]')].map((one) => one.textContent).join()"
    until(page, f"{current} === 'When to choose'")
    for place, title in (("numbers", "Every number"), ("versus", "Head to head")):
        page.evaluate(f"location.hash = '{place}'")
        until(page, f"{current} === '{title}'")
        chips = page.locator("[data-view=tools] nav.within").bounding_box()
        heading = page.locator(f"#{place} h2").bounding_box()
        assert chips is not None
        assert heading is not None
        assert chips["y"] >= 0
        assert chips["y"] + chips["height"] <= heading["y"] + 1, "the chips do not cover the heading"


def test_evidence_opens_over_its_view_and_leaves_it_there(opened: Opening) -> None:
    page = opened(sample, fragment="#task/skew")
    page.locator('[data-ranking="skew"] .value').first.click()
    page.wait_for_selector("#evidence[open]")
    page.keyboard.press("Escape")
    until(page, "location.hash === '#task/skew' && !document.getElementById('evidence').open")
    assert page.evaluate(TASKS_SEEN) == ["skew"]


def test_everything_shows_all_views_and_links_lead_on_within_it(opened: Opening) -> None:
    page = opened(sample, fragment="#everything")
    assert seen(page) == list(VIEWS)
    page.locator("#changes a").first.click()
    until(page, "location.hash.includes('v=everything')")
    assert seen(page) == list(VIEWS)
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    assert seen(page) == list(VIEWS)
    page.locator("nav.sections a[href='#claims']").click()
    in_view(page, "claims")
    assert page.evaluate("location.hash") == "#claims"


def test_paper_has_everything(opened: Opening) -> None:
    page = opened(sample, fragment="#task/skew")
    page.emulate_media(media="print")
    assert seen(page) == list(VIEWS)
    assert len(page.evaluate(TASKS_SEEN)) == 3
    assert not page.locator("nav.within").first.is_visible()


def test_without_scripts_everything_is_there(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(render(sample()), "utf-8")
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(file.as_uri())
        assert page.locator("main > [data-view]:visible").count() == len(VIEWS)
        assert page.locator(".task:visible").count() == 3
        assert page.locator("[data-heat=tools] tbody tr:visible").count() > 5
        assert page.locator("#filters:visible, .row-tools").count() == 0, "what nobody can use is not there"
    finally:
        context.close()


def test_the_menu_and_the_parts_of_a_view_are_used_by_keyboard(opened: Opening) -> None:
    page = opened(sample)
    page.locator("nav.sections a[href='#advice']").press("Enter")
    in_view(page, "tools")
    assert page.evaluate("document.activeElement.textContent") == "When would you recommend it?"
    page.locator("nav.within a[href='#versus']").press("Enter")
    page.wait_for_selector("#versus-body table")


@pytest.mark.parametrize("width", [400, 1400])
@pytest.mark.parametrize("fragment", ["", "#map?hide=pandas&mark=tfdv", "#task/skew", "#weights", "#method"])
def test_each_view_fits_and_breaks_no_rule(opened: Opening, fragment: str, width: int) -> None:
    page = opened(sample, width, fragment=fragment, scheme="dark" if width == 400 else "light")
    assert overflow(page) <= 0
    assert violations(page) == []


def measured_long_ago() -> ReportInput:
    return sample(facts=run_facts(started="2026-08-01T03:00:00Z", finished="2026-08-01T03:41:00Z"))


def test_a_run_that_is_older_than_ninety_days_says_so_in_every_view(opened: Opening) -> None:
    page = opened(measured_long_ago)
    for place in ("", "map", "method"):
        page.evaluate("(place) => (location.hash = place)", place)
        page.wait_for_selector("#old:visible")
    assert page.inner_text("#old").startswith("These measurements are 120 days old.")
    page = opened(sample)
    until(page, "viewNow === 'answer'")
    assert not page.is_visible("#old")
    assert [
        page.evaluate(f"daysOld(Date.parse('{day}'))") for day in ("2026-11-24T03:41:00Z", "2027-02-23T00:00:00Z")
    ] == [*(0, 90)]
