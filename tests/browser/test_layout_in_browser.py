"""How the page lies at the widths that people read it at."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import pytest

from benchmarks.large_report import made_up
from evalkit.report import ReportInput
from evalkit.report.words.brief import in_brief
from tests.browser.test_report_in_browser import until
from tests.report.crowded_report import crowded
from tests.report.hostile_report import hostile
from tests.report.sample_report import midway, sample
from tests.report.test_brief import RESOLVER

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


ENTRIES_IN_SIGHT = """() => [...document.querySelectorAll("nav.sections a")].map((entry) => {
    const { left, right, top, bottom } = entry.getBoundingClientRect();
    const list = entry.closest("ul");
    return left >= 0 && right <= innerWidth && list.scrollWidth <= list.clientWidth
        && bottom - top >= 24 && document.elementFromPoint((left + right) / 2, (top + bottom) / 2) === entry;
})"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 400, 768, 1280])
def test_every_entry_of_the_menu_is_seen_and_can_be_pressed_without_scrolling_sideways(
    opened: Opening, width: int, scheme: str
) -> None:
    page = opened(sample, width, scheme)
    entries = page.evaluate(ENTRIES_IN_SIGHT)
    assert len(entries) == 8
    assert all(entries)


@pytest.mark.parametrize("width", [320, 400, 1280])
@pytest.mark.parametrize(
    "fragment", ["#unknown", "#versus", "#stacks", "#everything?mark=pandas", "#unknown?mark=pandas"]
)
def test_what_an_address_leads_to_is_not_behind_the_menu(opened: Opening, width: int, fragment: str) -> None:
    page = opened(sample, width)
    page.evaluate("(to) => { location.hash = to; }", fragment)
    place = fragment[1:].partition("?")[0]
    bars = "Math.max(menu.getBoundingClientRect().bottom, byId('chosen-tools').getBoundingClientRect().bottom)"
    until(page, f"byId('{place}').getBoundingClientRect().top < 300")
    top, bottom = page.evaluate(f"[byId('{place}').getBoundingClientRect().top, {bars}]")
    assert top >= bottom - 3


def test_the_height_of_the_menu_is_known_from_the_start_and_kept_while_the_page_is_printed(opened: Opening) -> None:
    page = opened(sample, 400)
    known = "[document.documentElement.style.getPropertyValue('--menu'), `${menu.offsetHeight}px`]"
    height, measured = page.evaluate(known)
    assert height == measured != "0px"
    page.emulate_media(media="print")
    page.wait_for_timeout(100)
    assert page.evaluate(known) == [height, "0px"]
    page.emulate_media(media="null")
    page.set_viewport_size({"width": 1400, "height": 900})
    until(page, f"{known}[0] === {known}[1] && {known}[0] !== '{height}'")


def test_on_a_phone_names_stay_while_a_table_scrolls_and_the_bar_is_one_line(opened: Opening) -> None:
    page = opened(sample, 390, fragment="#everything?w.friction=4")
    heights = page.evaluate("['#moved', 'nav.sections'].map((one) => document.querySelector(one).offsetHeight)")
    assert heights[0] < 60
    assert heights[1] < 75, "two lines of entries"
    for table in (".task .scrolling",):
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


@cache
def many_tasks() -> ReportInput:
    return made_up(3, 15, 1)


@pytest.mark.parametrize(
    ("made", "width", "row"),
    [(sample, 400, False), (sample, 768, False), (sample, 1400, True), (many_tasks, 1400, False)],
)
def test_no_task_is_hidden_beyond_the_edge_of_a_row(
    opened: Opening, made: Callable[[], ReportInput], width: int, *, row: bool
) -> None:
    page = opened(made, width, fragment="#tasks")
    nav = page.locator("[data-view=tasks] nav.within")
    assert (nav.locator("ul").is_visible(), nav.locator("select").is_visible()) == (row, not row)
    if row:
        assert page.evaluate(
            "[...document.querySelectorAll('nav.within ul')].every((one) => one.scrollWidth <= one.clientWidth)"
        )
        return
    tasks = [table.task for table in made().scorecard.tasks]
    assert nav.locator("option").count() == len(tasks) + 3
    nav.locator("select").select_option(f"#task/{tasks[-1]}")
    until(page, f"location.hash === '#task/{tasks[-1]}' && taskNow === '{tasks[-1]}'")
    page.go_back()
    until(page, "taskPicker.value === '#tasks' && taskNow === ''")


def test_a_task_that_is_chosen_from_the_list_keeps_a_readers_weights(opened: Opening) -> None:
    page = opened(sample, 400, fragment="#tasks?w.friction=4")
    page.locator("[data-view=tasks] nav.within select").select_option("#task/skew")
    until(page, "taskNow === 'skew' && location.hash === '#task/skew?w.friction=4'")
    assert page.evaluate("weightsNow.criteria.friction") == 4


@pytest.mark.parametrize("width", [400, 1400])
def test_the_heads_of_the_picture_of_stacks_are_seen_whole_and_beside_each_other(opened: Opening, width: int) -> None:
    page = opened(crowded, width)
    faults = page.evaluate(
        """() => {
            const heads = [...document.querySelectorAll("[data-heat=stacks] th.up > span")];
            const boxes = heads.map((one) => one.getBoundingClientRect());
            const cells = heads.map((one) => one.parentElement.getBoundingClientRect());
            const within = (inner, outer) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1 && inner.top >= outer.top - 1;
            const cut = heads.filter((one, at) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1 || !within(boxes[at], cells[at]));
            const region = document.querySelector("#overview .scrolling");
            return [cut.map((one) => one.textContent), region.scrollWidth - region.clientWidth];
        }"""
    )
    assert faults == [[], 0]


