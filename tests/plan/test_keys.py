"""What each kind of key depends on, one thing at a time, and what none may depend on.

A kind is named by the one thing that a probe depends on ('usage', 'month'), or is 'an answer' of a probe that depends on
nothing but files, 'a sample', 'a recording', or an answer about 'a stack'.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from evalkit.plan import EnvironmentFacts, Keys
from evalkit.probes import Dependence, Probe, Scope
from evalkit.workspace import load

ADAPTER = """\
name: {name}
homepage: https://example.org/{name}
family: Small
python: "3.11"
requires: [{name}==1.0]
packages: [{name}]
companions: {{rows: [friend==1.0], other: [stranger==1.0]}}
environ: {{LEVEL: "1"}}
telemetry_off: {{SILENT: "1"}}
prepare: [[tool, start]]
why_not_newest: it is too new
notes: [{{says: It is slow., severity: info, source: "https://example.org/slow"}}]
index: https://index.example.org/simple
"""
TASK = """\
title: Catch bad rows
scales: [1000, 30000]
baseline: plain
driver: http
levels:
  hello: {asks: "Report every bad row.", shows: {rows: which rows, page: a page}}
  adapt: {asks: "Tolerate some.", edit: 0.02, shows: {share: the share, count: how many}}
faults:
  renamed-column: {must: caught, names: [age]}
  shuffled-rows: {must: tolerated}
"""
RUBRIC = """\
title: Small
tasks: {rows: 1, other: 1}
measure: {scale: 1000, blocks: 4, budget_minutes: 5, warmups: 1, timeout_seconds: 20, memory_mb: 512}
criteria:
  friction:
    title: Friction
    weight: 1
    metrics:
      - {metric: run.wall_seconds, good: 0.2, bad: 20, curve: log, because: a guess}
    rating: {"1": slow, "3": fair, "5": fast}
