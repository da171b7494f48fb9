"""Every mistake in a rubric is told with file:line:column and what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from evalkit.workspace import load

Build = Callable[[Mapping[str, str | None]], Path]
Told = Callable[[Mapping[str, str | None]], list[str]]

RUBRIC = {
    "title": "title: Small",
    "tasks": "tasks: {rows: 1}",
    "criteria": "criteria: {friction: {title: Friction, metrics: [{metric: run.wall_seconds, good: 1, bad: 9, because: x}]}}",
}
SAID = "says: s, source: t, as_of: then"
LEFT = "left: {metric: code.lines, task: rows, tool: pandas}"
CLAIM = f"claims: {{c: {{{SAID}, {LEFT}, is: at most, right: 1}}}}"
SECOND_TASK: dict[str, str | None] = {
    "tasks/skew/task.yaml": "title: S\nscales: [10]\nbaseline: pandas\nlevels: {hello: {asks: x}}\n",
    "tasks/skew/inputs.py": "",
    "tasks/skew/checker.py": "",
    "tasks/skew/pandas/hello.py": "",
}
SCIPY = 'name: SciPy\nhomepage: https://scipy.org\npython: "3.11"\nrequires: [scipy==1]\npackages: [scipy]\n'


def rubric(**changes: str) -> dict[str, str | None]:
    return {"rubrics/small.yaml": "".join(f"{line}\n" for line in {**RUBRIC, **changes}.values())}


def entry(text: str) -> dict[str, str | None]:
    return rubric(criteria=f"criteria: {{friction: {{title: F, metrics: [{{{text}}}]}}}}")


MISTAKES = {
    "negative weight": (
        rubric(tasks="tasks: {rows: -1}"),
        "rubrics/small.yaml:2:15: 'rows' must be at least 0, not -1",
    ),
    "weight that is no number": (
        rubric(tasks="tasks: {rows: .nan}"),
        "rubrics/small.yaml:2:15: 'rows' must be a finite number, not .nan",
    ),
    "infinite weight": (
        rubric(tasks="tasks: {rows: .inf}"),
        "rubrics/small.yaml:2:15: 'rows' must be a finite number, not .inf",
    ),
    "all weights zero": (
        rubric(tasks="tasks: {rows: 0}"),
        "rubrics/small.yaml:2:8: at least one weight must be above 0; if all are 0, nothing can be ranked",
    ),
    "more criteria than anybody compares": (
        {
            "rubrics/small.yaml": "title: S\ntasks: {rows: 1}\ncriteria:\n"
            + "".join(
                f"  c{at}: {{title: C, metrics: [{{metric: run.wall_seconds, good: 1, bad: 9, because: x}}]}}\n"
                for at in range(101)
            )
        },
        "rubrics/small.yaml:4:3: 'criteria' must have at most 100 entries",
    ),
    "more stacks than anybody compares": (
        rubric(
            more="stacks: {" + ", ".join(f"s{at}: {{title: S, tools: {{rows: pandas}}}}" for at in range(101)) + "}"
        ),
        "rubrics/small.yaml:4:9: 'stacks' must have at most 100 entries",
    ),
    "all weights of a profile zero": (
        rubric(more="profiles: {p: {title: P, weights: {friction: 0}}}"),
        "rubrics/small.yaml:4:35: these weights are all 0, so there is nothing to rank by; set one above 0",
    ),
    "string for a number": (
        rubric(tasks="tasks: {rows: much}"),
        "rubrics/small.yaml:2:15: 'rows' must be a number, not the string 'much'",
    ),
    "number in quotes": (
        rubric(tasks='tasks: {rows: "2"}'),
        "rubrics/small.yaml:2:15: 'rows' must be a number, not the string '2'; write 2 without quotes",
    ),
    "number that YAML 1.1 reads as a string": (
        entry("metric: run.wall_seconds, good: 1e-1, bad: 9, because: x"),
        "rubrics/small.yaml:3:76: 'good' must be a number, not the string '1e-1'; write 0.1 without quotes",
    ),
    "equal anchors": (
        entry("metric: run.wall_seconds, good: 9, bad: 9, because: x"),
        "rubrics/small.yaml:3:84: 'bad' must differ from good: equal anchors leave no range to score on",
    ),
    "anchors in the wrong order": (
        entry("metric: run.wall_seconds, good: 9, bad: 1, because: x"),
        "rubrics/small.yaml:3:84: for run.wall_seconds less is better, so good must be less than bad; swap them",
    ),
    "relative anchors on one side of 1": (
        entry("metric: run.wall_seconds, relative_to: baseline, good: 2, bad: 9, because: x"),
        (
            "rubrics/small.yaml:3:107: relative anchors must lie on both sides of 1 (the baseline itself), such as good: 0.5, bad: 5; "
            "otherwise no tool could beat or lose to plain Python"
        ),
    ),
    "unknown metric": (
        entry("metric: run.wall_secs, good: 1, bad: 9, because: x"),
        "rubrics/small.yaml:3:52: unknown metric 'run.wall_secs'; did you mean 'run.wall_seconds'?",
    ),
    "unknown level of a metric": (
        entry("metric: run.wall_seconds, level: adpat, good: 1, bad: 9, because: x"),
        (
            "rubrics/small.yaml:3:77: 'level' must be one of 'hello', 'adapt', 'stretch', not 'adpat'; did you mean "
            "'adapt'?"
        ),
    ),
    "missing reason": (
        entry("metric: run.wall_seconds, good: 1, bad: 9"),
        (
            "rubrics/small.yaml:3:43: 'because' is missing: every metric of a criterion needs it, such as "
            "`because: the reason for these anchors`"
        ),
    ),
    "unknown task": (
        rubric(tasks="tasks: {rows: 1, row: 1}"),
        "rubrics/small.yaml:2:18: unknown task 'row'; did you mean 'rows'?",
    ),
    "unknown adapter": (
        rubric(more="adapters: [pandas, padnera]"),
        "rubrics/small.yaml:4:20: unknown adapter 'padnera'; did you mean 'pandera'?",
    ),
    "unknown adapter of the panel": (
        rubric(more="interop_with: [pandas, padnera]"),
        "rubrics/small.yaml:4:24: unknown adapter 'padnera'; did you mean 'pandera'?",
    ),
    "adapter named twice": (
        rubric(more="adapters: [pandas, pandas]"),
        "rubrics/small.yaml:4:20: the adapter 'pandas' is listed twice here; remove one",
    ),
    "adapter named twice, once for a task": (
        rubric(more="adapters: [pandas, pandas: [rows]]"),
        "rubrics/small.yaml:4:20: the adapter 'pandas' is listed twice here; remove one",
    ),
    "adapter for an unknown task": (
        rubric(more="adapters: [pandas: [row]]"),
        "rubrics/small.yaml:4:21: unknown task 'row'; did you mean 'rows'?",
    ),
    "adapter for a task that it does not do": (
        {**rubric(more="adapters: [scipy: [rows]]"), "adapters/scipy.yaml": SCIPY},
        (
            "rubrics/small.yaml:4:20: 'scipy' has no implementation of rows; choose one of pandas, pandera, or write "
            "tasks/rows/scipy/hello.py"
        ),
    ),
    "adapter for no task": (
        rubric(more="adapters: [pandas: []]"),
        "rubrics/small.yaml:4:20: 'pandas' is empty; write at least one entry",
    ),
    "unknown timed level": (
        rubric(more="measure: {timed_levels: [adpat]}"),
        (
            "rubrics/small.yaml:4:26: item 1 of 'timed_levels' must be one of 'hello', 'adapt', 'stretch', not 'adpat'; "
            "did you mean 'adapt'?"
        ),
    ),
    "metric at a level that is not timed": (
        entry("metric: run.wall_seconds, level: hello, curve: log, good: 1, bad: 9, because: x"),
        (
            "rubrics/small.yaml:3:77: run.wall_seconds is measured only at adapt, so it has no value at hello; "
            "write `level: adapt`, or add hello to `timed_levels` under `measure`"
        ),
    ),
    "metric whose usual level is not timed": (
        rubric(
            criteria="criteria: {friction: {title: F, metrics: [{metric: run.peak_memory_mb, good: 1, bad: 9, because: x}]}}",
            more="measure: {timed_levels: [stretch]}",
        ),
        (
            "rubrics/small.yaml:3:52: run.peak_memory_mb is measured only at stretch, so it has no value at adapt; "
            "write `level: stretch`, or add adapt to `timed_levels` under `measure`"
        ),
    ),
    "metric at a level that its probe does not ask about": (
        entry("metric: errors.caught, level: stretch, good: 1, bad: 0, because: x"),
        (
            "rubrics/small.yaml:3:74: errors.caught is measured only at adapt, so it has no value at stretch; "
            "write `level: adapt`"
        ),
    ),
    "claim about a level that is not timed": (
        rubric(more=CLAIM.replace("code.lines", "run.wall_seconds, level: hello")),
        (
            "rubrics/small.yaml:4:87: run.wall_seconds is measured only at adapt, so it has no value at hello; "
            "write `level: adapt`, or add hello to `timed_levels` under `measure`"
        ),
    ),
    "block count out of range": (
        rubric(more="measure: {blocks: 0}"),
        "rubrics/small.yaml:4:19: 'blocks' must be at least 1, not 0",
    ),
    "time that no clock counts to": (
        rubric(more="measure: {timeout_seconds: 1.0e+300}"),
        "rubrics/small.yaml:4:28: 'timeout_seconds' must be at most 1,000,000, not 1.0e+300",
    ),
    "profile with an unknown criterion": (
        rubric(more="profiles: {p: {title: P, weights: {frition: 1}}}"),
        "rubrics/small.yaml:4:36: unknown criterion 'frition'; did you mean 'friction'?",
    ),
    "profile with an unlisted task": (
        rubric(more="profiles: {p: {title: P, tasks: {skew: 1}}}"),
        "rubrics/small.yaml:4:34: unknown task of this rubric: 'skew'; write rows",
    ),
    "profile with an unknown requirement": (
        rubric(more="profiles: {p: {title: P, requires: [work-offline]}}"),
        "rubrics/small.yaml:4:37: unknown requirement 'work-offline'; did you mean 'works-offline'?",
    ),
    "stack that leaves a task out": (
        {**SECOND_TASK, **rubric(more="stacks: {s: {title: S, tools: {skew: pandas}}}")},
        "rubrics/small.yaml:4:10: the stack 's' leaves out rows; write `rows: pandas` under its tools",
    ),
    "stack with an unknown task": (
        rubric(more="stacks: {s: {title: S, tools: {rows: pandas, skew: pandas}}}"),
        "rubrics/small.yaml:4:46: unknown task 'skew'; write rows",
    ),
    "stack with an unknown adapter": (
        rubric(more="stacks: {s: {title: S, tools: {rows: panda}}}"),
        "rubrics/small.yaml:4:38: unknown adapter 'panda'; did you mean 'pandas'?",
    ),
    "stack with a tool that does not do the task": (
        {
            **rubric(more="stacks: {s: {title: S, tools: {rows: scipy}}}"),
            "adapters/scipy.yaml": SCIPY,
        },
        (
            "rubrics/small.yaml:4:38: 'scipy' has no implementation of rows; choose one of pandas, pandera, or write "
            "tasks/rows/scipy/hello.py"
        ),
    ),
    "claim on an unknown metric": (
        rubric(more=CLAIM.replace("code.lines", "code.line")),
        "rubrics/small.yaml:4:62: unknown metric 'code.line'; did you mean 'code.lines'?",
    ),
    "claim on a metric of stacks": (
        rubric(more=CLAIM.replace("code.lines", "stack.environments")),
        (
            "rubrics/small.yaml:4:62: stack.environments is a metric of stacks and is not scored; write a metric of tools "
            "here"
        ),
    ),
    "claim on an unknown tool": (
        rubric(more=CLAIM.replace("pandas", "pandsa")),
        "rubrics/small.yaml:4:92: unknown adapter 'pandsa'; did you mean 'pandas'?",
    ),
    "claim on an unknown task": (
        rubric(more=CLAIM.replace("task: rows", "task: row")),
        "rubrics/small.yaml:4:80: unknown task 'row'; did you mean 'rows'?",
    ),
    "claim on a level the task does not have": (
        rubric(more=CLAIM.replace("tool: pandas", "tool: pandas, level: stretch")),
        "rubrics/small.yaml:4:107: unknown level of rows: 'stretch'; write adapt or hello",
    ),
    "claim with an unknown comparison": (
        rubric(more=CLAIM.replace("at most", "atmost")),
        (
            "rubrics/small.yaml:4:105: 'is' must be one of 'at most', 'at least', 'less than', 'more than', 'equal to', not "
            "'atmost'; did you mean 'at most'?"
        ),
    ),
    "claim side that is neither number nor mapping": (
        rubric(more=CLAIM.replace("right: 1", "right: many")),
        "rubrics/small.yaml:4:121: 'right' must be a mapping or a number, not the string 'many'",
    ),
    "claim side that is infinite": (
        rubric(more=CLAIM.replace("right: 1", "right: .inf")),
        "rubrics/small.yaml:4:121: 'right' must be a finite number, not .inf",
    ),
    "claim side that is multiplied beyond all numbers": (
        rubric(more=CLAIM.replace("task: rows", "task: rows, times: 1.7e+308")),
        "rubrics/small.yaml:4:93: 'times' must be at most 1,000,000,000, not 1.7e+308",
    ),
    "claim side without its tool": (
        rubric(more=CLAIM.replace("right: 1", "right: {metric: code.lines, task: rows}")),
        "rubrics/small.yaml:4:121: 'tool' is missing: every side of a claim needs it, such as `tool: pandas`",
    ),
    "claim on a task that this rubric leaves out": (
        {**SECOND_TASK, **rubric(more=CLAIM.replace("task: rows", "task: skew, level: hello"))},
        "rubrics/small.yaml:4:80: unknown task of this rubric: 'skew'; write rows",
    ),
    "claim that names no task": (
        rubric(more=CLAIM.replace("task: rows, ", "")),
        "rubrics/small.yaml:4:53: code.lines is measured in a task; write `task: rows` here",
    ),
    "claim that names a task for what belongs to the tool": (
        rubric(more=CLAIM.replace("code.lines", "setup.install_mb")),
        "rubrics/small.yaml:4:80: setup.install_mb belongs to the tool, whatever the task; leave this key out",
    ),
    "claim that names a level for what is taken from all at once": (
        rubric(more=CLAIM.replace("code.lines", "ladder.changed_share, level: hello")),
        (
            "rubrics/small.yaml:4:84: ladder.changed_share is taken from all levels at once, not from one level; leave "
            "this key out"
        ),
    ),
    "claim on a tool that does not do the task": (
        {
            **rubric(more=CLAIM.replace("pandas", "scipy")),
            "adapters/scipy.yaml": SCIPY,
        },
        (
            "rubrics/small.yaml:4:92: 'scipy' has no implementation of rows; choose one of pandas, pandera, or write "
            "tasks/rows/scipy/hello.py"
        ),
    ),
    "claim on the usual level of a task that has none": (
        {**SECOND_TASK, **rubric(tasks="tasks: {rows: 1, skew: 1}", more=CLAIM.replace("task: rows", "task: skew"))},
        "rubrics/small.yaml:4:53: skew has no level adapt; write `level: hello` here",
    ),
    "claim that compares different units": (
        rubric(more=CLAIM.replace("right: 1", "right: {metric: code.tokens, task: rows, tool: pandera}")),
        (
            "rubrics/small.yaml:4:130: code.tokens is counted in tokens, and code.lines in lines; compare metrics with the "
            "same unit"
        ),
    ),
    "claim that says neither how nor why not": (
        rubric(more=f"claims: {{c: {{{SAID}}}}}"),
        (
            "rubrics/small.yaml:4:13: write left, is and right, or tests; or say in not_measured why no observation bears "
            "on it"
        ),
    ),
    "claim with half a comparison": (
        rubric(more=CLAIM.replace(", is: at most, right: 1", "")),
        "rubrics/small.yaml:4:13: a comparison needs left, is and right; add is and right",
    ),
    "claim with one comparison and tests": (
        rubric(more=CLAIM.replace("right: 1", f"right: 1, tests: [{{{LEFT}, is: at most, right: 1}}]")),
        (
            "rubrics/small.yaml:4:131: a claim has either left, is and right, or tests; move the single comparison into the "
            "tests"
        ),
    ),
    "claim with a test that lacks a side": (
        rubric(more=f"claims: {{c: {{{SAID}, tests: [{{{LEFT}, is: at most}}]}}}}"),
        (
            "rubrics/small.yaml:4:55: 'right' is missing: every test of a claim needs it, such as "
            "`right: 100, or a mapping like that of left`"
        ),
    ),
    "claim with a test on an unknown metric": (
        rubric(more=f"claims: {{c: {{{SAID}, tests: [{{{LEFT.replace('lines', 'line')}, is: at most, right: 1}}]}}}}"),
        "rubrics/small.yaml:4:71: unknown metric 'code.line'; did you mean 'code.lines'?",
    ),
    "name that is none": (
        rubric(more="stacks: {My Stack: {title: S, tools: {rows: pandas}}}"),
        (
            "rubrics/small.yaml:4:10: 'My Stack' is not a name; write lower-case letters, digits, '-', '_', '.' or '+', "
            "such as 'my-stack'"
        ),
    ),
    "extending what does not exist": (
        {**rubric(more="extends: defualt.yaml"), "rubrics/default.yaml": "title: D\n"},
        "rubrics/small.yaml:4:10: there is no rubric 'defualt.yaml'; did you mean 'default.yaml'?",
    ),
    "extending a file outside": (
        rubric(more="extends: ../../other.yaml"),
        "rubrics/small.yaml:4:10: '../../other.yaml' leads out of the workspace; extend a rubric in rubrics",
    ),
    "extending a list": (
        rubric(more="extends: [default.yaml]"),
        "rubrics/small.yaml:4:10: 'extends' must be the name of a rubric's file, such as default.yaml",
    ),
    "extending itself": (
        rubric(more="extends: small.yaml"),
        (
            "rubrics/small.yaml:4:10: extends runs in a circle: rubrics/small.yaml -> rubrics/small.yaml; remove one of "
            "these lines"
        ),
    ),
    "misspelt extends": (
        rubric(more="extend: default.yaml"),
        "rubrics/small.yaml:4:1: unknown key 'extend'; did you mean 'extends'?",
    ),
}


@pytest.mark.parametrize(("changes", "expected"), [pytest.param(*case, id=name) for name, case in MISTAKES.items()])
def test_one_mistake_is_told_once_with_its_place_and_remedy(
    told: Told, changes: Mapping[str, str | None], expected: str
) -> None:
    assert told(changes) == [expected]


@pytest.mark.parametrize("speaks", ["stacks: {s: {title: S, tools: {rows: scipy}}}", CLAIM.replace("pandas", "scipy")])
def test_that_a_tool_cannot_do_a_task_is_a_result_that_stacks_and_claims_may_speak_of(
    build: Build, speaks: str
) -> None:
    cannot = {"adapters/scipy.yaml": SCIPY, "tasks/rows/scipy/hello.unsupported.md": "It cannot.\n"}
    root = build({**rubric(more=speaks), **cannot})
    workspace, _ = load(root, root / "rubrics/small.yaml")
    assert "scipy" in workspace.tools_of("rows")
