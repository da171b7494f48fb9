"""The report as a reader meets it: in a real browser, by mouse and by keyboard."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from evalkit.report import ReportInput, reweighing
from evalkit.scoring import LEAST_COVERAGE
from tests.report.hostile_report import hostile
from tests.report.sample_report import rubric, sample
from tests.report.test_sentences_of_any_run import RUNS

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Opening = Callable[..., "Page"]


def order(page: Page, ranking: str) -> list[str]:
    rows: list[str] = page.eval_on_selector_all(
        f'[data-ranking="{ranking}"] tbody tr', "rows => rows.map((r) => r.dataset.name)"
    )
    return rows


def slider(page: Page, kind: str, name: str) -> Any:
    return page.locator(f'input[data-kind="{kind}"][data-name="{name}"]')


SETTLED = "followers.every(({ isOld, waits }) => waits || !isOld)"
"""Whether everything says what holds under the weights, but for the map, which waits for somebody to look at it."""


def until(page: Page, condition: str) -> None:
    """Wait for a condition; the page's own policy forbids the driver to evaluate strings in it."""
    for _ in range(400):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(25)
    pytest.fail(f"never came true: {condition}")


def without_stacks() -> ReportInput:
    return sample(rubric=rubric(stacks={}))


def without_logs() -> ReportInput:
    return replace(sample(), logs={})


@pytest.mark.slow  # hundreds of weights, in the page and in Python
def test_points_and_ranks_in_the_page_are_those_of_python_for_any_weights(standing: Opening) -> None:
    report = sample()
    page = standing(sample)
    card = report.scorecard
    chance = random.Random(4)
    all_weights = [
        reweighing.Weights({name: drawn(chance) for name in card.weights}, {t.task: drawn(chance) for t in card.tasks})
        for _ in range(1000)
    ]
    # All are asked for at once: each question takes the driver longer than its answer takes the page.
    found = page.evaluate(
        """(all) => all.map((w) => ({stacks: rankStacks(weighingData(), w),
            tools: weighingData().tasks.map((t) => rankTools(t, weighingData(), w))}))""",
        [{"criteria": dict(weights.criteria), "tasks": dict(weights.tasks)} for weights in all_weights],
    )
    for weights, one in zip(all_weights, found, strict=True):
        agrees(one["stacks"], reweighing.of_stacks(card, weights))
        for table, ranking in zip(card.tasks, one["tools"], strict=True):
            agrees(ranking, reweighing.of_tools(table, weights))


def drawn(chance: random.Random) -> float:
    return chance.choice([0.0, 0.0, 1.0, chance.uniform(0, 10)])


def agrees(seen: list[dict[str, Any]], known: tuple[reweighing.Place, ...]) -> None:
    assert [place["id"] for place in seen] == [place.name for place in known]
    for place, own in zip(seen, known, strict=True):
        assert place["points"] == pytest.approx([own.points.low, own.points.high, own.coverage], abs=1e-9)
        if abs(own.coverage - LEAST_COVERAGE) > 1e-9:
            assert (tuple(place["rank"]) if place["rank"] else None) == own.rank
            assert place["why"] == own.why


@pytest.mark.parametrize("run", ["empty", "one block", "half done", "whole"])
def test_showing_the_rubrics_weights_again_changes_not_a_word(opened: Opening, run: str) -> None:
    page = opened(RUNS[run], fragment="#everything")
    words = "document.querySelector('main').innerText.replace(/\\s+/g, ' ').replace(' Set your own weights.', '')"
    before = page.evaluate(words)
    page.evaluate("show()")
    page.wait_for_timeout(400)
    assert page.evaluate(words) == before


