from __future__ import annotations

import json
from pathlib import Path

from evalkit.report import FORMATS
from evalkit.report.publishing import report_as, republish
from tests.scoring.comparing.two_runs import run_data
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
    assert (run / "report.html").read_text("utf-8") == report_as(run, "html")
