"""What the page says of runs that are empty, have one block, are half done, tied or whole: nothing that is not so."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from evalkit.report import ReportInput, render, reweighing
from evalkit.report.formats.as_markdown import as_markdown
from evalkit.report.formats.as_terminal import as_terminal
from evalkit.report.words.answer import Named, Sentence, no_change, timings, top_of
from evalkit.report.words.certainty import firsts
from evalkit.report.words.for_whom import profile_views, whom_sentences
from evalkit.report.words.unknown import limits
from evalkit.scoring import Fragility, Points, Standing
from tests.report.sample_report import NAMES, midway, sample
from tests.report.test_report_page import Reader


def empty() -> ReportInput:
    return sample(0, tuple(NAMES))


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
    standings = tuple(Standing(row.stack, (0.5, 0.5), (0.5, 0.5), None, None, {}) for row in (first, second))
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


def test_how_many_rows_were_tried_is_not_said_where_nothing_was_timed() -> None:
    assert "How long anything takes: nothing was timed yet." in page_of("empty").text
    assert "Anything beyond" not in page_of("empty").text
    some = replace(
        sample(), seconds={"skew/pandas/adapt": {1000: (0.3,)}, "skew/scipy/adapt": {1000: (0.3,), 9000: (1.0,)}}
    )
    said = [words(sentence) for sentence in limits(some)]
    assert any("Anything beyond 9\u202f000 rows; 1 of 2 timed implementations had fewer." in one for one in said)


def test_that_nothing_would_change_the_lead_is_said_only_where_somebody_leads() -> None:
    assert no_change(()) == "Move the weights and watch the tables of the tasks."
    card = sample().scorecard
    ranking = reweighing.of_stacks(card, reweighing.weights_of(card))
    assert no_change(ranking).startswith("No other stack takes the lead")
    assert no_change(ranking[:1]) == "Nothing: only one stack is ranked."
    open_ = tuple(replace(place, rank=(1, len(ranking))) for place in ranking)
    assert no_change(open_).startswith("No stack is sure to lead")
    unranked = tuple(replace(place, rank=None) for place in ranking)
    assert no_change(unranked) == "Nothing yet: no stack has enough measured values."


def test_stacks_that_are_level_are_called_so_and_nobody_leads() -> None:
    report = tied()
    card = report.scorecard
    top = top_of(reweighing.of_stacks(card, reweighing.weights_of(card)), firsts(report))
    assert (top.kind, set(top.names)) == ("level", {row.stack for row in card.stacks})
    assert re.match(r".+ \(.+\), .+ and .+ are level, with \S+ points\.", as_terminal(report).splitlines()[0])


def test_what_all_profiles_say_is_said_once() -> None:
    views = profile_views(sample(), stack)
    same = tuple(replace(view, top=replace(view.top, kind="leads", names=("plain",))) for view in views)
    assert [words(one) for one in whom_sentences(same, stack)] == ["Whichever profile you choose, plain leads."]
    assert [words(one) for one in whom_sentences(same[:1], stack)] == ["For “On a laptop”, plain leads."]
    differ = (same[0], replace(same[1], top=replace(same[1].top, kind="level", names=("tfx", "plain"))))
    assert [words(one) for one in whom_sentences(differ, stack)] == [
        "For “On a laptop”, plain leads.",
        "For “A bank”, tfx and plain are level.",
    ]
    nobody = tuple(replace(view, top=replace(view.top, kind="nobody", names=())) for view in views)
    assert [words(one) for one in whom_sentences(nobody, stack)] == [
        "Whichever profile you choose, nobody can be ranked yet."
    ]
