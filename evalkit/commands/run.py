"""`evalkit run`: load, plan, perform, record, score, render."""

from __future__ import annotations

import contextlib
import shlex
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evalkit.commands import completing
from evalkit.commands.app import DATA, app, environments_of
from evalkit.commands.arguments import WrongArguments
from evalkit.commands.closing_lines import show_outcome, tell_left_out
from evalkit.commands.result import Result
from evalkit.commands.screen import screen
from evalkit.commands.terminal import tell, tell_json
from evalkit.commands.which_workspace import whereabouts
from evalkit.exit_codes import EXIT_CODES, FOUND_WRONG, INCOMPLETE, INTERRUPTED

if TYPE_CHECKING:
    from evalkit.environments import Provisioner
    from evalkit.model import Implementation
    from evalkit.plan import Agenda, Loaded, Request, Screen
    from evalkit.plan.budget import Budget
    from evalkit.report import ReportInput
    from evalkit.report.publishing import Publisher
    from evalkit.store.snapshot import Snapshot
    from evalkit.workers import Workers

_EPILOG = f"""
Examples:

- `evalkit run rubrics/default.yaml` — the whole comparison; if you run it again, it continues where it stopped
- `evalkit run rubrics/quick.yaml` — a small one without TensorFlow
- `evalkit run rubrics/default.yaml --task skew --tool evidently` — one tool in one task, beside its baseline
- `evalkit run rubrics/default.yaml --data people.csv` — on your own data, whose values stay out of the report
- `evalkit run rubrics/default.yaml --blocks 20 --budget 60` — more blocks, one hour at most
- `evalkit run rubrics/default.yaml --workers 4` — on a local Dask cluster of four processes
- `evalkit run rubrics/default.yaml --scheduler tcp://host:8786` — on your own Dask cluster

{EXIT_CODES}
"""


@app.command("run", epilog=_EPILOG)
def run(
    context: typer.Context,
    rubric: Annotated[
        str, typer.Argument(help="The rubric's YAML file.", metavar="RUBRIC", autocompletion=completing.rubrics)
    ],
    task: Annotated[
        list[str] | None, typer.Option(help="Only this task; may be given again.", autocompletion=completing.tasks)
    ] = None,
    tool: Annotated[
        list[str] | None,
        typer.Option(help="Only this tool and the baseline; may be given again.", autocompletion=completing.tools),
    ] = None,
    level: Annotated[
        list[str] | None, typer.Option(help="Only this level; may be given again.", autocompletion=completing.levels)
    ] = None,
    probes: Annotated[
        list[str] | None,
        typer.Option(
            help="Only these probes, such as code,run; may be given again.",
            metavar="NAME,…",
            autocompletion=completing.probes,
        ),
    ] = None,
    blocks: Annotated[
        int | None,
        typer.Option(min=1, max=1000, help="Timed blocks of each task in all, those of earlier sessions among them."),
    ] = None,
    budget: Annotated[float | None, typer.Option(min=0.01, help="Minutes of measuring, without installing.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the inputs and of the order within blocks.")] = 0,
    data: Annotated[Path | None, DATA] = None,
    show_data: Annotated[
        bool,
        typer.Option("--show-data", help="Let logs, pictures and reasons of a run on your own data be kept and shown."),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", help="Folder of the run.  [default: reports/RUBRIC in your workspace, else in this folder]"
        ),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Start another run instead of continuing.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Work on a local Dask cluster of this many processes.")
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            help="Who does the work: local or dask.  [default: local]", metavar="KIND", autocompletion=completing.kinds
        ),
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Work on the Dask cluster of this scheduler.", metavar="ADDRESS")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done, and do nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome, or the dry run, as JSON.")] = False,
) -> None:
    """Run a rubric: install the tools, run and verify every implementation, measure, and write the report."""
    from evalkit.bench.browser import missing  # noqa: PLC0415
    from evalkit.documents import one_of  # noqa: PLC0415
    from evalkit.plan import Request, load  # noqa: PLC0415
    from evalkit.plan.preview import preview  # noqa: PLC0415
    from evalkit.workers.worker_kinds import KINDS, Hiring  # noqa: PLC0415

    if show_data and data is None:
        raise WrongArguments(
            "--show-data has nothing to show without --data; name your table with --data FILE, or leave it out"
        )
    if workers is not None and scheduler is not None:
        raise WrongArguments("--workers and --scheduler name two clusters; leave one of them out")
    kind = on or ("local" if workers is None and scheduler is None else "dask")
    if kind not in KINDS:
        raise WrongArguments(f"--on must be {one_of(KINDS)}, not {kind!r}")
    request = Request(
        rubric=rubric,
        tasks=tuple(task or ()),
        tools=tuple(tool or ()),
        levels=tuple(level or ()),  # type: ignore[arg-type]  # checked by load, which names the levels there are
        probes=tuple(part.strip() for given in probes or () for part in given.split(",") if part.strip()),
        blocks=blocks,
        budget_minutes=budget,
        seed=seed,
        out=out,
        fresh=fresh,
        command="evalkit " + shlex.join(without_places(sys.argv[1:] if show_data else without_name(sys.argv[1:]))),
        data=data,
        show_data=show_data,
    )
    environments = environments_of(context)
    hiring = Hiring(kind, workers, scheduler, environments)
    lacks = missing() if kind == "local" else ""
    if dry_run:
        loaded = load(request)
        if said := whereabouts(loaded.workspace.root, request.folder):
            tell(said, err=True)
        steps = preview(request, loaded, environments(locks=loaded.workspace.locks))
        if as_json:
            tell_json(steps.to_json())
        else:
            tell(steps.to_text())
        for note in (*loaded.notes, *without_browser(loaded.selection.work, lacks)):
            tell(note, err=True)
        tell_left_out(loaded.rubric, loaded.selection.members)
        return
    with screen() as shown:
        free = None if scheduler else _free_mb()
        result = run_rubric(request, shown, hiring.hire, environments, lacks, free)
    if as_json:
        tell_json(result.to_json())
    else:
        show_outcome(result)
    if result.interrupted:
        raise typer.Exit(INTERRUPTED)
    if not result.all_ok:
        raise typer.Exit(FOUND_WRONG)
    if not result.complete:
        raise typer.Exit(INCOMPLETE)


