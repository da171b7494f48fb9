from __future__ import annotations

import csv
import io
from dataclasses import replace

from evalkit.report import ReportInput
from evalkit.report.formats.as_csv import COLUMNS, as_csv
from evalkit.scoring import Figure
from tests.report.hostile_report import hostile
from tests.report.sample_report import sample


def rows(report: ReportInput) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(report))))


def test_every_figure_of_the_scorecard_has_one_row() -> None:
    report = sample()
    card = report.scorecard
    weighed = [
        (table.task, row.tool, name, figure.level or "", figure.metric)
        for table in card.tasks
        for row in table.rows
        for name, criterion in row.criteria.items()
        for figure in criterion.figures
    ]
    found = [tuple(row[name] for name in ("task", "tool", "criterion", "level", "metric")) for row in rows(report)]
    assert found[: len(weighed)] == weighed
    assert len(set(found)) == len(found)
    all_figures = {(tool.tool, figure.level or "", figure.metric) for tool in card.tools for _, figure in tool.figures}
    assert {(tool, level, metric) for _, tool, _, level, metric in found} == all_figures


def test_values_points_and_intervals_are_exact() -> None:
    (row,) = [
        row
        for row in rows(sample())
        if (row["task"], row["tool"], row["metric"], row["level"]) == ("skew", "tfdv", "run.wall_seconds", "adapt")
    ]
    table = next(table for table in sample().scorecard.tasks if table.task == "skew")
    figure = next(one for one in table.rows if one.tool == "tfdv").criteria["friction"].figures[0]
    assert figure.interval
    assert float(row["value"]) == figure.value
    assert float(row["interval_low"]) == figure.interval[0]
    assert float(row["times_baseline"]) == figure.ratio
    assert (row["samples"], row["status"], row["unit"]) == ("10", "ok", "s")
    assert figure.points
    assert float(row["points_low"]) == float(row["points_high"]) == figure.points.low


def test_what_was_not_measured_is_empty_and_never_zero() -> None:
    lost = [row for row in rows(sample()) if row["tool"] == "fairlearn" and row["criterion"]]
    assert {row["value"] for row in lost} == {""}
    assert {row["status"] for row in lost} == {"unavailable", "not measured"}
    assert {(row["points_low"], row["points_high"]) for row in lost} == {("0.0", "100.0")}
    assert any("no interpreter" in row["reason"] for row in lost)


def test_hostile_texts_break_no_row_and_start_no_formula() -> None:
    report = hostile()
    found = rows(report)
    assert all(row.keys() == set(COLUMNS) and None not in row.values() for row in found)
    assert all("\n" not in value and "\x1b" not in value for row in found for value in row.values())
    tool = report.scorecard.tools[0]
    formula = Figure("code.tokens", "adapt", 0.0, "tokens", None, reason='=HYPERLINK("https://example.org")')
    card = replace(report.scorecard, tasks=(), tools=(replace(tool, figures=(("skew", formula),)),))
    (row,) = rows(replace(report, scorecard=card))
    assert row["reason"].startswith("'=")


def test_the_same_report_gives_the_same_table() -> None:
    assert as_csv(sample()) == as_csv(sample())
