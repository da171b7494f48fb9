"""The tracking task: given code trains and tells no loss, and the checker finds what a tracker lost or made up."""

from __future__ import annotations

import base64
import json
import math
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from copy import deepcopy
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.model.verdict import Truth, Verdict
from tests.tasks.task_files import MadeInputs, declared, load

TASK = Path(__file__).parents[2] / "tasks" / "tracking"
ROWS = 300
LEVELS = ("hello", "adapt", "stretch")
GOLDEN = "5a3fd893bad59a814cfbeb324bc48f762ea317374b55ea471604b4283ded3374"
CODE = "import training\n"
PACKAGES = ["pip==26.3", "some-tracker==1.0"]
LINE = f'<path d="M0 9L{" ".join(f"{step} {step % 7}" for step in range(100))}"/>'
"""A curve of a hundred points, as a plotting library draws it into a page."""

inputs = load(TASK, "inputs")
checker = load(TASK, "checker")

Line = dict[str, Any]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeInputs:
    return MadeInputs(inputs, ROWS, 0, tmp_path_factory.mktemp("inputs"))


class Told:
    """A record as an honest run of a level would leave it, and outputs with every fact, to be spoilt."""

    def __init__(self, truth: Truth, level: str) -> None:
        self.truth, self.level = deepcopy(truth), level
        self.right = self.truth[level]
        self.clock = 100.0
        self.lines: list[Any] = []
        self.stages: list[dict[str, Any]] = []
        self.outputs: dict[str, Any] = {}

    def begin(self, stage: str) -> None:
        """End the script that runs, and begin another one."""
        if self.stages:
            self.stages[-1]["ended"] = self.clock
        self.clock += 0.1
        self.stages.append({"stage": stage, "began": self.clock, "ended": math.inf})

    def start(self, run: str, pid: int = 7) -> None:
        more = {"writers": 4, "packages": PACKAGES} if self.level == "stretch" else {"writers": 1}
        code = checker._sha256(CODE.encode())
        self.lines.append(
            {"did": "begin", "run": run, "code": code, "file": "x.py", "at": self.clock, "pid": pid, **more}
        )
        self.clock += 0.1

    def end(self, run: str, pid: int = 7, seconds: float = 0.1) -> None:
        right = self.right["runs"][run]
        times = {"began": self.clock - seconds, "ended": self.clock}
        line = {"did": right["did"], "run": run, "steps": right["steps"], "gave": right["gave"], **times, "pid": pid}
        self.lines.append(line)
        self.clock += 0.1

    def train(self, run: str) -> None:
        self.start(run)
        self.end(run)

    def cut(self) -> None:
        self.lines.append({"did": "power cut", "at": self.clock, "pid": 7})
        self.clock += 0.1

    def runs(self) -> list[str]:
        """What identifies each run in the record."""
        return list(self.right["runs"])

    def verdict(self, folder: Path) -> Verdict:
        for name, value in self.outputs.items():
            text = value if name.endswith((".py", ".html")) else json.dumps(value)
            (folder / name).write_text(self.right["model"] if name == "model.json" else text, encoding="utf-8")
        stages = [{**one, "ended": min(one["ended"], self.clock)} for one in self.stages]
        verdict = checker.check(folder, {**self.truth, "ran": self.lines, "stages": stages}, self.level)
        assert isinstance(verdict, Verdict)
        return verdict


def curve(values: list[Any]) -> list[list[Any]]:
    return [[step, value] for step, value in enumerate(values)]


def hello(truth: Truth) -> Told:
    told = Told(truth, "hello")
    told.begin("log")
    for run in told.runs():
        told.train(run)
    told.begin("read")
    right = told.right
    found = {"parameters": dict(right["parameters"]), "loss": curve(right["loss"]), "test_loss": right["test_loss"]}
    told.outputs = {"run.json": found, "model.json": ""}
    return told


def adapt(truth: Truth) -> Told:
    told = Told(truth, "adapt")
    told.begin("log")
    for run in told.runs():
        told.train(run)
    told.begin("compare")
    _answer(told)
    return told


def _answer(told: Told) -> None:
    """Write what is right of the runs in the truth."""
    right = told.right
    best, other = right["best"], right["other"]
    mine, others = right["parameters"][best], right["parameters"][other]
    told.outputs = {
        "best.json": {"run": best, "parameters": dict(mine), "test_loss": right["test_loss"]},
        "compare.json": {
            "parameters": {name: [mine[name], others[name]] for name in mine if mine[name] != others[name]},
            "loss": [curve(right["curves"][best]), curve(right["curves"][other])],
        },
        "broken.json": [right["broken"]],
        "diverged.json": curve(right["curves"][right["broken"]]),
    }


