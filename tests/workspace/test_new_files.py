"""The first files of a tool, a task and a rubric: they are in order as far as they can be, and say what is left to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from evalkit.model import Task
from evalkit.workspace import (
    CannotBegin,
    NewTool,
    all_problems,
    begin_rubric,
    begin_task,
    begin_tool,
    load_rubric,
    load_workspace,
    starter,
)

Build = Callable[[Mapping[str, str | None]], Path]
README: Mapping[str, str | None] = {}
POLARS = NewTool("polars", "polars==2.1.0", "3.11", "https://docs.pola.rs", "Polars")


@pytest.fixture
def root(build: Build) -> Path:
    return build(README)


def test_the_first_files_of_a_tool_are_in_order(root: Path) -> None:
    begun = begin_tool(load_workspace(root), POLARS, ["rows"], ["hello", "adapt"])
    assert begun.files == ("adapters/polars.yaml", "tasks/rows/polars/hello.py", "tasks/rows/polars/adapt.py")
    assert all_problems(root) == ()
    workspace = load_workspace(root)
    assert workspace.adapters["polars"].requires == ("polars==2.1.0",)
    adapt = (root / "tasks/rows/polars/adapt.py").read_text(encoding="utf-8")
    assert adapt.startswith("# https://docs.pola.rs\n")
    assert "#   Tolerate some." in adapt
    assert "value = 0.02  # evalkit: edit" in adapt
    assert all("write what a good user of the tool would write" in left for left in begun.left)


def test_what_is_not_known_is_left_to_do_and_refused_until_it_is_done(root: Path) -> None:
    begun = begin_tool(load_workspace(root), NewTool("my-tool", "my-tool", "3.12"), [])
    assert [left.split(":")[0] for left in begun.left] == ["adapters/my-tool.yaml"] * 2
    [problem] = all_problems(root)
    assert str(problem).startswith("adapters/my-tool.yaml:5:12: 'my-tool' is not pinned")
    assert "packages: [my_tool]" in (root / "adapters/my-tool.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("requirement", ["pandera[pandas,io]==0.35.0", "scikit-learn==1.9.1", "a.b==1!2.0+x"])
def test_any_requirement_is_written_as_yaml_reads_it(root: Path, requirement: str) -> None:
    begin_tool(load_workspace(root), NewTool("other", requirement, "3.11", "https://example.org", 'A: "tool" #1'), [])
    adapter = load_workspace(root).adapters["other"]
    assert (adapter.requires, adapter.name) == ((requirement,), 'A: "tool" #1')


def test_a_level_with_stages_gets_a_script_for_each(build: Build) -> None:
    staged = "  hello: {asks: x, stages: [fit, apply]}\n"
    text = f"title: T\nscales: [10]\nbaseline: pandas\nlevels:\n{staged}"
    scripts = {f"tasks/rows/pandas/hello/{stage}.py": "# https://example.org\n" for stage in ("fit", "apply")}
    gone = dict.fromkeys(("tasks/rows/pandas/hello.py", "tasks/rows/pandas/adapt.py", "tasks/rows/pandera/hello.py"))
    root = build({**README, "tasks/rows/task.yaml": text, **scripts, **gone})
    begun = begin_tool(load_workspace(root), POLARS, ["rows"])
    assert begun.files[1:] == ("tasks/rows/polars/hello/fit.py", "tasks/rows/polars/hello/apply.py")
    assert all_problems(root) == ()


def test_a_tool_that_is_there_gets_a_script_and_keeps_its_adapter(root: Path) -> None:
    before = (root / "adapters/pandera.yaml").read_bytes()
    begun = begin_tool(load_workspace(root), NewTool("pandera", "pandera==9", "3.11"), ["rows"], ["adapt"])
    assert begun.files == ("tasks/rows/pandera/adapt.py",)
    assert (root / "adapters/pandera.yaml").read_bytes() == before
    script = (root / "tasks/rows/pandera/adapt.py").read_text(encoding="utf-8")
    assert script.startswith("# https://example.org/pandera\n")
    assert "\nimport pandera\n" in script


@pytest.mark.parametrize(
    ("tool", "tasks", "levels", "message"),
    [
        ("Polars", ["rows"], [], "'Polars' is not a name"),
        ("polars", ["row"], [], "there is no task 'row'; there are: rows"),
        ("polars", ["rows"], ["stretch"], "rows has no level stretch; it has hello, adapt"),
        ("pandera", ["rows"], [], "tasks/rows/pandera/ has level hello already, and nothing is overwritten"),
        ("pandas", [], [], "there is nothing to write: adapters/pandas.yaml is there already; name a task with --task"),
    ],
)
def test_what_cannot_be_begun_is_said_and_leaves_nothing(
    root: Path, tool: str, tasks: list[str], levels: list[str], message: str
) -> None:
    before = sorted(root.rglob("*"))
    with pytest.raises(CannotBegin) as told:
        begin_tool(load_workspace(root), NewTool(tool, f"{tool}==1", "3.11"), tasks, levels)  # type: ignore[arg-type]
    assert str(told.value).startswith(message)
    assert sorted(root.rglob("*")) == before


def test_a_new_task_is_in_order_with_all_that_it_needs(root: Path) -> None:
    begun = begin_task(root, "latency", "python", starter())
    assert all_problems(root) == ()
    assert {"tasks/latency/README.md", "tasks/latency/python/stretch.py", "adapters/python.yaml"} <= set(begun.files)
    task: Task = load_workspace(root).tasks["latency"]
    assert (task.baseline, task.level_names) == ("python", ("hello", "adapt", "stretch"))
    with pytest.raises(CannotBegin, match="is there already, and nothing is overwritten"):
        begin_task(root, "latency", "python", starter())


def test_the_baseline_of_a_new_task_is_a_tool_that_exists(root: Path) -> None:
    begin_task(root, "latency", "pandas", starter())
    assert all_problems(root) == ()
    assert load_workspace(root).tasks["latency"].baseline == "pandas"
    assert not (root / "adapters/python.yaml").exists()
    with pytest.raises(CannotBegin, match="there is no adapter 'scipy'; write it with `evalkit new tool scipy`"):
        begin_task(root, "other", "scipy", starter())


def test_a_new_rubric_lays_weights_over_one_that_exists(root: Path) -> None:
    assert begin_rubric(load_workspace(root), "ours", None, [], starter()).files == ("rubrics/ours.yaml",)
    assert all_problems(root) == ()
    workspace = load_workspace(root)
    ours, base = (load_rubric(root / f"rubrics/{name}.yaml", workspace) for name in ("ours", "small"))
    assert (ours.tasks, ours.criteria) == (base.tasks, base.criteria)
    with pytest.raises(CannotBegin, match=r"rubrics/ours.yaml is there already"):
        begin_rubric(workspace, "ours", None, [], starter())
    with pytest.raises(CannotBegin, match=r"there is no rubric 'x.yaml' to extend; there are: ours.yaml, small.yaml"):
        begin_rubric(workspace, "more", "x.yaml", [], starter())


def test_a_rubric_for_a_new_task_has_stacks_for_it_and_nothing_of_the_others(build: Build) -> None:
    more = """\
