"""Checking what people wrote: by reading all of it, and by installing and running one tool's part."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from evalkit.bench import Bench, Launcher, LauncherDied, Limits, TaskBroken
from evalkit.environments import Environment, Environments, Unavailable
from evalkit.model import Adapter, Implementation, Measure, Status
from evalkit.plan.loading import BadRequest
from evalkit.plan.request import Cell, Left, Screen
from evalkit.probes import Lab, setup
from evalkit.probes.usage.recording import NotRecorded, record
from evalkit.workspace import BadInput, all_problems, conventions, load_workspace, starter, workspace_above


def check_everything(folder: Path) -> str:
    """Read the workspace around `folder`, its rubrics and its conventions; raises `BadInput` with all mistakes."""
    root = _root(folder)
    problems = all_problems(root)
    if problems:
        raise BadInput(problems)
    workspace = load_workspace(root)
    rubrics = len(list((root / "rubrics").glob("*.yaml")))
    ratings = f", {len(workspace.ratings)} ratings" if workspace.ratings else ""
    return (
        f"{len(workspace.adapters)} adapters, {len(workspace.tasks)} tasks, {len(workspace.implementations)} "
        f"implementations{ratings} and {rubrics} rubrics are in order; `evalkit check TOOL` installs and runs a tool's"
    )


def check_tool(folder: Path, tool: str, screen: Screen) -> Iterator[Cell]:
    """Install a tool, import its packages, and run all its implementations at the smallest scale, plain and recorded.

    Raises `BadRequest` for a tool that has no adapter or no implementation, `BadInput` for mistakes in what is written.
    """
    with Launcher() as launcher:
        workspace = load_workspace(_root(folder))
        if tool not in workspace.adapters:
            raise BadRequest(f"there is no adapter {tool!r}; there are: {', '.join(sorted(workspace.adapters))}")
        work = [one for one in workspace.implementations if one.tool == tool]
        broken = [problem for problem in conventions(workspace) if problem.place.file.split("/")[2:3] == [tool]]
        if broken:
            raise BadInput(broken)
        if not work:
            raise BadRequest(f"{tool} has no implementation yet: write tasks/<task>/{tool}/hello.py")
        adapter = workspace.adapters[tool]
        environments = Environments(locks=workspace.locks)
        made_for: dict[tuple[str, ...], Environment | str] = {}
        limits = Limits(Measure().timeout_seconds, Measure().memory_mb)
        with Bench(workspace.root, launcher) as bench, tempfile.TemporaryDirectory(prefix="evalkit-check-") as scratch:
            for one in work:
                if one.main is None:
                    yield Cell(one.label, Status.UNSUPPORTED.value, "the tool cannot do this")
                    continue
                wanted = adapter.requirements(one.task)
                if wanted not in made_for:
                    made_for[wanted] = _environment(environments, adapter, one.task, launcher, screen)
                environment = made_for[wanted]
                if isinstance(environment, str):
                    yield Cell(one.label, Status.UNAVAILABLE.value, environment)
                    continue
                screen.progress(Left(0, 1, 0.0), f"running {one.label}")
                lab = Lab(
                    bench=bench,
                    launcher=launcher,
                    environments=environments,
                    limits=limits,
                    seed=0,
                    scale=workspace.tasks[one.task].scales[0],
                    scratch=Path(scratch),
                    task_folder=workspace.task_folder(one.task),
                    tell=screen.say,
                )
                yield _tried(one, adapter, environment, lab, workspace.root, screen)


def renew_locks(folder: Path, tools: tuple[str, ...], screen: Screen) -> list[str]:
    """Make the locks of some adapters (of all, with none named) again; returns the files that were written."""
    workspace = load_workspace(_root(folder))
    unknown = [tool for tool in tools if tool not in workspace.adapters]
    if unknown:
        raise BadRequest(f"there is no adapter {unknown[0]!r}; there are: {', '.join(sorted(workspace.adapters))}")
    environments = Environments(locks=workspace.locks)
    written: list[str] = []
    chosen = tools or tuple(sorted(workspace.adapters))
    for place, tool in enumerate(chosen):
        screen.progress(Left(place, len(chosen), 0.0), f"locking {tool}")
        files = environments.renew(workspace.adapters[tool], sorted(workspace.tasks))
        written.extend(file.relative_to(workspace.root).as_posix() for file in files)
    return written


def _environment(
    environments: Environments, adapter: Adapter, task: str, launcher: Launcher, screen: Screen
) -> Environment | str:
    """The environment, or why there is none; the packages an adapter names have to be importable in it."""
    try:
        environment = environments.provision(adapter, task, screen.say)
    except Unavailable as error:
        return error.reason
    with tempfile.TemporaryDirectory(prefix="evalkit-check-") as scratch:
        trouble = setup.cannot_import(adapter, environment, launcher, Path(scratch))
    if trouble:
        return f"adapters/{adapter.tool}.yaml promises packages that do not import: {trouble}"
    return environment


def _tried(
    one: Implementation, adapter: Adapter, environment: Environment, lab: Lab, root: Path, screen: Screen
) -> Cell:
    """How an implementation comes out; says whether it can be recorded, which a good recording shows of both its runs."""
    try:
        record(one, adapter, environment, lab, root)
    except TaskBroken as error:
        return Cell(one.label, Status.PROBE_ERROR.value, str(error))
    except (NotRecorded, LauncherDied, OSError) as why:
        sample = lab.bench.sample(
            one, adapter, environment.python, environment.folder, lab.inputs(), lab.task_folder, lab.limits
        )
        if sample.status is Status.OK:
            screen.say(f"{one.label}: not recorded, its API is read off the source: {why}")
        return Cell(one.label, sample.status.value, sample.reason)
    screen.say(f"{one.label}: recorded, outputs identical")
    return Cell(one.label, Status.OK.value, "")


def _root(folder: Path) -> Path:
    return workspace_above(folder) or starter()
