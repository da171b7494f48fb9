"""A setting: one implementation, run more than once, on inputs that change under it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from evalkit.bench import Bench, Ending, Launcher, Made, TaskBroken
from evalkit.environments import EnvironmentPaths
from evalkit.model import Implementation, Status
from tests.bench.riddle import LIMITS, RIGHT, Workshop, tool

FAULTS = """
def other_answer(folder, truth, by=1):
    (folder / "train.csv").write_text("other\\n", newline="")
    return {**truth, "answer": truth["answer"] + by}

def same_answer(folder, truth):
    (folder / "more.csv").write_text("x\\n", newline="")

def broken(folder, truth):
    raise ValueError("no such column")
"""
ENVIRONMENT = EnvironmentPaths(Path(sys.executable), Path(sys.executable).parent.parent)


def written(workshop: Workshop, source: str) -> Implementation:
    file = workshop.task / "tool" / "hello.py"
    file.parent.mkdir(exist_ok=True)
    file.write_text(source)
    (workshop.task / "faults.py").write_text(FAULTS)
    return Implementation("riddle", "tool", "hello", file, (file,))


def test_what_one_run_leaves_is_there_for_the_next(workshop: Workshop) -> None:
    one = written(workshop, "open('outputs/answer.txt', 'a').write('7')\n")
    made = workshop.bench.inputs(workshop.task, 100, 7)
    with workshop.bench.setting(one, tool(), ENVIRONMENT, workshop.task, LIMITS) as at:
        assert at.prepare(made) is None
        assert at.run().sample.status is Status.OK
        second = at.run()
    assert second.sample.status is Status.WRONG
    assert second.finished.ending is Ending.FINISHED
    assert second.finished.wall_seconds > 0


def test_a_run_may_see_other_variables_and_another_program_in_front(workshop: Workshop) -> None:
    one = written(workshop, "import os; print(sorted(n for n in os.environ if n in ('ADDED', 'DROPPED')))\n" + RIGHT)
    made = workshop.bench.inputs(workshop.task, 100, 7)
    adapter = tool(environ={"DROPPED": "1"})
    with workshop.bench.setting(one, adapter, ENVIRONMENT, workshop.task, LIMITS) as at:
        at.prepare(made)
        assert at.run().sample.log == "['DROPPED']\n"
        trial = at.run(before=("env",), environ={"ADDED": "1"}, without=("DROPPED",))
        assert (trial.sample.status, trial.sample.log) == (Status.OK, "['ADDED']\n")


def test_inputs_are_altered_in_a_copy_and_judged_by_their_own_truth(workshop: Workshop) -> None:
    one = written(workshop, RIGHT)
    made = workshop.bench.inputs(workshop.task, 100, 7)
    other = workshop.bench.altered(workshop.task, "faults", "other_answer", made, by=2)
    assert other.truth["answer"] == 9
    assert (made.folder / "train.csv").read_text().startswith("age")
    with workshop.bench.setting(one, tool(), ENVIRONMENT, workshop.task, LIMITS) as at:
        at.prepare(other)
        assert at.run().sample.reason == "the answer is not '7'"
    workshop.bench.forget(other)
    assert not other.folder.exists()
    assert workshop.bench.altered(workshop.task, "faults", "other_answer", made, by=2).folder.exists()


def test_altered_inputs_are_made_once_for_all_tools_unless_somebody_changed_them(workshop: Workshop) -> None:
    written(workshop, RIGHT)
    made = workshop.bench.inputs(workshop.task, 100, 7)

    def altered(**arguments: int) -> Made:
        return workshop.bench.altered(workshop.task, "faults", "other_answer", made, **arguments)

    first = altered(by=2)
    assert altered(by=2) is first
    assert altered(by=3).truth["answer"] == 10
    (first.folder / "train.csv").write_text("changed by a tool\n")
    again = altered(by=2)
    assert (again.truth, again.digest) == (first.truth, first.digest)
    assert (again.folder / "train.csv").read_text() == "other\n"


def test_the_altered_inputs_of_other_tasks_give_way_where_there_are_many(
    workshop: Workshop, launcher: Launcher
) -> None:
    written(workshop, RIGHT)
    other = workshop.root / "tasks" / "other"
    shutil.copytree(workshop.task, other)
    with Bench(workshop.root, launcher, most_altered=2) as bench:
        made = bench.inputs(workshop.task, 100, 7)
        first = bench.altered(other, "faults", "other_answer", made)
        rest = [bench.altered(workshop.task, "faults", "other_answer", made, by=by) for by in range(3)]
        assert not first.folder.exists()
        assert all(one.folder.exists() for one in rest), "none that may be in use goes, however many there are"


def test_a_function_that_returns_nothing_leaves_the_truth_as_it_was(workshop: Workshop) -> None:
    written(workshop, RIGHT)
    made = workshop.bench.inputs(workshop.task, 100, 7)
    same = workshop.bench.altered(workshop.task, "faults", "same_answer", made)
    assert same.truth == made.truth
    assert same.digest != made.digest


@pytest.mark.parametrize(
    ("function", "reason"),
    [("broken", "ValueError: no such column"), ("absent", "faults.py has no function absent()")],
)
def test_a_function_that_breaks_is_the_tasks_own_doing(workshop: Workshop, function: str, reason: str) -> None:
    written(workshop, RIGHT)
    made = workshop.bench.inputs(workshop.task, 100, 7)
    with pytest.raises(TaskBroken, match="faults") as caught:
        workshop.bench.altered(workshop.task, "faults", function, made)
    assert reason in str(caught.value)
