"""What iterating needs of a task: the truth after the edit, and inputs a hundredth of which is changed."""

from __future__ import annotations

import ast
import copy
import json
import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from evalkit.model.verdict import Truth
from tests.tasks.task_files import MadeInputs, declared, load, run_here

TASKS = Path(__file__).parents[2] / "tasks"
NAMES = ("data-validation", "skew", "sliced-metrics")
READ = {
    "data-validation": {"train.csv", "eval-changed.csv", "serving.csv"},
    "skew": {"serving-later.csv"},
    "sliced-metrics": {"predictions.csv"},
}
"""The files that `changed` changes."""
EDITED = {"data-validation": "tolerated", "skew": "tolerated", "sliced-metrics": "small"}

inputs: dict[str, ModuleType] = {name: load(TASKS / name, "inputs") for name in NAMES}
checkers: dict[str, ModuleType] = {name: load(TASKS / name, "checker") for name in NAMES}

SEEDS = {200: 1, 3001: 2}
"""Of the pairs that have not 1,000 rows: those whose inputs the tests of the tasks make too."""

Rows = list[str]


class Pair:
    """One set of inputs, and a copy of it that was changed."""

    def __init__(self, task: str, rows: int, folder: Path) -> None:
        self.task, self.rows = task, rows
        (folder / "before").mkdir()
        self.before = MadeInputs(inputs[task], rows, SEEDS.get(rows, 0), folder / "before")
        shutil.copytree(folder / "before", folder / "after")
        self.after = copy.copy(self.before)
        self.after.folder = folder / "after"
        truth = json.loads(json.dumps(self.before.truth))
        self.after.truth = json.loads(json.dumps(inputs[task].changed(folder=folder / "after", truth=truth, seed=5)))

    def lines(self, name: str) -> tuple[Rows, Rows]:
        """The lines of one file, before and after."""
        before, after = ((made.folder / name).read_text().splitlines() for made in (self.before, self.after))
        return before, after


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, int], Pair]:
    """A pair of each task and number of rows, made when it is first asked for; nobody changes it."""
    return cache(lambda task, rows: Pair(task, rows, tmp_path_factory.mktemp("pair")))


@pytest.fixture(params=[(name, rows) for name in NAMES for rows in (200, 3001)], ids=str)
def pair(request: pytest.FixtureRequest, pairs: Callable[[str, int], Pair]) -> Pair:
    return pairs(*request.param)


def _edit(task: str) -> Any:
    return declared(TASKS / task)["levels"]["adapt"]["edit"]


@pytest.mark.parametrize("task", NAMES)
def test_the_edited_truth_holds_the_new_value_and_nothing_else_is_new(task: str, tmp_path: Path) -> None:
    made = MadeInputs(inputs[task], 200, 1, tmp_path)
    digest, before = made.digest(), json.dumps(made.truth)
    edited = inputs[task].edited(folder=tmp_path, truth=made.truth, level="adapt", value=_edit(task))
    assert edited["adapt"].pop(EDITED[task]) == _edit(task)
    assert json.dumps(made.truth) == before, "the truth that was handed over is left alone"
    del made.truth["adapt"][EDITED[task]]
    assert edited == made.truth
    assert made.digest() == digest


