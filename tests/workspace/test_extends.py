"""A rubric that extends another is laid over it, and its mistakes are told where they were written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from evalkit.model import Rubric
from evalkit.workspace import BadInput, load_rubric, load_workspace

Build = Callable[[Mapping[str, str | None]], Path]

BASE = """\
title: Base
tasks: {rows: 2}
adapters: [pandas, pandera]
measure: {scale: 1000, blocks: 3}
criteria:
  friction:
    title: Friction
    weight: 2
    metrics:
      - {metric: run.wall_seconds, good: 1, bad: 9, because: x}
      - {metric: code.lines, good: 1, bad: 9, because: x}
stacks:
  plain: {title: Plain, tools: {rows: pandas}}
"""


def _rubric(root: Path, name: str = "top") -> Rubric:
    return load_rubric(root / f"rubrics/{name}.yaml", load_workspace(root))


def _told(root: Path, name: str = "top") -> list[str]:
    with pytest.raises(BadInput) as caught:
        _rubric(root, name)
    return [str(problem) for problem in caught.value.problems]


def test_mappings_are_merged_and_everything_else_is_replaced(build: Build) -> None:
    top = """\
extends: base.yaml
title: Top
adapters: [pandera]
measure: {blocks: 7}
criteria:
  friction:
    metrics: [{metric: code.tokens, good: 1, bad: 9, because: y}]
  size: {title: Size, metrics: [{metric: setup.install_mb, good: 1, bad: 9, because: z}]}
"""
    rubric = _rubric(build({"rubrics/base.yaml": BASE, "rubrics/top.yaml": top}))
    assert (rubric.rubric, rubric.title, rubric.adapters) == ("top", "Top", ("pandera",))
    assert (rubric.measure.scale, rubric.measure.blocks) == (1000, 7)
    assert rubric.criteria["friction"].weight == 2
    assert [entry.metric for entry in rubric.criteria["friction"].metrics] == ["code.tokens"]
    assert list(rubric.criteria) == ["friction", "size"]


def test_null_removes_what_was_inherited(build: Build) -> None:
    top = "extends: base.yaml\nadapters: null\nstacks: {plain: null}\n"
    rubric = _rubric(build({"rubrics/base.yaml": BASE, "rubrics/top.yaml": top}))
    assert rubric.adapters is None
    assert rubric.stacks == {}


WIDE = """\
title: Wide
tasks: {rows: 2, skew: 3}
criteria: {friction: {title: Friction, metrics: [{metric: run.wall_seconds, good: 1, bad: 9, because: x}]}}
profiles:
  careful: {title: Careful, tasks: {rows: 3, skew: 4}}
stacks:
  plain: {title: Plain, tools: {rows: pandas, skew: pandas}}
  mixed: {title: Mixed, tools: {rows: pandera, skew: pandas}}
claims:
  of-rows: {says: s, source: t, as_of: then, left: {metric: code.lines, task: rows, tool: pandas}, is: at most, right: 9}
  of-skew: {says: s, source: t, as_of: then, left: {metric: code.lines, task: skew, tool: pandas}, is: at most, right: 9}
  of-both:
    says: s
    source: t
    as_of: then
    tests:
      - left: {metric: code.lines, task: rows, tool: pandas}
        is: at most
        right: {metric: code.lines, task: skew, tool: pandas}
        because: x