def test_a_slider_moved_by_keyboard_changes_the_leader_the_sentence_and_the_address(opened: Opening) -> None:
    page = opened(sample, fragment="#weights")
    before = order(page, "stacks")
    assert "A specialist for each task (pandera + scikit-learn + Evidently) leads" in page.inner_text("#lead")
    slider(page, "criteria", "friction").focus()
    page.keyboard.press("End")
    until(page, "location.hash.includes('w.friction=198')")
    assert order(page, "stacks") != before
    assert page.inner_text("#lead").startswith("Ordinary Python (pandas) leads with")
    assert page.inner_text("#announcement") == page.inner_text("#moved-text")
    assert "not the rubric’s" in page.inner_text("#under")


def test_a_slider_moved_by_mouse_changes_the_tables_and_reset_brings_them_back(opened: Opening) -> None:
    page = opened(sample, fragment="#weights")
    before = {task: order(page, task) for task in ("data-validation", "sliced-metrics", "skew")}
    box = slider(page, "criteria", "friction").bounding_box()
    slider(page, "criteria", "friction").scroll_into_view_if_needed()
    box = slider(page, "criteria", "friction").bounding_box()
    page.mouse.click(box["x"] + box["width"] - 3, box["y"] + box["height"] / 2)
    until(page, "!document.getElementById('moved').hidden")
    until(page, SETTLED)
    assert {task: order(page, task) for task in before} != before
    page.click("#moved .reset")
    until(page, "document.getElementById('moved').hidden && location.hash === '#weights'")
    until(page, SETTLED)
    assert {task: order(page, task) for task in before} == before


def test_weights_in_the_address_are_taken_and_nonsense_is_not(opened: Opening) -> None:
    page = opened(sample, fragment="#stacks?w.friction=7.5&w.ergonomics=NaN&t.skew=-1&w.__proto__=3&x=1&t.nobody=2")
    assert page.evaluate("weightsNow") == {
        "criteria": {"friction": 7.5, "ergonomics": 1, "capability": 1},
        "tasks": {"data-validation": 2, "sliced-metrics": 1, "skew": 1},
    }
    assert page.locator("output").first.inner_text() == "78.9\u202f%"


def test_all_weights_zero_says_that_nothing_is_left(opened: Opening) -> None:
    page = opened(sample, fragment="#weights")
    for name in ("friction", "ergonomics", "capability"):
        slider(page, "criteria", name).focus()
        page.keyboard.press("Home")
    until(page, "!document.getElementById('nothing-left').hidden")
    assert "nothing is left to rank by" in page.inner_text("#nothing-left")
    until(page, SETTLED)
    assert "NaN" not in page.inner_text("body")
    assert page.inner_text('[data-ranking="skew"] tbody tr .place') == "–"


def test_every_number_and_every_word_opens_its_evidence(opened: Opening) -> None:
    page = opened(sample, fragment="#numbers")
    page.evaluate("document.querySelectorAll('details.tool').forEach((one) => (one.open = true))")
    page.wait_for_selector("a[href^='#number/']:visible")
    links: list[str] = page.eval_on_selector_all(
        "main a[href^='#']", "all => [...new Set(all.map((a) => a.getAttribute('href')))]"
    )
    empty = page.evaluate(
        """(links) => links.filter((link) => {
            const [kind, ...names] = link.slice(1).split('/');
            return PAGES[kind] ? PAGES[kind](...names) === null : document.getElementById(link.slice(1)) === null && !goToCode(kind, names);
        })""",
        links,
    )
    assert empty == []
    assert {link[1:].split("/")[0] for link in links} >= {
        "number",
        "points",
        "parts",
        "implementation",
        "tool",
        "task",
        "stack",
        "stack-number",
        "criterion",
        "at",
    }