def without_name(arguments: Sequence[str]) -> list[str]:
    """Return the arguments of a command with TABLE in place of the name of the reader's own data."""
    return [
        "--data=TABLE" if argument.startswith("--data=") else "TABLE" if before == "--data" else argument
        for before, argument in zip(["", *arguments], arguments, strict=False)
    ]


def without_places(arguments: Sequence[str]) -> list[str]:
    """Return the arguments of a command as a report may show them: no absolute path says where a machine keeps its files.

    A path in the current folder becomes relative to it; of any other one its last part stays.
    """
    return [f"{option}{equals}{_without_place(value)}" for option, equals, value in map(_option_and_value, arguments)]


def _option_and_value(argument: str) -> tuple[str, str, str]:
    return argument.partition("=") if argument.startswith("--") and "=" in argument else ("", "", argument)


def _without_place(value: str) -> str:
    path = Path(value)
    if not path.is_absolute():
        return value
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.name


def run_rubric(
    request: Request,
    shown: Screen,
    hire: Callable[[Snapshot], Workers],
    environments: Callable[..., Provisioner],
    lacks: str = "",
    free: float | None = None,
) -> Result:
    """Execute a rubric: continue its run, or start one.

    `hire` returns the workers. `environments` makes a workspace's environments from the folder of its locks. `lacks`
    says in a clause what the workers' machine lacks to open a browser, and `free` how many MB are free where it keeps
    environments, None if that is unknown. Ctrl-C and a spent budget end the run cleanly, with a report of the results so
    far.

    Raises:
        BadInput: there are mistakes in files.
        BadRequest: the request names something that does not exist, or the folder holds a run on other data.
        FolderBusy: another evalkit is writing into the same run.
    """
    from evalkit.commands.closing_lines import result_of  # noqa: PLC0415
    from evalkit.interruption import stoppable  # noqa: PLC0415
    from evalkit.plan import load  # noqa: PLC0415
    from evalkit.plan.budget import Budget  # noqa: PLC0415
    from evalkit.plan.loading import BadRequest  # noqa: PLC0415
    from evalkit.plan.own_rows import refusal_to_mix  # noqa: PLC0415
    from evalkit.report.publishing import Publisher  # noqa: PLC0415
    from evalkit.store import Journal, RunFolder, fresh_path  # noqa: PLC0415
    from evalkit.store.snapshot import Snapshot  # noqa: PLC0415
    from evalkit.workers import Coordinator, Record, Session  # noqa: PLC0415

    with stoppable():
        loaded = load(request)
        if said := whereabouts(loaded.workspace.root, request.folder):
            shown.say(said)
        for note in (*loaded.notes, *without_browser(loaded.selection.work, lacks)):
            shown.say(note)
        folder = RunFolder(fresh_path(loaded.out) if request.fresh else loaded.out)
        own = loaded.own
        if why := refusal_to_mix(folder.read_manifest(), own):
            raise BadRequest(f"{folder.path} {why}; name another folder with --out, or begin another run with --fresh")
        snapshot = Snapshot.of(loaded.workspace.root, own.content if own else b"")
        with folder.held(), hire(snapshot) as workers:
            record = Record(folder, Journal(folder.journal), withheld=own is not None and not own.told.shown)
            session = Session(request, loaded, folder, record, workers.seats()[0].machine)
            provisioner = environments(locks=loaded.workspace.locks)
            if free is not None and (said := too_little_disk(request, loaded, provisioner, free)):
                shown.say(said)
            agenda = session.plan(snapshot.digest, provisioner, shown.say)
            publisher = Publisher(folder, record.journal, session.note)
            budget = Budget(loaded.rubric.measure.budget_minutes * 60)
            ending = Coordinator(
                agenda,
                workers,
                record,
                budget,
                show=shown.progress,
                say=shown.say,
                patience=workers.patience,
                taken=session.taken,
                idle=lambda: _publish(agenda, publisher, shown),
                enough=lambda: _is_enough(agenda, publisher, budget, loaded.rubric.measure.timeout_seconds),
                is_ranked=lambda: _is_ranked(publisher),
            ).carry_out()
            report = publisher.now(ending.is_complete)
            return result_of(report, loaded, request, folder.report, ending, agenda.left())