"""
RATINGS = """\
rubric: small.yaml
as_of: November 2026
ratings: {rows: {tool: {friction: {value: 4, evidence: "tasks/rows/README.md:1", because: it is}}}}
"""
FAULTS = "from tasks import spoiling\n\n\ndef renamed_column(folder, truth):\n    pass\n\n\ndef shuffled_rows(folder, truth):\n    pass\n"
SCRIPT = "# https://example.org/docs\nshare = 0.01  # evalkit: edit\n"
FILES: Mapping[str, str] = {
    **{f"adapters/{name}.yaml": ADAPTER.format(name=name) for name in ("tool", "plain", "neighbour", "mate")},
    **{
        f"tasks/{task}/{name}": text
        for task in ("rows", "other")
        for name, text in {
            "task.yaml": TASK,
            "inputs.py": "",
            "checker.py": "from tasks import outputs\n",
            "driver.py": "",
            "faults.py": FAULTS,
            "README.md": "What it asks.\n",
            **{f"{tool}/{level}.py": SCRIPT for tool in ("tool", "plain", "neighbour") for level in ("hello", "adapt")},
        }.items()
    },
    "tasks/rows/tool/_shared.py": "",
    "tasks/outputs.py": "",
    "tasks/spoiling.py": "",
    "tasks/unused.py": "",
    "tasks/data/census.csv": "age\n",
    "rubrics/small.yaml": RUBRIC,
    "ratings/ada.yaml": RATINGS,
    "dsls.yaml": "name: own\n",
}


@dataclass(frozen=True)
class World:
    """Everything that keys are made from: the files of a workspace, and what a run knows beside them."""

    files: Mapping[str, str] = field(default_factory=lambda: FILES)
    lock: str | None = "locked"
    python: str = "3.11.7"
    seed: int = 0
    machine: str = "desk"
    month: str = "2026-11"
    scale: int = 1000
    run_version: int = 1
    probe_version: int = 1
    probe_name: str = "asked"
    panel: tuple[str, ...] = ("neighbour",)
    stack: tuple[str, ...] = ("mate",)
    own: str = ""

    def written(self, name: str, old: str, new: str) -> World:
        """The same with a text in a file replaced, or put where there was none."""
        assert not old or old in self.files[name], f"{name} does not hold {old!r}"
        text = self.files[name].replace(old, new, 1) if old else new
        assert text != self.files.get(name)
        return replace(self, files={**self.files, name: text})

    def keys(self, root: Path) -> dict[str, str]:
        """The key of each kind, for the implementation tasks/rows/tool/adapt.py, written into `root`."""
        for name, text in self.files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        workspace, rubric = load(root, root / "rubrics" / "small.yaml")
        keys = Keys(workspace, rubric.measure, self.seed, self.machine, self.run_version, self.month, self.own)
        facts = None if self.lock is None else EnvironmentFacts(self.lock, self.python)
        asked = workspace.implementation("rows", "tool", "adapt")
        baseline = workspace.implementation("rows", "plain", "adapt")
        assert asked is not None
        assert baseline is not None
        ratings = workspace.ratings_of("rows", "tool", rubric)
        assert ratings
        panel = [workspace.adapters[tool] for tool in self.panel]

        def answer(*depends: Dependence) -> str:
            return keys.asked(self._probe(*depends), "tool", (asked,), facts, (baseline,), panel)

        return {
            "an answer": answer(),
            **{dependence.value: answer(dependence) for dependence in Dependence},
            "a sample": keys.sample(asked, self.scale, facts),
            "ratings": keys.of_ratings(ratings),
            "a recording": keys.usage(asked, facts),
            "a stack": keys.of_stack(self._probe(), [workspace.adapters[tool] for tool in self.stack], panel),
        }

    def _probe(self, *depends: Dependence) -> Probe:
        return Probe(
            self.probe_name, self.probe_version, Scope.IMPLEMENTATION, lambda _: (), depends=frozenset(depends)
        )


WORLD = World()
ANSWERS = {"an answer", *(dependence.value for dependence in Dependence)}
OWN = {*ANSWERS, "a sample", "a recording"}
"""Everything about the implementation itself."""
RUNS = {"usage", "sample", "a sample", "a recording"}
"""Whatever comes of running it."""
INSTALLED = {*RUNS, "environment"}
TIMED = {"machine"}
TODAY = {"month"}
"""Answers of the resolver, which is asked for what adapters require."""
PANEL = {"panel"}
STACK = {"a stack"}

DEPENDS: Mapping[str, tuple[World, set[str]]] = {
    "its script": (WORLD.written("tasks/rows/tool/adapt.py", "0.01", "0.02"), OWN),
    "a helper that its levels share": (WORLD.written("tasks/rows/tool/_shared.py", "", "x = 1\n"), OWN),
    "another helper": (WORLD.written("tasks/rows/tool/_more.py", "", "x = 1\n"), OWN),
    "what its adapter prepares": (WORLD.written("adapters/tool.yaml", "start", "stop"), OWN),
    "the inputs": (WORLD.written("tasks/rows/inputs.py", "", "x = 1\n"), RUNS),
    "the checker": (WORLD.written("tasks/rows/checker.py", "", "x = 1\n"), RUNS),
    "the driver": (WORLD.written("tasks/rows/driver.py", "", "x = 1\n"), RUNS),
    "how its driver talks": (WORLD.written("tasks/rows/task.yaml", "driver: http", "driver: browser"), OWN),
    "a shared module that the checker imports": (WORLD.written("tasks/outputs.py", "", "x = 1\n"), RUNS),
    "a shared module that the faults import": (WORLD.written("tasks/spoiling.py", "", "x = 1\n"), {"faults"}),
    "the data that inputs are drawn from": (WORLD.written("tasks/data/census.csv", "age", "years"), RUNS),
    "more data": (WORLD.written("tasks/data/deep/more.csv", "", "age\n"), RUNS),
    "the smallest scale": (WORLD.written("tasks/rows/task.yaml", "1000", "2000"), RUNS - {"a sample"}),
    "the scale of the run": (replace(WORLD, scale=30_000), {"a sample"}),
    "the seed": (replace(WORLD, seed=1), RUNS),
    "whose data they are": (replace(WORLD, own="digest of a table"), RUNS),
    "the lock": (replace(WORLD, lock="renewed"), INSTALLED),
    "the interpreter": (replace(WORLD, python="3.11.8"), INSTALLED),
    "whether there is an environment": (replace(WORLD, lock=None), INSTALLED),
    "the environment's variables": (WORLD.written("adapters/tool.yaml", 'LEVEL: "1"', 'LEVEL: "2"'), {*RUNS, *TIMED}),
    "the switch of telemetry": (WORLD.written("adapters/tool.yaml", 'SILENT: "1"', 'SILENT: "2"'), {*RUNS, *TIMED}),
    "which of the variables is the switch": (
        WORLD.written("adapters/tool.yaml", 'telemetry_off: {SILENT: "1"}', "telemetry_off: {}").written(
            "adapters/tool.yaml", 'LEVEL: "1"', 'LEVEL: "1", SILENT: "1"'
        ),
        {"sample"},
    ),
    "the limit of time": (WORLD.written("rubrics/small.yaml", "timeout_seconds: 20", "timeout_seconds: 30"), RUNS),
    "the limit of memory": (WORLD.written("rubrics/small.yaml", "memory_mb: 512", "memory_mb: 1024"), RUNS),
    "the value to edit": (WORLD.written("tasks/rows/task.yaml", "edit: 0.02", "edit: 0.03"), {"sample"}),
    "which facts its level lists": (WORLD.written("tasks/rows/task.yaml", "count: how many", "number: how many"), RUNS),
    "how many facts its level lists": (WORLD.written("tasks/rows/task.yaml", ", count: how many", ""), RUNS),
    "which facts another level lists": (
        WORLD.written("tasks/rows/task.yaml", "page: a page", "leaf: a page"),
        RUNS - {"a sample"},
    ),
    "the machine": (replace(WORLD, machine="laptop"), {"a sample", *TIMED}),
    "how samples are taken": (replace(WORLD, run_version=2), {"a sample"}),
    "the version of a probe": (replace(WORLD, probe_version=2), {*ANSWERS, *STACK}),
    "the name of a probe": (replace(WORLD, probe_name="told"), {*ANSWERS, *STACK}),
    "whose API is the tool's own": (
        WORLD.written("adapters/tool.yaml", "packages: [tool]", "packages: [tools]"),
        ANSWERS,
    ),
    "the faults": (WORLD.written("tasks/rows/faults.py", "pass", "return"), {"faults"}),
    "what must become of a fault": (WORLD.written("tasks/rows/task.yaml", "caught", "tolerated"), {"faults"}),
    "how many faults are injected": (
        WORLD.written("rubrics/small.yaml", "warmups: 1", "warmups: 1, faults: 1"),
        {"faults"},
    ),
    "how many typos a script gets": (
        WORLD.written("rubrics/small.yaml", "warmups: 1", "warmups: 1, typos: 1"),
        {"faults"},
    ),
    "how often something is changed and run again": (
        WORLD.written("rubrics/small.yaml", "warmups: 1", "warmups: 1, turns: 1"),
        {"turns"},
    ),
    "what a fault is named by": (WORLD.written("tasks/rows/task.yaml", "[age]", "[years]"), {"faults"}),
    "the baseline's script": (WORLD.written("tasks/rows/plain/adapt.py", "0.01", "0.02"), {"baseline"}),
    "the workspace's own kinds of DSLs": (WORLD.written("dsls.yaml", "own", "ours"), {"kinds"}),
    "a rating": (WORLD.written("ratings/ada.yaml", "value: 4", "value: 5"), {"ratings"}),
    "why it was rated so": (WORLD.written("ratings/ada.yaml", "it is", "it was"), {"ratings"}),
    "when it was rated": (WORLD.written("ratings/ada.yaml", "November", "December"), {"ratings"}),
    "the words it was rated by": (WORLD.written("rubrics/small.yaml", "fair", "middling"), {"ratings"}),
    "what a rating points at": (WORLD.written("tasks/rows/README.md", "What", "All"), {"ratings"}),
    "the month": (replace(WORLD, month="2026-12"), {*TODAY, *STACK}),
    "what it requires": (WORLD.written("adapters/tool.yaml", "tool==1.0", "tool==1.1"), TODAY),
    "its companions": (WORLD.written("adapters/tool.yaml", "friend==1.0", "friend==1.1"), TODAY),
    "its Python": (WORLD.written("adapters/tool.yaml", "3.11", "3.12"), TODAY),
    "its index": (WORLD.written("adapters/tool.yaml", "index.example", "other.example"), TODAY),
    "what the panel requires": (
        WORLD.written("adapters/neighbour.yaml", "neighbour==1.0", "neighbour==1.1"),
        {*PANEL, *STACK},
    ),
    "the Python of the panel": (WORLD.written("adapters/neighbour.yaml", "3.11", "3.12"), {*PANEL, *STACK}),
    "the index of the panel": (
        WORLD.written("adapters/neighbour.yaml", "index.example", "other.example"),
        {*PANEL, *STACK},
    ),
    "who is on the panel": (replace(WORLD, panel=("neighbour", "plain")), {*PANEL, *STACK}),
    "what the stack requires": (WORLD.written("adapters/mate.yaml", "mate==1.0", "mate==1.1"), STACK),
    "the Python of the stack": (WORLD.written("adapters/mate.yaml", "3.11", "3.12"), STACK),
    "the index of the stack": (WORLD.written("adapters/mate.yaml", "index.example", "other.example"), STACK),
    "who is in the stack": (replace(WORLD, stack=("mate", "plain")), STACK),
}

DOES_NOT_DEPEND: Mapping[str, World] = {
    "another task's inputs": WORLD.written("tasks/other/inputs.py", "", "x = 1\n"),
    "another task's checker": WORLD.written("tasks/other/checker.py", "", "x = 1\n"),
    "a shared module that nobody imports": WORLD.written("tasks/unused.py", "", "x = 1\n"),
    "a shared module that was added": WORLD.written("tasks/more.py", "", "x = 1\n"),
    "another task's faults": WORLD.written("tasks/other/faults.py", "pass", "return"),
    "another task's smallest scale": WORLD.written("tasks/other/task.yaml", "1000", "2000"),
    "another task's script of the same tool": WORLD.written("tasks/other/tool/adapt.py", "0.01", "0.02"),
    "another level": WORLD.written("tasks/rows/tool/hello.py", "0.01", "0.02"),
    "another tool's script": WORLD.written("tasks/rows/neighbour/adapt.py", "0.01", "0.02"),
    "a tool that was added": replace(
        WORLD, files={**FILES, "adapters/new.yaml": ADAPTER.format(name="new"), "tasks/rows/new/hello.py": SCRIPT}
    ),
    "another tool's variables": WORLD.written("adapters/neighbour.yaml", 'LEVEL: "1"', 'LEVEL: "2"'),
    "its companions for another task": WORLD.written("adapters/tool.yaml", "stranger==1.0", "stranger==1.1"),
    "its name": WORLD.written("adapters/tool.yaml", "name: tool", "name: Tool"),
    "its homepage": WORLD.written("adapters/tool.yaml", "org/tool", "org/tools"),
    "its family": WORLD.written("adapters/tool.yaml", "Small", "Large"),
    "why it is not the newest": WORLD.written("adapters/tool.yaml", "too new", "not out"),
    "what is noted of it": WORLD.written("adapters/tool.yaml", "It is slow.", "It was slow."),
    "the task's title": WORLD.written("tasks/rows/task.yaml", "Catch", "Find"),
    "how the facts are worded": WORLD.written("tasks/rows/task.yaml", "how many", "the number"),
    "another task's facts": WORLD.written("tasks/other/task.yaml", "count: how many", "number: how many"),
    "what a level asks, in words": WORLD.written("tasks/rows/task.yaml", "Tolerate", "Accept"),
    "the task's larger scales": WORLD.written("tasks/rows/task.yaml", "30000", "40000"),
    "the rubric's title": WORLD.written("rubrics/small.yaml", "Small", "Smaller"),
    "a criterion's weight": WORLD.written("rubrics/small.yaml", "weight: 1", "weight: 2"),
    "a task's weight": WORLD.written("rubrics/small.yaml", "rows: 1", "rows: 2"),
    "an anchor": WORLD.written("rubrics/small.yaml", "bad: 20", "bad: 30"),
    "the scale of other runs": WORLD.written("rubrics/small.yaml", "scale: 1000", "scale: 30000"),
    "the number of blocks": WORLD.written("rubrics/small.yaml", "blocks: 4", "blocks: 8"),
    "the budget": WORLD.written("rubrics/small.yaml", "budget_minutes: 5", "budget_minutes: 9"),
    "the warm-ups": WORLD.written("rubrics/small.yaml", "warmups: 1", "warmups: 2"),
    "a rating of another tool": WORLD.written(
        "ratings/ada.yaml", "{rows: {", '{rows: {plain: {friction: {value: 1, evidence: "https://example.org"}}, '
    ),
    "the folder of the workspace": WORLD,
}


Changed = Callable[[World], set[str]]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The keys of the world as it is."""
    return dict(WORLD.keys(tmp_path_factory.mktemp("before")))


