"""Tables with more tools than they show at once, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from evalkit.report import ReportInput, ToolFacts
from evalkit.report.page.tables import MOST_PLACES
from evalkit.report.reweighing import of_tools, weights_of
from evalkit.scoring import CriterionScore, Points
from tests.report.sample_report import sample

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Opening = Callable[..., "Page"]
TOOLS = {
    f"tool-{at}": ToolFacts(f"Tool {at}", "", None, "3.11", "1.0", None, None, None, "ready")
    for at in range(MOST_PLACES + 10)
}
ONLY_ERGONOMICS = {"friction": 0.0, "ergonomics": 1.0, "capability": 0.0}


def many_tools(lacking: str = "") -> ReportInput:
    """A task with more tools than fit its table; those that come last are the best in ergonomics, and `lacking` applies to none."""
    report = sample()
    *others, skew = report.scorecard.tasks
    rows = []
    for at, tool in enumerate(TOOLS):
        points = {
            name: Points(at, at) if name == "ergonomics" else Points(99 - at, 99 - at) for name in ONLY_ERGONOMICS
        }
        like = skew.rows[0]
        criteria = {
            name: CriterionScore(None, 1.0, ())
            if name == lacking
            else replace(score, points=points[name], coverage=1.0)
            for name, score in like.criteria.items()
        }
        rows.append(replace(like, tool=tool, criteria=criteria, competes=True, unranked=""))
    ranked = of_tools(replace(skew, rows=tuple(rows)), weights_of(report.scorecard))
    row_of = {row.tool: row for row in rows}
    placed = tuple(replace(row_of[place.name], rank=place.rank, points=place.points) for place in ranked)
    return replace(
        report,
        scorecard=replace(
            report.scorecard,
            tasks=(*others, replace(skew, rows=placed, faster=())),
            stacks=(),
            robustness=(),
            stable={},
        ),
        facts=replace(report.facts, tools={**report.facts.tools, **TOOLS}),
    )


def without_friction() -> ReportInput:
    """The same task, in which no metric of the first criterion applies."""
    return many_tools("friction")


def shown(page: Page) -> list[str | None]:
    return [row.get_attribute("data-name") for row in page.locator("[data-ranking=skew] tbody tr").all()]


def squeezed(html: str) -> str:
    return re.sub(r'\s|;(?=")', "", html)


def test_a_long_table_shows_its_first_places_whoever_holds_them(opened: Opening) -> None:
    page = opened(many_tools, fragment="#task/skew")
    skew = many_tools().scorecard.tasks[-1]
    assert shown(page) == [row.tool for row in skew.rows[:MOST_PLACES]]
    page.evaluate("(criteria) => { weightsNow.criteria = criteria; show(); }", ONLY_ERGONOMICS)
    weights = replace(weights_of(many_tools().scorecard), criteria=ONLY_ERGONOMICS)
    expected = [place.name for place in of_tools(skew, weights)]
    assert shown(page) == expected[:MOST_PLACES]
    page.get_by_role("button", name="Show all").press("Enter")
    assert shown(page) == expected
    assert page.evaluate("document.activeElement.closest('tr').dataset.name") == expected[MOST_PLACES]
    assert page.get_by_role("button", name="Show all").count() == 0


@pytest.mark.parametrize("made_up", [many_tools, without_friction])
def test_a_row_that_is_made_later_is_like_one_that_was_there_from_the_start(
    made_up: Callable[[], ReportInput], opened: Opening
) -> None:
    page = opened(made_up, fragment="#task/skew")
    there, made = list(TOOLS)[1], list(TOOLS)[-1]
    assert made not in shown(page)
    row = page.locator(f"[data-ranking=skew] tr[data-name={there}]")
    from_the_start = row.inner_html()
    page.evaluate("(id) => { rowsOf(document.querySelector('[data-ranking=skew]')).delete(id); show(); }", there)
    later = row.inner_html()
    assert squeezed(later) == squeezed(from_the_start)


def test_saving_a_long_table_saves_all_of_it(opened: Opening) -> None:
    page = opened(many_tools, fragment="#task/skew")
    table = page.locator(".scrolling:has([data-ranking=skew]) + .savings").first
    with page.expect_download() as saved:
        table.get_by_role("button", name="Save as CSV").click()
    lines = saved.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) == len(TOOLS) + 1