def _free_mb() -> float | None:
    from evalkit.store import NoCache, cache_folder, free_mb  # noqa: PLC0415

    with contextlib.suppress(NoCache):  # whoever makes environments says so
        return free_mb(cache_folder())
    return None


def too_little_disk(request: Request, loaded: Loaded, environments: Provisioner, free: float) -> str:
    """Return what to say if the environments of a run need more than the `free` MB of disk; '' if they do not."""
    from evalkit.plan.install_size import mb_to_install  # noqa: PLC0415
    from evalkit.plan.topics import wanted_probes  # noqa: PLC0415

    notebooks = any(probe.name == "notebook" for probe in wanted_probes(request, loaded.rubric))
    needed = mb_to_install(loaded, environments, notebooks=notebooks)
    if needed <= free:
        return ""
    return (
        f"the environments that this run makes take about {needed / 1e3:.1f} GB of disk, and {free / 1e3:.1f} GB are free: "
        "make room, or set EVALKIT_CACHE to a folder on a larger disk"
    )


def without_browser(work: Iterable[Implementation], lacks: str) -> list[str]:
    """Return what to say of tasks that need a browser if the machine lacks one; `lacks` is what it lacks, as a clause."""
    tasks = sorted({one.task for one in work if one.needs_browser})
    if not lacks or not tasks:
        return []
    need = "needs" if len(tasks) == 1 else "need"
    return [f"{', '.join(tasks)} {need} a browser, and {lacks}; until then what it would show is unavailable"]


def _publish(agenda: Agenda, publisher: Publisher, shown: Screen) -> None:
    """Publish as soon as the light tools of the first tasks were looked at once, and every two minutes after that."""
    if publisher.is_due(first=agenda.first_tasks_are_looked_at):
        first = publisher.latest is None
        published = publisher.now(complete=False)
        if first:
            shown.say(f"the first report is at {publisher.report}; {ranked_so_far(published)}")


def ranked_so_far(report: ReportInput) -> str:
    """Return in how many tasks tools have a place so far, as a clause."""
    tables = report.scorecard.tasks
    ranked = sum(any(row.rank is not None for row in table.rows) for table in tables)
    return f"it ranks tools in {ranked} of {len(tables)} tasks" if ranked else "nothing can be ranked yet"


def _is_enough(agenda: Agenda, publisher: Publisher, budget: Budget, timeout_seconds: float) -> bool:
    """Return whether the run may end after its budget: if something can be ranked, or nothing more can make it so.

    That is so when every figure was measured once, or when the time of ten more checks is over.
    """
    if budget.left < -10 * timeout_seconds or agenda.only_repeats_are_left:
        return True
    if not agenda.first_look_is_over:
        return False
    if _is_ranked(publisher):
        return True
    publisher.now(complete=False)  # the last report may be older than the first ranking
    return _is_ranked(publisher)


def _is_ranked(publisher: Publisher) -> bool:
    from evalkit.report.formats.as_terminal import is_anything_ranked  # noqa: PLC0415

    return publisher.latest is not None and is_anything_ranked(publisher.latest)
