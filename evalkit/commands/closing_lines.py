"""The last lines of a command on the terminal: what failed, which stacks are left out, the answer, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table

from evalkit.commands.result import Cell, Result
from evalkit.commands.terminal import TextConsole, plain, tell

if TYPE_CHECKING:
    from evalkit.model import Rubric
    from evalkit.plan import Left, Loaded, Request
    from evalkit.report import ReportInput
    from evalkit.workers import Ending

_NAMED = 4
"""How many cells are named that failed for the same reason."""
_STYLES = {"ok": "green", "unsupported": "yellow", "unavailable": "magenta", "not run": "dim"}


def show_cells(cells: Iterable[Cell]) -> None:
    """Print a table of tasks and tools by level, and below it the facts shown and the reasons for all failures."""
    from evalkit.model import LEVELS  # noqa: PLC0415

    console = TextConsole()
    listed = list(cells)
    if not listed:
        return
    by_row: dict[tuple[str, str], dict[str, Cell]] = {}
    for cell in listed:
        task, tool, level = cell.label.split("/")
        by_row.setdefault((task, tool), {})[level] = cell
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("task", "tool", *LEVELS):
        table.add_column(heading, overflow="fold")
    last = ""
    for (task, tool), row in by_row.items():
        statuses = [plain(row[lv].status, _STYLES.get(row[lv].status, "red")) if lv in row else "" for lv in LEVELS]
        table.add_row("" if task == last else task, tool, *statuses)
        last = task
    console.print(table)
    for cell in listed:
        if cell.shows:
            console.print(plain(f"{cell.label}: {cell.shows}"), soft_wrap=True)
    for line in failures(listed):
        console.print(plain(line), soft_wrap=True)


def failures(cells: Iterable[Cell]) -> Iterator[str]:
    """Yield a line for each reason why cells failed; one that several have is told once, with a remedy if one is known."""
    by_reason: dict[tuple[str, str], list[str]] = {}
    for cell in cells:
        if cell.status not in ("ok", "unsupported", "not run"):
            by_reason.setdefault((cell.status, cell.reason), []).append(cell.label)
    for (status, reason), labels in by_reason.items():
        some = labels if len(labels) <= _NAMED else [*labels[:_NAMED], f"{len(labels) - _NAMED} more"]
        yield f"{', '.join(some)}: {status}: {reason}{_remedy(reason, *labels[0].split('/')[:2])}"


def _remedy(reason: str, task: str, tool: str) -> str:
    """Return what to do about a module that Python did not find; only the terminal says so, and no figure depends on it."""
    found = re.search(r"No module named '([\w]+)", reason)
    if found is None:
        return ""
    return (
        f"; if scripts of {task} import {found[1]} beside the tool, write `companions: {{{task}: [{found[1]}==VERSION]}}` in "
        f"adapters/{tool}.yaml; if the tool itself lacks it, add it to `requires`"
    )


def result_of(report: ReportInput, loaded: Loaded, request: Request, file: Path, ending: Ending, left: Left) -> Result:
    """Return the results of a run, from its last report."""
    from evalkit.report.formats.as_terminal import as_terminal, is_anything_ranked  # noqa: PLC0415
    from evalkit.scoring.coverage import coverage_of  # noqa: PLC0415
    from evalkit.workers import Ending  # noqa: PLC0415

    coverage = coverage_of(report.scorecard)
    return Result(
        report=file,
        answer=as_terminal(report),
        cells=tuple(_cells(report, loaded, request)),
        measured=coverage.measured,
        weighed=coverage.asked,
        ranked=is_anything_ranked(report),
        seconds_left=left.seconds if ending.is_complete else left.seconds - left.repeats,
        complete=ending.is_complete,
        interrupted=ending is Ending.INTERRUPTED,
        ending=ending.value,
    )


def show_outcome(result: Result) -> None:
    """Print the cells that failed, what is incomplete, and finally the answer."""
    from evalkit.commands.screen import duration  # noqa: PLC0415

    console = TextConsole(soft_wrap=True)
    for line in failures(result.cells):
        console.print(plain(line, "red"))
    console.print(plain(result.answer.rstrip("\n")))
    if result.complete and result.seconds_left >= 1:
        more = f"about {duration(result.seconds_left)} more would make the times more certain"
        console.print(plain(f"{result.ending}; run it again to go on: {more}", style="yellow"))
    if not result.complete:
        ranked = "" if result.ranked else "nothing can be ranked yet; "
        console.print(
            plain(
                f"{result.ending}: {result.measured} of {result.weighed} figures; {ranked}"
                f"about {duration(result.seconds_left)} to go; run it again to go on",
                style="yellow",
            )
        )
    console.print(plain(f"report: {result.report}"))


def _cells(report: ReportInput, loaded: Loaded, request: Request) -> Iterable[Cell]:
    """Yield the result of each implementation of the work."""
    from evalkit.model import SAMPLED, Status  # noqa: PLC0415

    results = {
        (table.task, row.tool, level.level): level
        for table in report.scorecard.tasks
        for row in table.rows
        for level in row.levels
    }
    for one in loaded.selection.work:
        level = results.get((one.task, one.tool, one.level))
        status = level.status if level else None
        if status is None and not request.wants(SAMPLED):
            continue
        shown = status.value if isinstance(status, Status) else "not run"
        yield Cell(one.label, shown, level.reason if level else "")


def tell_next(commands: Sequence[tuple[str, str]]) -> None:
    """Say what to do next: commands, each with what it does."""
    width = max(len(command) for command, _ in commands)
    tell("next:")
    for command, what in commands:
        tell(f"  {command:<{width}}  # {what}")


def tell_left_out(rubric: Rubric, members: Mapping[str, Sequence[str]], *, file: str = "") -> None:
    """Say which stacks of a rubric are left out, and why.

    `members` maps each task to its competing tools; the sentences begin with `file` if there is one.
    """
    from evalkit.report import left_out  # noqa: PLC0415
    from evalkit.scoring import stacks_left_out  # noqa: PLC0415

    for sentence in left_out(stacks_left_out(rubric, members)):
        tell(f"{file}: {sentence}" if file else sentence, err=True)


def tell_left_out_of(run: Path) -> None:
    """Do the same for the run in a folder."""
    from evalkit.store.run_folder import manifest_of  # noqa: PLC0415

    manifest = manifest_of(run)
    tell_left_out(manifest.rubric, manifest.members)