def stretch(truth: Truth) -> Told:
    told = Told(truth, "stretch")
    told.begin("log")
    began = told.clock
    for pid, run in enumerate(told.runs()):
        told.start(run, pid)
    for pid, run in enumerate(told.runs()):
        told.end(run, pid, seconds=told.clock - began)
    told.begin("crash")
    told.start(told.right["night"])
    told.cut()
    told.begin("answer")
    right = told.right
    names = "".join(f"<p>{name}</p>" for name in right["curves"])
    told.outputs = {
        "curves.json": {name: curve(values) for name, values in right["curves"].items()},
        "origin.json": {"run": right["deployed"], "data": right["data"]},
        "interrupted.json": curve(right["interrupted"]),
        "source.py": CODE,
        "packages.json": list(PACKAGES),
        "page.html": f"<html><body>{names}<svg>{LINE * 4}</svg></body></html>",
    }
    return told


TELL: Mapping[str, Callable[[Truth], Told]] = {"hello": hello, "adapt": adapt, "stretch": stretch}


# Inputs


def test_same_seed_names_the_same_bytes_for_ever(made: MadeInputs) -> None:
    assert made.digest() == GOLDEN


@pytest.mark.parametrize("seed", range(1, 4))
def test_the_best_run_is_one_alone_and_neither_of_those_that_it_is_compared_with(seed: int, tmp_path: Path) -> None:
    made = MadeInputs(inputs, 1000, seed, tmp_path)
    edit = declared(TASK)["levels"]["adapt"]["edit"]
    adapt = made.truth["adapt"]
    assert adapt["best"] not in (adapt["other"], edit, adapt["broken"])
    assert adapt["curves"][adapt["broken"]][-1] == "nan"
    assert "inf" in adapt["curves"][adapt["broken"]]
    training = inputs._training()
    table = training.load(tmp_path / "rows.csv")
    losses = []
    for name, parameters in adapt["parameters"].items():
        if name != adapt["broken"]:
            losses.append(inputs._learned(table, parameters)[0].test(table))
    best, second, *_ = sorted(losses)
    assert second - best > 1e-5, "six decimals tell the best from the second"
    assert len({json.dumps(values) for values in adapt["curves"].values()}) == 20


def test_runs_become_longer_with_the_rows(tmp_path: Path) -> None:
    steps = []
    for rows in (1000, 9000):
        (tmp_path / str(rows)).mkdir()
        truth = MadeInputs(inputs, rows, 0, tmp_path / str(rows)).truth
        steps.append(len(truth["adapt"]["curves"]["run-01"]))
    assert steps == [8, 9]


def test_the_deployed_model_is_that_of_one_region_alone(made: MadeInputs) -> None:
    truth = made.truth["stretch"]
    assert truth["deployed"] in truth["curves"]
    assert len({json.dumps(values) for values in truth["curves"].values()}) == 4
    assert [len(values) for values in truth["curves"].values()] == [100] * 4


def test_an_edit_compares_with_another_run_and_changes_nothing_else(made: MadeInputs) -> None:
    edited = inputs.edited(folder=made.folder, truth=made.truth, level="adapt", value="run-16")
    assert edited["adapt"].pop("other") == "run-16"
    before = deepcopy(made.truth)
    assert before["adapt"].pop("other") == "run-07"
    assert edited == before


def test_a_changed_hundredth_of_the_rows_changes_every_curve_and_no_region(tmp_path: Path) -> None:
    made = MadeInputs(inputs, ROWS, 0, tmp_path)
    before = (tmp_path / "rows.csv").read_text().splitlines()
    after = inputs.changed(folder=tmp_path, truth=made.truth, seed=5)
    lines = (tmp_path / "rows.csv").read_text().splitlines()
    assert sum(old != new for old, new in zip(before, lines, strict=True)) == ROWS // 100
    assert after["adapt"]["runs"].keys().isdisjoint(made.truth["adapt"]["runs"])
    assert after["adapt"]["test_loss"] != made.truth["adapt"]["test_loss"]
    assert after["stretch"] == made.truth["stretch"]


# Given code