@pytest.fixture
def changed(known: dict[str, str], tmp_path: Path) -> Changed:
    """The kinds of keys that are others in another world, which stands in another folder."""

    def of(world: World) -> set[str]:
        keys = world.keys(tmp_path)
        return {kind for kind in known if known[kind] != keys[kind]}

    return of


@pytest.mark.parametrize("what", DEPENDS)
def test_a_key_changes_with_what_it_depends_on_and_no_other_key_does(what: str, changed: Changed) -> None:
    world, kinds = DEPENDS[what]
    assert changed(world) == kinds


@pytest.mark.parametrize("what", DOES_NOT_DEPEND)
def test_no_key_changes_with_what_nothing_depends_on(what: str, changed: Changed) -> None:
    assert changed(DOES_NOT_DEPEND[what]) == set()


def test_kinds_of_keys_never_meet(tmp_path: Path) -> None:
    keys = WORLD.keys(tmp_path)
    assert len(set(keys.values())) == len(keys)


def test_two_tables_never_share_a_key_and_neither_does_one_that_may_be_shown(tmp_path: Path) -> None:
    worlds = [replace(WORLD, own=own) for own in ("", "digest", "other digest", "digest shown")]
    keys = [world.keys(tmp_path / str(number)) for number, world in enumerate(worlds)]
    for kind in RUNS:
        assert len({each[kind] for each in keys}) == len(worlds), kind