@pytest.mark.parametrize("width", [360, 400, 700])
def test_a_range_of_numbers_stays_on_one_line(opened: Opening, width: int) -> None:
    page = opened(midway, width, fragment="#everything")
    for _ in range(2):
        lines = page.eval_on_selector_all(
            ".unbroken, .ranking td.number > a, .value, #sure td:nth-child(2)",
            "all => all.filter((one) => one.checkVisibility() && /\\d–\\d/.test(one.textContent)).map((one) => one.getClientRects().length)",
        )
        assert len(lines) > 10
        assert set(lines) == {1}
        assert page.locator("#lead .unbroken, .task-lead .unbroken").count() > 0
        page.evaluate("show()")


def test_a_long_message_beneath_a_value_is_folded_behind_how_it_begins(standing: Opening) -> None:
    page = standing(sample)
    for text in (RESOLVER, "short", "one line\nanother", "x" * 200, "word " * 60):
        assert page.evaluate("(text) => inBrief(text)", text) == list(in_brief(text))
    folded = "(text) => { const made = reasonOf(text); return [made.querySelector('summary')?.textContent ?? '', made.querySelector('pre')?.textContent ?? '', made.textContent]; }"
    assert page.evaluate(folded, RESOLVER)[:2] == list(in_brief(RESOLVER))
    assert page.evaluate(folded, "short") == ["", "", "short"]


@cache
def a_dozen_tasks() -> ReportInput:
    return made_up(3, 12, 1)


def test_a_wide_window_shows_the_stacks_with_all_of_a_dozen_tasks(opened: Opening) -> None:
    page = opened(a_dozen_tasks, 2560, fragment="#stacks")
    region = page.locator("#stacks .scrolling").first
    assert region.evaluate("(one) => one.scrollWidth <= one.clientWidth")
    assert overflow(page) <= 0


def test_on_a_tablet_a_map_shows_all_of_a_dozen_tasks(opened: Opening) -> None:
    page = opened(a_dozen_tasks, 768, fragment="#map")
    right = page.evaluate(
        "Math.max(...[...toolMap.querySelectorAll('a[data-in]')].map((one) => one.getBoundingClientRect().right))"
    )
    assert right <= 768


def test_the_titles_of_a_dozen_tasks_are_seen_whole_in_the_row_above_a_task(opened: Opening) -> None:
    page = opened(a_dozen_tasks, 1400, fragment="#tasks")
    cut = "all => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length"
    assert page.eval_on_selector_all("[data-view=tasks] nav.within a", cut) == 0


def test_on_paper_a_map_of_a_dozen_tasks_is_no_wider_than_the_page_and_no_heading_stands_alone(opened: Opening) -> None:
    page = opened(a_dozen_tasks, 700)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("toolMap.getBoundingClientRect().right") <= 700
    assert not page.locator("fieldset.profiles legend").is_visible()


def test_a_table_that_goes_on_beyond_its_box_fades_and_counts_the_columns_that_are_beyond(opened: Opening) -> None:
    page = opened(a_dozen_tasks, 400, fragment="#sure")
    region = page.locator("#sure .scrolling").first
    until(page, "document.querySelector('#sure .scrolling').classList.contains('cut')")
    assert region.evaluate("(one) => getComputedStyle(one).maskImage") != "none"
    button = region.locator("xpath=preceding-sibling::button[1]")
    assert button.inner_text().endswith("more columns →")
    while button.is_enabled():
        before = region.evaluate("(one) => one.scrollLeft")
        button.click()
        until(page, f"document.querySelector('#sure .scrolling').scrollLeft > {before}")
        page.evaluate("() => new Promise((ready) => requestAnimationFrame(() => requestAnimationFrame(ready)))")
    assert "cut" not in (region.get_attribute("class") or ""), "at its end nothing is beyond"


def test_what_stands_above_a_wide_table_is_no_wider_than_its_box(opened: Opening) -> None:
    page = opened(a_dozen_tasks, 400, fragment="#everything")
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert (
        page.eval_on_selector_all(
            ".scrolling:not(.whole) caption",
            "all => all.filter((one) => one.offsetWidth > one.closest('.scrolling').clientWidth + 1).length",
        )
        == 0
    )


def test_the_stacks_task_by_task_stand_in_the_order_of_the_ranking_and_follow_the_weights(opened: Opening) -> None:
    page = opened(sample, fragment="#stacks")
    order = "[...document.querySelectorAll('#stacks [data-ranking] tbody tr')].map((row) => row.dataset.name)"
    heads = "[...document.querySelectorAll('#stacks [data-parts] thead th')].slice(1).map((cell) => cell.dataset.name)"
    shown = "document.querySelector('#stacks [data-parts] tbody').innerText"
    assert page.evaluate(heads) == page.evaluate(order)
    before = page.evaluate(shown)
    for only in page.locator("[data-only]").all():
        only.click()
        until(page, f"JSON.stringify({heads}) === JSON.stringify({order})")
    until(page, f"{shown} !== {before!r}")


def test_tables_of_a_dozen_tasks_that_need_not_be_wide_are_seen_whole(opened: Opening) -> None:
    page = opened(a_dozen_tasks, 1400, fragment="#everything")
    cut = page.eval_on_selector_all(
        "#stacks .scrolling:has([data-ranking]), #contacts .scrolling",
        "all => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length",
    )
    assert cut == 0
