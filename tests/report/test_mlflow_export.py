"""A run goes into a tracker whole: with every stack, every tool of a task, and every figure that was measured."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evalkit.environments import Environments
from evalkit.plan.loading import BadRequest
from evalkit.report import export_to_mlflow
from evalkit.report.gathering import opened_report
from evalkit.report.mlflow_export import tracked_runs
from evalkit.report.publishing import republish
from evalkit.workspace import load_workspace
from tests.scoring.comparing.two_runs import run_data
from tests.workers.made_run import made_run

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with its report; nobody changes it."""
    made = made_run(tmp_path_factory.mktemp("published") / "run", run_data())
    republish(made)
    return made


@pytest.fixture
def run(published: Path, tmp_path: Path) -> Path:
    """A copy of it, in a folder of the test's own."""
    return shutil.copytree(published, tmp_path / "run")


def test_the_whole_comes_first_and_then_each_stack_and_each_tool_of_a_task(run: Path) -> None:
    names = [one.name for one in tracked_runs(opened_report(run))]
    assert names[0] == "A small rubric"
    assert sorted(names[1:]) == ["skew pandas", "skew quick", "skew slow", "stack calm", "stack fast"]


def test_a_tool_brings_its_points_and_its_figures_and_nothing_that_was_not_measured(run: Path) -> None:
    report = opened_report(run)
    [slow] = [one for one in tracked_runs(report) if one.name == "skew slow"]
    [row] = [row for row in report.scorecard.tasks[0].rows if row.tool == "slow"]
    assert slow.numbers["points"] == row.points.middle
    assert slow.numbers["setup.install_mb"] == 400
    assert slow.numbers["code.tokens.adapt"] == 60
    assert slow.texts["version"] == "1.0"
    assert slow.tags["level.adapt"] == "ok"
    nothing = made_run(run.parent / "nothing", run_data(), current={})
    [empty] = [one for one in tracked_runs(opened_report(nothing)) if one.name == "skew slow"]
    assert empty.numbers == {"coverage": 0.0}
    assert empty.tags["level.adapt"] == "not run"


def test_a_python_without_mlflow_is_named_with_the_remedy(run: Path) -> None:
    with pytest.raises(BadRequest, match=r"has no MLflow; install it there \(pip install mlflow\), or .* --python"):
        export_to_mlflow(run)
    with pytest.raises(
        BadRequest,
        match=r"nowhere cannot be started \(No such file or directory\); name a Python that has MLflow with --python",
    ):
        export_to_mlflow(run, python=Path("nowhere"))


STAND_IN = """#!{python}
import json, pathlib, sys
pathlib.Path({kept!r}).write_text(sys.stdin.buffer.read().decode())
print({said!r})
"""


def stand_in(folder: Path, said: str = '{"where": "here"}') -> Path:
    """A program in place of an interpreter with MLflow, which keeps what it is asked in asked.json."""
    file = folder / "python"
    file.write_text(STAND_IN.format(python=sys.executable, kept=str(folder / "asked.json"), said=said))
    file.chmod(0o755)
    return file


def test_no_link_of_a_run_that_somebody_sent_takes_the_readers_own_files_along(run: Path, tmp_path: Path) -> None:
    (tmp_path / "private.txt").write_text("mine")
    (run / "report.html").unlink()
    (run / "report.html").symlink_to(tmp_path / "private.txt")
    assert export_to_mlflow(run, python=stand_in(tmp_path)) == "here"
    assert json.loads((tmp_path / "asked.json").read_text())["files"] == [str(run / "scorecard.json")]


@pytest.mark.parametrize("said", ["", "done", "[]", "{}"])
def test_a_program_that_is_no_python_is_named(run: Path, tmp_path: Path, said: str) -> None:
    with pytest.raises(BadRequest, match=r"/python did not say where it wrote; name a Python with --python"):
        export_to_mlflow(run, python=stand_in(tmp_path, said))


READ = """
import json, mlflow, sys
mlflow.set_tracking_uri(sys.argv[1])
client = mlflow.MlflowClient()
experiment = client.get_experiment_by_name("evalkit small")
runs = client.search_runs([experiment.experiment_id])
print(json.dumps([
    {"name": r.info.run_name, "status": r.info.status, "metrics": r.data.metrics, "params": r.data.params,
     "parent": r.data.tags.get("mlflow.parentRunId"), "id": r.info.run_id,
     "files": [file.path for file in client.list_artifacts(r.info.run_id)]}
    for r in runs
]))
"""


@pytest.mark.env
def test_a_real_mlflow_gives_back_what_was_exported(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    adapter = load_workspace(ROOT).adapters["mlflow"]
    python = Environments(locks=ROOT / "adapters" / "locks").provision(adapter).python
    monkeypatch.chdir(tmp_path)
    uri = f"sqlite:///{tmp_path}/mlflow.db"
    assert "run " in export_to_mlflow(run, uri=uri, python=Path(python))
    read = subprocess.run([python, "-c", READ, uri], capture_output=True, text=True, check=True, cwd=tmp_path)
    found = {one["name"]: one for one in json.loads(read.stdout.splitlines()[-1])}
    assert set(found) == {one.name for one in tracked_runs(opened_report(run))}
    whole = found["A small rubric"]
    assert sorted(whole["files"]) == ["report.html", "scorecard.json"]
    assert {one["parent"] for name, one in found.items() if name != "A small rubric"} == {whole["id"]}
    assert {one["status"] for one in found.values()} == {"FINISHED"}
    for told in tracked_runs(opened_report(run)):
        assert found[told.name]["metrics"] == pytest.approx(dict(told.numbers))
    with pytest.raises(BadRequest, match="MLflow refused: "):
        export_to_mlflow(run, uri="nothing://here", python=Path(python))


def test_the_process_needs_nothing_of_evalkit() -> None:
    script = ROOT / "evalkit" / "report" / "mlflow_process.py"
    done = subprocess.run([sys.executable, "-I", str(script)], input="{}", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (3, "")