class Sandbox:
    """The given code beside inputs in a folder of its own, with its record, as a run finds them."""

    def __init__(self, folder: Path) -> None:
        (folder / "inputs").mkdir()
        self.made = MadeInputs(inputs, ROWS, 0, folder / "inputs")
        (folder / "inputs" / "training.py").write_bytes((TASK / "given" / "training.py").read_bytes())
        self.folder = folder
        self.training: Any = load(folder / "inputs", "training")
        self.table = self.training.load(str(folder / "inputs" / "rows.csv"))

    def ran(self) -> list[Line]:
        file = self.folder / "ran.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def start(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a program of its own in a process of its own."""
        file = self.folder / f"{arguments[0]}.py"
        file.write_text(program)
        environ = {"PYTHONPATH": str(self.folder / "inputs")}
        return subprocess.Popen([sys.executable, str(file), *arguments], cwd=self.folder, env=environ)


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    monkeypatch.delenv("EVALKIT_RAN", raising=False)
    return Sandbox(tmp_path)


def test_trainings_give_what_the_truth_says_and_the_checker_believes_their_record(sandbox: Sandbox) -> None:
    training = sandbox.training
    told = adapt(sandbox.made.truth)
    began = time.monotonic()
    found: dict[str, list[Any]] = {}
    for run in training.sweep(sandbox.table):
        found[run["name"]] = []
        try:
            found[run["name"]].extend(training.Model(run["parameters"]).learn(sandbox.table))
        except training.Diverged:
            assert run["name"] == told.right["broken"]
    told.clock = time.monotonic()
    told.lines = sandbox.ran()
    told.stages = [
        {"stage": "log", "began": began, "ended": told.clock},
        {"stage": "compare", "began": told.clock, "ended": told.clock},
    ]
    best = told.right["best"]
    assert [[step, loss] for step, loss in found[best]] == curve(told.right["curves"][best])
    assert told.verdict(sandbox.folder).passed


def test_the_record_holds_no_loss(sandbox: Sandbox) -> None:
    losses = [loss for _, loss in sandbox.training.Model(sandbox.training.PARAMETERS).learn(sandbox.table)]
    text = (sandbox.folder / "ran.jsonl").read_text()
    assert not [loss for loss in losses if str(loss) in text]


def test_a_diverging_loss_is_told_before_the_error(sandbox: Sandbox) -> None:
    [run] = [one for one in sandbox.training.sweep(sandbox.table) if one["name"] == sandbox.training.BREAKS_OFF]
    losses: list[float] = []
    with pytest.raises(sandbox.training.Diverged, match="is no number"):
        losses.extend(loss for _, loss in sandbox.training.Model(run["parameters"]).learn(sandbox.table))
    assert sandbox.ran()[-1]["did"] == "diverge"


def test_what_is_saved_is_gone_when_the_process_has_ended(sandbox: Sandbox) -> None:
    program = """
import pathlib, training
model = training.Model(training.PARAMETERS)
list(model.learn(training.load("inputs/rows.csv")))
pathlib.Path("copy.json").write_text(pathlib.Path(model.save("model.json")).read_text())
"""
    assert sandbox.start(program, "save").wait() == 0
    assert not (sandbox.folder / "model.json").exists()
    assert (sandbox.folder / "copy.json").read_text() == sandbox.made.truth["hello"]["model"]


def test_four_processes_wait_for_each_other_and_the_power_fails_behind_the_last_loss(sandbox: Sandbox) -> None:
    program = """
import json, pathlib, sys, training
runs = {run["name"]: run for run in [*training.regions(), training.night()]}
run = runs[sys.argv[1]]
model = training.Model(run["parameters"])
with open(f"{sys.argv[1]}.log", "w") as log:
    for line in model.learn(training.load(run["data"])):
        print(json.dumps(line), file=log, flush=True)
pathlib.Path(f"{sys.argv[1]}.model").write_text(pathlib.Path(model.save(f"{sys.argv[1]}.json")).read_text())
"""
    told = stretch(sandbox.made.truth)
    truth = told.right
    times = [time.monotonic()]
    processes = [sandbox.start(program, name) for name in truth["curves"]]
    assert [process.wait() for process in processes] == [0] * 4
    times.append(time.monotonic())
    with sandbox.start(program, "night") as night:
        while not (sandbox.folder / "cut").exists():
            assert night.poll() is None
            time.sleep(0.02)
        night.kill()
    told.clock = time.monotonic()
    told.lines = sandbox.ran()
    told.stages = [
        {"stage": "log", "began": times[0], "ended": times[1]},
        {"stage": "crash", "began": times[1], "ended": told.clock},
        {"stage": "answer", "began": told.clock, "ended": told.clock},
    ]

    def logged(name: str) -> list[Any]:
        return [json.loads(line) for line in (sandbox.folder / f"{name}.log").read_text().splitlines()]

    told.outputs["curves.json"] = {name: logged(name) for name in truth["curves"]}
    told.outputs["interrupted.json"] = logged("night")
    told.outputs["source.py"] = program
    told.outputs["packages.json"] = next(line["packages"] for line in told.lines if "packages" in line)
    verdict = told.verdict(sandbox.folder)
    assert (verdict.passed, verdict.reasons, verdict.missed) == (True, (), {})
    deployed = (sandbox.folder / "inputs" / "deployed.json").read_text()
    assert (sandbox.folder / f"{truth['deployed']}.model").read_text() == deployed
    now = sandbox.training.load(str(sandbox.folder / "inputs" / f"{truth['deployed']}.csv"))
    assert now["digest"] != truth["data"], "the data changed while the power was off"
    assert (sandbox.folder / f"{truth['deployed']}.py").read_text() != program, "and so did the code"
    installed = {each.metadata["Name"] for each in metadata.distributions(path=[str(sandbox.folder / "inputs")])}
    assert installed == {"installed-later"}, "and so did what is installed"


