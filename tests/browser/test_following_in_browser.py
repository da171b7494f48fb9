"""What follows a weight that moves: at once what is in sight, and the rest when the reader rests or gets there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.test_report_in_browser import until
from tests.report.crowded_report import crowded
from tests.report.sample_report import sample
from tests.report.test_sentences_of_any_run import RUNS

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Opening = Callable[..., "Page"]

SHOWN = """() => [...document.querySelectorAll("[data-ranking] tbody, [data-heat] tbody, [data-lead], #lead, #sure-line")].map((one) => one.innerHTML)"""
MOVE = """(criterion) => { moveTo("criteria", criterion, 0.9); show(); return followers.filter((one) => one.isOld).length; }"""
RESTED = "location.hash.includes('w.')"
LAST_TASK = "[...document.querySelectorAll('.task [data-ranking]')].at(-1)"


def first_criterion(page: Page) -> Any:
    return page.evaluate("weighingData().criteria[0].id")


def test_what_is_in_sight_follows_at_once_and_the_rest_when_the_reader_rests(opened: Opening) -> None:
    page = opened(crowded, fragment="#weights")
    stacks, task = "#stacks tbody", f"{LAST_TASK}.tBodies[0].innerHTML"
    before = [page.inner_html(stacks), page.evaluate(task)]
    old = page.evaluate(MOVE, first_criterion(page))
    assert old > 0
    assert page.inner_html(stacks) != before[0]
    assert page.evaluate(task) == before[1]
    until(page, RESTED)
    assert page.evaluate(task) != before[1]


@pytest.mark.parametrize("fragment", ["", "#map", "#tasks", "#everything"])
def test_after_a_rest_and_a_look_at_the_map_the_page_is_as_if_everything_had_followed(
    opened: Opening, fragment: str
) -> None:
    page = opened(crowded, fragment=fragment)
    page.evaluate(MOVE, first_criterion(page))
    until(page, RESTED)
    page.evaluate("location.hash = `map${location.hash.slice(location.hash.indexOf('?'))}`")
    until(page, "followers.every((one) => !one.isOld)")
    seen = page.evaluate(SHOWN)
    page.evaluate("for (const one of followers) one.isOld = true; renewAll()")
    assert page.evaluate(SHOWN) == seen


def test_the_map_follows_when_somebody_scrolls_to_it(opened: Opening) -> None:
    page = opened(crowded, fragment="#everything")
    page.evaluate("scrollTo(0, document.querySelector('#weights').getBoundingClientRect().top + scrollY)")
    page.evaluate(MOVE, first_criterion(page))
    until(page, RESTED)
    is_old = "followers.find((one) => one.place === toolMap).isOld"
    assert page.evaluate(is_old)
    page.evaluate("toolMap.scrollIntoView()")
    until(page, f"!{is_old}")


def test_for_the_printer_everything_follows_at_once(opened: Opening) -> None:
    page = opened(crowded, fragment="#weights")
    assert page.evaluate(MOVE, first_criterion(page)) > 0
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("followers.filter((one) => one.isOld).length") == 0


def test_chances_that_are_drawn_in_slices_are_those_that_are_drawn_at_once(opened: Opening) -> None:
    page = opened(sample, fragment="#weights")
    page.evaluate(MOVE, first_criterion(page))
    until(page, "firstsNow !== null")
    assert page.evaluate("firstsNow") == page.evaluate("acceptability(weighingData(), weightsHeld())")


def test_a_weight_that_moves_again_gives_up_what_was_being_drawn(opened: Opening) -> None:
    page = opened(sample, fragment="#weights")
    begun = page.evaluate(
        """() => {
            const told = [];
            const work = function* (name) { for (let step = 0; step < 3; step += 1) { told.push(name); const until = performance.now() + SLICE; while (performance.now() < until); yield; } };
            inSlices(work("first"));
            inSlices(work("second"));
            return new Promise((done) => setTimeout(() => done(told), 300));
        }"""
    )
    assert begun == ["first", "second", "second", "second"]


@pytest.mark.parametrize("run", RUNS)
def test_ranks_found_by_counting_in_sorted_lists_are_those_found_pair_by_pair(opened: Opening, run: str) -> None:
    page = opened(RUNS[run])
    differing = page.evaluate(
        """() => weighingData().tasks.flatMap((task) => {
            const places = rankTools(task, weighingData(), weightsHeld());
            const counted = places.filter((place) => !place.why);
            const above = (own, side, of) => counted.filter((other) => other !== own && other.points[side] > own.points[of] + NEARLY).length;
            return counted.filter((own) => own.rank[0] !== 1 + above(own, 0, 1) || own.rank[1] !== 1 + above(own, 1, 0));
        })"""
    )
    assert differing == []
