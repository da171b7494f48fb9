"""What the page says of runs that are empty, have one block, are half done, tied or whole: nothing that is not so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from evalkit.report import ReportInput, render, reweighing
from evalkit.report.formats.as_markdown import as_markdown
from evalkit.report.formats.as_terminal import as_terminal
from evalkit.report.words.advice import advice_views
from evalkit.report.words.answer import lead, top_of
from evalkit.report.words.certainty import firsts, varied
from evalkit.report.words.for_whom import profile_views, whom_sentences
from evalkit.report.words.sentence import Named, Sentence
from evalkit.report.words.timings import blocks_wanted, timings
from evalkit.report.words.unknown import limits
from evalkit.scoring import Fragility, Points, Standing
from evalkit.scoring.coverage import coverage_of
from evalkit.scoring.judgements import Beats
from tests.report.sample_report import NAMES, midway, run_facts, sample, tool_facts
from tests.report.test_report_page import Reader


def empty() -> ReportInput:
    """A run that was just begun: every tool is still installing."""
    facts = run_facts(complete=False, finished=None, tools=tool_facts(tuple(NAMES)), damaged=())
    return sample(0, tuple(NAMES), facts=facts)


def one_block() -> ReportInput:
    return sample(1)


def tied() -> ReportInput:
    """Two stacks that have the same points and the same chances."""
    report = sample()
    card = report.scorecard
    first, second, *others = card.stacks
    points = Points(70.0, 70.0)
    stacks = (replace(first, points=points, rank=(1, 1)), replace(second, points=points, rank=(1, 1)), *others)
    tables = tuple(replace(table, rows=tuple(_alike(table.rows))) for table in card.tasks)
    standings = tuple(
        Standing(row.stack, (0.5, 0.5), (0.5, 0.5), None, None, Beats(row.stack, {}, np.empty(0)))
        for row in (first, second)
    )
    robustness = tuple(replace(found, stacks=standings) for found in card.robustness)
    hangs = Fragility(tuple(row.stack for row in card.stacks), {"criterion": len(card.weights)}, ())
    return replace(report, scorecard=replace(card, stacks=stacks, tasks=tables, robustness=robustness, fragility=hangs))


def _alike(rows: tuple) -> tuple:  # type: ignore[type-arg]
    """All rows with the criteria of the first one."""
    return tuple(replace(row, criteria=rows[0].criteria, points=rows[0].points, coverage=1.0) for row in rows)


RUNS: dict[str, Callable[[], ReportInput]] = {
    "empty": empty,
    "one block": one_block,
    "half done": midway,
    "tied": tied,
    "whole": sample,
}


@cache
def page_of(run: str) -> Reader:
    return Reader(render(RUNS[run]()))


THINGS = (
    "block",
    "difference",
    "figure",
    "warning",
    "tool",
    "stack",
    "claim",
    "metric",
    "task",
    "implementation",
    "release",
)
ONE = "|".join((*THINGS, "criterion"))
SEVERAL = "|".join((*(f"{thing}s" for thing in THINGS), "criteria"))


def words(sentence: Sentence) -> str:
    return "".join(part if isinstance(part, str) else part.whole for part in sentence)


def stack(name: str) -> Named:
    return Named(name)


@pytest.mark.parametrize("run", RUNS)
def test_no_sentence_counts_nothing_or_shows_what_is_no_number(run: str) -> None:
    text = page_of(run).text
    for wrong in (
        r"\b0 blocks\b",
        r"\b0 differences\b",
        r"\b1 blocks\b",
        r"\bnan\b",
        r"\bNone\b",
        r"\binf\b",
        r", 0\.0 ahead",
        r"as in default\.yaml",
        rf"\b1 ({SEVERAL})\b",
        rf"\b(0|[2-9]|\d\d+) ({ONE})\b(?! of \d)",
    ):
        assert not re.search(wrong, text), wrong


@pytest.mark.parametrize("run", RUNS)
def test_who_leads_is_said_alike_on_the_page_in_markdown_and_on_the_terminal(run: str) -> None:
    report = RUNS[run]()
    said = as_terminal(report).splitlines()[0]
    assert said in page_of(run).text
    assert f"**{said}**" in as_markdown(report)


@pytest.mark.parametrize("run", RUNS)
def test_leads_is_said_of_nobody_whom_the_chances_do_not_put_first(run: str) -> None:
    report = RUNS[run]()
    card = report.scorecard
    weights = reweighing.weights_of(card)
    rankings = [(reweighing.of_stacks(card, weights), firsts(report))]
    rankings += [(reweighing.of_tools(table, weights), firsts(report, table.task)) for table in card.tasks]
    for ranking, chances in rankings:
        top = top_of(ranking, chances)
        if top.kind == "leads" and chances:
            leader = sum(chances[top.names[0]]) / 2
            others = [sum(pair) / 2 for name, pair in chances.items() if name != top.names[0]]
            assert leader - max(others, default=0.0) > 0.2 or not any(others)


def test_before_the_first_block_nothing_is_said_of_differences() -> None:
    (sentence,) = timings(empty().scorecard.tasks, Named)
    assert words(sentence) == (
        "In every task: no complete block of timings yet, so nothing is known of differences in time."
    )
    (sentence,) = timings(one_block().scorecard.tasks[:1], Named)
    assert re.fullmatch(
        r"Times: 1 block of timings, \d+ needed before any difference in time counts as real\.", words(sentence)
    )


def test_tasks_with_different_timings_are_told_apart() -> None:
    tables = sample().scorecard.tasks
    (one, *_) = tables
    told = [words(sentence) for sentence in timings((one, replace(tables[1], blocks=0, faster=())), Named)]
    assert [sentence.split(":")[0] for sentence in told] == [one.task, tables[1].task]


def test_tasks_with_too_few_blocks_are_one_sentence_however_their_numbers_differ() -> None:
    few = one_block().scorecard.tasks
    tables = tuple(replace(few[0], task=f"t{at}", blocks=1 + at % 2, blocks_needed=8 + at) for at in range(5))
    whole = "1 to 2 blocks of timings, 8 to 12 needed before any difference in time counts as real."
    assert [words(sentence) for sentence in timings(tables, Named)] == [f"In every task: {whole}"]
    enough = replace(few[0], task="enough", blocks=20)
    (some, other) = timings((*tables, enough), Named)
    assert words(some) == f"In 5 of 6 tasks: {whole}"
    assert words(other).startswith("enough: 20 blocks of timings")
    (named, _) = timings((*tables[:2], enough), Named)
    assert words(named).startswith("t0 and t1: 1 to 2 blocks of timings, 8 to 9 needed")


def test_how_to_take_enough_blocks_stands_beside_the_command() -> None:
    wanted = blocks_wanted(one_block().scorecard.tasks)
    assert wanted is not None
    assert f"add --blocks {wanted}." in page_of("one block").text
    assert "too few blocks" not in page_of("whole").text
    told = replace(one_block(), facts=run_facts(command="evalkit run rubrics/default.yaml --blocks 1"))
    assert f"write --blocks {wanted} in place of its number of blocks" in Reader(render(told)).text
    advice = {warning.advice for warning in one_block().scorecard.warnings if warning.kind == "few-blocks"}
    assert max(int(re.findall(r"--blocks (\d+)", one)[0]) for one in advice) == wanted


def test_a_run_that_is_not_complete_says_how_much_is_missing_and_leads_to_what_and_to_the_command() -> None:
    html = render(midway())
    notice = html.partition("This run is not complete.")[2].partition("</p>")[0]
    found = coverage_of(midway().scorecard)
    assert f">{found.asked - found.measured} of {found.asked} weighed figures</a>" in notice
    assert re.findall('href="#([a-z]+)"', notice) == ["unknown", "reproduce"]


def test_how_many_rows_were_tried_is_not_said_where_nothing_was_timed() -> None:
    assert "How long anything takes: nothing was timed yet." in page_of("empty").text
    assert "Anything beyond" not in page_of("empty").text
    some = replace(
        sample(), seconds={"skew/pandas/adapt": {1000: (0.3,)}, "skew/scipy/adapt": {1000: (0.3,), 9000: (1.0,)}}
    )
    said = [words(sentence) for sentence in limits(some)]
    assert any("Anything beyond 9\u202f000 rows; 1 of 2 timed implementations had fewer." in one for one in said)


def test_stacks_that_are_level_are_called_so_and_nobody_leads() -> None:
    report = tied()
    card = report.scorecard
    top = top_of(reweighing.of_stacks(card, reweighing.weights_of(card)), firsts(report))
    assert (top.kind, set(top.names)) == ("tied", {row.stack for row in card.stacks})
    assert re.match(r".+ \(.+\), .+ and .+ are level, with \S+ points\.", as_terminal(report).splitlines()[0])


def test_what_all_profiles_say_is_said_once() -> None:
    views = profile_views(sample(), stack)
    same = tuple(replace(view, top=replace(view.top, kind="leads", names=("plain",))) for view in views)
    assert [words(one) for one in whom_sentences(same, stack)] == ["Whichever profile you choose, plain leads."]
    assert [words(one) for one in whom_sentences(same[:1], stack)] == ["For “On a laptop”, plain leads."]
    differ = (same[0], replace(same[1], top=replace(same[1].top, kind="tied", names=("tfx", "plain"))))
    assert [words(one) for one in whom_sentences(differ, stack)] == [
        "For “On a laptop”, plain leads.",
        "For “A bank”, tfx and plain are level.",
    ]
    nobody = tuple(replace(view, top=replace(view.top, kind="nobody", names=())) for view in views)
    assert [words(one) for one in whom_sentences(nobody, stack)] == [
        "Whichever profile you choose, nobody can be ranked yet."
    ]
    out = (same[0], replace(same[1], top=replace(same[1].top, kind="out", names=())))
    assert [words(one) for one in whom_sentences(out, stack)] == [
        "For “On a laptop”, plain leads.",
        "For “A bank”, no stack is left: the requirements rule out all of them.",
    ]


def test_where_requirements_rule_everybody_out_no_measurement_is_said_to_be_missing() -> None:
    card = sample().scorecard
    everybody = {f"{table.task}/{row.tool}": "out: no" for table in card.tasks for row in table.rows}
    weights = replace(reweighing.weights_of(card), out=everybody)
    stacks, tools = reweighing.of_stacks(card, weights), reweighing.of_tools(card.tasks[0], weights)
    chosen = tuple(place for place in tools if place.is_out)
    assert words(lead(stacks, "stack", stack)) == "There is no ranking: the requirements rule out every stack."
    assert words(lead(chosen, "tool", stack)) == "There is no ranking: the requirements rule out every tool."
    some = (replace(stacks[0], is_out=False), *stacks[1:])
    assert words(lead(some, "stack", stack)) == "There is no ranking yet: no stack has enough measured values."


@pytest.mark.parametrize("run", RUNS)
def test_how_many_figures_have_a_value_and_how_many_places_are_open_is_counted(run: str) -> None:
    rows = [row for table in RUNS[run]().scorecard.tasks for row in table.rows if row.competes]
    figures = [
        one for row in rows for c in row.criteria.values() for one in c.figures if one.status != "not-applicable"
    ]
    text = page_of(run).text
    assert f"{sum(one.measured for one in figures)} of {len(figures)} weighed figures have a value" in text
    ranks = [row.rank for row in rows if row.rank]
    open_ = sum(best != worst for best, worst in ranks)
    assert ("Nobody has a place yet." in text) is (not ranks)
    assert ("No place is a range." in text) is (bool(ranks) and not open_)
    assert (f"{open_} of {len(ranks)} places are ranges" in text) is bool(open_)


@pytest.mark.parametrize(
    ("run", "known"), [("empty", False), ("one block", False), ("half done", False), ("whole", True)]
)
def test_that_draws_resample_blocks_is_said_only_where_there_are_enough(run: str, *, known: bool) -> None:
    text = page_of(run).text
    assert ("resample the blocks of timings" in text) is known
    assert "include the noise of the other timings" not in text, "no task has more blocks than another"
    blocks = [table.blocks for table in RUNS[run]().scorecard.tasks]
    assert (min(blocks) >= 6) is known


def test_what_draws_vary_depends_on_what_was_measured() -> None:
    report = sample()
    assert varied(report) == (
        "vary these weights, resample the blocks of timings and allow for how another author might have written the code"
    )
    criteria = report.rubric.model_dump(by_alias=True)["criteria"]
    for one in criteria.values():
        one["metrics"] = tuple(entry | {"spread": 0.0} for entry in one["metrics"])
    plain = report.rubric.model_validate(report.rubric.model_dump(by_alias=True) | {"criteria": criteria})
    assert varied(replace(one_block(), rubric=plain)) == "vary these weights"


@pytest.mark.parametrize("run", RUNS)
def test_claims_are_counted_by_verdict_and_the_unmeasured_told_so(run: str) -> None:
    report = RUNS[run]()
    counts = Counter(claim.verdict for claim in report.scorecard.claims)
    told = f"{counts['supported']} supported, {counts['refuted']} refuted, {counts['not measured']} not measured."
    assert told in page_of(run).text
    if run == "empty":
        assert counts == {"not measured": len(report.scorecard.claims)}


@pytest.mark.parametrize("run", RUNS)
def test_a_place_in_advice_is_one_of_those_there_are(run: str) -> None:
    report = RUNS[run]()
    stacks, tools = advice_views(report)
    ranked = {table.task: sum(row.rank is not None for row in table.rows) for table in report.scorecard.tasks}
    for view in (*stacks, *(view for _, views in tools for view in views)):
        heading = words(view.heading)
        task = view.advice.task
        of = ranked[task] if task else sum(row.rank is not None for row in report.scorecard.stacks)
        if view.advice.rank is None:
            assert "not ranked (" in heading
        else:
            assert f" of {of}" in heading
            assert view.advice.rank[1] <= of


@pytest.mark.parametrize("run", RUNS)
def test_a_run_that_is_not_complete_says_so_and_a_whole_one_does_not(run: str) -> None:
    facts = RUNS[run]().facts
    assert ("This run is not complete." in page_of(run).text) is not facts.complete
    assert ("not yet" in page_of(run).text) is (facts.finished is None)


@pytest.mark.parametrize("run", RUNS)
def test_a_version_is_called_old_only_of_a_tool_that_was_there(run: str) -> None:
    report = RUNS[run]()
    there = [fact for fact in report.facts.tools.values() if fact.state == "ready"]
    behind = [fact for fact in there if fact.newest and fact.newest != fact.version]
    told = f"measured an older version of {len(behind)} of {len(there)} tools"
    assert (told in page_of(run).text) is bool(behind)


def test_a_baseline_that_fails_is_told_in_a_sentence() -> None:
    told = [one.text for one in sample().scorecard.warnings if one.kind == "baseline"]
    assert (
        "skew: the baseline pandas does not pass stretch (wrong), so figures relative to it have no value there" in told
    )
