"""`evalkit history`: follows stacks, tools or one metric through a series of runs."""

# ruff: noqa: PLC0415 (a command imports what it runs when it is run)

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.padding import Padding
from rich.table import Table

from evalkit.commands import completing
from evalkit.commands.app import app
from evalkit.commands.asked_file import check_asked, write_asked
from evalkit.commands.terminal import TextConsole, plain, tell, tell_json_document

if TYPE_CHECKING:
    from evalkit.report import RunHistory

_EPILOG = """
evalkit sorts the runs by the time at which they were begun. Compare points only between runs with the same rubric,
evalkit and machine; below each run stands what changed since the one before.

Examples:

- `evalkit history reports/2026-*` — points of stacks and tools through these runs
- `evalkit history reports/2026-* --metric run.wall_seconds` — one metric through them
- `evalkit history reports/2026-* --html history.html` — write it as a page
"""


@app.command("history", epilog=_EPILOG)
def history(
    runs: Annotated[list[Path], typer.Argument(help="The folders of the runs, in any order.", metavar="RUN...")],
    metric: Annotated[
        str | None,
        typer.Option(
            help="Follow this metric instead of points, such as run.wall_seconds.",
            metavar="METRIC",
            autocompletion=completing.metrics,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write the history as a page.", metavar="FILE")] = None,
) -> None:
    """Follow stacks, tools or one metric through a series of runs, each with its versions and its machine."""
    from evalkit.plan.loading import must_exist
    from evalkit.probes import METRICS
    from evalkit.report import history_as_json, render_history, run_history

    check_asked("--html", html, "history.html")
    if metric is not None:
        must_exist("metric", [metric], METRICS)
    found = run_history(runs, metric)
    if html is not None:
        write_asked(html, render_history(found))
    if as_json:
        tell_json_document(history_as_json(found))
        return
    _show(found)
    if html is not None:
        tell(f"page: {html}")


def _show(history: RunHistory) -> None:
    """Print a history within the width of the terminal."""
    from evalkit.report import answer_of, history_tables, machine_of, moment, turn_words

    console = TextConsole()
    turns = [None, *map(turn_words, history.turns)]
    for place, (run, turn) in enumerate(zip(history.runs, turns, strict=True), start=1):
        console.print(plain(f"{place:3}  {run.told.name}, {moment(run.told.started)}", "bold"))
        told = [answer_of(run), f"evalkit {run.told.evalkit} on {machine_of(run)}"]
        if turn is not None:
            told.append(f"since the run before: {turn.headline}")
            told.extend(f"version: {version}" for version in turn.versions)
            told.extend(f"note: {note}" for note in turn.notes)
        for line in told:
            console.print(Padding(plain(line), (0, 0, 0, 5)))
    for shown in history_tables(history):
        table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
        table.add_column(plain(shown.heading, "bold"), overflow="fold")
        for heading in ("first", "latest", "change"):
            table.add_column(heading, justify="right", overflow="fold")
        table.add_column("course", overflow="fold")
        for row in shown.rows:
            table.add_row(row.name, row.first, row.latest, row.change, row.bars)
        console.print()
        console.print(table)