def test_a_deep_link_opens_the_number_with_samples_code_and_its_place(opened: Opening) -> None:
    page = opened(sample, fragment="#number/pandera/data-validation/adapt/code.tokens")
    shown = page.inner_text("#evidence")
    assert "pandera · Tokens" in shown
    assert "tasks/data-validation/pandera/adapt.py, lines 3–6" in shown
    assert page.locator("#evidence .line.marked").count() == 4
    assert page.locator("#evidence .line.handover").count() == 4
    page.evaluate("location.hash = 'number/tfdv/data-validation/adapt/run.wall_seconds'")
    page.wait_for_selector("#evidence-title:text('Time to run')")
    shown = page.inner_text("#evidence")
    assert re.search(r"Exactly\n(\d\.?){1,7} s\n", shown)
    assert "logs/data-validation/tfdv/adapt.log" in shown
    page.evaluate("location.hash = 'implementation/data-validation/tfdv/adapt'")
    page.wait_for_selector("#evidence h3:text-is('Log') + p code:text-is('logs/data-validation/tfdv/adapt.log')")
    assert "lie in the run’s folder" not in shown
    page.keyboard.press("Escape")
    until(page, "!document.getElementById('evidence').open && location.hash === ''")


def test_of_a_log_that_the_page_does_not_carry_it_says_where_it_lies(opened: Opening) -> None:
    page = opened(without_logs, fragment="#number/tfdv/data-validation/adapt/run.wall_seconds")
    assert "The run’s folder has the logs that this page leaves out." in page.inner_text("#evidence")


def without_code() -> ReportInput:
    return replace(sample(), sources={})


def test_of_code_that_the_page_does_not_carry_it_says_where_it_stands(opened: Opening) -> None:
    page = opened(without_code, fragment="#implementation/data-validation/tfdv/adapt")
    page.wait_for_selector("#evidence h3:text-is('The implementation')")
    told = "This page leaves its code out. It stands in the run’s folder"
    assert told in page.inner_text("#evidence")
    column = "textOf(implementationColumn('data-validation', '{}', '{}'))"
    assert told in page.evaluate(column.format("tfdv", "adapt"))
    assert "Nothing was written for this level." in page.evaluate(column.format("tfdv", "no-such-level"))


def test_a_figure_beside_code_that_does_not_apply_is_not_called_unmeasured(opened: Opening) -> None:
    page = opened(sample)
    said = page.evaluate(
        """() => {
            const number = evidenceData().tools.pandas.numbers['data-validation/adapt/code.tokens'];
            delete number.shown;
            number.status = 'not-applicable';
            return textOf(numberIn('data-validation', 'pandas', 'adapt', 'code.tokens'));
        }"""
    )
    assert "does not apply" in said
    assert "not measured" not in said


def test_the_values_of_levels_are_named_by_their_levels_and_called_no_samples(standing: Opening) -> None:
    page = standing(sample)
    each = "eachSample('capability.score', 'data-validation', {})"
    by_level = page.evaluate(each.format("[1, 0.5, 0]"))
    assert by_level["shown"] == ["hello 1", "adapt 0.5", "stretch 0"]
    assert (by_level["counted"], by_level.get("vary")) == ("Levels", None)
    assert page.evaluate(each.format("[1, 0.5]"))["shown"] == [1, 0.5]
    timed = page.evaluate("eachSample('run.wall_seconds', 'data-validation', [1, 2])")
    assert (timed["counted"], timed["vary"]) == ("Samples", True)
    assert page.evaluate("eachSample('rating.ergonomics', 'data-validation', [1, 2])")["counted"] == "Raters"


def test_what_a_stack_needs_opens_what_forces_its_tools_apart(opened: Opening) -> None:
    page = opened(sample, fragment="#stack-number/tfx/stack.environments")
    shown = page.inner_text("#evidence")
    assert "TFX · Environments it needs" in shown
    assert "both depend on tfx-bsl" in shown


def knowing_concepts() -> ReportInput:
    report = sample()
    stacks = tuple(replace(row, concepts=57) for row in report.scorecard.stacks)
    return replace(report, scorecard=replace(report.scorecard, stacks=stacks))


