"""One thing left out: a criterion, a metric or a task, ranked as Python ranks without it, and kept in the address."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from evalkit.model import Rubric
from evalkit.report import reweighing
from evalkit.scoring import Scorecard, score
from tests.browser.test_report_in_browser import SETTLED, order, slider, until
from tests.report.sample_report import MEMBERS, observations, rubric, sample, tasks

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Opening = Callable[..., "Page"]

POINTS = """(what) => {
    leaveOut(what); show();
    const plainly = (ranking) => Object.fromEntries(ranking.map((place) => [place.id, place.points.slice(0, 2)]));
    return { stacks: plainly(rankings.stacks), ...Object.fromEntries(rankings.tasks.map(([task, ranking]) => [task, plainly(ranking)])) };
}"""


def without(kind: str, name: str) -> Scorecard:
    document = rubric().model_dump(by_alias=True)
    if kind == "tasks":
        document["tasks"][name] = 0.0
    for criterion, one in document["criteria"].items():
        left = [entry for entry in one["metrics"] if not (kind == "metric" and entry["metric"] == name)]
        if not left or (kind == "criteria" and criterion == name):
            one["weight"] = 0.0  # nothing of it is left
        else:
            one["metrics"] = tuple(left)
    return score(Rubric.model_validate(document), tasks(), MEMBERS, tuple(observations()))


def test_what_is_left_out_counts_for_nobody(opened: Opening) -> None:
    page = opened(sample)
    metrics = dict.fromkeys(entry.metric for one in rubric().criteria.values() for entry in one.metrics)
    cases = [("criteria", name) for name in rubric().criteria] + [("metric", name) for name in metrics]
    for kind, name in [*cases, *(("tasks", task) for task in rubric().tasks)]:
        card = without(kind, name)
        weights = reweighing.weights_of(card)
        known = {"stacks": reweighing.of_stacks(card, weights)}
        known |= {table.task: reweighing.of_tools(table, weights) for table in card.tasks}
        found = page.evaluate(POINTS, f"{kind}/{name}")
        for ranking, places in known.items():
            for place in places:
                ends = pytest.approx([place.points.low, place.points.high], abs=0.001)
                assert found[ranking][place.name] == ends, (kind, name, ranking, place.name)


def test_a_metric_is_left_out_by_keyboard_and_back_counts_it_again(opened: Opening) -> None:
    page = opened(sample, fragment="#weights")
    before, words = order(page, "stacks"), page.inner_text("#lead")
    cell = page.locator('[id="at/skew/scipy"] a[href="#points/skew/scipy/capability"]')
    points = cell.text_content()
    page.locator("#leave-out").select_option("metric/capability.score")
    until(page, "location.hash === '#weights?out=metric%2Fcapability.score'")
    until(page, "!document.body.classList.contains('drawing-lots')")
    assert cell.text_content() == "–", "the criterion has no other metric"
    until(page, f"document.getElementById('lead').innerText !== {json.dumps(words)}")  # out of sight, it follows later
    assert "the points alone decide" in (page.text_content("#under") or "")
    assert page.inner_text("#moved-text").startswith("Without “")
    page.evaluate("location.hash = 'points/skew/scipy?out=metric%2Fcapability.score'")
    page.wait_for_selector("#evidence td:text-is('left out')")
    page.keyboard.press("Escape")
    until(page, "!document.getElementById('evidence').open")
    page.click("#moved .reset")
    until(page, "location.hash === '#weights'")
    page.go_back()
    until(page, "leftOut === 'metric/capability.score'")
    page.go_forward()
    until(page, "leftOut === ''")
    until(page, SETTLED)
    assert (order(page, "stacks"), page.inner_text("#lead"), cell.text_content()) == (before, words, points)


def test_a_criterion_that_is_left_out_weighs_nothing_until_it_is_moved(opened: Opening) -> None:
    page = opened(sample, fragment="#weights?out=criteria%2Ffriction")
    assert page.input_value("#leave-out") == "criteria/friction"
    assert page.locator("output").first.inner_text() == "0\u202f%"
    assert page.evaluate("weightsNow.criteria.friction") == 1
    slider(page, "criteria", "friction").press("End")
    until(page, "leftOut === '' && location.hash.includes('w.friction')")


def test_nonsense_in_the_address_leaves_nothing_out(opened: Opening) -> None:
    page = opened(sample, fragment="#weights?out=metric%2Fnobody.knows")
    assert page.evaluate("leftOut") == ""
    assert not page.is_visible("#moved")


def test_rows_of_the_map_are_found_by_what_they_meet(opened: Opening) -> None:
    page = opened(sample, fragment="#map")
    shown = "[...document.querySelectorAll('[data-heat=tools] tbody tr')].filter((row) => row.checkVisibility()).map((row) => row.dataset.tool).sort().join()"
    page.locator("#filter-meets").select_option("small-install")
    until(page, f"{shown} === 'great-expectations,pandas,pandera,scikit-learn,scipy'")
    assert page.inner_text("#filter-count") == "5 of 9 tools match. Of 1 it is not known."
    assert page.evaluate("location.hash") == "#map?meets=small-install"
    page.go_back()
    until(page, f"{shown}.split(',').length === 9")
