"""How the page lies at the widths that people read it at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from evalkit.report import ReportInput
from tests.report.hostile_report import hostile
from tests.report.sample_report import midway, sample

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Opening = Callable[..., "Page"]


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.parametrize("made", [sample, midway, hostile])
def test_nothing_is_wider_than_the_page(opened: Opening, made: Callable[[], ReportInput]) -> None:
    page = opened(made, 360, fragment="#everything")
    for opening in ("", "document.querySelectorAll('details').forEach((one) => (one.open = true))"):
        page.evaluate(opening)
        for width in (360, 768, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert overflow(page) <= 0, width


def test_at_1280_pixels_the_menu_and_the_tables_of_ranks_are_seen_whole(opened: Opening) -> None:
    page = opened(sample, 1280, fragment="#everything")
    cut = "all => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length"
    assert page.eval_on_selector_all("nav.sections ul, .scrolling:has(> .ranking)", cut) == 0


def test_on_a_phone_names_stay_while_a_table_scrolls_and_the_bar_is_one_line(opened: Opening) -> None:
    page = opened(sample, 390, fragment="#everything?w.friction=4")
    heights = page.evaluate("['#moved', 'nav.sections'].map((one) => document.querySelector(one).offsetHeight)")
    assert max(heights) < 60
    for table in ("#stacks .scrolling", ".task .scrolling"):
        left = page.evaluate(
            """(table) => {
                const region = document.querySelector(table);
                region.scrollLeft = 200;
                const name = region.querySelector("tbody th");
                return [region.scrollLeft, name.getBoundingClientRect().left - region.getBoundingClientRect().left,
                    getComputedStyle(name).backgroundColor === getComputedStyle(document.body).backgroundColor];
            }""",
            table,
        )
        assert left == [200, 0, True]
    page.evaluate("location.hash = 'points/skew/pandas/friction'")
    page.wait_for_selector("#evidence .anchors")
    assert page.evaluate("document.querySelector('#evidence .anchors').parentElement.offsetWidth") > 180


def test_among_many_tasks_none_cuts_its_wide_table_off(opened: Opening) -> None:
    page = opened(sample, 1400, fragment="#task/skew")
    page.evaluate("document.querySelector('#tasks').classList.add('many')")
    for width in (1400, 2560):
        page.set_viewport_size({"width": width, "height": 900})
        inside = page.evaluate(
            """() => {
                const table = [...document.querySelectorAll(".task > .scrolling")].find((one) => one.checkVisibility());
                const [inner, outer] = [table, table.parentElement].map((one) => one.getBoundingClientRect());
                return inner.left >= outer.left - 1 && inner.right <= outer.right + 1;
            }"""
        )
        assert inside, width
        assert overflow(page) <= 0, width


@pytest.mark.parametrize("width", [768, 1400])
def test_an_answer_that_stands_above_its_picture_uses_the_whole_width(opened: Opening, width: int) -> None:
    page = opened(midway, width)
    long_answer = "document.querySelector('#lead').append(' and many more words'.repeat(30))"
    page.evaluate(f"document.querySelector('#overview').classList.add('wide'); {long_answer}")
    lead, whole = (
        page.evaluate("(one) => document.querySelector(one).getBoundingClientRect().width", one)
        for one in ("#lead", ".screen-one")
    )
    assert lead > 0.95 * whole


def test_on_paper_the_title_and_the_answer_begin_at_the_same_edge(opened: Opening) -> None:
    page = opened(sample, 800)
    page.emulate_media(media="print")
    lefts = page.evaluate("['h1', '#lead'].map((one) => document.querySelector(one).getBoundingClientRect().left)")
    assert lefts[0] == lefts[1]
