"""The pipeline task: given code records what ran wherever it runs, and its checker is neither fooled nor stopped."""

from __future__ import annotations

import json
import math
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from typing import Any

import cloudpickle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.model.verdict import Truth, Verdict
from tests.tasks.task_files import MadeInputs, declared, load

TASK = Path(__file__).parents[2] / "tasks" / "pipeline"
ROWS = 300
LEVELS = ("hello", "adapt", "stretch")
GOLDEN = "62293274f0555cac5fa751b4f042bc7dcfe25e92aa613051f79b244d51a19ec3"
OUTPUTS = {"hello": {"report.json": "report"}, "adapt": {"first.json": "first", "again.json": "again"}}

inputs = load(TASK, "inputs")
checker = load(TASK, "checker")

Line = dict[str, Any]
Outputs = dict[str, Any]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeInputs:
    return MadeInputs(inputs, ROWS, 0, tmp_path_factory.mktemp("inputs"))


class Sandbox:
    """The given code beside inputs in a folder of its own, with its record, as a run finds them."""

    def __init__(self, folder: Path) -> None:
        (folder / "inputs").mkdir()
        self.made = MadeInputs(inputs, ROWS, 0, folder / "inputs")
        (folder / "inputs" / "steps.py").write_bytes((TASK / "given" / "steps.py").read_bytes())
        self.folder = folder
        self.table = str(folder / "inputs" / "rows.csv")
        self.steps: Any = load(folder / "inputs", "steps")

    def ran(self) -> list[Line]:
        file = self.folder / "ran.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    monkeypatch.delenv("EVALKIT_RAN", raising=False)
    return Sandbox(tmp_path)


class Told:
    """A record as an honest run of a level would leave it, and its outputs, to be spoilt."""

    def __init__(self, truth: Truth, level: str) -> None:
        self.truth, self.level = deepcopy(truth), level
        self.clock = 100.0
        self.lines: list[Any] = []
        self.outputs: Outputs = {}
        self.stages: list[dict[str, Any]] = []

    def begin(self, stage: str) -> None:
        """End the script that runs, and begin another one."""
        if self.stages:
            self.stages[-1]["ended"] = self.clock
        self.clock += 0.1
        self.stages.append({"stage": stage, "began": self.clock, "ended": math.inf})

    def run(self, work: list[str], *, began: float | None = None, seconds: float = 0.3) -> Line:
        """Add the line of one execution, after all others unless it `began` at another time."""
        start = self.clock if began is None else began
        step, got, gave = work
        line = {"step": step, "got": got, "gave": gave, "began": start, "ended": start + seconds, "pid": 7}
        self.clock = max(self.clock, start + seconds) + 0.1
        self.lines.append(line)
        return line

    def fail(self, work: list[str]) -> None:
        times = {"began": self.clock, "ended": self.clock + 0.1}
        self.lines.append({"step": work[0], "got": work[1], "failed": "ConnectionError", **times, "pid": 7})
        self.clock += 0.2

    def publish(self, work: list[str]) -> None:
        """Add what a service that is busy twice makes of a retried step."""
        self.fail(work)
        self.fail(work)
        self.run(work)

    def hang(self, work: list[str]) -> None:
        self.lines.append({"step": work[0], "got": work[1], "hung": True, "began": self.clock, "pid": 7})
        self.clock += 5

    def cut(self) -> None:
        self.clock += 2
        self.lines.append({"step": "power cut", "at": self.clock, "pid": 7})
        self.clock += 1

    def needed(self, *steps: str) -> list[list[str]]:
        """The needed work, of some steps alone if they are named."""
        return [work for work in self.truth[self.level]["needed"] if not steps or work[0] in steps]

    def verdict(self, folder: Path) -> Verdict:
        for name, value in self.outputs.items():
            (folder / name).write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
        stages = [{**one, "ended": min(one["ended"], self.clock)} for one in self.stages]
        verdict = checker.check(folder, {**self.truth, "ran": self.lines, "stages": stages}, self.level)
        assert isinstance(verdict, Verdict)
        return verdict


def hello(truth: Truth) -> Told:
    told = Told(truth, "hello")
    for work in told.needed():
        told.run(work)
    told.outputs = {"report.json": truth["hello"]["report"]}
    return told