def test_pictures_belong_to_a_run_and_the_reason_to_a_level_that_a_tool_cannot_do(tmp_path: Path) -> None:
    WORLD.keys(tmp_path)
    workspace, rubric = load(tmp_path, tmp_path / "rubrics" / "small.yaml")
    keys = Keys(workspace, rubric.measure, 0, "desk", 1, "2026-11")
    asked = workspace.implementation("rows", "tool", "adapt")
    assert asked is not None
    reasons = [tmp_path / name for name in ("first.md", "again.md")]
    for file in reasons:
        file.write_text(f"it cannot: {file.name}")
    forms = (
        asked,
        *(replace(asked, pictures=(f"outputs/{name}.png",)) for name in "ab"),
        *(replace(asked, main=None, files=(), unsupported=file) for file in reasons),
    )
    assert len({keys.sample(one, 1000, None) for one in forms}) == len(forms)


def test_the_order_of_stages_and_the_one_that_is_cut_off_belong_to_an_implementation(tmp_path: Path) -> None:
    WORLD.keys(tmp_path)
    workspace, rubric = load(tmp_path, tmp_path / "rubrics" / "small.yaml")
    keys = Keys(workspace, rubric.measure, 0, "desk", 1, "2026-11")
    asked = workspace.implementation("rows", "tool", "adapt")
    assert asked is not None
    first, again = tmp_path / "first.py", tmp_path / "again.py"
    forms = (
        asked,
        replace(asked, stages=(first, again)),
        replace(asked, stages=(again, first)),
        replace(asked, stages=(first, again), cut=first),
        replace(asked, stages=(first, again), cut=again),
    )
    assert len({keys.sample(one, 1000, None) for one in forms}) == len(forms)
    assert len({keys.usage(one, None) for one in forms}) == len(forms)
