"""Given code in a run: the report shows it once, and another version of it is measured anew."""

from __future__ import annotations

from functools import partial

from tests.conftest import SmallWorkspace
from tests.workers.real_run import journal, run


def test_the_report_shows_given_code_and_another_version_is_measured_anew(small: SmallWorkspace) -> None:
    measured = partial(run, small, levels=("adapt",), probes=("run",), blocks=1)
    task = small.root / "tasks" / "counting" / "task.yaml"
    task.write_text(task.read_text() + "given: [steps.py]\n")
    small.write("tasks/counting/given/steps.py", "def load_the_rows():\n    return 1\n")
    assert measured().all_ok
    page = (small.root / "reports" / "small" / "report.html").read_text()
    assert page.count("def load_the_rows()") == 1
    before = journal(small)
    assert measured().all_ok
    assert journal(small) == before
    small.write("tasks/counting/given/steps.py", "def load_the_rows():\n    return 2\n")
    assert measured().all_ok
    again = [one for one in journal(small)[len(before) :] if one.metric == "run.wall_seconds"]
    assert {one.tool for one in again} == {"plain", "other"}
    assert "return 2" in (small.root / "reports" / "small" / "report.html").read_text()
