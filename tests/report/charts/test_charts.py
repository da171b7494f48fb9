from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from evalkit.model import BlockPlace, Observation, Status
from evalkit.model.facts import ConceptUse, LevelConcepts, Note, PairResolution, ResolverAnswer
from evalkit.report import ReportInput
from evalkit.report.charts import Chart, Charts, charts
from evalkit.report.charts.chart import MOST_ROWS
from evalkit.report.charts.learning import concepts_by_level
from evalkit.report.charts.memory import thinned
from evalkit.report.charts.pairs import MOST_PAIRS, pairs
from evalkit.report.gathering import seconds_by_rows
from evalkit.report.words.sentence import Named
from evalkit.report.words.stack_needs import outcomes
from evalkit.scoring import Robustness, Standing
from evalkit.scoring.judgements import Beats
from tests.report.charts.charted_report import charted
from tests.report.sample_report import BAD, curve, sample


@pytest.fixture(scope="module")
def report() -> ReportInput:
    return charted()


@pytest.fixture(scope="module")
def drawn(report: ReportInput) -> Charts:
    return charts(report)


def every(drawn: Charts) -> list[Chart]:
    return [*drawn.run, *(chart for those in drawn.tasks.values() for chart in those)]


def one(drawn: Charts, place: str) -> Chart:
    return next(chart for chart in every(drawn) if chart.id == place)