def test_one_row_in_a_hundred_of_the_files_that_adapt_reads_is_changed(pair: Pair) -> None:
    for file in pair.before.folder.iterdir():
        before, after = pair.lines(file.name)
        differing = sum(old != new for old, new in zip(before, after, strict=True))
        assert differing == (max(1, (len(before) - 1) // 100) if file.name in READ[pair.task] else 0), file.name


def test_the_truth_of_the_changed_inputs_is_another(pair: Pair) -> None:
    assert pair.after.truth["adapt"] != pair.before.truth["adapt"]
    assert pair.after.truth["stretch"] == pair.before.truth["stretch"] or pair.task == "sliced-metrics"


def test_the_same_seed_changes_the_same_rows_and_another_seed_others(tmp_path: Path) -> None:
    digests = []
    for number, seed in enumerate((5, 5, 6)):
        folder = tmp_path / str(number)
        folder.mkdir()
        made = MadeInputs(inputs["skew"], 1000, 0, folder)
        inputs["skew"].changed(folder=folder, truth=made.truth, seed=seed)
        digests.append(made.digest())
    assert digests[0] == digests[1] != digests[2]


def test_in_data_validation_one_value_is_learnt_and_two_facts_are_new(pairs: Callable[[str, int], Pair]) -> None:
    pair = pairs("data-validation", 1000)
    before, after = (
        {tuple(sorted(fact.items())) for fact in made.truth["adapt"]["planted"]} for made in (pair.before, pair.after)
    )
    assert len(before - after) == 1
    assert {dict(fact)["file"] for fact in after - before} == {"eval-changed.csv", "serving.csv"}
    assert {dict(fact)["kind"] for fact in after ^ before} == {"unexpected-value"}


def test_in_skew_the_drifted_columns_stay_and_one_moved_further(pairs: Callable[[str, int], Pair]) -> None:
    pair = pairs("skew", 1000)
    before, after = (made.truth["adapt"]["moved"] for made in (pair.before, pair.after))
    [column] = (column for column in before if before[column] != after[column])
    assert after[column] - before[column] == pytest.approx(0.01, abs=1e-4)
    limits = pair.before.truth["adapt"]["limits"]
    assert min(before[column], after[column]) > limits[column]


def test_in_sliced_metrics_the_accuracy_of_everybody_falls_by_a_hundredth(pairs: Callable[[str, int], Pair]) -> None:
    pair = pairs("sliced-metrics", 1000)
    [before], [after] = (
        [each["accuracy"] for each in made.truth["adapt"]["groups"] if each["sex"] == "all"]
        for made in (pair.before, pair.after)
    )
    assert before - after == pytest.approx(0.01, abs=1e-9)
    assert before - after > checkers["sliced-metrics"].TOLERANCE


# --- plain pandas's answers, by the interpreter of the tests


@pytest.fixture
def answers(tmp_path: Path) -> Callable[[str, str, Path], Path]:
    """Run the pandas implementation of `adapt` on inputs, with the text of its script replaced or not."""
    pandas = pytest.importorskip("pandas", minversion="3")

    def answer(task: str, script: str, folder: Path) -> Path:
        assert pandas
        work = Path(os.path.realpath(tmp_path)) / f"work-{len(list(tmp_path.iterdir()))}"
        (work / "outputs").mkdir(parents=True)
        (work / "inputs").symlink_to(folder)
        (work / "adapt.py").write_text(script)
        run_here(work / "adapt.py")
        return work / "outputs"

    return answer


def _passes(task: str, outputs: Path, truth: Truth) -> bool:
    return bool(checkers[task].check(outputs, truth, "adapt").passed)


@pytest.mark.parametrize("task", NAMES)
def test_a_plain_implementation_answers_the_edit_and_the_change_and_its_old_answer_is_stale(
    task: str, pairs: Callable[[str, int], Pair], answers: Callable[[str, str, Path], Path]
) -> None:
    pair = pairs(task, 3001)
    script = (TASKS / task / "pandas" / "adapt.py").read_text(encoding="utf-8")
    [marked] = (line for line in script.splitlines() if line.endswith("# evalkit: edit"))
    newer = script.replace(marked, f"{marked.partition('=')[0]}= {_edit(task)!r}  # evalkit: edit")

    first = answers(task, script, pair.before.folder)
    assert _passes(task, first, pair.before.truth)
    edited = inputs[task].edited(pair.before.folder, pair.before.truth, "adapt", _edit(task))
    assert not _passes(task, first, edited)
    assert _passes(task, answers(task, newer, pair.before.folder), edited)

    changed = answers(task, script, pair.after.folder)
    assert _passes(task, changed, pair.after.truth)
    assert [file.read_bytes() for file in sorted(changed.iterdir())] != [
        file.read_bytes() for file in sorted(first.iterdir())
    ]
    if task != "skew":
        assert not _passes(task, first, pair.after.truth)


@pytest.mark.parametrize("task", NAMES)
@pytest.mark.parametrize("level", ["hello", "stretch"])
def test_the_truth_of_the_other_levels_holds_for_the_changed_inputs_too(
    task: str, level: str, pairs: Callable[[str, int], Pair], answers: Callable[[str, str, Path], Path]
) -> None:
    pair = pairs(task, 1000)
    outputs = answers(task, (TASKS / task / "pandas" / f"{level}.py").read_text(encoding="utf-8"), pair.after.folder)
    verdict = checkers[task].check(outputs, pair.after.truth, level)
    assert verdict.passed, verdict.reasons


# --- a second run in the same folder


def _folders_made_once(script: Path) -> list[str]:
    """The calls of a script that make a folder below outputs/, and fail where it is there already."""
    calls = (node for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    making = [
        call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in ("mkdir", "makedirs")
    ]
    return [
        f"{script.relative_to(TASKS)}:{call.lineno}"
        for call in making
        if "'outputs" in ast.unparse(call) and "exist_ok" not in {keyword.arg for keyword in call.keywords}
    ]


def test_a_script_that_is_run_again_makes_its_folders_again() -> None:
    scripts = [*TASKS.glob("*/*/adapt.py"), *TASKS.glob("*/*/adapt/*.py")]
    assert len(scripts) > 50
    assert [place for script in scripts for place in _folders_made_once(script)] == []
