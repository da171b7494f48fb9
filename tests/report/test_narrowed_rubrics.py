"""Rubrics that `evalkit check` finds in order, narrowed in every way that YAML allows: each has a report."""

from __future__ import annotations

import html
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from evalkit.model import BlockPlace, LevelName, LevelRule, Metric, Observation, Rubric, Status
from evalkit.plan import select
from evalkit.probes import METRICS, probe_of, runs, serving
from evalkit.report import FORMATS
from evalkit.report.gathering import report_input
from evalkit.report.page.card import card
from evalkit.report.publishing import report_as
from evalkit.scoring import RunData, Scorecard, score
from evalkit.store import Journal
from evalkit.store.manifest import ToolState
from evalkit.store.run_folder import RunFolder, manifest_of
from evalkit.workspace import Workspace, load_rubric, load_workspace
from tests.workers.made_run import made_run

HERE = Path(__file__).parents[2]
FOUR = "adapters: [pandas, pandera, scipy, scikit-learn]"
THREE = "tasks: [data-validation, sliced-metrics, skew]"
TWO = "{data-validation: pandera, sliced-metrics: scikit-learn, skew: scipy}"
NARROWED = {
    "four tools": FOUR,
    "four tools and the tasks that they do": f"{FOUR}\n{THREE}",
    "one tool": "adapters: [pandera]",
    "one tool, which is a baseline": "adapters: [pandas]",
    "no baseline": "adapters: [pandera, scipy, fairlearn]",
    "tools of TFX": "adapters: [tfdv, tfma]",
    "a task less": f"{FOUR}\ntasks: {{skew: null}}\nprofiles: null",
    "one task": f"{FOUR}\ntasks: [data-validation]",
    "one task of no tool": "adapters: [pandera]\ntasks: [skew]",
    "a task that weighs nothing": f"{FOUR}\ntasks: {{data-validation: 0}}",
    "all stacks left out by the rubric": f"{FOUR}\nstacks: null",
    "the tools of one stack": "adapters: [pandas, scikit-learn]",
    "a panel of no tools": f"{FOUR}\ninterop_with: []",
    "no profiles": f"{FOUR}\nprofiles: null",
}
"""What stands below `extends: default.yaml`."""
CLAIMS = {"claims-tfx-parts.yaml": FOUR, "claims of no tool": "adapters: [evidently]"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace that evalkit brings along, in a folder of its own."""
    root = tmp_path_factory.mktemp("workspace")
    for folder in ("adapters", "tasks", "rubrics"):
        shutil.copytree(HERE / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return root


def narrowed(root: Path, text: str, base: str = "default.yaml") -> tuple[Workspace, Rubric]:
    file = root / "rubrics" / "narrowed.yaml"
    file.write_text(f"extends: {base}\ntitle: Narrowed\n{text}\n", "utf-8")
    workspace = workspace_in(root)
    return workspace, load_rubric(file, workspace)


@cache
def workspace_in(root: Path) -> Workspace:
    """All that lies beside the rubrics, which no test changes, is read once."""
    return load_workspace(root)


def run_of(workspace: Workspace, rubric: Rubric, *, seen: bool) -> RunData:
    members = select(workspace, rubric).members
    data = RunData(
        rubric=rubric,
        tasks={task: workspace.tasks[task] for task in rubric.tasks},
        members=members,
        observations=(),
        environments={},
        versions=dict.fromkeys([*workspace.adapters, ""], "1.0"),
        machine={"cores": "2", "memory": "8 GB"},
    )
    return replace(data, observations=tuple(observed(data))) if seen else data


def observed(data: RunData) -> Iterator[Observation]:
    """Every metric of every tool that the run has, and of its stacks, each with a value of its own."""
    tools = sorted({tool for task in data.members for tool in data.tools(task)})
    for place, tool in enumerate(tools, start=1):
        for metric in METRICS.values():
            if metric.rule is LevelRule.TOOL:
                yield saw(metric.name, place, tool)
    for task in data.members:
        for place, tool in enumerate(data.tools(task), start=1):
            for metric in METRICS.values():
                if metric.rule in (LevelRule.TOGETHER, LevelRule.TASK):
                    yield saw(metric.name, place, tool, task=task)
                if metric.rule in (LevelRule.ONE_LEVEL, LevelRule.ALL_LEVELS):
                    for level in data.tasks[task].level_names:
                        yield from at_level(data, metric, place, tool, task, level)
    for stack in data.rubric.stacks:
        yield saw("stack.environments", 2, "", stack=stack)


def at_level(
    data: RunData, metric: Metric, place: int, tool: str, task: str, level: LevelName
) -> Iterator[Observation]:
    """What is timed is seen at every scale, in blocks; the rest once."""
    if probe_of(metric.name) not in (runs.FAMILY, serving.FAMILY):
        yield saw(metric.name, place, tool, task=task, level=level)
        return
    for scale in data.tasks[task].scales:
        block = BlockPlace(f"{task}/{level}/{scale}", place - 1, len(data.tools(task)))
        yield saw(metric.name, place, tool, task=task, level=level, scale=scale, block=block)


def saw(metric: str, place: int, tool: str, **where: object) -> Observation:
    share = METRICS[metric].unit in ("share", "of a good run") or metric == "capability.score"
    fields: dict[str, object] = {
        "probe": probe_of(metric),
        "unit": METRICS[metric].unit,
        "value": 1 / place if share else 10.0 * place,
        "status": Status.OK,
        "key": "k",
        "session": "s",
        "taken": "2026-11-24T03:00:00Z",
    }
    return Observation(tool=tool, metric=metric, **fields | where)  # type: ignore[arg-type]


def card_of(data: RunData) -> Scorecard:
    return score(data.rubric, data.tasks, data.members, data.observations)


@pytest.mark.parametrize("seen", [True, False], ids=["all measured", "nothing measured"])
@pytest.mark.parametrize("text", [*NARROWED.values(), *CLAIMS.values()], ids=[*NARROWED, *CLAIMS])
def test_a_rubric_in_order_has_a_report_in_every_form(root: Path, tmp_path: Path, text: str, seen: bool) -> None:
    base = "claims-tfx-parts.yaml" if text in CLAIMS.values() else "default.yaml"
    workspace, rubric = narrowed(root, text, base)
    data = run_of(workspace, rubric, seen=seen)
    tools = {tool: ToolState("1.0", state="ready") for task in data.members for tool in data.tools(task)}
    run = made_run(tmp_path / "run", data, adapters=dict(workspace.adapters), tools=tools)
    report = report_input(RunFolder(run), manifest_of(run), Journal(RunFolder(run).journal))
    assert all(form.write(report) for form in FORMATS.values())
    assert card(report)


def test_a_stack_with_a_tool_that_was_not_chosen_is_left_out_and_every_form_says_so(root: Path, tmp_path: Path) -> None:
    workspace, rubric = narrowed(root, f"{FOUR}\n{THREE}\nstacks: {{ordinary-python: {{title: 'Plain <b>'}}}}")
    data = run_of(workspace, rubric, seen=True)
    assert [row.stack for row in card_of(data).stacks] == ["ordinary-python"]
    run = made_run(tmp_path / "run", data, adapters=dict(workspace.adapters))
    title = rubric.stacks["tfx-parts"].title
    sentence = f"“{title}” is left out: the tools of this rubric do not include tfdv (data-validation, skew) and tfma"
    for form in ("html", "md"):
        assert sentence in html.unescape(report_as(run, form)), form


def test_with_every_stack_left_out_the_report_says_why_there_is_no_overall_ranking(root: Path, tmp_path: Path) -> None:
    workspace, rubric = narrowed(root, "adapters: [pandera]")
    run = made_run(tmp_path / "run", run_of(workspace, rubric, seen=True), adapters=dict(workspace.adapters))
    for form in ("html", "md"):
        text = report_as(run, form)
        assert "Every stack of this rubric names a tool that the rubric did not choose, so there is no overall" in text
        assert "names no stacks" not in text
        assert html.unescape(text).count("is left out") >= len(rubric.stacks)


def test_a_stack_of_a_baseline_that_was_not_chosen_is_left_out_too(root: Path) -> None:
    workspace, rubric = narrowed(root, "adapters: [pandera, scipy, fairlearn]")
    card = card_of(run_of(workspace, rubric, seen=True))
    assert not card.stacks
    assert {one.kind for one in card.warnings if "Ordinary Python" in one.text} == {"stack-left-out"}


def test_leaving_stacks_out_changes_nothing_about_the_others(root: Path) -> None:
    workspace, rubric = narrowed(root, f"{FOUR}\n{THREE}\nstacks: {{two: {{title: Two, tools: {TWO}}}}}")
    asked = narrowed(
        root,
        f"{FOUR}\n{THREE}\nstacks: {{two: {{title: Two, tools: {TWO}}}, tfx-parts: null, suites: null, specialised: null}}",
    )[1]
    with_more, alone = (card_of(run_of(workspace, one, seen=True)) for one in (rubric, asked))
    assert with_more.stacks == alone.stacks
    assert with_more.robustness == alone.robustness


def test_a_claim_about_a_tool_that_was_not_chosen_is_not_measured_with_the_reason(root: Path, tmp_path: Path) -> None:
    workspace, rubric = narrowed(root, "adapters: [evidently]", "claims-tfx-parts.yaml")
    data = run_of(workspace, rubric, seen=True)
    claims = {claim.claim: claim for claim in card_of(data).claims if claim.tests}
    assert {claim.verdict for claim in claims.values()} == {"not measured"}
    sides = [side for claim in claims.values() for test in claim.tests for side in (test.left, test.right)]
    of_tfx = [side for side in sides if side.tool in ("tfdv", "tfma")]
    assert {(side.value, side.reason) for side in of_tfx} == {(None, "it is not among the tools of this rubric")}
    page = report_as(made_run(tmp_path / "run", data, adapters=dict(workspace.adapters)), "html")
    assert "#number/tfdv" not in page


def test_what_an_earlier_and_wider_run_saw_of_an_unchosen_tool_supports_no_claim(root: Path) -> None:
    workspace, wide = narrowed(root, "", "claims-tfx-parts.yaml")
    _, narrow = narrowed(root, "adapters: [evidently]", "claims-tfx-parts.yaml")
    seen = run_of(workspace, wide, seen=True).observations
    data = replace(run_of(workspace, narrow, seen=False), observations=seen)
    known = {"evidently", *(task.baseline for task in data.tasks.values())}
    sides = [side for claim in card_of(data).claims for test in claim.tests for side in (test.left, test.right)]
    assert all(side.value is None for side in sides if side.tool and side.tool not in known)