"""
SKEW: dict[str, str | None] = {
    "tasks/skew/task.yaml": "title: S\nscales: [10]\nbaseline: pandas\nlevels: {hello: {asks: x}, adapt: {asks: y}}\n",
    "tasks/skew/inputs.py": "",
    "tasks/skew/checker.py": "",
    "tasks/skew/README.md": "What it asks.\n",
    "tasks/skew/pandas/hello.py": "# https://example.org\n",
    "tasks/skew/pandas/adapt.py": "# https://example.org\n",
}


def test_a_list_of_tasks_means_these_alone_with_the_weights_they_have(build: Build) -> None:
    rubric = _rubric(
        build({"rubrics/wide.yaml": WIDE, "rubrics/top.yaml": "extends: wide.yaml\ntasks: [skew]\n", **SKEW})
    )
    assert rubric.tasks == {"skew": 3}
    assert rubric.profiles["careful"].tasks == {"skew": 4}
    assert {name: stack.tools for name, stack in rubric.stacks.items()} == {
        "plain": {"skew": "pandas"},
        "mixed": {"skew": "pandas"},
    }
    assert list(rubric.claims) == ["of-skew"]


def test_a_listed_task_that_the_rubric_below_does_not_weigh_weighs_one(build: Build) -> None:
    top = "extends: base.yaml\ntasks: [skew]\nstacks: {mine: {title: Mine, tools: {skew: pandas}}}\n"
    rubric = _rubric(build({"rubrics/base.yaml": BASE, "rubrics/top.yaml": top, **SKEW}))
    assert rubric.tasks == {"skew": 1}
    assert list(rubric.stacks) == ["mine"], "a stack without a tool for any of the tasks is left out"


def test_a_rubric_of_its_own_may_list_its_tasks_too(build: Build) -> None:
    rubric = _rubric(build({"rubrics/top.yaml": BASE.replace("{rows: 2}", "[rows]")}))
    assert rubric.tasks == {"rows": 1}


@pytest.mark.parametrize(
    ("tasks", "told"),
    [
        ("[rows, rows]", "rubrics/top.yaml:2:15: the task 'rows' is listed twice here; remove one"),
        ("[rosw]", "rubrics/top.yaml:2:9: unknown task 'rosw'; did you mean 'rows'?"),
        ("[]", "rubrics/top.yaml:2:8: 'tasks' is empty; write at least one entry"),
        ("[rows, 3]", "rubrics/top.yaml:2:15: a list of tasks holds their names, such as data-validation"),
    ],
)
def test_mistakes_in_a_list_of_tasks(build: Build, tasks: str, told: str) -> None:
    top = f"extends: base.yaml\ntasks: {tasks}\n"
    assert told in _told(build({"rubrics/base.yaml": BASE, "rubrics/top.yaml": top}))


def test_a_chain_is_followed_to_its_end_and_the_nearest_file_wins(build: Build) -> None:
    files = {
        "rubrics/base.yaml": BASE,
        "rubrics/middle.yaml": "extends: base.yaml\ntitle: Middle\nmeasure: {blocks: 5, scale: 2000}\n",
        "rubrics/top.yaml": "extends: middle.yaml\nmeasure: {blocks: 9}\n",
    }
    rubric = _rubric(build(files))
    assert (rubric.title, rubric.measure.blocks, rubric.measure.scale) == ("Middle", 9, 2000)
    assert rubric.tasks == {"rows": 2}


def test_extends_is_relative_to_the_rubric_that_says_it(build: Build) -> None:
    files = {"rubrics/base.yaml": BASE, "rubrics/own/top.yaml": "extends: ../base.yaml\n"}
    assert _rubric(build(files), "own/top").title == "Base"


def test_a_mistake_is_told_in_the_file_where_it_was_written(build: Build) -> None:
    files = {
        "rubrics/base.yaml": BASE.replace("scale: 1000", "scale: many"),
        "rubrics/top.yaml": "extends: base.yaml\nmeasure: {blocks: -1}\nstacks: {plain: {tools: {rows: panda}}}\n",
    }
    assert [line.split(": ")[0] for line in _told(build(files))] == [
        "rubrics/base.yaml:4:18",
        "rubrics/top.yaml:2:19",
        "rubrics/top.yaml:3:32",
    ]


def test_a_task_that_inherited_stacks_have_no_tool_for_is_told_where_it_was_added(build: Build) -> None:
    files = {"rubrics/base.yaml": BASE, "rubrics/top.yaml": "extends: base.yaml\ntasks: {skew: 1}\n"}
    other = {
        "tasks/skew/task.yaml": "title: S\nscales: [10]\nbaseline: pandas\nlevels: {hello: {asks: x}}\n",
        "tasks/skew/inputs.py": "",
        "tasks/skew/checker.py": "",
        "tasks/skew/pandas/hello.py": "",
    }
    assert _told(build({**files, **other})) == [
        (
            "rubrics/top.yaml:2:9: the stack 'plain', which this rubric inherits, has no tool for skew; write "
            "`stacks: {plain: {tools: {skew: pandas}}}` here, or `plain: null`"
        )
    ]


SECOND_TASK = {
    "tasks/skew/task.yaml": "title: S\nscales: [10]\nbaseline: pandas\nlevels: {hello: {asks: x}, adapt: {asks: x}}\n",
    "tasks/skew/inputs.py": "",
    "tasks/skew/checker.py": "",
    "tasks/skew/pandas/hello.py": "",
    "tasks/skew/pandas/adapt.py": "",
}
TWO_TASKS = (
    BASE.replace("tasks: {rows: 2}", "tasks: {rows: 2, skew: 1}")
    .replace("tools: {rows: pandas}", "tools: {rows: pandas, skew: pandas}")
    .replace(
        "stacks:", "  size: {title: S, metrics: [{metric: setup.install_mb, good: 1, bad: 9, because: z}]}\nstacks:"
    )
)
PROFILES = """\
profiles:
  serving: {title: Serving, tasks: {skew: 2}, weights: {size: 2}}
  audit: {title: Audit, tasks: {rows: 3}}
"""
CLAIMS = """\
claims:
  short:
    says: It is short
    source: a talk
    as_of: today
    left: {metric: code.lines, tool: pandas, task: skew}
    is: less than
    right: {metric: code.lines, tool: pandas, task: skew, times: 2}