def adapt(truth: Truth, *, reuses: bool = True, publishes: bool = True) -> Told:
    told = Told(truth, "adapt")
    loaded, train, evaluate, *rest = told.needed()
    told.begin("first")
    for work in (loaded, train, evaluate):
        told.run(work)
    if publishes:
        told.publish(truth["adapt"]["allowed"][0])
    told.begin("again")
    for work in rest if reuses else (loaded, *rest):
        told.run(work)
    if publishes:
        told.publish(truth["adapt"]["allowed"][1])
    told.outputs = {name: truth["adapt"][key] for name, key in OUTPUTS["adapt"].items()}
    if publishes:
        told.outputs["receipt.json"] = truth["adapt"]["receipt"]
    ran = ["train", "evaluate"] if reuses else ["load", "train", "evaluate"]
    told.outputs["account.json"] = {"ran": ran, "reused": ["load"] if reuses else []}
    return told


def stretch(truth: Truth, *, resumes: bool = True, together: bool = False, archives: bool = False) -> Told:
    told = Told(truth, "stretch")
    loaded, split, *scores, join = told.needed()
    done, left = ((scores[:2]), scores[2:]) if not together else ([*scores[:2], *scores[3:]], [scores[2]])
    told.begin("first")
    for work in (loaded, split):
        told.run(work)
    for number, work in enumerate(done):
        told.run(work, began=told.clock - 0.2 if together and number else None)
    told.cut()
    told.begin("again")
    for work in left if resumes else (loaded, split, *scores):
        told.run(work)
    told.run(join)
    told.outputs = {"report.json": truth["stretch"]["report"]}
    if archives:
        work = truth["stretch"]["allowed"][0]
        told.hang(work)
        told.run(work)
        told.outputs["receipt.json"] = truth["stretch"]["receipt"]
    return told


# Inputs


def test_same_seed_names_the_same_bytes_for_ever(made: MadeInputs) -> None:
    assert made.digest() == GOLDEN


