"""Cost against value: the drawing of any two measures, and the line of those that nobody beats in both."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from evalkit.report.page.costs import COSTS, costs
from tests.browser.test_report_in_browser import until
from tests.report.sample_report import NAMES, sample

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Opening = Callable[..., "Page"]

DRAWN = "document.querySelectorAll('[data-cost] svg').length === 3"
DOTS = """() => [...document.querySelectorAll('[data-cost=skew] svg a')].map((a) => a.getAttribute('aria-label'))"""


def test_each_task_has_a_drawing_of_the_tools_that_have_both_measures(opened: Opening) -> None:
    page = opened(sample, fragment="#cost")
    until(page, DRAWN)
    dots = page.evaluate(DOTS)
    assert all("seconds to run" in dot and "points" in dot for dot in dots)
    assert not any(dot.startswith("scikit-learn") for dot in dots), "a wrong answer has no time"
    page.locator("[data-cost=skew] svg a").first.press("Enter")
    until(page, "location.hash.startsWith('#at/skew/')")


def test_axes_are_chosen_and_the_table_says_the_same(opened: Opening) -> None:
    page = opened(sample, fragment="#cost")
    until(page, DRAWN)
    page.locator("#cost-x").select_option("mb")
    page.locator("#cost-y").select_option("lines")
    page.locator("[data-cost=skew]").scroll_into_view_if_needed()
    until(page, f"({DOTS})().every((dot) => dot.includes('MB on disk') && dot.includes('lines of code'))")
    page.locator("[data-cost=skew] summary").click()
    table = page.locator("[data-cost=skew] table")
    table.wait_for()
    assert table.locator("tbody tr").count() == len(page.evaluate(DOTS))


@pytest.mark.parametrize(
    ("dots", "best"),
    [
        ([(1, 10), (2, 20), (3, 15)], [0, 1]),
        ([(1, 10), (1, 10)], [0, 1]),
        ([(1, 10), (1, 12)], [1]),
        ([(5, 5)], [0]),
    ],
)
def test_nobody_beats_those_on_the_line(standing: Opening, dots: list[tuple[float, float]], best: list[int]) -> None:
    page = standing(sample)
    found = page.evaluate(
        "(dots) => unbeaten(dots.map(([x, y], id) => ({ id, x, y })), MEASURES.seconds, MEASURES.points).map((dot) => dot.id)",
        dots,
    )
    assert found == best


def test_costs_are_those_that_were_verified() -> None:
    found = costs(sample())
    at = {cost.metric: place for place, cost in enumerate(COSTS)}
    assert found["skew"]["scikit-learn"][at["run.wall_seconds"]] is None
    assert found["skew"]["scipy"][at["setup.install_mb"]] == NAMES["scipy"][3]


def test_a_name_covers_no_dot_and_no_other_name_where_there_is_room(opened: Opening) -> None:
    page = opened(sample, fragment="#cost")
    until(page, DRAWN)
    places = ((200, 120), (212, 124), (190, 130), (260, 120))
    named = [{"px": x, "py": y, "name": f"name {at}"} for at, (x, y) in enumerate(places)]
    names = page.evaluate("(dots) => namePlaces(dots, dots).map(({ box }) => box)", named)
    dots = [[x - 5, y - 5, x + 5, y + 5] for x, y in places]
    for at, one in enumerate(names):
        for other in [*names[at + 1 :], *dots]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (one, other)