"""


def test_a_profile_that_still_weighs_a_removed_task_says_how_to_remove_it_there_too(build: Build) -> None:
    files = {"rubrics/base.yaml": TWO_TASKS + PROFILES, "rubrics/top.yaml": "extends: base.yaml\ntasks: {skew: null}\n"}
    root = build({**files, **SECOND_TASK})
    assert _told(root) == [
        "rubrics/top.yaml:2:9: the profile 'serving' still weighs the task 'skew' (rubrics/base.yaml:16:37); write `profiles: {serving: {tasks: {skew: null}}}` too"
    ]
    (root / "rubrics/top.yaml").write_text(
        "extends: base.yaml\ntasks: {skew: null}\nprofiles: {serving: {tasks: {skew: null}}}\n"
    )
    assert _rubric(root).profiles["serving"].tasks == {}


def test_a_profile_that_still_weighs_a_removed_criterion_says_how_to_remove_it_there_too(build: Build) -> None:
    top = "extends: base.yaml\ncriteria: {size: null}\n"
    root = build({"rubrics/base.yaml": TWO_TASKS + PROFILES, "rubrics/top.yaml": top, **SECOND_TASK})
    assert _told(root) == [
        "rubrics/top.yaml:2:12: the profile 'serving' still weighs the criterion 'size' (rubrics/base.yaml:16:57); write `profiles: {serving: {weights: {size: null}}}` too"
    ]
    (root / "rubrics/top.yaml").write_text(top + "profiles: {serving: {weights: {size: null}}}\n")
    assert _rubric(root).profiles["serving"].weights == {}


def test_a_claim_about_a_removed_task_says_how_to_remove_it_too(build: Build) -> None:
    top = "extends: base.yaml\ntasks: {skew: null}\n"
    root = build({"rubrics/base.yaml": TWO_TASKS + CLAIMS, "rubrics/top.yaml": top, **SECOND_TASK})
    assert _told(root) == [
        "rubrics/top.yaml:2:9: the claim 'short' is still about the task 'skew' (rubrics/base.yaml:20:52); write `claims: {short: null}` too"
    ]
    (root / "rubrics/top.yaml").write_text(top + "claims: {short: null}\n")
    assert _rubric(root).claims == {}


def test_a_removed_task_that_the_same_file_weighs_is_told_where_it_is_weighed(build: Build) -> None:
    top = "extends: base.yaml\ntasks: {skew: null}\nprofiles: {serving: {title: Serving, tasks: {skew: 2}}}\n"
    root = build({"rubrics/base.yaml": TWO_TASKS, "rubrics/top.yaml": top, **SECOND_TASK})
    assert _told(root) == ["rubrics/top.yaml:3:46: unknown task of this rubric: 'skew'; write rows"]


def test_a_removed_task_that_a_file_above_weighs_again_is_told_there(build: Build) -> None:
    files = {
        "rubrics/base.yaml": TWO_TASKS,
        "rubrics/middle.yaml": "extends: base.yaml\ntasks: {skew: null}\n",
        "rubrics/top.yaml": "extends: middle.yaml\nprofiles: {serving: {title: Serving, tasks: {skew: 2}}}\n",
    }
    assert _told(build({**files, **SECOND_TASK})) == [
        "rubrics/top.yaml:2:46: unknown task of this rubric: 'skew'; write rows"
    ]


def test_a_circle_is_shown(build: Build) -> None:
    files = {
        "rubrics/top.yaml": "extends: a.yaml\n",
        "rubrics/a.yaml": "title: A\nextends: b.yaml\n",
        "rubrics/b.yaml": "extends: a.yaml\n",
    }
    assert _told(build(files)) == [
        (
            "rubrics/b.yaml:1:10: extends runs in a circle: rubrics/a.yaml -> rubrics/b.yaml -> rubrics/a.yaml; remove one "
            "of these lines"
        )
    ]


def test_a_base_that_cannot_be_read_is_the_only_thing_told(build: Build) -> None:
    files = {"rubrics/base.yaml": "title: 'Base\n", "rubrics/top.yaml": "extends: base.yaml\n"}
    assert _told(build(files)) == ["rubrics/base.yaml:1:8: is not YAML: a quote is not closed; write the closing one"]


def test_a_base_behind_a_link_that_leaves_the_workspace_is_refused(build: Build, tmp_path: Path) -> None:
    root = build({"rubrics/top.yaml": "extends: base.yaml\n"})
    (tmp_path / "base.yaml").write_text(BASE)
    (root / "rubrics/base.yaml").symlink_to(tmp_path / "base.yaml")
    assert _told(root) == ["rubrics/top.yaml:1:10: 'base.yaml' leads out of the workspace; extend a rubric in rubrics"]


def test_a_rubric_outside_the_workspace_is_refused(build: Build, tmp_path: Path) -> None:
    workspace = load_workspace(build({}))
    (tmp_path / "own.yaml").write_text(BASE)
    with pytest.raises(BadInput, match="leads out of the workspace"):
        load_rubric(tmp_path / "own.yaml", workspace)
