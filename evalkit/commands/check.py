"""`evalkit check`: reads everything that people wrote, installs a tool and runs its implementations, or proves a task."""

# ruff: noqa: PLC0415 (a command imports what it runs when it is run)

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated

import typer

from evalkit.commands import completing
from evalkit.commands.app import app, environments_of
from evalkit.commands.arguments import WrongArguments
from evalkit.commands.closing_lines import show_cells, tell_left_out
from evalkit.commands.result import Cell
from evalkit.commands.screen import screen
from evalkit.commands.terminal import tell
from evalkit.commands.which_workspace import workspace_here
from evalkit.exit_codes import FOUND_WRONG

if TYPE_CHECKING:
    from evalkit.bench import Launcher
    from evalkit.environments import Environment, Provisioner
    from evalkit.model import Adapter, Implementation, Verdict
    from evalkit.plan import Screen
    from evalkit.probes import Facilities
    from evalkit.workspace import Workspace

_EPILOG = """
Examples:

- `evalkit check` — read everything that people wrote, and run nothing
- `evalkit check pandera` — install pandera, and run all its implementations at the smallest scale
- `evalkit check pandera --task skew --keep` — only those of one task, and keep the folders that they ran in
- `evalkit check --task skew` — prove a task: what its checker refuses and accepts, its faults, its baseline
"""


@app.command("check", epilog=_EPILOG)
def check(
    context: typer.Context,
    tool: Annotated[
        list[str] | None,
        typer.Argument(help="Tools to install and run.", metavar="[TOOL]…", autocompletion=completing.tools),
    ] = None,
    task: Annotated[
        list[str] | None,
        typer.Option(
            help="With a TOOL: check it in this task only. Without one: prove this task's checker, faults and baseline. May be given again.",
            autocompletion=completing.tasks,
        ),
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the folders that implementations ran in, and say where.")
    ] = False,
) -> None:
    """Check adapters, tasks, rubrics and ratings. With a TOOL, install and run it; with a --task alone, prove the task."""
    if keep and not tool:
        raise WrongArguments("--keep needs a TOOL, whose sandboxes are to be kept; write `evalkit check TOOL --keep`")
    root = workspace_here(Path.cwd())
    if task and not tool:
        from evalkit.commands.task_proof import prove_tasks

        if not prove_tasks(root, task, environments_of(context)):
            raise typer.Exit(FOUND_WRONG)
        return
    if not tool:
        check_everything(root)
        return
    kept = Path(tempfile.mkdtemp(prefix="evalkit-kept-")) if keep else None
    try:
        with screen() as shown:
            cells = [
                cell
                for name in tool
                for cell in check_tool(root, name, shown, environments_of(context), tasks=task or (), kept=kept)
            ]
    finally:
        if kept is not None and not any(kept.iterdir()):
            kept.rmdir()
    show_cells(cells)
    if any(cell.status not in ("ok", "unsupported") for cell in cells):
        raise typer.Exit(FOUND_WRONG)


def check_everything(root: Path) -> None:
    """Read the workspace at `root`, its rubrics and its conventions; say what is in order, and what is left out.

    Raises:
        BadInput: there are mistakes in files.
    """
    from evalkit.plan import select
    from evalkit.workspace import BadInput, all_problems, load_rubric, load_workspace

    problems = all_problems(root)
    if problems:
        raise BadInput(problems)
    workspace = load_workspace(root)
    rubrics = sorted((root / "rubrics").glob("*.yaml"))
    counts = {
        "adapter": len(workspace.adapters),
        "task": len(workspace.tasks),
        "implementation": len(workspace.implementations),
        "rating": len(workspace.ratings),
        "rubric": len(rubrics),
    }
    parts = [
        f"{count} {word}{'' if count == 1 else 's'}" for word, count in counts.items() if count or word != "rating"
    ]
    tell(
        f"{', '.join(parts[:-1])} and {parts[-1]} are in order; "
        "`evalkit check TOOL` installs a tool and runs its implementations"
    )
    for file in rubrics:
        rubric = load_rubric(file, workspace)
        tell_left_out(rubric, select(workspace, rubric).members, file=f"rubrics/{file.name}")


def _meant_by(named: str, workspace: Workspace) -> str:
    """What somebody probably meant who named something else than a tool; '' where nobody knows."""
    file = PurePath(named)
    if file.suffix == ".yaml" and file.stem in workspace.adapters and file.parent.name in ("", "adapters"):
        return f"name the tool: `evalkit check {file.stem}`"
    if named in workspace.tasks:
        return f"it is a task: `evalkit check --task {named}` proves it"
    if file.parent.name == "rubrics":
        return "`evalkit check` without a name reads all rubrics"
    return ""