def values(part: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(part, dict):
        for key, value in part.items():
            yield key, value
            yield from values(value)
    elif isinstance(part, (list, tuple)):
        for value in part:
            yield from values(value)


def test_each_task_has_its_charts_and_the_run_has_its_own(drawn: Charts) -> None:
    kinds = {task: [chart.id.split("/")[0] for chart in those] for task, those in drawn.tasks.items()}
    assert all(found == ["times", "places", "memory", "growth", "learning"] for found in kinds.values())
    assert [chart.id for chart in drawn.run] == ["places/stacks", "together"]


def test_what_is_not_known_is_not_drawn() -> None:
    drawn = charts(sample(0, ("tfma",), curves={}))
    assert not {chart.id.split("/")[0] for chart in every(drawn)} & {
        "times",
        "memory",
        "growth",
        "learning",
        "together",
    }


def test_every_chart_says_its_content_in_words_and_in_a_table(drawn: Charts) -> None:
    for chart in every(drawn):
        assert len(chart.summary) > 40
        assert chart.summary.endswith(".")
        assert chart.table.rows
        assert all(len(row) == len(chart.table.columns) for row in chart.table.rows)
        for row in chart.table.rows[:MOST_ROWS]:
            assert str(row[0]) in chart.summary


def test_colours_are_the_pages_own_so_that_light_dark_and_print_follow(drawn: Charts) -> None:
    looks = {
        value
        for chart in every(drawn)
        for key, value in values(chart.spec)
        if key in {"color", "fill", "stroke"} and isinstance(value, str)
    }
    assert looks
    assert all(re.fullmatch(r"var\(--[a-z-]+\)", look) for look in looks)


def test_no_chart_asks_for_anything_from_outside(drawn: Charts) -> None:
    told = json.dumps(drawn.to_json(), allow_nan=False)
    assert "http" not in told
    assert '"url"' not in told


def test_a_wrong_implementation_has_no_time(drawn: Charts) -> None:
    assert BAD["skew", "scikit-learn", "adapt"][0] is Status.WRONG
    assert "scikit-learn" not in one(drawn, "times/skew").summary


def test_times_are_sorted_quickest_first_with_every_sample_as_a_dot(drawn: Charts) -> None:
    chart = one(drawn, "times/data-validation")
    assert [row[0] for row in chart.table.rows] == [
        "pandas",
        "pandera",
        "Great Expectations",
        "TensorFlow Data Validation",
    ]
    assert len(chart.spec["datasets"]["dots"]) == 40
    assert isinstance(chart.table.rows[0][2], Named)


def test_few_samples_have_no_interval_and_the_legend_says_so() -> None:
    chart = one(charts(sample(3)), "times/skew")
    assert all(head["from"] == head["to"] for head in chart.spec["datasets"]["heads"])
    assert "none with fewer than six samples" in chart.legend
    assert {row[3] for row in chart.table.rows} == {"unknown"}


def test_a_learning_curve_counts_each_concept_once() -> None:
    def new(many: int) -> tuple[ConceptUse, ...]:
        return tuple(ConceptUse("f.py", (1, 1), f"a.f{at}") for at in range(many))

    facts = (LevelConcepts("hello", 7, new(7)), LevelConcepts("adapt", 23, new(17)), Note("stretch: 9 concepts, 9 new"))
    assert concepts_by_level(facts) == {"hello": 7, "adapt": 24}


def test_a_level_that_is_stepped_over_leaves_a_gap_and_no_zero(report: ReportInput) -> None:
    def without_adapt(found: Any) -> Any:
        kept = (fact for fact in found.facts if not (isinstance(fact, LevelConcepts) and fact.level == "adapt"))
        return replace(found, facts=tuple(kept))

    tools = tuple(
        replace(t, figures=tuple((k, without_adapt(f) if t.tool == "pandas" else f) for k, f in t.figures))
        for t in report.scorecard.tools
    )
    chart = one(charts(replace(report, scorecard=replace(report.scorecard, tools=tools))), "learning/skew")
    row = next(row for row in chart.table.rows if row[0] == "pandas")
    assert row[2] == "–"
    assert not [value for key, value in values(chart.spec["datasets"]) if key == "y" and value == 0]


def test_outcomes_are_those_of_pairs_at_todays_pins_and_of_nothing_else() -> None:
    facts = (
        Note("with tfma: installs, 31 distributions, 1.5"),
        PairResolution("scikit-learn", ResolverAnswer.INSTALLS, 31, "1.5"),
        PairResolution("mlflow", ResolverAnswer.CONFLICT, sentence="Because numpy<2 ..."),
        PairResolution("mlflow", ResolverAnswer.INSTALLS, 31, "1.0", free=True),
        PairResolution("tfma", ResolverAnswer.UNKNOWN, sentence="no network"),
    )
    assert outcomes(facts) == {
        "scikit-learn": ResolverAnswer.INSTALLS,
        "mlflow": ResolverAnswer.CONFLICT,
        "tfma": ResolverAnswer.UNKNOWN,
    }


def test_a_pair_that_is_not_known_is_no_conflict(drawn: Charts) -> None:
    chart = one(drawn, "together")
    cells = {(cell["other"], cell["outcome"]) for cell in chart.spec["datasets"]["cells"]}
    assert ("mlflow", "not known") in cells
    row = next(row for row in chart.table.rows if row[0] == "SciPy")
    assert row[2:] == ("not known", "installs", "installs", "installs", "conflict")


def test_who_shares_least_stands_first_and_who_shares_all_is_counted_in_words(drawn: Charts) -> None:
    chart = one(drawn, "together")
    shares = [
        sum(cell["outcome"] == "installs" for cell in chart.spec["datasets"]["cells"] if cell["tool"] == tool)
        / sum(cell["tool"] == tool for cell in chart.spec["datasets"]["cells"])
        for tool in chart.rows
    ]
    assert shares == sorted(shares)
    assert 1 not in shares or set(shares) == {1}
    others = len(chart.table.rows) - len(chart.rows)
    assert ("beside all of these tools" in chart.legend) == (others > 0)


def test_the_baselines_line_runs_through_no_name(drawn: Charts) -> None:
    data = one(drawn, "times/data-validation").spec["datasets"]
    names = sorted(head["caption"] for head in data["heads"])
    assert len(data["base"]) == len(names)
    for piece in data["base"]:
        assert not any(piece["top"] < name + 7 and name - 7 < piece["bottom"] for name in names)


def test_places_add_up_to_all_draws(drawn: Charts) -> None:
    for place in ("places/stacks", "places/skew"):
        ends: dict[float, float] = {}
        for part in one(drawn, place).spec["datasets"]["parts"]:
            ends[part["top"]] = max(ends.get(part["top"], 0), part["to"])
        assert all(end == pytest.approx(1, abs=0.01) for end in ends.values())


def test_places_that_are_open_have_two_bars_and_a_range(drawn: Charts) -> None:
    chart = one(drawn, "places/stacks")
    assert "in favour" in chart.legend
    assert any(" to " in str(row[1]) for row in chart.table.rows)
    assert "in favour" not in one(drawn, "places/skew").legend


def test_that_noise_is_not_known_is_said(report: ReportInput) -> None:
    sure = one(charts(report), "places/skew").legend
    robustness = tuple(replace(one_, silent={"skew": ("run.wall_seconds",)}) for one_ in report.scorecard.robustness)
    chart = one(charts(replace(report, scorecard=replace(report.scorecard, robustness=robustness))), "places/skew")
    assert "too few blocks to know the noise" in chart.legend
    assert "too few blocks" not in sure


def test_many_places_are_told_in_few_columns(report: ReportInput) -> None:
    names = list(report.facts.tools)
    many = tuple(
        Standing(name, (1 / 40,) * 40, (1 / 40,) * 40, None, None, Beats(name, {}, np.empty(0))) for name in names
    )
    chance = (Robustness("rubric", 100, 100, {"skew": many}, ()),)
    chart = one(charts(replace(report, scorecard=replace(report.scorecard, robustness=chance))), "places/skew")
    assert chart.table.columns[-1].title == "Place 13 to 40"
    assert chart.table.rows[0][-1] == "70\u202f%"


def test_more_tools_than_can_be_drawn_stand_in_the_table() -> None:
    few = sample()
    names = [f"tool-{at}" for at in range(MOST_ROWS + 6)]
    facts = replace(few.facts, tools={name: replace(few.facts.tools["pandas"], name=name) for name in names})
    table = few.scorecard.tasks[0]
    rows = tuple(replace(table.rows[0], tool=name) for name in names)
    crowded = replace(
        few,
        facts=facts,
        scorecard=replace(
            few.scorecard, tasks=(replace(table, rows=rows, baseline="tool-0", faster=()),), tools=(), robustness=()
        ),
        curves={f"{table.task}/{name}/adapt": curve("pandas") for name in names},
    )
    (chart,) = charts(crowded).tasks[table.task]
    assert len(chart.table.rows) == MOST_ROWS + 6
    assert len(chart.spec["datasets"]["heads"]) == MOST_ROWS
    assert "6 more are in the table." in chart.summary
    assert f"The chart shows the lowest {MOST_ROWS} of {MOST_ROWS + 6}." in chart.legend


def test_thinning_keeps_ends_and_peak() -> None:
    moments = tuple((at / 10, 100.0 + (at == 777) * 50) for at in range(2000))
    few = thinned(moments)
    assert len(few) <= 162
    assert (few[0], few[-1]) == (moments[0], moments[-1])
    assert max(mb for _, mb in few) == 150


def timed(tool: str, block: str, position: int, of: int, scale: int, value: float | None) -> Observation:
    return Observation(
        tool=tool,
        probe="run",
        metric="run.wall_seconds",
        unit="s",
        status=Status.OK if value else Status.WRONG,
        key="k",
        session="s",
        taken="2026-11-24T03:00:00Z",
        value=value,
        task="skew",
        level="adapt",
        scale=scale,
        block=BlockPlace(block, position, of),
    )


def test_growth_takes_verified_times_of_complete_blocks_only() -> None:
    seen = [
        timed("pandas", "a", 0, 2, 1000, 0.5),
        timed("scipy", "a", 1, 2, 1000, None),
        timed("pandas", "b", 0, 2, 1000, 9.0),
        timed("pandas", "c", 0, 1, 30_000, 0.7),
        timed("pandas", "d", 0, 1, 30_000, 0.8),
    ]
    assert seconds_by_rows(seen) == {"skew/pandas/adapt": {1000: (0.5,), 30_000: (0.7, 0.8)}}


def test_a_tool_timed_at_one_scale_has_no_line(report: ReportInput) -> None:
    seconds = {label: {1000: (1.0,)} if "/pandas/" in label else of for label, of in report.seconds.items()}
    chart = one(charts(replace(report, seconds=seconds)), "growth/skew")
    assert "pandas" not in [row[0] for row in chart.table.rows]
    assert len(chart.table.rows) == 4


def test_every_pair_that_differs_in_time_stands_in_a_table(report: ReportInput, drawn: Charts) -> None:
    for table in report.scorecard.tasks:
        found = drawn.tables[f"faster/{table.task}"]
        assert len(found.rows) == len(table.faster)
        assert [column.title for column in found.columns][:2] == ["Faster", "Slower"]


def test_without_a_difference_there_is_no_table_of_pairs() -> None:
    assert not charts(sample(3)).tables


def test_of_thousands_of_pairs_the_closest_are_told_and_how_far_the_rest_are(report: ReportInput) -> None:
    table = report.scorecard.tasks[0]
    many = tuple(replace(table.faster[0], ratio=0.9 - at / 2000) for at in range(MOST_PAIRS + 5))
    found = pairs(report, replace(table, faster=tuple(reversed(many))))
    assert len(found.rows) == MOST_PAIRS
    assert found.rows[0][2] == "90\u202f%"
    assert "5 more pairs take at most 65\u202f% of the time" in found.caption