# Right answers, by no tool

LEFT_OUT: Mapping[str, tuple[str, Callable[[Told], object]]] = {
    "types": ("hello", lambda told: told.outputs["run.json"]["parameters"].update(batch="16", average="False")),
    "nested": ("hello", lambda told: told.outputs["run.json"]["parameters"].update(columns="['age', 'education-num']")),
    "digits": ("hello", lambda told: told.outputs["run.json"].update(test_loss=float(f"{told.right['test_loss']:g}"))),
    "broke-off": ("adapt", lambda told: told.outputs.pop("broken.json")),
    "diverged": ("adapt", lambda told: told.outputs.pop("diverged.json")),
    "interrupted": ("stretch", lambda told: told.outputs.pop("interrupted.json")),
    "source": ("stretch", lambda told: told.outputs.pop("source.py")),
    "packages": ("stretch", lambda told: told.outputs.pop("packages.json")),
    "page": ("stretch", lambda told: told.outputs.pop("page.html")),
}


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_right_shows_every_fact(level: str, made: MadeInputs, tmp_path: Path) -> None:
    verdict = TELL[level](made.truth).verdict(tmp_path)
    assert (verdict.passed, verdict.reasons, verdict.missed) == (True, (), {})


@pytest.mark.parametrize("fact", LEFT_OUT)
def test_what_is_left_out_is_missed_and_passes(fact: str, made: MadeInputs, tmp_path: Path) -> None:
    level, leave_out = LEFT_OUT[fact]
    told = TELL[level](made.truth)
    leave_out(told)
    verdict = told.verdict(tmp_path)
    assert (verdict.passed, verdict.reasons) == (True, ())
    assert set(verdict.missed) == {fact}


def test_every_fact_that_can_be_missed_is_listed_behind_the_answer() -> None:
    levels = declared(TASK)["levels"]
    assert {name for level in levels.values() for name in list(level["shows"])[1:]} == set(LEFT_OUT)
    assert [next(iter(level["shows"])) for level in levels.values()] == ["read-back", "best", "complete"]


@pytest.mark.parametrize("form", [str, json.dumps])
def test_a_parameter_may_come_back_as_a_text(form: Callable[[Any], str], made: MadeInputs, tmp_path: Path) -> None:
    told = hello(made.truth)
    parameters = told.outputs["run.json"]["parameters"]
    told.outputs["run.json"]["parameters"] = {name: form(value) for name, value in parameters.items()}
    verdict = told.verdict(tmp_path)
    assert verdict.passed, verdict.reasons
    assert set(verdict.missed) == {"types", "nested"}


def test_a_whole_number_with_a_point_is_of_another_type(made: MadeInputs, tmp_path: Path) -> None:
    told = hello(made.truth)
    told.outputs["run.json"]["parameters"]["batch"] = 16.0
    verdict = told.verdict(tmp_path)
    assert verdict.passed
    assert set(verdict.missed) == {"types"}


@pytest.mark.parametrize("kind", ["in base64", "as data", "rounded", "as a picture"])
def test_a_page_may_hold_its_curves_in_many_ways(kind: str, made: MadeInputs, tmp_path: Path) -> None:
    told = stretch(made.truth)
    values = [{"run": name, "loss": loss} for name, losses in told.right["curves"].items() for loss in losses]
    library = f"<script>{'//' * 30_000}</script>"
    packed = base64.b64encode(json.dumps(values).encode()).decode()
    rounded = json.dumps([{**one, "loss": round(one["loss"], 5)} for one in values])
    picture = f'<img src="data:image/png;base64,{"iVBORw0KGgo" * 1000}">'
    drawn = {
        "in base64": f'<script>data = "{packed}"</script>{library}',
        "as data": f"<script>data = {json.dumps(values)}</script>{library}",
        "rounded": f"<script>data = {rounded}</script>{library}",
        "as a picture": " ".join(told.right["curves"]) + picture,
    }
    told.outputs["page.html"] = f"<html>{drawn[kind]}</html>"
    verdict = told.verdict(tmp_path)
    assert verdict.passed, verdict.reasons
    assert not verdict.missed