def check_tool(
    root: Path,
    tool: str,
    screen: Screen,
    environments_for: Callable[..., Provisioner],
    *,
    tasks: Sequence[str] = (),
    kept: Path | None = None,
) -> Iterator[Cell]:
    """Install a tool, import its packages, and run all its implementations at the smallest scale, plain and recorded.

    If there are `tasks`, only their implementations are run. The folders that they ran in are copied into `kept`.

    Raises:
        BadRequest: the tool has no adapter or no implementation, or a task does not exist.
        BadInput: there are mistakes in files.
    """
    from evalkit.bench import Bench, Launcher
    from evalkit.bench.limits import TRY_LIMITS
    from evalkit.model import Status
    from evalkit.plan import Left
    from evalkit.probes import Facilities
    from evalkit.workspace import load_workspace

    with Launcher() as launcher:
        workspace = load_workspace(root)
        implementations = _asked_about(workspace, tool, tasks)
        adapter = workspace.adapters[tool]
        environments = environments_for(locks=workspace.locks)
        environment_of: dict[tuple[str, ...], Environment | str] = {}
        with Bench(workspace.root, launcher) as bench, tempfile.TemporaryDirectory(prefix="evalkit-check-") as scratch:
            for number, implementation in enumerate(implementations):
                if implementation.main is None:
                    yield Cell(implementation.label, Status.UNSUPPORTED.value, "the tool cannot do this")
                    continue
                wanted = adapter.requirements(implementation.task)
                if wanted not in environment_of:
                    environment_of[wanted] = _environment(environments, adapter, implementation.task, launcher, screen)
                environment = environment_of[wanted]
                if isinstance(environment, str):
                    yield Cell(implementation.label, Status.UNAVAILABLE.value, environment)
                    continue
                screen.progress(Left(number, len(implementations), 0.0), f"running {implementation.label}")
                facilities = Facilities(
                    bench=bench,
                    launcher=launcher,
                    environments=environments,
                    limits=TRY_LIMITS,
                    seed=0,
                    scale=workspace.tasks[implementation.task].scales[0],
                    scratch=Path(scratch),
                    task_folder=workspace.task_folder(implementation.task),
                    tell=screen.say,
                )
                keep = kept / implementation.label.replace("/", "-") if kept else None
                yield _tried(implementation, adapter, environment, facilities, workspace.root, screen, keep)


def _asked_about(workspace: Workspace, tool: str, tasks: Sequence[str]) -> list[Implementation]:
    """Return the implementations of a tool in some tasks, or in all; refuse what cannot be run."""
    from evalkit.plan.loading import BadRequest, must_exist
    from evalkit.workspace import BadInput, broken_rules

    if tool not in workspace.adapters and (meant := _meant_by(tool, workspace)):
        raise BadRequest(f"there is no adapter {tool!r}; {meant}")
    must_exist("adapter", [tool], sorted(workspace.adapters))
    must_exist("task", tasks, sorted(workspace.tasks))
    if tool in workspace.unpinned:
        raise BadInput([workspace.unpinned[tool]])
    broken = [problem for problem in broken_rules(workspace) if problem.place.file.split("/")[2:3] == [tool]]
    if broken:
        raise BadInput(broken)
    found = [one for one in workspace.implementations if one.tool == tool and (not tasks or one.task in tasks)]
    if not found:
        some = tasks[0] if tasks else next(iter(sorted(workspace.tasks)), "<task>")
        raise BadRequest(
            f"{tool} has no implementation {'of ' + some if tasks else 'yet'}: `evalkit new tool {tool} --task {some}` "
            "writes a script to begin with"
        )
    return found


def _environment(
    environments: Provisioner, adapter: Adapter, task: str, launcher: Launcher, screen: Screen
) -> Environment | str:
    """Return the environment, or why there is none; it must be able to import the packages that the adapter names."""
    from evalkit.environments import Unavailable
    from evalkit.probes import setup

    try:
        environment = environments.provision(adapter, task, screen.say)
    except Unavailable as error:
        return error.reason
    with tempfile.TemporaryDirectory(prefix="evalkit-check-") as scratch:
        trouble = setup.cannot_import(adapter, environment, launcher, Path(scratch))
    if trouble:
        return f"adapters/{adapter.tool}.yaml names packages that cannot be imported: {trouble}"
    return environment


def _tried(
    implementation: Implementation,
    adapter: Adapter,
    environment: Environment,
    facilities: Facilities,
    root: Path,
    screen: Screen,
    keep: Path | None,
) -> Cell:
    """Return the result of an implementation and the facts that it shows, and say whether it can be recorded."""
    from evalkit.bench import LauncherDied, TaskBroken
    from evalkit.model import Status
    from evalkit.probes.usage.recording import NotRecorded, record

    try:
        made = facilities.inputs()
    except TaskBroken as error:
        return Cell(implementation.label, Status.PROBE_ERROR.value, str(error))
    sample = facilities.bench.sample(
        implementation,
        adapter,
        environment.paths,
        made,
        facilities.task_folder,
        facilities.limits,
        digest_outputs=True,
        keep=keep,
    )
    if keep is not None and keep.is_dir():
        screen.say(
            f"{implementation.label}: kept in {keep}; to run it there again: {_again(implementation, environment)}"
        )
    if sample.status is not Status.OK:
        return Cell(implementation.label, sample.status.value, sample.reason)
    try:
        record(implementation, adapter, environment, facilities, root, sample.gave)
    except (NotRecorded, TaskBroken, LauncherDied, OSError) as why:
        screen.say(f"{implementation.label}: not recorded ({why}); evalkit reads its API from the source")
    else:
        screen.say(f"{implementation.label}: recorded, with identical outputs")
    return Cell(implementation.label, sample.status.value, "", _shows(sample.verdict))


def _again(implementation: Implementation, environment: Environment) -> str:
    """Return the commands that run an implementation in its kept folder."""
    python = shlex.quote(str(environment.python))
    tool = next((each for each in (implementation.main or Path()).parents if each.name == implementation.tool), Path())
    return " && ".join(f"{python} {script.relative_to(tool)}" for script in implementation.scripts)


def _shows(verdict: Verdict | None) -> str:
    """Return which of the listed facts a result shows, in one line: 'shows 3 of 4: missed row-numbers (…)'."""
    if verdict is None or not (verdict.shown or verdict.missed):
        return ""
    shown, missed = len(verdict.shown), [f"{name} ({why})" for name, why in verdict.missed.items()]
    return f"shows {shown} of {shown + len(missed)}{': missed ' if missed else ''}{'; '.join(missed)}"
