"""The two pictures that stand first, and what a reader does with the map: find, filter, hide and mark tools."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from evalkit.report import ReportInput, reweighing
from evalkit.report.words.quantities import ordinal, whole_points
from evalkit.scoring import stack_criteria
from tests.browser.test_charts_in_browser import draw_all
from tests.browser.test_long_tables_in_browser import TOOLS, many_tools
from tests.browser.test_report_in_browser import until
from tests.report.charts.charted_report import charted
from tests.report.sample_report import NAMES, sample

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Opening = Callable[..., "Page"]

STACK_CELLS = """() => Object.fromEntries([...document.querySelectorAll('[data-heat=stacks] tbody tr')]
    .map((row) => [row.dataset.name, [...row.cells].slice(1).map((cell) => cell.innerText.trim())]))"""
MAP_CELLS = """() => Object.fromEntries([...document.querySelectorAll('[data-heat=tools] a[data-in]')].map((link) =>
    [`${link.dataset.in}/${link.closest('tr').dataset.tool}`, [link.querySelector('b').textContent, link.querySelector('small').textContent]]))"""
MAP_ROWS = "[...document.querySelectorAll('[data-heat=tools] tbody tr')].filter((row) => row.checkVisibility()).map((row) => row.dataset.tool)"
SEEN_ANYWHERE = """(tool) => [...document.querySelectorAll(`[data-tool="${tool}"]`)].filter((one) => one.checkVisibility()).length"""


def stack_cells(report: ReportInput, weights: reweighing.Weights) -> dict[str, list[str]]:
    found = {}
    for place in reweighing.of_stacks(report.scorecard, weights):
        row = next(row for row in report.scorecard.stacks if row.stack == place.name)
        criteria = stack_criteria(report.scorecard, row.tools, weights.tasks)
        found[place.name] = [
            whole_points(place.points),
            *(whole_points(one) if one else "–" for one in criteria.values()),
        ]
    return found


def test_both_pictures_show_what_python_has_for_any_weights(opened: Opening) -> None:
    report = sample()
    card = report.scorecard
    page = opened(sample, fragment="#everything")
    chance = random.Random(8)
    for _ in range(12):
        weights = reweighing.Weights(
            {name: chance.uniform(0.1, 10) for name in card.weights},
            {t.task: chance.uniform(0.1, 5) for t in card.tasks},
        )
        page.evaluate(
            "(w) => { weightsNow = w; show(); renewAll(); }",
            {"criteria": dict(weights.criteria), "tasks": dict(weights.tasks)},
        )
        cells = page.evaluate(STACK_CELLS)
        known = stack_cells(report, weights)
        assert list(cells) == list(known), "the best stack stands first"
        assert cells == known
        assert page.evaluate(MAP_CELLS) == {
            f"{table.task}/{place.name}": [whole_points(place.points), ordinal(place.rank)]
            for table in card.tasks
            for place in reweighing.of_tools(table, weights)
        }


def test_the_shade_of_a_cell_follows_its_points_and_text_stands_out_on_all(opened: Opening) -> None:
    page = opened(sample)
    link = page.locator("[data-heat=stacks] td a").first
    grounds = []
    for points in (0, 50, 100):
        link.evaluate("(one, points) => one.style.setProperty('--points', points)", points)
        grounds.append(link.evaluate("(one) => getComputedStyle(one).backgroundColor"))
    assert len(set(grounds)) == 3


def test_a_number_of_the_first_picture_opens_how_it_comes_about(opened: Opening) -> None:
    page = opened(sample)
    row = page.locator("[data-heat=stacks] tr[data-name=plain]")
    row.locator("td a").nth(1).click()
    page.wait_for_selector("#evidence[open]")
    shown = page.inner_text("#evidence")
    assert "Ordinary Python · Friction in critical parts of the workflow" in shown
    page.locator("#evidence-body td a").first.click()
    until(page, "document.getElementById('evidence-title').textContent.includes('points in')")


def test_a_cell_of_the_map_opens_the_task_at_that_tool(opened: Opening) -> None:
    page = opened(sample, fragment="#map")
    page.locator("[data-heat=tools] tr[data-tool=scipy] a[data-in=skew]").click()
    until(page, "document.querySelector('.reached')?.dataset.tool === 'scipy'")
    box = page.locator(".reached").bounding_box()
    assert box
    assert 0 <= box["y"] < 900
    assert page.evaluate("location.hash") == "#at/skew/scipy"
    assert page.locator("[id='task/data-validation']").is_visible() is False


def test_a_cell_opens_a_row_that_its_long_table_had_not_shown(opened: Opening) -> None:
    page = opened(many_tools, fragment="#map")
    last = list(TOOLS)[-1]
    assert page.locator(f"[id='at/skew/{last}']").count() == 0
    page.locator(f"[data-heat=tools] tr[data-tool={last}] a[data-in=skew]").click()
    until(page, f"document.querySelector('.reached')?.dataset.tool === '{last}'")


def test_rows_are_found_by_text_family_and_task(opened: Opening) -> None:
    page = opened(sample, fragment="#map")
    everyone = page.evaluate(MAP_ROWS)
    assert sorted(everyone) == sorted(NAMES)
    page.locator("#filter-find").fill("tensor")
    until(page, f"{MAP_ROWS}.join() === 'tfdv,tfma'")
    assert page.inner_text("#filter-count") == "2 of 9 tools match."
    until(page, "location.hash === '#map?find=tensor'")
    page.locator("#filter-in").select_option("skew")
    until(page, f"{MAP_ROWS}.join() === 'tfdv'")
    page.locator("#filter-find").fill("")
    page.locator("#filter-in").select_option("")
    page.locator("#filter-family").select_option("TFX")
    until(page, f"{MAP_ROWS}.join() === 'tfdv,tfma'")
    page.go_back()
    until(page, "location.hash !== '#map?family=TFX'")


def test_a_hidden_tool_is_gone_from_every_table_and_chart_and_comes_back(opened: Opening) -> None:
    page = opened(charted, fragment="#everything")
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    draw_all(page)
    before = page.locator('[data-chart="times/skew"] svg').evaluate("(svg) => svg.height.baseVal.value")
    assert page.evaluate(SEEN_ANYWHERE, "scipy") > 5
    points = page.inner_text("[data-ranking=skew] tr[data-tool=pandas] .place")
    page.get_by_role("button", name="Hide SciPy everywhere").click()
    assert page.evaluate(SEEN_ANYWHERE, "scipy") == 0
    until(page, "chartPlaces.every((place) => place.dataset.drawn === 'yes')")
    for chart in ("times/skew", "memory/skew", "growth/skew", "learning/skew", "places/skew", "together"):
        assert "SciPy" not in (page.locator(f'[data-chart="{chart}"] svg').text_content() or ""), chart
    after = page.locator('[data-chart="times/skew"] svg').evaluate("(svg) => svg.height.baseVal.value")
    assert before - after == pytest.approx(50, abs=2)
    assert page.inner_text("[data-ranking=skew] tr[data-tool=pandas] .place") == points, "places stay"
    page.get_by_role("button", name="Show SciPy again").press("Enter")
    assert page.evaluate(SEEN_ANYWHERE, "scipy") > 5
    until(page, "chartPlaces.every((place) => place.dataset.drawn === 'yes')")
    assert "SciPy" in (page.locator('[data-chart="times/skew"] svg').text_content() or "")


def test_a_marked_tool_stands_out_in_tables_and_charts(opened: Opening) -> None:
    page = opened(charted, fragment="#everything?mark=scipy")
    draw_all(page)
    marked = page.locator('[data-chart="times/skew"] svg text[font-weight=bold]').all_text_contents()
    assert "SciPy" in marked
    ground = "(one) => getComputedStyle(one).backgroundColor"
    row, other = (
        page.locator(f"[data-ranking=skew] tr[data-tool={tool}]").evaluate(ground) for tool in ("scipy", "pandas")
    )
    assert row != other
    assert page.get_by_role("button", name="Mark SciPy everywhere").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Mark SciPy no longer").click()
    until(page, "document.getElementById('chosen-tools').hidden")


def test_a_link_to_a_hidden_tool_shows_it_again(opened: Opening) -> None:
    page = opened(sample, fragment="#task/skew?hide=scipy&hide=nobody")
    assert page.evaluate("[...hiddenTools]") == ["scipy"]
    page.evaluate("location.hash = 'at/skew/scipy?hide=scipy'")
    until(page, "document.querySelector('.reached')?.dataset.tool === 'scipy'")
    assert page.locator(".reached").is_visible()


def test_the_buttons_of_the_first_screen_choose_a_profile_and_say_whose_it_is(opened: Opening) -> None:
    page = opened(sample)
    page.locator("[data-choose=laptop]").click()
    assert page.locator("[data-choose=laptop]").get_attribute("aria-pressed") == "true"
    assert page.locator("[data-profile=laptop]").get_attribute("aria-pressed") == "true"
    assert "Requires" in page.inner_text(".whom .requires")
    until(page, "location.hash === '#?p=laptop'")
    page.go_back()
    until(page, "chosen === ''")
    assert not page.is_visible(".whom .requires")


HEAD_AND_BARS = """() => {
    const bottom = (one) => document.querySelector(one).getBoundingClientRect().bottom;
    const head = document.querySelector("[data-heat=tools] thead th:last-of-type").getBoundingClientRect();
    const bars = [bottom("nav.sections"), document.querySelector("#chosen-tools").hidden ? 0 : bottom("#chosen-tools")];
    return [head.top, Math.max(...bars), head.bottom];
}"""


ON_TOP = """() => [...document.querySelectorAll("[data-heat=tools] thead th")].every((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    return one.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
})"""


@pytest.mark.parametrize("marked", ["", f"?mark={next(iter(TOOLS))}"])
def test_the_tasks_of_a_map_that_is_seen_whole_stay_in_sight_above_its_rows(opened: Opening, marked: str) -> None:
    page = opened(many_tools, fragment=f"#map{marked}")
    row = page.locator("[data-heat=tools] tbody tr").nth(-1)
    row.scroll_into_view_if_needed()
    page.mouse.wheel(0, 300)
    until(page, "window.scrollY > 300")
    top, bars, _ = page.evaluate(HEAD_AND_BARS)
    assert bars - 1 <= top < bars + 12
    assert page.evaluate(ON_TOP), "no name of a tool shows through"
    page.locator("[data-heat=tools] tbody tr").nth(2).locator("a[data-in]").first.focus()
    focused = page.evaluate("document.activeElement.getBoundingClientRect().top")
    assert focused >= page.evaluate(HEAD_AND_BARS)[2], "what has the focus is not behind the titles"


def test_a_map_that_is_wider_than_the_page_scrolls_within_itself(opened: Opening) -> None:
    page = opened(many_tools, 360, fragment="#map")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