@pytest.mark.parametrize(("rows", "seed"), [(200, 1), (3001, 2), (1000, 3), (1000, 4)])
def test_the_number_of_slices_depends_on_the_seed_and_every_slice_has_rows(
    rows: int, seed: int, tmp_path: Path
) -> None:
    made = MadeInputs(inputs, rows, seed, tmp_path)
    lines = (tmp_path / "rows.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == rows + 1
    occupations = {line.split(",")[3] for line in lines[1:]}
    assert 4 <= len(occupations) <= 6
    assert set(made.truth["stretch"]["report"]["slices"]) == occupations


def test_slices_differ_in_number_from_seed_to_seed(tmp_path: Path) -> None:
    counts = set()
    for seed in range(6):
        (tmp_path / str(seed)).mkdir()
        made = MadeInputs(inputs, 200, seed, tmp_path / str(seed))
        counts.add(len(made.truth["stretch"]["report"]["slices"]))
    assert len(counts) > 1


def test_more_rounds_give_another_report(made: MadeInputs) -> None:
    truth = made.truth["adapt"]
    edited = inputs.edited(folder=made.folder, truth=made.truth, level="adapt", value=9)["adapt"]
    reports = [truth["first"], truth["again"], edited["again"]]
    assert len({report["seal"] for report in reports}) == 3
    assert edited["first"] == truth["first"]


def test_a_changed_hundredth_of_the_rows_changes_every_report(tmp_path: Path) -> None:
    made = MadeInputs(inputs, ROWS, 0, tmp_path)
    before = (tmp_path / "rows.csv").read_text().splitlines()
    after = inputs.changed(folder=tmp_path, truth=made.truth, seed=5)
    lines = (tmp_path / "rows.csv").read_text().splitlines()
    assert sum(old != new for old, new in zip(before, lines, strict=True)) == ROWS // 100
    for level, name in (("hello", "report"), ("adapt", "first"), ("adapt", "again"), ("stretch", "report")):
        assert after[level][name]["seal"] != made.truth[level][name]["seal"]


def test_the_edit_stands_in_the_task(made: MadeInputs) -> None:
    levels = declared(TASK)["levels"]
    assert levels["adapt"]["edit"] not in (inputs.FIRST, inputs.AGAIN)


# Given code


def run_hello(steps: Any, table: str) -> Any:
    loaded = steps.load(table)
    return steps.evaluate(loaded, steps.train(loaded, 3))


def test_each_execution_writes_one_line_and_the_checker_believes_it(sandbox: Sandbox) -> None:
    report = run_hello(sandbox.steps, sandbox.table)
    assert [line["step"] for line in sandbox.ran()] == ["load", "train", "evaluate"]
    told = Told(sandbox.made.truth, "hello")
    told.lines, told.outputs = sandbox.ran(), {"report.json": report}
    assert told.verdict(sandbox.folder).passed


def test_other_processes_in_other_folders_write_into_the_same_record(sandbox: Sandbox) -> None:
    program = "import steps, sys; steps.load(sys.argv[1])"
    environ = {"PYTHONPATH": str(sandbox.folder / "inputs")}
    for _ in range(2):
        subprocess.run([sys.executable, "-c", program, sandbox.table], cwd="/", env=environ, check=True)
    lines = sandbox.ran()
    assert [line["step"] for line in lines] == ["load", "load"]
    assert len({line["pid"] for line in lines}) == 2


def test_a_copy_of_the_module_elsewhere_writes_where_the_variable_says(
    sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("container")
    (elsewhere / "steps.py").write_bytes((TASK / "given" / "steps.py").read_bytes())
    environ = {"EVALKIT_RAN": str(sandbox.folder / "ran.jsonl")}
    program = "import steps, sys; steps.load(sys.argv[1])"
    subprocess.run([sys.executable, "-c", program, sandbox.table], cwd=elsewhere, env=environ, check=True)
    assert [line["step"] for line in sandbox.ran()] == ["load"]


def test_a_function_pickled_by_reference_writes_into_the_same_record(sandbox: Sandbox) -> None:
    pickle.loads(pickle.dumps(sandbox.steps.load))(sandbox.table)
    assert [line["step"] for line in sandbox.ran()] == ["load"]


def test_a_function_pickled_by_value_writes_into_the_same_record(sandbox: Sandbox, tmp_path: Path) -> None:
    cloudpickle.register_pickle_by_value(sandbox.steps)
    try:
        (tmp_path / "load.pickle").write_bytes(cloudpickle.dumps(sandbox.steps.load))
    finally:
        cloudpickle.unregister_pickle_by_value(sandbox.steps)
    program = "import pickle, sys; pickle.load(open(sys.argv[1], 'rb'))(sys.argv[2])"
    call = [sys.executable, "-c", program, str(tmp_path / "load.pickle"), sandbox.table]
    subprocess.run(call, cwd="/", env={}, check=True)
    assert [line["step"] for line in sandbox.ran()] == ["load"]


def test_lines_of_many_threads_do_not_mix(sandbox: Sandbox) -> None:
    threads = [threading.Thread(target=sandbox.steps.load, args=(sandbox.table,)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sandbox.ran()) == 20


def test_artifacts_survive_json(sandbox: Sandbox) -> None:
    steps = sandbox.steps
    table = json.loads(json.dumps(steps.load(sandbox.table)))
    model = json.loads(json.dumps(steps.train(table, 3)))
    assert steps.evaluate(table, model) == sandbox.made.truth["hello"]["report"]


@pytest.mark.parametrize(
    ("spoil", "error", "said"),
    [
        (lambda table: {**table, "rows": table["rows"][1:]}, ValueError, "this table is not as a step gave it"),
        (lambda table: None, TypeError, "expected a table or a slice, as a step gives it, not None"),
        (str, TypeError, "expected a table"),
    ],
)
def test_a_step_refuses_what_no_step_gave(
    sandbox: Sandbox, spoil: Callable[[Any], Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        sandbox.steps.train(spoil(sandbox.steps.load(sandbox.table)), 3)
    assert sandbox.ran()[-1]["failed"] == error.__name__


def test_a_model_of_another_table_is_refused(sandbox: Sandbox) -> None:
    steps = sandbox.steps
    table = steps.load(sandbox.table)
    with pytest.raises(ValueError, match="trained on another table"):
        steps.evaluate(steps.split(table)[0], steps.train(table, 3))


def test_the_service_is_busy_twice_and_then_gives_a_receipt(sandbox: Sandbox) -> None:
    report = run_hello(sandbox.steps, sandbox.table)
    for _ in range(2):
        with pytest.raises(ConnectionError):
            sandbox.steps.publish(report)
    assert sandbox.steps.publish(report)["what"] == "receipt"
    table = sandbox.steps.load(sandbox.table)
    with pytest.raises(ConnectionError):  # with another report it is busy again
        sandbox.steps.publish(sandbox.steps.evaluate(table, sandbox.steps.train(table, 5)))


def test_scores_may_come_in_any_form(sandbox: Sandbox) -> None:
    steps = sandbox.steps
    (sandbox.folder / "cut").write_text("")
    parts = steps.split(steps.load(sandbox.table))
    with ThreadPoolExecutor(len(parts)) as threads:  # each takes a second, in which it does nothing
        scores = list(threads.map(steps.score, parts))
    needed = sandbox.made.truth["stretch"]["needed"]
    forms: tuple[Callable[[Any], Any], ...] = (list, tuple, iter)
    for number, form in enumerate(forms):
        steps.join(form(scores))
        assert [sandbox.ran()[-1][name] for name in ("step", "got", "gave")] == needed[-1], form
        assert sum(line["step"] == "join" for line in sandbox.ran()) == number + 1


def test_a_join_refuses_a_slice_that_came_twice(sandbox: Sandbox) -> None:
    steps = sandbox.steps
    score = steps.score(steps.split(steps.load(sandbox.table))[0])
    with pytest.raises(ValueError, match="a slice came twice"):
        steps.join([score, score])


def test_the_power_fails_in_one_slice_and_an_unanswered_call_is_given_up(sandbox: Sandbox) -> None:
    program = """
import json, multiprocessing, pathlib, sys
import steps
def parts():
    return steps.split(steps.load(sys.argv[1]))
if sys.argv[2] == "first":
    for part in parts():
        steps.score(part)
else:
    report = steps.join([steps.score(part) for part in parts()])
    for limit in (1, 30):
        with multiprocessing.Pool(1) as pool:
            try:
                receipt = pool.apply_async(steps.archive, (report,)).get(limit)
            except multiprocessing.TimeoutError:
                pass
    pathlib.Path("report.json").write_text(json.dumps(report))
    pathlib.Path("receipt.json").write_text(json.dumps(receipt))
"""
    (sandbox.folder / "inputs" / "pipeline.py").write_text(program)
    argv = [sys.executable, str(sandbox.folder / "inputs" / "pipeline.py"), sandbox.table]
    told = Told(sandbox.made.truth, "stretch")
    times = [time.monotonic()]
    with subprocess.Popen([*argv, "first"], cwd=sandbox.folder) as first:
        while not (sandbox.folder / "cut").exists():
            assert first.poll() is None
            time.sleep(0.02)
        first.kill()
    times.append(time.monotonic())
    subprocess.run([*argv, "again"], cwd=sandbox.folder, check=True)
    told.clock = time.monotonic()
    told.stages = [
        {"stage": "first", "began": times[0], "ended": times[1]},
        {"stage": "again", "began": times[1], "ended": told.clock},
    ]
    told.lines = sandbox.ran()
    verdict = told.verdict(sandbox.folder)
    assert verdict.passed, verdict.reasons
    assert set(verdict.missed) == {"resume", "side-by-side"}, "it started over, one slice after the other"


# Right answers, by no tool


@pytest.mark.parametrize(
    ("tell", "missed"),
    [
        (hello, set()),
        (adapt, set()),
        (lambda truth: adapt(truth, reuses=False), {"reuse", "account"}),
        (lambda truth: adapt(truth, publishes=False), {"retries"}),
        (lambda truth: adapt(truth, reuses=False, publishes=False), {"reuse", "retries", "account"}),
        (lambda truth: stretch(truth, together=True, archives=True), set()),
        (lambda truth: stretch(truth, archives=True), {"side-by-side"}),
        (stretch, {"side-by-side", "time-limit"}),
        (lambda truth: stretch(truth, resumes=False), {"resume", "side-by-side", "time-limit"}),
        (lambda truth: stretch(truth, resumes=False, together=True, archives=True), {"resume"}),
    ],
)
def test_what_is_right_passes_and_misses_what_it_does_not_show(
    tell: Callable[[Truth], Told], missed: set[str], made: MadeInputs, tmp_path: Path
) -> None:
    verdict = tell(made.truth).verdict(tmp_path)
    assert (verdict.passed, verdict.reasons) == (True, ())
    assert set(verdict.missed) == missed


def test_every_fact_that_can_be_missed_is_listed_and_the_other_way_round() -> None:
    levels = declared(TASK)["levels"]
    listed = {name for level in levels.values() for name in level.get("shows", {})}
    assert listed == {"reuse", "retries", "account", "resume", "side-by-side", "time-limit"}


def test_no_account_is_a_fact_missed(made: MadeInputs, tmp_path: Path) -> None:
    told = adapt(made.truth)
    del told.outputs["account.json"]
    verdict = told.verdict(tmp_path)
    assert verdict.passed
    assert set(verdict.missed) == {"account"}


def test_slices_may_be_done_and_joined_in_any_order(made: MadeInputs, tmp_path: Path) -> None:
    told = stretch(made.truth)
    for name in ("began", "ended"):  # the two slices before the power cut change places
        told.lines[2][name], told.lines[3][name] = told.lines[3][name], told.lines[2][name]
    told.lines[2], told.lines[3] = told.lines[3], told.lines[2]
    assert told.verdict(tmp_path).passed


def test_a_resumed_run_that_kept_no_slice_misses_the_fact(made: MadeInputs, tmp_path: Path) -> None:
    told = Told(made.truth, "stretch")
    loaded, split, *scores, join = told.needed()
    told.begin("first")
    told.run(loaded)
    told.run(split)
    told.cut()
    told.begin("again")
    for work in (*scores, join):
        told.run(work)
    told.outputs = {"report.json": made.truth["stretch"]["report"]}
    verdict = told.verdict(tmp_path)
    assert verdict.passed, verdict.reasons
    assert verdict.missed["resume"] == "no slice had finished before the power cut"


def test_what_ended_as_the_power_failed_may_run_again(made: MadeInputs, tmp_path: Path) -> None:
    told = stretch(made.truth)
    cut = next(line["at"] for line in told.lines if line["step"] == "power cut")
    late = told.needed("score")[3]
    told.run(late, began=cut - 0.5, seconds=0.3)
    verdict = told.verdict(tmp_path)
    assert verdict.passed, verdict.reasons
    assert "resume" not in verdict.missed


def test_a_rerun_after_an_edit_is_judged_with_what_was_kept(made: MadeInputs, tmp_path: Path) -> None:
    told = adapt(made.truth)
    told.truth = json.loads(json.dumps(inputs.edited(folder=made.folder, truth=made.truth, level="adapt", value=9)))
    assert not told.verdict(tmp_path).passed, "the answer from before the edit is stale"
    told.outputs |= {"again.json": told.truth["adapt"]["again"], "receipt.json": told.truth["adapt"]["receipt"]}
    told.begin("first")
    told.begin("again")
    for work in told.needed()[3:]:
        told.run(work)
    told.publish(told.truth["adapt"]["allowed"][1])
    verdict = told.verdict(tmp_path)
    assert verdict.passed, verdict.reasons
    assert not verdict.missed


def test_a_rerun_on_changed_rows_is_judged_with_what_was_kept(tmp_path: Path) -> None:
    made = MadeInputs(inputs, ROWS, 0, tmp_path)
    told = adapt(made.truth, publishes=False)
    told.truth = json.loads(json.dumps(inputs.changed(folder=tmp_path, truth=made.truth, seed=5)))
    assert not told.verdict(tmp_path).passed
    for name, works in (("first", told.needed()[:3]), ("again", told.needed()[3:])):
        told.begin(name)
        for work in works:
            told.run(work)
    told.outputs |= {name: told.truth["adapt"][key] for name, key in OUTPUTS["adapt"].items()}
    assert told.verdict(tmp_path).passed


# Wrong answers that look right

Spoil = Callable[[Told], object]


def _other(told: Told, step: str, **changes: Any) -> None:
    next(line for line in told.lines if line["step"] == step).update(changes)


def _drop(told: Told, step: str) -> None:
    told.lines.remove(next(line for line in told.lines if line["step"] == step))


def _set(told: Told, name: str, value: Any) -> None:
    told.outputs[name] = value


def _lose(told: Told) -> None:
    _other(told, "join", got="1" * 32, gave="2" * 32)


def _forget(told: Told, key: str) -> None:
    """Take the lines out that have some key."""
    told.lines = [line for line in told.lines if key not in line]


def _run_all_in_again(told: Told) -> None:
    """The first script does nothing, and the second one the work of both."""
    first, again = told.stages
    first["ended"] = again["began"] = first["began"]


WRONG: Mapping[str, tuple[Callable[[Truth], Told], Spoil, str]] = {
    "hello: a step ran twice": (hello, lambda told: told.run(told.needed("train")[0]), "a step ran twice: train"),
    "hello: a step never ran": (hello, lambda told: _drop(told, "evaluate"), "evaluate did not run"),
    "hello: the record was written by hand": (
        hello,
        lambda told: _other(told, "train", got="0" * 32, gave="0" * 32),
        "train did not run on what it should get",
    ),
    "hello: a step is said to give what it does not": (
        hello,
        lambda told: _other(told, "train", gave="0" * 32),
        "the record says that train gave something",
    ),
    "hello: nothing but the report": (hello, lambda told: told.lines.clear(), "load did not run"),
    "hello: evaluated before it was trained": (
        hello,
        lambda told: _other(told, "evaluate", began=1.0, ended=1.5),
        "evaluate began before the train that it needs had ended",
    ),
    "hello: a report of another number of rounds": (
        hello,
        lambda told: _set(told, "report.json", told.truth["adapt"]["again"]),
        "report.json is not what the steps give",
    ),
    "hello: a report with one number better": (
        hello,
        lambda told: _set(told, "report.json", {**told.truth["hello"]["report"], "right": 300}),
        "report.json is not what the steps give",
    ),
    "hello: a step of another level ran too": (
        hello,
        lambda told: told.run(told.truth["stretch"]["needed"][1]),
        "'split' ran on something",
    ),
    "hello: a step of another level failed": (
        hello,
        lambda told: told.fail(["split", "0" * 32]),
        "'split' failed on something",
    ),
    "hello: a step hangs": (hello, lambda told: told.hang(told.needed("train")[0]), "'train' failed on something"),
    "hello: a number with a point": (
        hello,
        lambda told: told.outputs["report.json"].update(right=float(told.outputs["report.json"]["right"])),
        "report.json is not what the steps give",
    ),
    "adapt: both runs in one process": (adapt, _run_all_in_again, "ran in again on something that it should not get"),
    "adapt: everything ran twice in each process": (
        lambda truth: adapt(truth, reuses=False),
        lambda told: told.lines.extend([dict(line) for line in told.lines if "gave" in line]),
        "first ran twice",
    ),
    "adapt: load ran twice in the first process": (
        adapt,
        lambda told: told.lines.append(dict(told.lines[0])),
        "first ran twice: load",
    ),
    "adapt: the second run comes first": (
        lambda truth: adapt(truth, publishes=False),
        lambda told: [one.update(stage=name) for one, name in zip(told.stages, ("again", "first"), strict=True)],
        "ran in first on something that it should not get",
    ),
    "adapt: published at once in the second run": (
        adapt,
        lambda told: [told.lines.pop(-2) for _ in range(2)],
        "did not fail twice before in the second run",
    ),
    "adapt: published before it failed": (
        adapt,
        lambda told: told.lines[-1].update(began=told.lines[-4]["ended"], ended=told.lines[-4]["ended"] + 0.01),
        "did not fail twice before in the second run",
    ),
    "adapt: published before it was loaded": (
        adapt,
        lambda told: _other(told, "publish", began=100.1, ended=100.1),
        "publish began before the evaluate that it needs",
    ),
    "adapt: publish gives what it does not": (
        adapt,
        lambda told: told.lines[-1].update(gave="f" * 32),
        "the record says that publish gave something",
    ),
    "adapt: said to have published": (
        lambda truth: adapt(truth, publishes=False),
        lambda told: told.outputs["account.json"]["ran"].append("publish"),
        "account.json says that publish ran in the second run, and it did not",
    ),
    "adapt: said to reuse a receipt that it published": (
        adapt,
        lambda told: told.outputs["account.json"]["reused"].append("receipt"),
        "account.json says that publish was reused, and it ran",
    ),
    "adapt: said to reuse what was never published": (
        lambda truth: adapt(truth, publishes=False),
        lambda told: told.outputs["account.json"]["reused"].append("publish"),
        "account.json says that publish was reused, and it never ran",
    ),
    "adapt: an account of nothing": (adapt, lambda told: _set(told, "account.json", None), "must hold an object"),
    "adapt: a step hangs": (
        adapt,
        lambda told: told.hang(told.truth["adapt"]["allowed"][1]),
        "publish never hangs at this level",
    ),
    "adapt: an enormous account": (
        adapt,
        lambda told: _set(told, "account.json", "[" + "[]," * 400_000 + "[]]"),
        "the checker reads at most 1,000,000",
    ),
    "adapt: an account with an enormous name": (
        adapt,
        lambda told: told.outputs["account.json"]["ran"].append("x" * 900_000),
        "which is no step",
    ),
    "adapt: a step outside both scripts": (
        adapt,
        lambda told: _other(told, "train", began=1.0, ended=1.5),
        "'train' is said to have run while no script did",
    ),
    "adapt: the second run answers from the first": (
        adapt,
        lambda told: _set(told, "again.json", told.truth["adapt"]["first"]),
        "again.json is not what the steps give",
    ),
    "adapt: the first report is overwritten": (
        adapt,
        lambda told: _set(told, "first.json", told.truth["adapt"]["again"]),
        "first.json is not what the steps give",
    ),
    "adapt: said to be reused, and it ran": (
        lambda truth: adapt(truth, reuses=False),
        lambda told: _set(told, "account.json", {"ran": ["train", "evaluate"], "reused": ["load"]}),
        "account.json says that load was reused, and it ran",
    ),
    "adapt: said to have run, and it was reused": (
        adapt,
        lambda told: _set(told, "account.json", {"ran": ["load", "train", "evaluate"], "reused": []}),
        "account.json says that load ran in the second run, and it did not",
    ),
    "adapt: said that nothing had to run": (
        adapt,
        lambda told: _set(told, "account.json", {"ran": [], "reused": ["load", "train", "evaluate"]}),
        "account.json says that train was reused, and it ran",
    ),
    "adapt: an account without a step": (
        adapt,
        lambda told: _set(told, "account.json", {"ran": ["train"], "reused": ["load"]}),
        "account.json leaves evaluate out",
    ),
    "adapt: an account of other steps": (
        adapt,
        lambda told: _set(told, "account.json", {"ran": ["train", "evaluate", "tune"], "reused": ["load"]}),
        "'tune', which is no step",
    ),
    "adapt: an account that is a list": (
        adapt,
        lambda told: _set(told, "account.json", ["train"]),
        "account.json must hold an object",
    ),
    "adapt: the old model is trained again": (
        adapt,
        lambda told: told.run(told.needed("train")[0]),
        "'train' ran in again on something that it should not get",
    ),
    "adapt: a receipt that no retry earned": (
        adapt,
        lambda told: _forget(told, "failed"),
        "did not fail twice",
    ),
    "adapt: a receipt without publishing": (
        lambda truth: adapt(truth, publishes=False),
        lambda told: _set(told, "receipt.json", told.truth["adapt"]["receipt"]),
        "there is a receipt, but publish did not run",
    ),
    "adapt: the receipt of the first run": (
        adapt,
        lambda told: _set(told, "receipt.json", {**told.truth["adapt"]["receipt"], "made_of": ["0"]}),
        "receipt.json is not what the steps give",
    ),
    "stretch: one finished step ran again": (
        stretch,
        lambda told: told.run(told.needed("score")[0], began=told.clock - 1.0),
        "after the power cut score ran again, although finished before",
    ),
    "stretch: only the slices started over": (
        stretch,
        lambda told: [told.run(work, began=told.clock - 1.0) for work in told.needed("score")[:2]],
        "score (2 times) ran again",
    ),
    "stretch: a slice ran twice in one process": (
        stretch,
        lambda told: told.run(told.needed("score")[-1], began=told.clock - 0.4),
        "after it a step ran twice: score",
    ),
    "stretch: the join lost a slice": (
        stretch,
        _lose,
        "'join' ran on something that it should not get",
    ),
    "stretch: the power failed twice": (
        stretch,
        lambda told: told.lines.append({"step": "power cut", "at": 101.0, "pid": 7}),
        "the power fails once",
    ),
    "stretch: the power failed while no script ran": (
        stretch,
        lambda told: _other(told, "power cut", at=1.0),
        "the power did not fail in first",
    ),
    "stretch: another step hangs": (
        stretch,
        lambda told: told.hang(told.needed("join")[0]),
        "'join' failed on something",
    ),
    "stretch: the call hangs after the receipt": (
        lambda truth: stretch(truth, archives=True),
        lambda told: told.lines.append(told.lines.pop(-2) | {"began": told.clock - 0.05}),
        "its first call never went unanswered",
    ),
    "stretch: archived before it was joined": (
        lambda truth: stretch(truth, archives=True),
        lambda told: told.lines[-1].update(began=told.stages[0]["began"], ended=told.stages[0]["began"]),
        "archive began before the join",
    ),
    "stretch: archive gives what it does not": (
        lambda truth: stretch(truth, archives=True),
        lambda told: told.lines[-1].update(gave="f" * 32),
        "the record says that archive gave something",
    ),
    "stretch: a slice was never worked on": (
        stretch,
        lambda told: told.lines.pop(-2),
        "score did not run on what it should get",
    ),
    "stretch: joined before all slices were there": (
        stretch,
        lambda told: _other(told, "join", began=told.lines[-2]["began"]),
        "join began before the score that it needs had ended",
    ),
    "stretch: the power never failed": (
        stretch,
        lambda told: _drop(told, "power cut"),
        "the power did not fail",
    ),
    "stretch: nothing ran after the power cut": (
        stretch,
        lambda told: told.stages[0].update(ended=told.clock) or told.stages[1].update(began=told.clock),
        "join did not run after the power cut",
    ),
    "stretch: a report of a slice fewer": (
        stretch,
        lambda told: _set(told, "report.json", {**told.truth["stretch"]["report"], "slices": {}}),
        "report.json is not what the steps give",
    ),
    "stretch: a receipt although nobody waited": (
        lambda truth: stretch(truth, archives=True),
        lambda told: _forget(told, "hung"),
        "its first call never went unanswered",
    ),
    "stretch: a receipt without archiving": (
        stretch,
        lambda told: _set(told, "receipt.json", told.truth["stretch"]["receipt"]),
        "there is a receipt, but archive did not run",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_fails_however_right_it_looks(name: str, made: MadeInputs, tmp_path: Path) -> None:
    tell, spoil, reason = WRONG[name]
    told = tell(made.truth)
    assert told.verdict(tmp_path).passed, "it was right before"
    spoil(told)
    verdict = told.verdict(tmp_path)
    assert not verdict.passed
    assert reason in "; ".join(verdict.reasons)
    assert all(len(each) < 200 for each in verdict.reasons)


@pytest.mark.parametrize(
    "line",
    [
        "torn",
        7,
        None,
        [],
        {},
        {"step": 3},
        {"step": "train"},
        {"step": "train", "got": "x", "gave": "y", "began": 2, "ended": 1, "pid": 7},
        {"step": "train", "got": "x", "gave": "y", "began": 101, "ended": 101, "pid": 7, "failed": ""},
        {"step": "train", "got": "x", "hung": False, "began": 101, "pid": 7},
        {"step": "train", "got": "x", "gave": "y", "began": "1", "ended": 2, "pid": 7},
        {"step": "train", "got": "x", "gave": None, "began": 1, "ended": 2, "pid": 7},
        {"step": "power cut"},
        {"step": "power cut", "at": math.inf, "pid": 7},
        {"step": "power cut", "at": True, "pid": 7},
    ],
    ids=str,
)
@pytest.mark.parametrize("tell", [hello, adapt, stretch])
def test_a_line_that_no_step_writes_fails(
    line: Any, tell: Callable[[Truth], Told], made: MadeInputs, tmp_path: Path
) -> None:
    told = tell(made.truth)
    told.lines.append(line)
    verdict = told.verdict(tmp_path)
    assert not verdict.passed
    assert "the record of what ran was tampered with" in verdict.reasons[0]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
LINES = st.dictionaries(
    st.sampled_from(["step", "got", "gave", "began", "ended", "failed", "hung", "at", "pid"]),
    JSON | st.sampled_from(["load", "join", "power cut", "x"]),
)


@settings(max_examples=200, deadline=None)
@given(lines=st.lists(LINES | JSON, max_size=4), account=JSON, level=st.sampled_from(LEVELS))
def test_no_record_and_no_output_stops_the_checker(
    lines: list[Any], account: Any, level: str, made: MadeInputs, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    folder.mkdir(exist_ok=True)
    for name in ("report", "first", "again", "account", "receipt"):
        (folder / f"{name}.json").write_text(json.dumps(account))
    verdict = checker.check(folder, {**made.truth, "ran": lines}, level)
    assert not verdict.passed
    assert verdict.reasons


@pytest.mark.parametrize("level", LEVELS)
def test_missing_outputs_fail_and_are_named(level: str, made: MadeInputs, tmp_path: Path) -> None:
    told: Iterator[Told] = iter([hello(made.truth), adapt(made.truth), stretch(made.truth)])
    one = list(told)[LEVELS.index(level)]
    one.outputs = {}
    verdict = one.verdict(tmp_path)
    assert not verdict.passed
    assert ".json was not written" in verdict.reasons[0]
