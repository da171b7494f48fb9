"""What the page says of sureness, profiles, claims and advice, in words that each carry their number."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from evalkit.model import REQUIREMENTS
from evalkit.report import ReportInput, render, reweighing
from evalkit.report.words.advice import advice_data, advice_view, advice_views, first_whichever
from evalkit.report.words.answer import sure
from evalkit.report.words.certainty import MOST, certainty_views, drawn, firsts
from evalkit.report.words.claims import claim_views
from evalkit.report.words.for_whom import profile_views
from evalkit.report.words.quantities import points, quantity, share, shares
from evalkit.report.words.sentence import Named, Sentence
from evalkit.scoring import Points
from evalkit.scoring.advice import Cost, Lead, advise
from tests.report.sample_report import sample
from tests.report.test_report_page import Reader
from tests.report.test_sentences_of_any_run import RUNS


@pytest.fixture(scope="module")
def report() -> ReportInput:
    return sample()


def stack(name: str) -> Named:
    return Named(name.upper(), f"stack/{name}")


def words(sentence: Sentence) -> str:
    return "".join(part if isinstance(part, str) else part.name for part in sentence)


def links(sentence: Sentence) -> list[str]:
    return [part.link for part in sentence if not isinstance(part, str)]


@pytest.mark.parametrize(
    ("value", "said"), [(0.0, "0 %"), (0.004, "under 1 %"), (0.875, "88 %"), (0.996, "over 99 %"), (1.0, "100 %")]
)
def test_a_share_is_never_rounded_to_none_or_to_all(value: float, said: str) -> None:
    assert share(value).replace("\u202f", " ") == said


def test_two_shares_are_said_where_something_is_missing() -> None:
    assert shares((0.62, 0.71)).replace("\u202f", " ") == "62 % to 71 %"
    assert shares((0.62, 0.622)).replace("\u202f", " ") == "62 %"


def test_how_sure_the_lead_is_names_the_leader_and_who_comes_first_else(report: ReportInput) -> None:
    ranking = reweighing.of_stacks(report.scorecard, reweighing.weights_of(report.scorecard))
    said = words(sure(ranking, firsts(report), stack))
    assert re.fullmatch(r"SPECIALISTS comes first in .+ of draws, PLAIN in .+\.", said)
    assert sure(ranking, {}, stack) == ()


def test_chances_that_reach_from_none_to_all_are_said_to_tell_nothing(report: ReportInput) -> None:
    ranking = reweighing.of_stacks(report.scorecard, reweighing.weights_of(report.scorecard))
    chances = {place.name: (0.0, 0.995) for place in ranking}
    said = words(sure(ranking, chances, stack)).replace("\u202f", " ")
    leader = ranking[0].name.upper()
    assert said == (
        f"The draws cannot tell who leads: {leader} comes first in 0 % to over 99 % of them, as the missing values turn out."
    )
    assert "cannot tell" not in words(sure(ranking, dict.fromkeys(chances, (0.02, 1.0)), stack))


def test_several_that_come_first_whichever_criteria_count_more_are_one_sentence(report: ReportInput) -> None:
    stacks = [replace(view, whichever="") for view in advice_views(report)[0]]
    assert first_whichever(stacks) == ()
    one, two, three, *_ = (replace(view, whichever=f"{at} %") for at, view in enumerate(stacks, 1))
    assert first_whichever([one, *stacks]) == (), "one alone has a sentence of its own"
    names = [str(view.heading[0].name) for view in (one, two, three) if isinstance(view.heading[0], Named)]
    assert words(first_whichever([one, two, three])) == (
        f"Whichever criteria count more, {names[0]} comes first in 1 %, {names[1]} in 2 % and {names[2]} in 3 % "
        "of all sets of weights."
    )


def test_no_criterion_has_to_matter_more_where_those_that_put_it_first_weigh_alike(report: ReportInput) -> None:
    advice = next(one for one in advise(report.scorecard) if one.task is None and one.standing)
    assert advice.standing is not None
    even = dict.fromkeys(report.scorecard.weights, 1 / len(report.scorecard.weights))
    standing = replace(advice.standing, best=(0.2, 0.8), worst=(0.1, 0.9), central=even, central_tasks={})
    view = advice_view(report, replace(advice, standing=standing))
    assert (view.whichever, words(view.first)) == (
        shares((0.1, 0.2)),
        f"Comes first in {shares((0.1, 0.2))} of all sets of weights, whichever criteria count more.",
    )
    odd = {name: float(at == 0) for at, name in enumerate(even)}
    assert advice_view(report, replace(advice, standing=replace(standing, central=odd))).whichever == ""


def test_certainty_is_told_of_stacks_and_every_task_in_the_order_of_the_ranking(report: ReportInput) -> None:
    views = certainty_views(report)
    assert [view.task for view in views] == [None, "data-validation", "sliced-metrics", "skew"]
    assert [one.name for one in views[0].chances] == [row.stack for row in report.scorecard.stacks if row.rank]
    assert [name for name, _ in views[0].chances[0].first][2:] == ["On a laptop", "A bank"]
    assert dict(views[0].chances[0].first)["On a laptop"] == "out"
    assert len(views[0].stable) == len(report.scorecard.weights)
    assert drawn(report).error == pytest.approx(0.5 / 1000**0.5)


def test_more_than_a_dozen_are_left_out_and_counted(report: ReportInput) -> None:
    (rubric, *others) = [found for found in report.scorecard.robustness if found.preference == "rubric"]
    many = tuple(replace(rubric.tasks["skew"][0]) for _ in range(MOST + 3))
    grown = replace(report.scorecard, robustness=(replace(rubric, tasks={**rubric.tasks, "skew": many}), *others))
    view = certainty_views(replace(report, scorecard=grown))[-1]
    assert (len(view.chances), view.left_out) == (MOST, 3)


def test_a_profile_names_who_is_out_by_requirement_once(report: ReportInput) -> None:
    laptop, bank = profile_views(report, stack)
    ((title, out),) = laptop.out
    assert title == REQUIREMENTS["small-install"].title
    assert {one.tool for one in out} == {"tfdv", "tfma", "evidently"}
    assert "PLAIN leads" in words(laptop.answer)
    assert laptop.sure.endswith("of draws.")
    assert bank.out == ()
    assert [title for title, _ in bank.open] == [REQUIREMENTS["open-source-licence"].title]


def test_every_sentence_of_advice_holds_a_number_or_says_that_there_is_none(report: ReportInput) -> None:
    stacks, tools = advice_views(report)
    for view in [*stacks, *(view for _, views in tools for view in views)]:
        for sentence in (view.heading, *view.sentences):
            said = words(sentence)
            assert re.search(r"\d", said) or said.startswith(
                ("Leads in no criterion", "Comes first under no weights", "Claims about it", "Ruled out for")
            ), said


def test_advice_leads_to_the_figures_it_speaks_of(report: ReportInput) -> None:
    _, tools = advice_views(report)
    (view,) = [view for view in dict(tools)["tfdv"] if view.advice.task == "data-validation"]
    cost = next(sentence for sentence in view.sentences if words(sentence).startswith("Falls behind"))
    assert "number/tfdv/-/-/setup.install_mb" in links(cost)
    assert "number/pandas/-/-/setup.install_mb" in links(cost)
    assert any(words(sentence).startswith("Ruled out for “On a laptop”") for sentence in view.sentences)
    assert any("claim/tfdv-is-light" in links(sentence) for sentence in view.sentences)


def test_a_small_page_holds_all_advice_and_a_large_one_writes_it_later(report: ReportInput) -> None:
    _, tools = advice_views(report)
    assert advice_data(tools) == {}
    views = dict(tools)["pandas"]
    later = advice_data([("pandas", views * 100)])
    heading, sentences = later["pandas"][0]
    assert heading[0]["link"].startswith("task/")
    assert len(sentences) == len(views[0].sentences)


def test_claims_are_told_by_verdict_with_their_values_and_thresholds(report: ReportInput) -> None:
    supported, refuted, unmeasured = claim_views(report)
    assert [view.result.verdict for view in (supported, refuted, unmeasured)] == [
        "supported",
        "refuted",
        "not measured",
    ]
    ((said, because),) = refuted.tests
    assert words(said).replace("\u202f", " ").startswith("“Size on disk” of TensorFlow Data Validation, 2 640 MB")
    assert words(said).endswith("is at most 300\u202fMB: does not hold.")
    assert because == "three times what plain pandas takes"
    assert "number/tfdv/-/-/setup.install_mb" in links(said)
    assert refuted.because == because, "the reason for the threshold stands beside the verdict"
    assert unmeasured.tests == ()
    assert words(unmeasured.brief) == "nothing here runs in a cloud"


def test_a_claim_with_a_factor_says_what_was_observed_and_what_it_comes_to(report: ReportInput) -> None:
    view = claim_views(report)[0]
    right = view.result.tests[0].right
    assert (right.times, right.value) == (0.5, right.observed * 0.5 if right.observed else None)
    compared = f"0.5 × {quantity(right.observed, 'tokens')} = {quantity(right.value, 'tokens')}"
    assert f"at adapt, {compared}" in words(view.tests[0][0])
    assert f", at most {compared} of pandas" in words(view.brief)
    for sentence in (view.tests[0][0], view.brief):
        assert links(sentence)[-1] == "number/pandas/data-validation/adapt/code.tokens"
        assert [part.name for part in sentence if isinstance(part, Named)][-1] == quantity(right.observed, "tokens")


def test_a_claim_in_brief_names_what_decides_it_and_whether_that_is_sure(report: ReportInput) -> None:
    refuted = report.scorecard.claims[1]
    (fails,) = refuted.tests
    holds = replace(fails, left=replace(fails.left, tool="pandas"), holds=True)
    mixed = replace(refuted, tests=(holds, replace(fails, sure=False), replace(fails, sure=False)))
    (view,) = claim_views(replace(report, scorecard=replace(report.scorecard, claims=(mixed,))))
    said = words(view.brief).replace("\u202f", " ")
    assert said == (
        "TensorFlow Data Validation: “Size on disk” 2 640 MB, not at most 300 MB; 1 more test does not hold; not for certain"
    )
    partly = replace(mixed, verdict="supported", tests=(holds, replace(holds, sure=False)))
    (view,) = claim_views(replace(report, scorecard=replace(report.scorecard, claims=(partly,))))
    assert words(view.brief).startswith("pandas: ")
    assert words(view.brief).endswith("; 1 more test holds; not for certain")
    open_ = replace(mixed, verdict="not measured", reason="no model drifts here", tests=(holds,))
    (view,) = claim_views(replace(report, scorecard=replace(report.scorecard, claims=(open_,))))
    assert (words(view.brief), len(view.tests)) == ("no model drifts here", 1)


def test_a_share_under_one_percent_doubles_no_word(report: ReportInput) -> None:
    card = report.scorecard
    (whatever,) = [found for found in card.robustness if found.preference == "any"]
    stacks = tuple(replace(one, best=(0.004, 0.996, 0), worst=(0.004, 0.996, 0)) for one in whatever.stacks)
    others = [found for found in card.robustness if found is not whatever]
    rare = replace(card, robustness=(*others, replace(whatever, stacks=stacks)))
    views, _ = advice_views(replace(report, scorecard=rare))
    said = [words(sentence) for view in views for sentence in view.sentences]
    assert any("in under 1\u202f% of all sets of weights" in sentence for sentence in said)
    assert not any(re.search(r"\b(\w+) \1\b", sentence) for sentence in said)


def test_a_lead_that_one_digit_does_not_show_is_level(report: ReportInput) -> None:
    lead = Lead("friction", Points(72.04, 72.04), "pandas", 0.04)
    cost = Cost("capability", Points(50, 50), "pandas", 0.04)
    (scipy,) = [one for one in advise(report.scorecard) if one.task == "skew" and one.name == "scipy"]
    view = advice_view(report, replace(scipy, leads=(lead,), costs=(cost,)))
    said = [words(sentence) for sentence in view.sentences]
    assert "Level with pandas in Friction in critical parts of the workflow (72.0 points)." in said
    assert not any("0.0 ahead" in sentence or "0.0 behind" in sentence for sentence in said)


def test_claims_are_named_by_what_they_say(report: ReportInput) -> None:
    _, tools = advice_views(report)
    (view,) = [view for view in dict(tools)["tfdv"] if view.advice.task == "data-validation"]
    assert words(view.sentences[-1]) == (
        "Claims about it, by the version that was measured: refuted “It is really lightweight” (a talk, slide 4; 2021)."
    )


def test_a_verdict_that_hangs_by_a_hair_says_so_and_names_the_test_that_does(report: ReportInput) -> None:
    refuted = report.scorecard.claims[1]
    (fails,) = refuted.tests
    close = replace(fails, left=replace(fails.left, value=310.0), close=True, because="three times what pandas takes")
    holds = replace(close, holds=True, left=replace(close.left, value=290.0))
    clear = replace(holds, close=False, because="another reason")
    for verdict, tests, because in (("refuted", (close,), close.because), ("supported", (clear, holds), holds.because)):
        barely = replace(refuted, verdict=verdict, tests=tests, barely=True)
        (view,) = claim_views(replace(report, scorecard=replace(report.scorecard, claims=(barely,))))
        assert (view.verdict, view.because) == (f"barely {verdict}", because)
    assert claim_views(report)[1].verdict == "refuted"


@pytest.mark.parametrize("run", RUNS)
def test_a_chance_that_the_missing_values_decide_stands_beside_the_ranges_that_show_it(run: str) -> None:
    report = RUNS[run]()
    card = report.scorecard
    rows: dict[str | None, dict[str, Points]] = {None: {row.stack: row.points for row in card.stacks}}
    rows |= {table.task: {row.tool: row.points for row in table.rows} for table in card.tasks}
    for view in certainty_views(report):
        known = rows[view.task]
        assert view.open is any("–" in one.points for one in view.chances)
        for one in view.chances:
            assert one.points == points(known[one.name])
            for other, told in zip(view.chances, one.beats, strict=True):
                apart = known[one.name].low > known[other.name].high or known[one.name].high < known[other.name].low
                is_range = "–" in one.points or "–" in other.points
                assert told.startswith("~") or not (other is not one and is_range and not apart)
    text = Reader(render(report)).text
    assert ("where the missing values decide in some draws" in text) is any(
        view.open for view in certainty_views(report)
    )


@pytest.mark.parametrize("run", RUNS)
def test_a_share_is_marked_where_missing_values_let_both_come_first_and_never_where_nothing_is_missing(
    run: str,
) -> None:
    report = RUNS[run]()
    rubric = next((one for one in report.scorecard.robustness if one.preference == "rubric"), None)
    for view in certainty_views(report):
        assert rubric is not None
        known = {one.name: one for one in (rubric.stacks if view.task is None else rubric.tasks[view.task])}
        for one in view.chances:
            for other, told in zip(view.chances, one.beats, strict=True):
                mine, theirs = known[one.name], known[other.name]
                both_may_lead = mine.first[1] > 0 and theirs.first[1] > 0 and mine.first[0] != mine.first[1]
                if other is not one and both_may_lead:
                    assert told.startswith("~")
                if mine.best == mine.worst and theirs.best == theirs.worst and "–" not in one.points + other.points:
                    assert "~" not in told


def test_a_criterion_that_applies_to_no_tool_of_a_task_has_no_central_weight_there(report: ReportInput) -> None:
    card = report.scorecard
    [(at, task)] = [(at, one.task) for at, one in enumerate(card.tasks) if one.task == "skew"]
    rows = tuple(
        replace(row, criteria={**row.criteria, "friction": replace(row.criteria["friction"], points=None)})
        for row in card.tasks[at].rows
    )
    tasks = (*card.tasks[:at], replace(card.tasks[at], rows=rows), *card.tasks[at + 1 :])
    views = {view.task: view for view in certainty_views(replace(report, scorecard=replace(card, tasks=tasks)))}
    place = list(card.weights).index("friction")
    assert {one.central[place] for one in views[task].chances if one.central} == {"–"}
    assert "–" not in {one.central[place] for one in views[None].chances if one.central}