@pytest.mark.parametrize(("level", "name"), [("hello", "model.json"), ("stretch", "source.py")])
def test_a_file_with_other_line_ends_is_another_file(level: str, name: str, made: MadeInputs, tmp_path: Path) -> None:
    told = TELL[level](made.truth)
    assert told.verdict(tmp_path).passed
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes().replace(b"\n", b"\r\n"))
    told.outputs = {}
    verdict = told.verdict(tmp_path)
    assert not verdict.passed
    assert f"{name} is not the file" in verdict.reasons[0]


def test_a_rerun_after_an_edit_is_judged_by_its_own_trainings(made: MadeInputs, tmp_path: Path) -> None:
    told = adapt(made.truth)
    told.truth = json.loads(
        json.dumps(inputs.edited(folder=made.folder, truth=made.truth, level="adapt", value="run-16"))
    )
    told.right = told.truth["adapt"]
    assert not told.verdict(tmp_path).passed, "the answer from before the edit is stale"
    told.begin("log")
    for run in told.runs():
        told.train(run)
    told.begin("compare")
    _answer(told)
    verdict = told.verdict(tmp_path)
    assert verdict.passed, verdict.reasons


def test_a_rerun_on_changed_rows_is_judged_by_its_own_trainings(tmp_path: Path) -> None:
    made = MadeInputs(inputs, ROWS, 0, tmp_path)
    told = adapt(made.truth)
    told.truth = json.loads(json.dumps(inputs.changed(folder=tmp_path, truth=made.truth, seed=5)))
    told.right = told.truth["adapt"]
    assert not told.verdict(tmp_path).passed
    told.begin("log")
    for run in told.runs():
        told.train(run)
    told.begin("compare")
    _answer(told)
    assert told.verdict(tmp_path).passed


# Wrong answers that look right


def _run_of(told: Told, name: str) -> str:
    return next(run for run in told.runs() if told.right["runs"][run]["name"] == name)


def _lose_one(told: Told, name: str = "south", step: int = 57) -> None:
    del told.outputs["curves.json"][name][step]


def _swap(told: Told) -> None:
    """Give each of two runs the curve of the other, as mixed-up writers do."""
    curves = told.outputs["curves.json"]
    curves["north"], curves["south"] = curves["south"], curves["north"]


def _drop(told: Told, run: str, *dids: str) -> None:
    told.lines = [line for line in told.lines if line["run"] != run or line["did"] not in dids]


def _in_one_process(told: Told) -> None:
    for line in told.lines:
        line["pid"] = 7


def _one_after_the_other(told: Told) -> None:
    ends = [line for line in told.lines if line["did"] == "learn"]
    begins = [line for line in told.lines if line["did"] == "begin"][:4]
    for number, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        begin["at"] = end["began"] = told.stages[0]["began"] + number / 100
        end["ended"] = end["began"] + 0.005


def _page_of(told: Told, drawing: str) -> str:
    """A page that names the four runs beside a drawing."""
    return f"<html><body>{' '.join(told.right['curves'])}{drawing}</body></html>"


def _second_best(told: Told) -> str:
    """The run whose last loss while it learned was lowest, which is another than the best."""
    curves: dict[str, list[Any]] = told.right["curves"]
    others = [name for name in curves if name not in (told.right["best"], told.right["broken"])]
    return min(others, key=lambda name: float(curves[name][-1]))


def _older_curve(told: Told) -> list[list[Any]]:
    return curve(told.right["curves"]["run-06"])


