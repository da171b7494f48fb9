"""The page's script says the same as Python of what would make a stack or a tool lead, and follows the weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from evalkit.report.reweighing import of_stacks, of_tools, weights_of
from evalkit.report.words.for_whom import profile_views
from evalkit.report.words.sentence import Named
from evalkit.report.words.ways_to_lead import title_of_weight, what_would_change, would_lead
from evalkit.scoring import ways_of_stacks, ways_of_tools
from tests.browser.test_report_in_browser import until
from tests.report.sample_report import sample
from tests.report.test_sentences_of_any_run import RUNS, words

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Opening = Callable[..., "Page"]

SAID = "[...document.querySelectorAll('#changes > li')].map((one) => one.textContent)"


@pytest.mark.parametrize("run", RUNS)
def test_after_a_reset_the_script_says_what_the_page_said_before(opened: Opening, run: str) -> None:
    page = opened(RUNS[run])
    before = page.evaluate(SAID)
    page.evaluate("byId('changes').replaceChildren(); show()")
    until(page, "byId('changes').children.length > 0")
    assert page.evaluate(SAID) == before
    report = RUNS[run]()
    card = report.scorecard

    def stack(name: str) -> Named:
        return Named(report.rubric.stacks[name].title)

    def weighed(kind: str, name: str) -> Named:
        return Named(title_of_weight(report, kind, name))

    ranking = of_stacks(card, weights_of(card))
    said = what_would_change(ranking, ways_of_stacks(card), profile_views(report, stack), stack, weighed)
    assert before == [words(one) for one in said]


@pytest.mark.parametrize("run", RUNS)
def test_behind_the_points_of_a_stack_stands_the_same_before_any_weight_has_moved(opened: Opening, run: str) -> None:
    report = RUNS[run]()
    card = report.scorecard
    known = {
        way.name: words(
            would_lead(
                way,
                {place.name: place.why for place in of_stacks(card, weights_of(card))},
                lambda stack: Named(report.rubric.stacks[stack].title),
                lambda kind, name: Named(title_of_weight(report, kind, name)),
            )
        )
        for way in ways_of_stacks(card)
    }
    page = opened(RUNS[run])
    for row in card.stacks:
        behind = page.evaluate("(id) => partsPage(plain(id))[1].map((one) => one.textContent)", row.stack)
        said = behind[behind.index("What would make it lead?") + 1]
        assert said == known.get(row.stack, "It has the most points, or as many.")


@pytest.mark.parametrize("run", RUNS)
def test_behind_the_points_of_every_tool_stands_what_python_says(opened: Opening, run: str) -> None:
    report = RUNS[run]()
    card = report.scorecard
    known = {
        table.task: {
            way.name: words(
                would_lead(
                    way,
                    {place.name: place.why for place in of_tools(table, weights_of(card))},
                    lambda tool: Named(report.facts.tools[tool].name),
                    lambda kind, name: Named(title_of_weight(report, kind, name)),
                )
            )
            for way in ways_of_tools(table, card.weights)
        }
        for table in card.tasks
    }
    page = opened(RUNS[run])
    found = page.evaluate(
        """() => Object.fromEntries(weighingData().tasks.map((task) => {
            const ranking = rankTools(task, weighingData(), weightsHeld());
            const plainly = (way) => wouldLeadSentence(way, ranking, "tool").map((part) => part.name ?? part).join("");
            return [task.id, Object.fromEntries(waysOfTools(task).map((way) => [way.id, plainly(way)]))];
        }))"""
    )
    assert found == known


def test_what_is_promised_of_a_weight_happens(opened: Opening) -> None:
    page = opened(sample)
    for way in ways_of_stacks(sample().scorecard):
        for window in way.windows:
            page.evaluate(
                "(w) => { weightsNow = rubricWeights(); moveTo(...w); show(); renewAll(); }",
                [window.kind, window.weighed, (window.low or window.high) / 100],
            )
            row = page.locator('[data-ranking="stacks"] tbody tr').first
            assert (row.get_attribute("data-name"), row.locator(".place").inner_text()) == (way.name, "1")


def test_while_weights_move_it_is_said_of_those_that_then_do_not_lead(opened: Opening) -> None:
    page = opened(sample, fragment="#answer?w.friction=198")
    until(page, f"{SAID}.some((one) => one.includes('A specialist for each task would lead if'))")
    assert "Ordinary Python would lead" not in page.inner_text("#changes")
    page.evaluate("location.hash = 'parts/specialists?w.friction=198'")
    page.wait_for_selector("#evidence[open]")
    assert "A specialist for each task would lead if" in page.inner_text("#evidence-body")
    page.evaluate("location.hash = 'parts/plain?w.friction=198'")
    until(page, "byId('evidence-title').textContent.startsWith('Ordinary Python')")
    assert "It has the most points, or as many." in page.inner_text("#evidence-body")


def test_a_stack_that_a_profile_rules_out_has_no_way_there(opened: Opening) -> None:
    page = opened(sample, fragment="#answer?p=laptop")
    until(page, f"{SAID}.some((one) => one.startsWith('No single weight gives TFX a place: out because of'))")
    assert "It leads for “On a laptop”" not in page.inner_text("#changes")


def test_what_is_left_out_is_not_said_to_make_anybody_lead(opened: Opening) -> None:
    page = opened(sample, fragment="#answer?out=criteria/friction")
    until(page, f"!{SAID}.some((one) => one.includes('“Friction'))")
    assert page.evaluate(SAID)
