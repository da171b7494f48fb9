from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evalkit.model.facts import Fact, MemoryCurve, PrintedLog
from evalkit.report import FORMATS
from evalkit.report.publishing import Publisher, report_as, republish
from evalkit.store import Journal, Manifest, NotARun, RunFolder
from evalkit.store.run_folder import manifest_of
from tests.scoring.comparing.two_runs import rubric, run_data
from tests.workers.made_run import made_run


def test_every_form_of_a_run_is_made_without_writing_anything(tmp_path: Path) -> None:
    run = made_run(tmp_path / "a", run_data())
    there = sorted(tmp_path.rglob("*"))
    texts = {form: report_as(run, form) for form in FORMATS}
    assert sorted(tmp_path.rglob("*")) == there
    assert texts == {form: report_as(run, form) for form in FORMATS}


def test_the_scorecard_on_disk_is_the_one_that_json_prints(tmp_path: Path) -> None:
    run = made_run(tmp_path / "a", run_data())
    republish(run)
    written = (run / "scorecard.json").read_text("utf-8")
    assert written == report_as(run, "json")
    assert json.loads(written)["rubric"] == "small"
    page = (run / "report.html").read_text("utf-8")
    beside = re.compile(r'<meta (property="og:image|name="twitter)[^>]*>\n')
    assert beside.sub("", page) == report_as(run, "html"), "without a picture beside it, a page names none"


SECRET = "the reader's own file"


def hostile(folder: Path, *facts: Fact, **changes: Any) -> Path:
    """A run whose first observation of pandas points at files of the writer's choice."""
    data = run_data()
    at = next(place for place, one in enumerate(data.observations) if one.tool == "pandas" and one.level == "adapt")
    seen = list(data.observations)
    seen[at] = replace(seen[at], facts=facts, **changes)
    return made_run(folder, replace(data, observations=tuple(seen)))


def test_a_run_that_somebody_sent_shows_none_of_its_readers_files(tmp_path: Path) -> None:
    (tmp_path / "private.log").write_text(SECRET)
    names = ("../private.log", "logs/../../private.log", str(tmp_path / "private.log"), "logs/linked.log")
    for number, name in enumerate(names):
        run = hostile(tmp_path / f"run-{number}", PrintedLog(name, 1), MemoryCurve(name))
        for place in (
            "logs/linked.log",
            "sources/skew/pandas/adapt/adapt.py",
            "sources/skew/pandas/hello/hello.unsupported.md",
        ):
            (run / place).parent.mkdir(parents=True, exist_ok=True)
            (run / place).symlink_to(tmp_path / "private.log")
        (run / "sources" / "skew" / "quick").symlink_to(tmp_path, target_is_directory=True)
        assert SECRET not in republish(run).read_text("utf-8")


def test_a_huge_log_and_a_pipe_cost_nothing(tmp_path: Path) -> None:
    run = hostile(tmp_path / "run", PrintedLog("logs/sparse.log", 1), MemoryCurve("logs/pipe.csv"))
    (run / "logs").mkdir(exist_ok=True)
    os.mkfifo(run / "logs" / "pipe.csv")
    with (run / "logs" / "sparse.log").open("wb") as stream:
        stream.truncate(3_000_000_000)
    assert republish(run).stat().st_size < 8_000_000


def test_a_memory_curve_that_is_none_is_left_out(tmp_path: Path) -> None:
    run = hostile(tmp_path / "run", MemoryCurve("logs/curve.csv"))
    (run / "logs").mkdir(exist_ok=True)
    for text in ("seconds,mb\n1,x\n", "seconds,mb\n1\n", "seconds,mb\nnan,inf\n", "\0", "seconds,mb\n1,2,3\n"):
        (run / "logs" / "curve.csv").write_text(text)
        republish(run)


def test_of_many_damaged_lines_the_page_names_some_and_counts_the_rest(tmp_path: Path) -> None:
    run = made_run(tmp_path / "run", run_data())
    before = republish(run).stat().st_size
    with (run / "journal.jsonl").open("a") as stream:
        stream.write("damaged\n" * 200_000)
    page = republish(run)
    assert page.stat().st_size < before + 20_000
    assert "199,950 further lines were set aside" in page.read_text("utf-8")


def test_a_rubric_with_a_metric_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    run = made_run(tmp_path / "run", run_data())
    file = run / "manifest.json"
    file.write_text(file.read_text().replace('"metric": "code.tokens"', '"metric": "code.beauty"'))
    with pytest.raises(NotARun, match=r"the metric 'code\.beauty', which this evalkit does not know"):
        republish(run)


def test_a_profile_with_a_requirement_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    profiles = {"p": {"title": "P", "requires": ("open-sauce",)}}
    run = made_run(tmp_path / "run", replace(run_data(), rubric=rubric(profiles=profiles)))
    with pytest.raises(NotARun, match="the requirement 'open-sauce', which this evalkit does not know"):
        republish(run)


@pytest.mark.parametrize(("took", "soonest"), [(0.1, 120.0), (30.0, 1000.0)])
def test_a_report_that_takes_long_to_write_is_written_less_often(tmp_path: Path, took: float, soonest: float) -> None:
    run = made_run(tmp_path / "run", run_data())
    manifest, now = manifest_of(run), [0.0]

    def note(_: bool) -> Manifest:
        now[0] += took
        return manifest

    publisher = Publisher(RunFolder(run), Journal(RunFolder(run).journal), note, pause=120.0, clock=lambda: now[0])
    assert publisher.is_due(first=True)
    publisher.now(complete=False)
    for since, is_due in ((soonest - 1, False), (soonest, True)):
        now[0] = took + since
        assert publisher.is_due(first=True) == is_due