WRONG: Mapping[str, tuple[str, Callable[[Told], object], str]] = {
    "hello: a value is lost": (
        "hello",
        lambda told: told.outputs["run.json"]["loss"].pop(3),
        "1 of 20 values are lost",
    ),
    "hello: the last value is lost": (
        "hello",
        lambda told: told.outputs["run.json"]["loss"].pop(),
        "1 of 20 values are lost",
    ),
    "hello: a value is rounded": (
        "hello",
        lambda told: told.outputs["run.json"]["loss"][5].__setitem__(
            1, round(told.outputs["run.json"]["loss"][5][1], 3)
        ),
        "the value of step 5 is",
    ),
    "hello: a value is there twice": (
        "hello",
        lambda told: told.outputs["run.json"]["loss"].insert(3, told.outputs["run.json"]["loss"][3]),
        "in ascending order, each once",
    ),
    "hello: steps count from one": (
        "hello",
        lambda told: told.outputs["run.json"].update(
            loss=[[step + 1, value] for step, value in told.outputs["run.json"]["loss"]]
        ),
        "1 of 20 values are lost, that of step 0",
    ),
    "hello: a value as a text": (
        "hello",
        lambda told: told.outputs["run.json"].update(
            loss=[[step, str(value)] for step, value in told.outputs["run.json"]["loss"]]
        ),
        "the value of step 0 is",
    ),
    "hello: a parameter is lost": (
        "hello",
        lambda told: told.outputs["run.json"]["parameters"].pop("note"),
        "the parameter note is lost",
    ),
    "hello: a text became a number": (
        "hello",
        lambda told: told.outputs["run.json"]["parameters"].update(note=42),
        "the parameter note is 42",
    ),
    "hello: a text lost its zeros": (
        "hello",
        lambda told: told.outputs["run.json"]["parameters"].update(note="42"),
        'the parameter note is "42"',
    ),
    "hello: the test_loss is the last loss": (
        "hello",
        lambda told: told.outputs["run.json"].update(test_loss=told.right["loss"][-1]),
        "test_loss is",
    ),
    "hello: a value of four hundred digits": (
        "hello",
        lambda told: told.outputs["run.json"]["loss"][5].__setitem__(1, 10**400),
        "the value of step 5 is",
    ),
    "hello: a test_loss of four hundred digits": (
        "hello",
        lambda told: told.outputs["run.json"].update(test_loss=-(10**400)),
        "test_loss is",
    ),
    "hello: begun twice and left once": (
        "hello",
        lambda told: told.lines.insert(0, dict(told.lines[0])),
        "the run was begun 2 times in stage log",
    ),
    "hello: another file": ("hello", lambda told: told.right.update(model="{}\n"), "model.json is not the file"),
    "hello: trained anew to read": (
        "hello",
        lambda told: told.train(told.runs()[0]),
        "a stage that only reads trained too",
    ),
    "hello: begun anew to read": (
        "hello",
        lambda told: told.start(told.runs()[0]),
        "a stage that only reads trained too",
    ),
    "hello: trained twice": (
        "hello",
        lambda told: told.lines.append(dict(told.lines[-1])),
        "the run was trained 2 times in stage log",
    ),
    "hello: trained on other data too": (
        "hello",
        lambda told: told.lines.append({**told.lines[-1], "run": "0" * 32}),
        "on data that no run has",
    ),
    "hello: never trained": ("hello", lambda told: told.lines.clear(), "the run was not trained in stage log"),
    "hello: a record of other losses": (
        "hello",
        lambda told: told.lines[-1].update(gave="0" * 32),
        "what its training does not give",
    ),
    "hello: trained while no script ran": (
        "hello",
        lambda told: told.lines[-1].update(began=1.0, ended=2.0),
        "while no script ran",
    ),
    "adapt: a good run is not the best": (
        "adapt",
        lambda told: told.outputs["best.json"].update(run=_second_best(told)),
        "best.json: the best of all runs is",
    ),
    "adapt: the run that diverged is the best": (
        "adapt",
        lambda told: told.outputs["best.json"].update(run=told.right["broken"]),
        "best.json: the best of all runs is",
    ),
    "adapt: the parameters of another run": (
        "adapt",
        lambda told: told.outputs["best.json"].update(parameters=told.right["parameters"]["run-06"]),
        "best.json: the parameter",
    ),
    "adapt: a curve of another run": (
        "adapt",
        lambda told: told.outputs["compare.json"]["loss"].__setitem__(1, _older_curve(told)),
        "compare.json: run-07: the value of step",
    ),
    "adapt: the two runs are confused": (
        "adapt",
        lambda told: told.outputs["compare.json"]["loss"].reverse(),
        "the value of step",
    ),
    "adapt: a difference is left out": (
        "adapt",
        lambda told: told.outputs["compare.json"]["parameters"].pop("rate"),
        '"rate" is one too many or missing',
    ),
    "adapt: what is equal is told as a difference": (
        "adapt",
        lambda told: told.outputs["compare.json"]["parameters"].update(steps=[8, 8]),
        '"steps" is one too many or missing',
    ),
    "adapt: values of a difference are confused": (
        "adapt",
        lambda told: told.outputs["compare.json"]["parameters"]["rate"].reverse(),
        "compare.json: rate is",
    ),
    "adapt: a run that ended well is said to have broken off": (
        "adapt",
        lambda told: told.outputs["broken.json"].append("run-07"),
        "broke off, and no other",
    ),
    "adapt: nothing is said to have broken off": (
        "adapt",
        lambda told: told.outputs["broken.json"].clear(),
        "broke off, and no other",
    ),
    "adapt: infinity became the largest number": (
        "adapt",
        lambda told: told.outputs.update(
            {"diverged.json": [[s, sys.float_info.max if v == "inf" else v] for s, v in told.outputs["diverged.json"]]}
        ),
        "not 'inf'",
    ),
    "adapt: what is no number became nothing": (
        "adapt",
        lambda told: told.outputs["diverged.json"][-1].__setitem__(1, None),
        "not 'nan'",
    ),
    "adapt: the losses of the run that diverged are lost": (
        "adapt",
        lambda told: told.outputs["diverged.json"].clear(),
        "values are lost",
    ),
    "adapt: a run was never trained": (
        "adapt",
        lambda told: _drop(told, _run_of(told, "run-05"), "begin", "learn"),
        "run-05 was not trained in stage log",
    ),
    "adapt: trained anew to compare": (
        "adapt",
        lambda told: told.train(_run_of(told, told.right["best"])),
        "a stage that only reads trained too",
    ),
    "stretch: one value of 400 is lost": (
        "stretch",
        _lose_one,
        "curves.json: south: 1 of 100 values are lost, that of step 57",
    ),
    "stretch: the last value of 400 is lost": (
        "stretch",
        lambda told: _lose_one(told, "west", -1),
        "curves.json: west: 1 of 100 values are lost, that of step 99",
    ),
    "stretch: a lost value is filled in": (
        "stretch",
        lambda told: told.outputs["curves.json"]["east"].__setitem__(7, [7, told.right["curves"]["east"][6]]),
        "curves.json: east: the value of step 7 is",
    ),
    "stretch: two runs are mixed up": ("stretch", _swap, "the value of step 0 is"),
    "stretch: a run is lost": (
        "stretch",
        lambda told: told.outputs["curves.json"].pop("west"),
        "curves.json must hold the runs north, east, south, west",
    ),
    "stretch: the run of the night is one of them": (
        "stretch",
        lambda told: told.outputs["curves.json"].update(night=told.outputs["interrupted.json"]),
        "and no others",
    ),
    "stretch: one process logs all": ("stretch", _in_one_process, "two runs were trained in the same process"),
    "stretch: one after the other": ("stretch", _one_after_the_other, "they did not log at once"),
    "stretch: the model of another run": (
        "stretch",
        lambda told: told.outputs["origin.json"].update(
            run=next(name for name in told.right["curves"] if name != told.right["deployed"])
        ),
        "origin.json: inputs/deployed.json is the model of",
    ),
    "stretch: the data as they are now": (
        "stretch",
        lambda told: told.outputs["origin.json"].update(data="0" * 32),
        "origin.json: data is not the digest",
    ),
    "stretch: the last value before the power failed is lost": (
        "stretch",
        lambda told: told.outputs["interrupted.json"].pop(),
        "interrupted.json: 1 of 60 values are lost",
    ),
    "stretch: the code as it is now": (
        "stretch",
        lambda told: told.outputs.update({"source.py": CODE + "\n# changed while the power was off\n"}),
        "source.py is not the file",
    ),
    "stretch: a package that is not there": (
        "stretch",
        lambda told: told.outputs["packages.json"].append("numpy==2.0"),
        "which was not installed",
    ),
    "stretch: a package of another version": (
        "stretch",
        lambda told: told.outputs["packages.json"].__setitem__(1, "some-tracker==1.1"),
        "which was not installed",
    ),
    "stretch: a package is left out": (
        "stretch",
        lambda told: told.outputs["packages.json"].pop(),
        "leaves 1 packages out, some-tracker==1.0",
    ),
    "stretch: a page of three runs": (
        "stretch",
        lambda told: told.outputs.update({"page.html": told.outputs["page.html"].replace("south", "")}),
        "page.html does not name south",
    ),
    "stretch: a page that draws nothing": (
        "stretch",
        lambda told: told.outputs.update({"page.html": told.outputs["page.html"].replace("svg", "b")}),
        "page.html draws no curve",
    ),
    "stretch: a page that loads from the web": (
        "stretch",
        lambda told: told.outputs.update(
            {"page.html": told.outputs["page.html"] + '<script src="https://cdn.example/plot.js"></script>'}
        ),
        "page.html loads",
    ),
    "stretch: trained anew to answer": ("stretch", lambda told: told.train(told.runs()[0]), "only reads trained too"),
    "stretch: the night is learned beforehand and left before its end": (
        "stretch",
        lambda told: told.lines.insert(0, {**told.lines[0], "run": told.right["night"], "writers": 1}),
        "on data that no run has",
    ),
    "stretch: a page with an icon": (
        "stretch",
        lambda told: told.outputs.update({"page.html": _page_of(told, '<svg><path d="M0 0L1 1"/></svg>')}),
        "page.html does not draw the curves",
    ),
    "stretch: a page with a library and no curve": (
        "stretch",
        lambda told: told.outputs.update({"page.html": _page_of(told, f"<script>{'draw(0.25);' * 6000}</script>")}),
        "page.html does not draw the curves",
    ),
    "stretch: a page that draws three of four curves": (
        "stretch",
        lambda told: told.outputs.update({"page.html": _page_of(told, f"<svg>{LINE * 3}</svg>")}),
        "page.html does not draw the curves",
    ),
    "stretch: the night was never begun": (
        "stretch",
        lambda told: told.lines.pop(-2),
        "stage crash did not begin the run night",
    ),
    "stretch: the power never failed": ("stretch", lambda told: told.lines.pop(), "the power did not fail once"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_fails_however_right_it_looks(name: str, made: MadeInputs, tmp_path: Path) -> None:
    level, spoil, reason = WRONG[name]
    told = TELL[level](made.truth)
    assert told.verdict(tmp_path).passed, "it was right before"
    spoil(told)
    told.outputs.pop("model.json", None)
    verdict = told.verdict(tmp_path)
    assert not verdict.passed
    assert reason in "; ".join(verdict.reasons)
    assert all(len(each) < 250 for each in verdict.reasons)


@pytest.mark.parametrize(
    "line",
    [
        "torn",
        7,
        None,
        [],
        {},
        {"did": "begin"},
        {"did": "begin", "run": 3, "code": "", "file": "", "at": 100.2, "pid": 7, "writers": 1},
        {"did": "begin", "run": "x", "code": "", "file": "", "at": "now", "pid": 7, "writers": 1},
        {"did": "begin", "run": "x", "code": "", "file": "", "at": 100.2, "pid": 7, "writers": 1, "packages": "pip"},
        {"did": "learn", "run": "x", "steps": 1, "gave": "y", "began": 100.3, "ended": 100.2, "pid": 7},
        {"did": "learn", "run": "x", "steps": True, "gave": "y", "began": 100.2, "ended": 100.2, "pid": 7},
        {"did": "save", "file": "x", "at": math.inf, "pid": 7},
        {"did": "power cut", "at": True, "pid": 7},
    ],
    ids=str,
)
@pytest.mark.parametrize("level", LEVELS)
def test_a_line_that_given_code_does_not_write_fails(line: Any, level: str, made: MadeInputs, tmp_path: Path) -> None:
    told = TELL[level](made.truth)
    told.lines.append(line)
    verdict = told.verdict(tmp_path)
    assert not verdict.passed
    assert "the record of what ran was tampered with" in verdict.reasons[0]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KEYS = ["did", "run", "code", "file", "at", "pid", "writers", "steps", "gave", "began", "ended", "packages"]
LINES = st.dictionaries(st.sampled_from(KEYS), JSON | st.sampled_from(["begin", "learn", "save", "power cut", 100.2]))
FILES = ("run", "model", "best", "compare", "broken", "diverged", "curves", "origin", "interrupted", "packages")
OUTPUTS = st.dictionaries(st.sampled_from(["parameters", "loss", "test_loss", "run", "data", "north"]), JSON) | JSON


@settings(max_examples=200, deadline=None)
@given(lines=st.lists(LINES | JSON, max_size=3), output=OUTPUTS, level=st.sampled_from(LEVELS))
def test_no_record_and_no_output_stops_the_checker(
    lines: list[Any], output: Any, level: str, made: MadeInputs, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    folder.mkdir(exist_ok=True)
    for name in FILES:
        (folder / f"{name}.json").write_text(json.dumps(output))
    (folder / "source.py").write_text(str(output), errors="surrogatepass")
    (folder / "page.html").write_text(str(output), errors="surrogatepass")
    told = TELL[level](made.truth)
    stages = [{**one, "ended": min(one["ended"], told.clock)} for one in told.stages]
    for ran in (lines, [*told.lines, *lines]):
        verdict = checker.check(folder, {**made.truth, "ran": ran, "stages": stages}, level)
        assert not verdict.passed
        assert verdict.reasons


@pytest.mark.parametrize("level", LEVELS)
def test_missing_outputs_fail_and_are_named(level: str, made: MadeInputs, tmp_path: Path) -> None:
    told = TELL[level](made.truth)
    told.outputs = {}
    verdict = told.verdict(tmp_path)
    assert not verdict.passed
    assert ".json was not written" in verdict.reasons[0]
