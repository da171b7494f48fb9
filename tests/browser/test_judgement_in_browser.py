"""What the page says about sureness, profiles, claims and pairs, against Python's own judgement."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from evalkit.model import REQUIREMENTS
from evalkit.model.plain_text import visible
from evalkit.report import ReportInput, reweighing
from evalkit.report.page.weighing_data import weighing
from evalkit.report.reweighing import Place
from evalkit.report.words.answer import lead
from evalkit.report.words.requirements import weights_under
from evalkit.report.words.sentence import Named
from evalkit.scoring import Points, places, too_little
from evalkit.scoring.certainty import Preference, robustness
from tests.browser.test_report_in_browser import SETTLED, until
from tests.report.sample_report import sample

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Opening = Callable[..., "Page"]


def weights_drawn(report: ReportInput, chance: random.Random) -> dict[str, dict[str, float]]:
    card = report.scorecard
    criteria = {name: chance.choice([0.0, 1.0, chance.uniform(0.1, 10)]) for name in card.weights}
    if not any(criteria.values()):
        criteria = dict.fromkeys(criteria, 1.0)
    return {"criteria": criteria, "tasks": {table.task: chance.uniform(0.1, 5) for table in card.tasks}}


def test_chances_of_coming_first_are_those_of_python_for_any_weights(standing: Opening) -> None:
    report = sample()
    page = standing(sample)
    chance = random.Random(11)
    for _ in range(25):
        weights = weights_drawn(report, chance)
        found = page.evaluate("(w) => acceptability(weighingData(), w)", weights)
        assert report.draws is not None
        preference = Preference("drawn", weights["criteria"], weights["tasks"])
        (known,) = robustness(report.draws, report.scorecard.tasks, report.scorecard.stacks, [preference])
        assert set(found["stacks"]) == {one.name for one in known.stacks}
        for one in known.stacks:
            assert found["stacks"][one.name] == pytest.approx(one.first, abs=0.03)
        for task, standings in known.tasks.items():
            assert set(found["tasks"][task]) == {one.name for one in standings}
            for one in standings:
                assert found["tasks"][task][one.name] == pytest.approx(one.first, abs=0.03)


def test_drawn_weights_lie_around_those_held_and_none_stays_none(standing: Opening) -> None:
    page = standing(sample)
    mean, spread = page.evaluate(
        """() => {
            const random = chance(5);
            const all = Array.from({ length: 4000 }, () => {
                const drawn = drawnWeights([3, 1, 0], 40, random);
                const total = drawn[0] + drawn[1] + drawn[2];
                return drawn.map((weight) => weight / total);
            });
            const mean = [0, 1, 2].map((at) => all.reduce((sum, one) => sum + one[at], 0) / all.length);
            return [mean, Math.sqrt(all.reduce((sum, one) => sum + (one[0] - mean[0]) ** 2, 0) / all.length)];
        }"""
    )
    assert mean == pytest.approx([0.75, 0.25, 0.0], abs=0.005)
    assert spread == pytest.approx((0.75 * 0.25 / 41) ** 0.5, rel=0.05)


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_a_profile_brings_its_weights_and_rules_out_who_does_not_meet_it(opened: Opening, by: str) -> None:
    report = sample()
    page = opened(sample, fragment="#weights")
    button = page.locator("[data-profile=laptop]")
    if by == "mouse":
        button.click()
    else:
        button.focus()
        page.keyboard.press("Enter")
    profile = report.scorecard.profiles[0]
    ranking = reweighing.of_stacks(report.scorecard, weights_under(profile))
    shown = [row.inner_text() for row in page.locator("#stacks tbody tr .place").all()]
    assert [row.get_attribute("data-name") for row in page.locator("#stacks [data-ranking] tbody tr").all()] == [
        place.name for place in ranking
    ]
    assert shown == ["1", "–", "–"]
    assert button.get_attribute("aria-pressed") == "true"
    assert "out because of tfdv, tfma" in page.inner_text("#stacks tr[data-name=tfx]")
    assert f"Requires “{REQUIREMENTS['small-install'].title}”. Ruled out in at least one task: " in page.inner_text(
        "#requires"
    )
    assert "Evidently" in page.inner_text("#requires")
    assert "On a laptop" in page.inner_text("#moved-text")
    until(page, "location.hash.endsWith('?p=laptop')")
    page.locator("[data-profile='']").click()
    assert page.locator("#stacks tbody tr").first.get_attribute("data-name") == report.scorecard.stacks[0].stack
    assert not page.is_visible("#requires")


def test_a_profile_and_moved_weights_in_the_address_are_taken_together(opened: Opening) -> None:
    page = opened(sample, fragment="#stacks?p=bank&w.ergonomics=5&p=nobody")
    held = page.evaluate("[chosen, weightsNow]")
    assert held == [
        "bank",
        {
            "criteria": {"friction": 0, "ergonomics": 5, "capability": 3},
            "tasks": {"data-validation": 2, "sliced-metrics": 1, "skew": 3},
        },
    ]


def test_the_names_of_the_answer_choose_the_same_profile(opened: Opening) -> None:
    page = opened(sample)
    page.click("[data-choose=bank]")
    assert page.evaluate("chosen") == "bank"
    assert "For “A bank”" in page.inner_text("#under")


def test_chances_follow_moved_weights_and_come_back_with_the_rubrics(opened: Opening) -> None:
    page = opened(sample, fragment="#everything")
    before = page.inner_text("#sure-line")
    notes = page.locator("#sure [data-as-stated], #advice [data-as-stated]")
    own = page.locator("[data-profile='']")
    assert ([note.is_visible() for note in notes.all()], own.get_attribute("aria-pressed")) == ([False, False], "true")
    page.locator('input[data-name="friction"]').focus()
    page.keyboard.press("End")
    until(page, "document.getElementById('sure-line').innerText.startsWith('Ordinary Python comes first in')")
    assert page.inner_text("#sure-line") != before
    told = [
        f"This section uses the {whose}, not the weights that you moved above."
        for whose in ("weights that each column names", "rubric’s weights")
    ]
    assert ([note.inner_text() for note in notes.all()], own.get_attribute("aria-pressed")) == (told, "false")
    page.click("#moved .reset")
    until(page, SETTLED)
    assert page.inner_text("#sure-line") == before
    page.click("[data-profile=bank]")
    assert [note.is_visible() for note in notes.all()] == [False, True]


def test_two_tools_are_compared_on_the_tasks_that_both_have(opened: Opening) -> None:
    page = opened(sample, fragment="#versus/tool/pandera/tool/tfdv")
    page.wait_for_selector("#versus-body table")
    said = page.inner_text("#versus-body p")
    assert said.startswith("On “Catch bad rows before they reach training”: ")
    assert "Notice that serving data drifted" not in said
    page.locator("#versus-body summary").first.click()
    href = page.locator("#versus-body details a").first.get_attribute("href")
    page.evaluate("(href) => { location.hash = href; }", href)
    page.wait_for_selector("#evidence[open]")


def test_stacks_are_compared_on_all_tasks_which_are_counted_and_not_named(opened: Opening) -> None:
    page = opened(sample, fragment="#versus")
    page.locator("#versus").scroll_into_view_if_needed()
    page.wait_for_selector("#versus-body table")
    assert page.inner_text("#versus-body p").startswith("On all 3 tasks: ")


def test_chances_that_reach_from_none_to_all_are_said_to_tell_nothing_when_a_profile_is_chosen(
    standing: Opening,
) -> None:
    page = standing(sample)
    said = page.evaluate(
        """() => {
            const ranking = rankStacks(weighingData(), weightsHeld());
            const firsts = Object.fromEntries(ranking.map((place) => [place.id, [0, 0.995]]));
            return sureSentence(ranking, firsts, "stack").map((part) => part.name ?? part).join("");
        }"""
    )
    assert said.startswith("The draws cannot tell who leads: ")


def test_tools_without_a_shared_task_are_not_compared(opened: Opening) -> None:
    page = opened(sample, fragment="#versus")
    page.locator("#versus").scroll_into_view_if_needed()
    page.select_option("[data-versus=one]", "tool/pandera")
    page.select_option("[data-versus=other]", "tool/scipy")
    assert page.inner_text("#versus-body") == "They share no task, so nothing can be compared."
    assert page.evaluate("location.hash") == "#versus/tool/pandera/tool/scipy"


def test_every_claim_says_its_verdict_with_values_that_open(opened: Opening) -> None:
    page = opened(sample, fragment="#claim/tfdv-is-light")
    assert "refuted\tTensorFlow Data Validation: “Size on disk”" in page.inner_text("[id='claim/tfdv-is-light']")
    assert "three times what plain pandas takes" in page.inner_text("[id='claim-tests/tfdv-is-light']")
    assert "supported" in page.inner_text("[id='claim/pandera-is-short']")
    page.locator("[id='claim/tfdv-is-light'] a").first.click()
    page.wait_for_selector("#evidence[open]")


def test_what_is_behind_a_claim_opens_by_keyboard_by_its_address_and_for_the_printer(opened: Opening) -> None:
    page = opened(sample, fragment="#claims")
    tests, unmeasured = page.locator("[id='claim-tests/pandera-is-short']"), page.locator("details.unmeasured")
    assert (tests.is_visible(), unmeasured.get_attribute("open")) == (False, None)
    page.locator("[id='claim/pandera-is-short'] button").press("Enter")
    assert tests.is_visible()
    page.evaluate("location.hash = 'claim/easy-in-the-cloud'")
    page.wait_for_selector("[id='claim/easy-in-the-cloud']", state="visible")
    assert "nothing here runs in a cloud" in page.inner_text("[id='claim/easy-in-the-cloud']")
    unmeasured.evaluate("(details) => { details.open = false; dispatchEvent(new Event('beforeprint')); }")
    page.emulate_media(media="print")
    assert page.locator("[id='claim/easy-in-the-cloud']").is_visible()
    assert page.locator("[id='claim-tests/tfdv-is-light']").is_visible()
    assert page.locator("[id='claim/tfdv-is-light'] button").is_visible(), "its words are on paper too"


@pytest.mark.parametrize("refused", [False, True])
def test_the_ending_that_keeps_the_weights_is_copied_or_else_selected(opened: Opening, *, refused: bool) -> None:
    page = opened(sample, fragment="#stacks")
    assert not page.is_visible("#sharing")
    page.evaluate(
        """(refused) => Object.defineProperty(navigator, "clipboard", { value: refused ? undefined
            : { writeText: async (text) => { document.title = text; } } })""",
        refused,
    )
    page.click("[data-profile=bank]")
    page.locator('input[data-name="friction"]').press("End")
    page.wait_for_selector("#sharing")
    ending = "#weights?p=bank&w.friction=396"
    until(page, f"document.getElementById('ending').innerText === '{ending}'")
    page.locator("#copy-ending").press("Enter")
    page.wait_for_selector(f"#copied:text('{'Selected' if refused else 'Copied'}')")
    assert page.evaluate("getSelection().toString()" if refused else "document.title") == ending
    page.goto(page.url.split("#")[0] + ending)
    until(page, "chosen === 'bank' && weightsNow.criteria.friction === 396")


def test_head_to_head_counts_criteria_that_apply_and_names_the_task_in_which_one_earned_nothing(
    opened: Opening,
) -> None:
    page = opened(sample, fragment="#versus/stack/plain/stack/tfx")
    page.wait_for_selector("#versus-body table")
    rows = [row.inner_text() for row in page.locator("#versus-body table").nth(1).locator("tbody tr").all()]
    apply = sum("does not apply" not in row for row in rows) - 1
    assert f" of {apply} criteria that apply, " in page.inner_text("#versus-body p")
    assert "earned no points" not in page.inner_text("#versus-body p")
    page.evaluate(
        """() => {
            const [task] = weighingData().tasks;
            rowIn(task, 'stack', 'tfx').parts.forEach((part, at, all) => { all[at] = part && [0, 0, 1]; });
            showVersus();
        }"""
    )
    title = visible(sample().tasks["data-validation"].title)
    assert page.inner_text("#versus-body p").endswith(f" earned no points in “{title}”.")


def test_the_draws_that_are_embedded_are_those_of_python() -> None:
    report = sample()
    data: dict[str, Any] = weighing(report)
    assert report.draws is not None
    drawn = report.draws.tasks["skew"]
    row = next(row for task in data["tasks"] if task["id"] == "skew" for row in task["rows"] if row["id"] == "scipy")
    (packed,) = row["draws"][0]
    back = np.frombuffer(base64.b64decode(packed), dtype="<u2") / 65_535 * 100
    assert np.abs(back - drawn.low[:, drawn.tools.index("scipy"), 0]).max() < 0.001


def test_who_leads_is_said_in_the_words_of_python_for_any_ranking_and_any_chances(standing: Opening) -> None:
    page = standing(sample)
    chance = random.Random(17)
    asked: list[Any] = []
    expected: list[str] = []
    for _ in range(300):
        names = "abcdef"[: chance.randint(1, 6)]
        low = {name: chance.choice([50.0, 50.04, chance.uniform(0, 60)]) for name in names}
        points = {name: Points(one, one + chance.choice([0.0, 0.0, chance.uniform(0, 9)])) for name, one in low.items()}
        ranked = [name for name in names if chance.random() < 0.9]
        ranks = places({name: points[name] for name in ranked})
        lacking = {name for name in names if name not in ranked and chance.random() < 0.5}
        covered = {name: 0.7 if name in lacking else 1.0 for name in names}
        why = {name: "" if name in ranks else too_little(covered[name]) or "why" for name in names}
        ranking = sorted(
            (
                Place(name, points[name], covered[name], ranks.get(name), why[name], is_out=why[name] == "why")
                for name in names
            ),
            key=lambda place: (place.rank is None, -place.points.middle, place.name),
        )
        shares = {name: sorted((chance.random(), chance.random())) for name in ranked if chance.random() < 0.9}
        made = {name: f"made of {name}" for name in names} if chance.random() < 0.5 else {}
        naming = lambda name: Named(name, f"stack/{name}", made.get(name, ""))  # noqa: B023, E731 - used at once
        known = lead(ranking, "stack", naming, {name: (pair[0], pair[1]) for name, pair in shares.items()})
        asked.append(
            [
                [
                    {"id": place.name, "name": place.name, "rank": place.rank, "why": place.why, "isOut": place.is_out}
                    | {"points": [place.points.low, place.points.high, place.coverage]}
                    for place in ranking
                ],
                shares,
                made,
            ]
        )
        expected.append("".join(part if isinstance(part, str) else part.whole for part in known))
    found = page.evaluate(
        "(all) => all.map(([ranking, firsts, made]) => leadSentence(ranking, 'stack', firsts, made))", asked
    )
    for sentence, words in zip(found, expected, strict=True):
        said = [
            part if isinstance(part, str) else part["name"] + (f" ({part['of']})" if part.get("of") else "")
            for part in sentence
        ]
        assert "".join(said) == words