profiles: {team: {title: T, weights: {friction: 2}, tasks: {rows: 2}}}
stacks: {one: {title: One, tools: {rows: pandera}}}
claims:
  small: {says: x, source: y, as_of: "1", left: {metric: code.tokens, task: rows, tool: pandas}, is: at most, right: 5, because: z}
"""
    small = build({}) / "rubrics/small.yaml"
    root = build({**README, "rubrics/small.yaml": small.read_text(encoding="utf-8") + more})
    assert all_problems(root) == ()
    begin_task(root, "latency", "python", starter())
    workspace = load_workspace(root)
    for name, tasks in (("new", ["latency"]), ("both", ["rows", "latency"])):
        begin_rubric(workspace, name, None, tasks, starter())
        assert all_problems(root) == ()
        rubric = load_rubric(root / f"rubrics/{name}.yaml", workspace)
        assert set(rubric.tasks) == set(tasks)
        assert all(set(stack.tools) >= set(tasks) for stack in rubric.stacks.values())
        assert "ordinary-python" in rubric.stacks


def test_a_workspace_without_rubrics_gets_a_whole_one(build: Build) -> None:
    root = build({**README, "rubrics/small.yaml": None})
    (root / "rubrics").mkdir()
    begin_rubric(load_workspace(root), "first", None, [], starter())
    assert all_problems(root) == ()
    rubric = load_rubric(root / "rubrics/first.yaml", load_workspace(root))
    assert rubric.tasks == {"rows": 1}
    assert len(rubric.criteria) == 9
    assert rubric.title == "pandera and ordinary Python"


def test_a_version_of_python_is_written_in_ordinary_digits() -> None:
    with pytest.raises(CannotBegin, match="is no minor version of Python"):
        NewTool("other", "other==1", "3.\N{ARABIC-INDIC DIGIT ONE}").check()


@pytest.mark.parametrize("name", ["ours.yaml", "ours.yml", "ours.py"])
def test_a_file_in_place_of_a_name_is_told(name: str, root: Path) -> None:
    before = sorted(root.rglob("*"))
    begins: list[Callable[[], object]] = [
        lambda: begin_rubric(load_workspace(root), name, None, [], starter()),
        lambda: begin_task(root, name, "python", starter()),
        lambda: begin_tool(load_workspace(root), NewTool(name, "x==1", "3.11"), []),
    ]
    for begin in begins:
        with pytest.raises(CannotBegin, match=rf"'{name}' names a file; leave the ending out: ours$"):
            begin()
    assert sorted(root.rglob("*")) == before
