"""A series of runs: what each says of every subject, in words and as a page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.report import history_as_json, history_tables, render_history, run_history, turn_words
from evalkit.report.page.history_page import HEIGHT, WIDTH, drawn
from evalkit.report.run_history import RunHistory
from evalkit.report.words.history import BARS, NOTHING, answer_of
from evalkit.store import NotARun
from tests.scoring.comparing.two_runs import run_data
from tests.workers.made_run import made_run


@pytest.fixture
def runs(tmp_path: Path) -> list[Path]:
    """Three runs, in which the slow tool gets slower and a tool's version changes; the middle one was begun first."""
    versions = {"pandas": "1.0", "quick": "1.0", "slow": "1.0"}
    slower, slowest = (
        run_data({"slow": {"seconds": 9.0}}),
        run_data({"slow": {"seconds": 18.0}}, versions=versions | {"slow": "2.0"}),
    )
    return [
        made_run(tmp_path / "b", slower, started="2026-11-02T03:00:00Z"),
        made_run(tmp_path / "a", run_data(), started="2026-11-01T03:00:00Z"),
        made_run(tmp_path / "c", slowest, started="2026-11-03T03:00:00Z", machine={"processor": "another one"}),
    ]


@pytest.fixture
def history(runs: list[Path]) -> RunHistory:
    return run_history(runs)


def test_runs_stand_in_the_order_in_which_they_were_begun(history: RunHistory) -> None:
    assert [Path(run.told.name).name for run in history.runs] == ["a", "b", "c"]
    assert [run.versions["slow"] for run in history.runs] == ["1.0", "1.0", "2.0"]


def test_a_subject_is_followed_through_all_runs(history: RunHistory) -> None:
    [slow] = [series for series in history.tools if series.subject == "slow"]
    middles = [value.points.middle for value in slow.values if value.points]
    assert len(middles) == 3
    assert middles == sorted(middles, reverse=True)
    assert middles[0] > middles[-1]
    assert {series.name for series in history.stacks} == {"The quick one", "The slow one"}


def test_a_metric_is_followed_instead_of_points(runs: list[Path]) -> None:
    history = run_history(runs, "run.wall_seconds")
    [adapt] = [series for series in history.figures if (series.subject, series.level) == ("slow", "adapt")]
    seconds = [value.value for value in adapt.values]
    assert seconds[1] == pytest.approx(9, rel=0.1)
    assert seconds[2] == pytest.approx(18, rel=0.1)
    [table] = history_tables(history)
    [row] = [row for row in table.rows if row.name.startswith("Slow")]
    assert row.latest.endswith("s")
    assert row.change.endswith("×")
    assert row.bars[-1] == BARS[-1]


def test_what_changed_between_two_runs_is_told(history: RunHistory) -> None:
    first, second = map(turn_words, history.turns)
    assert "worse" in first.headline
    assert not first.versions
    assert second.versions == ("slow 1.0 → 2.0",)
    assert any("machine" in note for note in second.notes)


def test_a_subject_that_only_some_runs_have_leaves_a_gap(tmp_path: Path) -> None:
    whole = made_run(tmp_path / "a", run_data(), started="2026-11-01T03:00:00Z")
    less = made_run(tmp_path / "b", run_data(members={"skew": ("pandas", "quick")}), started="2026-11-02T03:00:00Z")
    history = run_history([whole, less])
    table = next(table for table in history_tables(history) if table.heading == "skew")
    [gone] = [row for row in table.rows if row.name == "Slow"]
    assert gone.values[1] == ""
    assert gone.bars[1] == NOTHING
    assert gone.change == ""
    assert gone.first == gone.latest == gone.values[0]


def test_one_run_is_a_history_too(runs: list[Path]) -> None:
    history = run_history(runs[:1] * 2)
    assert (len(history.runs), history.turns) == (1, ())
    assert all(row.change == "" for table in history_tables(history) for row in table.rows)


def test_nobody_certainly_leads_where_nothing_was_measured(tmp_path: Path) -> None:
    run = made_run(tmp_path / "a", run_data(), current={}, complete=False)
    assert answer_of(run_history([run]).runs[0]) == "not complete, nobody certainly leads"


def test_a_folder_that_is_no_run_is_named(runs: list[Path], tmp_path: Path) -> None:
    with pytest.raises(NotARun, match=r"there is no folder .*nowhere; "):
        run_history([*runs, tmp_path / "nowhere"])


def test_the_page_is_one_file_that_loads_nothing_and_says_every_value(history: RunHistory) -> None:
    page = render_history(history)
    assert not re.findall(r'(?:src|href)="(?!#|data:)', page)
    assert "<script" not in page
    for table in history_tables(history):
        for row in table.rows:
            assert all(value in page for value in row.values)
    assert "slow 1.0 → 2.0" in page
    assert page == render_history(history)


def test_as_data_it_holds_every_run_and_every_value(history: RunHistory) -> None:
    data = json.loads(history_as_json(history))
    assert [len(data[name]) for name in ("runs", "turns")] == [3, 2]
    assert all(len(series["values"]) == 3 for series in (*data["stacks"], *data["tools"]))
    assert data["turns"][1]["versions"] == {"slow": {"before": "1.0", "after": "2.0"}}


@given(st.lists(st.none() | st.floats(0, 1), min_size=1, max_size=40))
def test_a_drawing_stays_within_its_frame_and_breaks_where_a_value_is_missing(course: list[float | None]) -> None:
    lines, dots = drawn(course)
    assert len(dots) == sum(at is not None for at in course)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in dots)
    runs = "".join("x" if at is not None else " " for at in course).split()
    assert [len(line.split()) for line in lines] == [len(run) for run in runs if len(run) > 1]
