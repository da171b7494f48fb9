"""What the page says that it does not know."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evalkit.model import FewerBlocks
from evalkit.probes import METRICS
from evalkit.report.report_input import ReportInput
from evalkit.report.words.sentence import Sentence
from evalkit.report.words.unknown import limits, unmeasured, unmeasured_count
from evalkit.scoring import ClaimResult
from tests.report.sample_report import sample
from tests.report.test_sentences_of_any_run import RUNS


def text(sentence: Sentence) -> str:
    return "".join(part if isinstance(part, str) else part.name for part in sentence)


def said(report: ReportInput) -> str:
    return " ".join(map(text, limits(report)))


def test_old_versions_are_named_with_the_newest_and_those_that_are_up_to_date_are_not() -> None:
    report = sample()
    tools = {
        name: replace(fact, version="2.0", newest="2.0", state="ready") for name, fact in report.facts.tools.items()
    }
    tools["tfdv"] = replace(tools["tfdv"], version="1.16.1", newest="1.21.0")
    found = said(replace(report, facts=replace(report.facts, tools=tools)))
    assert (
        f"evalkit measured an older version of 1 of {len(tools)} tools: TensorFlow Data Validation 1.16.1 (1.21.0)."
        in found
    )
    tools["tfdv"] = replace(tools["tfdv"], version="1.21.0")
    assert "newest" not in said(replace(report, facts=replace(report.facts, tools=tools)))


def test_claims_that_nothing_bears_on_are_counted() -> None:
    report = sample()
    claim = ClaimResult("x", "x", "the talk", "2021", "not measured", (), "nothing bears on it")
    claims = (claim, replace(claim, claim="y", verdict="supported"))
    assert "1 of 2 claims has no measurement that bears on it" in said(
        replace(report, scorecard=replace(report.scorecard, claims=claims))
    )


def test_timings_whose_noise_is_not_known_are_named() -> None:
    report = sample()
    silent = tuple(replace(found, silent={"skew": ("run.startup_seconds",)}) for found in report.scorecard.robustness)
    found = said(replace(report, scorecard=replace(report.scorecard, robustness=silent)))
    assert f"The noise of {METRICS['run.startup_seconds'].title.lower()}: fewer than six blocks" in found
    assert "noise" not in said(replace(report, scorecard=replace(report.scorecard, robustness=())))
    timed = ("run.cpu_seconds", "run.startup_seconds", "run.wall_seconds")
    several = tuple(replace(found, silent={"skew": timed}) for found in report.scorecard.robustness)
    one, two, three = (METRICS[metric].title.lower() for metric in timed)
    assert f"The noise of {one}, {two} and {three}: fewer" in said(
        replace(report, scorecard=replace(report.scorecard, robustness=several))
    )


def test_what_ran_fewer_times_than_asked_is_named_with_what_it_takes() -> None:
    report = sample()
    fewer = (
        FewerBlocks("skew", "adapt", 300_000, 1, 6, 40.0),
        FewerBlocks("skew", "adapt", 300_000, 0, 6, 144.0, "tfdv"),
    )
    found = said(replace(report, facts=replace(report.facts, fewer_blocks=fewer))).replace("\u202f", ",")
    title = report.tasks["skew"].title
    assert f"{title} at 300,000 rows ran 1 time instead of 6: one block takes about 40 s." in found
    assert (
        f"{title} at 300,000 rows with TensorFlow Data Validation, which did not run there: one run would take about 144 s."
    ) in found


def test_how_many_rows_were_tried_at_most_is_said() -> None:
    timed = replace(sample(), seconds={"skew/pandas/adapt": {1000: (0.3,), 3000: (0.5,)}})
    assert "Anything beyond 3\u202f000 rows" in said(timed)
    untimed = replace(sample(), seconds={})
    rows = f"{sample().rubric.measure.scale:,}".replace(",", "\u202f")
    assert f"Anything beyond {rows} rows" in said(untimed)


def test_figures_without_a_value_are_told_once_for_each_reason_and_all_are_counted() -> None:
    report = sample()
    told = unmeasured(report)
    figures = [
        (table.task, row.tool)
        for table in report.scorecard.tasks
        for row in table.rows
        for criterion in row.criteria.values()
        for figure in criterion.figures
        if not figure.measured and figure.status != "not-applicable"
    ]
    assert unmeasured_count(report.scorecard) == len(figures)
    assert len(told) < len(figures)
    named = [(report.tasks[task].title, report.facts.tools[tool].name) for task, tool in figures]
    assert all(any(task in line and tool in line for line in told) for task, tool in named)


@pytest.mark.parametrize("run", RUNS)
def test_that_nothing_ran_on_a_cluster_is_said_once_something_was_timed(run: str) -> None:
    assert ("on a cluster such as Kubernetes" in said(RUNS[run]())) is (run != "empty")