def test_the_concepts_of_a_stack_lead_to_those_of_its_tools(opened: Opening) -> None:
    page = opened(knowing_concepts, fragment="#stacks")
    page.locator("#stacks a:text-is('57')").first.click()
    page.wait_for_selector("#evidence[open]")
    shown = page.inner_text("#evidence")
    assert "each counted once" in shown
    last = page.locator("#evidence-body ul").last
    assert last.locator("a").count() == len(sample().scorecard.tasks)
    last.locator("a").first.click()
    until(page, "document.getElementById('evidence-title').textContent.endsWith('Concepts')")


def test_evidence_is_reached_and_left_by_keyboard_alone(opened: Opening) -> None:
    page = opened(sample, fragment="#task/skew")
    page.locator('[data-ranking="skew"] a.outcome.unsupported').first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#evidence[open]")
    assert "Why the tool cannot do this" in page.inner_text("#evidence")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    until(page, "!document.getElementById('evidence').open")
    assert page.evaluate("document.activeElement.className").startswith("outcome")


def test_points_add_up_to_what_the_table_says(opened: Opening) -> None:
    page = opened(sample, fragment="#points/skew/scipy")
    big = page.inner_text("#evidence .big")
    assert big.removesuffix(" points") == page.text_content(
        '[data-ranking="skew"] tr[data-name="scipy"] .points .value'
    )
    assert "Anchors" in page.inner_text("#evidence")


def test_a_criterion_of_a_tools_points_opens_what_it_is_made_of(opened: Opening) -> None:
    page = opened(sample, fragment="#points/skew/scipy")
    link = page.locator("#evidence td a[href^='#points/skew/scipy/']").first
    title = link.inner_text()
    link.click()
    until(page, "location.hash.split('/').length === 4")
    assert page.locator("#evidence h3").first.inner_text().startswith(title)


@pytest.mark.slow  # a page of hostile content with everything opened
def test_hostile_content_runs_nothing_and_shows_as_text(opened: Opening) -> None:
    page = opened(hostile)
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    for link in page.eval_on_selector_all(
        "main a[href^='#']", "all => [...new Set(all.map((a) => a.getAttribute('href')))]"
    ):
        page.evaluate("(link) => { location.hash = link; go(); }", link)
    assert page.evaluate("window.ran") is None
    assert page.locator("body img, body iframe, body script:not([type])").count() == 1
    page.evaluate("location.hash = '#implementation/skew/tfdv/adapt'; go()")
    assert "</script><script>window.ran=1</script>" in page.inner_text("#evidence")


def test_a_rubric_without_stacks_still_re_ranks_its_tasks(opened: Opening) -> None:
    page = opened(without_stacks, fragment="#weights")
    before = order(page, "sliced-metrics")
    slider(page, "criteria", "friction").focus()
    page.keyboard.press("End")
    until(page, "location.hash.includes('w.friction=198')")
    assert order(page, "sliced-metrics") != before
    assert "no stacks" in page.inner_text("#lead")


def test_every_control_has_a_name_and_every_id_is_its_own(opened: Opening) -> None:
    page = opened(sample, fragment="#everything")
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    page.wait_for_selector("a[href^='#number/']:visible")
    found = page.evaluate(
        """() => ({
            ids: [...document.querySelectorAll('[id]')].map((e) => e.id),
            unnamed: [...document.querySelectorAll('a, button, input, [role=img], [role=region]')]
                .filter((e) => !(e.ariaLabel || e.labels?.[0]?.innerText || e.textContent).trim()).map((e) => e.outerHTML),
            headings: [...document.querySelectorAll('h1, main h2, main h3, main h4')].map((h) => Number(h.tagName[1])),
            bare: [...document.querySelectorAll('table')].filter((t) => !t.caption || t.querySelector('th:not([scope])')).length,
        })"""
    )
    assert len(found["ids"]) == len(set(found["ids"]))
    assert found["unnamed"] == []
    assert found["bare"] == 0
    assert found["headings"][0] == 1
    assert all(later - sooner <= 1 for sooner, later in zip(found["headings"], found["headings"][1:], strict=False))
    assert json.dumps(found["headings"]).count("1") == 1
