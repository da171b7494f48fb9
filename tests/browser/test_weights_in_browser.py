"""The sliders set shares, whatever the size of the weights that a rubric states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from evalkit.report import ReportInput, reweighing
from evalkit.report.words.answer import lead
from evalkit.report.words.sentence import Named
from evalkit.scoring import ways_of_stacks
from tests.browser.test_report_in_browser import until
from tests.report.sample_report import rubric, sample

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Opening = Callable[..., "Page"]

LABELS = "[...document.querySelectorAll('output')].slice(0, 3).map((one) => one.textContent.replaceAll('\\u202f', ' '))"
WAYS = "waysOfStacks().map(({ id, windows }) => [id, windows.map((one) => [one.kind, one.id, one.low, one.high])])"


def odd(friction: float, ergonomics: float, capability: float) -> ReportInput:
    document = rubric().model_dump(by_alias=True)["criteria"]
    for name, weight in (("friction", friction), ("ergonomics", ergonomics), ("capability", capability)):
        document[name]["weight"] = weight
    return sample(rubric=rubric(criteria=document, profiles={}))


@pytest.mark.parametrize(
    ("weights", "labels"),
    [
        ((1000, 1, 1), ["99.8 %", "under 0.1 %", "under 0.1 %"]),
        ((1.7e308, 1.7e308, 1.7e308), ["33.3 %"] * 3),
        ((1e-300, 1e-300, 2e-300), ["25 %", "25 %", "50 %"]),
        ((1e300, 1.0, 1e-300), ["100 %", "under 0.1 %", "under 0.1 %"]),
    ],
)
def test_odd_weights_are_shown_as_shares_and_can_be_moved(
    opened: Opening, weights: tuple[float, float, float], labels: list[str]
) -> None:
    make = partial(odd, *weights)
    page = opened(make, fragment="#weights")
    written = page.evaluate(LABELS)
    page.evaluate("show()")
    assert page.evaluate(LABELS) == written == labels
    known = [
        [way.name, [[one.kind, one.weighed, one.low, one.high] for one in way.windows]]
        for way in ways_of_stacks(make().scorecard)
    ]
    assert page.evaluate(WAYS) == known
    ergonomics = page.locator('input[data-kind="criteria"][data-name="ergonomics"]')
    ergonomics.press("End")
    page.wait_for_selector("#moved:visible")
    assert page.evaluate(LABELS)[1] == "99 %"
    ergonomics.press("Home")
    assert page.evaluate("shareOf(weightsNow.criteria, 'ergonomics')") == 0
    assert "NaN" not in page.inner_text("body")


def test_when_one_weight_moves_the_others_keep_their_proportions(opened: Opening) -> None:
    page = opened(partial(odd, 1, 2, 1), fragment="#weights")
    capability = page.locator('input[data-kind="criteria"][data-name="capability"]')
    for key in ("End", "Home", "End", "ArrowLeft"):
        capability.press(key)
    assert page.evaluate("weightsNow.criteria.ergonomics / weightsNow.criteria.friction") == 2
    assert page.evaluate("Math.round(1000 * shareOf(weightsNow.criteria, 'capability'))") == 980
    page.wait_for_selector('input[data-name="capability"][aria-valuetext="98\u202f%"]')


def test_a_reader_who_cares_for_two_criteria_chooses_one_alone_and_then_moves_the_other(opened: Opening) -> None:
    page = opened(sample, fragment="#weights")
    first, second, *others = sample().scorecard.weights
    page.click(f"[data-only={first}]")
    assert page.evaluate(LABELS) == ["100 %", "0 %", "0 %"]
    page.locator(f"input[data-name={second}]").fill("50")
    until(page, f"String({LABELS}) === '50 %,50 %,0 %'")
    said = page.evaluate("leadSentence(rankings.stacks, 'stack').map((part) => part.name ?? part).join('')")
    weights = reweighing.weights_of(sample().scorecard)
    mine = {first: 1.0, second: 1.0, **dict.fromkeys(others, 0.0)}
    ranking = reweighing.of_stacks(sample().scorecard, replace(weights, criteria=mine))
    assert said == "".join(
        part if isinstance(part, str) else part.name
        for part in lead(ranking, "stack", lambda name: Named(sample().rubric.stacks[name].title))
    )


def test_where_there_is_one_criterion_it_cannot_be_chosen_alone(opened: Opening) -> None:
    criteria = {"friction": rubric().model_dump(by_alias=True)["criteria"]["friction"]}
    page = opened(lambda: sample(rubric=rubric(criteria=criteria, profiles={}, claims={})), fragment="#weights")
    assert page.locator("[data-only]").count() == 0
