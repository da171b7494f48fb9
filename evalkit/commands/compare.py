"""`evalkit compare`: shows what changed between two runs: the answer, the caveats, and a table for each kind of change."""

# ruff: noqa: PLC0415 (a command imports what it runs when it is run)

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.padding import Padding
from rich.table import Table

from evalkit.commands.app import app
from evalkit.commands.asked_file import check_asked, write_asked
from evalkit.commands.terminal import TextConsole, plain, tell, tell_json_document
from evalkit.exit_codes import FOUND_WRONG

if TYPE_CHECKING:
    from evalkit.report import ChangeRow, ComparisonInput, Section

_EPILOG = """
Reasons to fail:

- `broken` — something was ok and is not ok now
- `slower` — a time is significantly longer
- `bigger` — the installed size, the number of distributions or the peak memory grew
- `worse` — any metric is worse, or something is broken
- `lost` — something was measured before and is not measured now
- `rank` — a tool or a stack certainly lost its place

If evalkit cannot tell whether a time is longer, `slower` and `worse` say 'cannot tell' with the reason, and do not fail. Reasons
are too few samples, and machines that cannot be compared: tools that did not change keep no ratio to the baseline there.

Examples:

- `evalkit compare reports/main reports/branch` — show what certainly changed, the worst first
- `evalkit compare reports/default` — show what a new version of a tool changed, after this run has measured it
- `evalkit compare reports/main reports/branch --all` — show all changes, also those that are uncertain, and why
- `evalkit compare reports/main reports/branch --html changes.html` — write them as a page
- `evalkit compare reports/main reports/branch --fail-on broken --fail-on slower` — fail a build

Exit codes: 0 done · 1 one of the reasons to fail was found · 2 the input is wrong
"""

_STYLES = {"broken": "bold red", "worse": "red", "no longer measured": "yellow", "better": "green", "mended": "green"}


class FailOn(StrEnum):
    """The kinds of `evalkit.scoring.OBJECTIONS`, repeated here so that help does not load the scoring."""

    BROKEN = "broken"
    SLOWER = "slower"
    BIGGER = "bigger"
    WORSE = "worse"
    LOST = "lost"
    RANK = "rank"


@app.command("compare", epilog=_EPILOG)
def compare(
    before: Annotated[Path, typer.Argument(help="The folder of the run before.", metavar="RUN")],
    after: Annotated[
        Path | None,
        typer.Argument(
            help="The folder of the run after. Left out: compare the earlier and the later measurements within the "
            "first run.",
            metavar="[RUN]",
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show changes that are not significant too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write the comparison as a page.", metavar="FILE")] = None,
    fail_on: Annotated[
        list[FailOn] | None, typer.Option(help="Exit with code 1 if this happened; may be given again.")
    ] = None,
) -> None:
    """Show what changed between two runs or two versions of a tool, and which changes are more than chance."""
    from evalkit.plan.loading import BadRequest
    from evalkit.report import compare_history, compare_runs, comparison_as_json, render_comparison
    from evalkit.scoring import objections, undecided

    check_asked("--html", html, "changes.html")
    compared: ComparisonInput = compare_history(before) if after is None else compare_runs(before, after)
    if after is not None and after.samefile(before):
        raise BadRequest(
            f"{before} and {after} are one run; name another one, or name it once to see what it measured again"
        )
    asked = [kind.value for kind in fail_on or ()]
    objected, unknown = objections(compared.comparison, asked), undecided(compared.comparison, asked)
    if html is not None:
        write_asked(html, render_comparison(compared))
    if as_json:
        tell_json_document(comparison_as_json(compared, objected, unknown, everything=everything))
    else:
        _show_comparison(compared, everything=everything)
        if html is not None:
            tell(f"page: {html}")
    for sentence in unknown:
        tell(f"cannot tell {sentence}", err=True)
    for objection in objected:
        tell(f"failed: {objection}", err=True)
    if objected:
        raise typer.Exit(FOUND_WRONG)


def _show_comparison(compared: ComparisonInput, *, everything: bool) -> None:
    """Print a comparison within the width of the terminal."""
    from evalkit.report import changed, headline, moment, not_told, sections, visible

    console = TextConsole()
    for word, run in (("before", compared.before), ("after", compared.after)):
        console.print(plain(f"{word:7}{visible(run.name)}, {moment(run.started)}", "dim"))
    console.print(plain(headline(compared.comparison), "bold"))
    if unknown := not_told(compared.comparison):
        console.print(plain(unknown))
    for note in compared.comparison.notes:
        console.print(plain(f"note: {visible(note)}", "yellow"))
    for what, pairs in (("version", compared.comparison.versions), ("claim", compared.comparison.claims)):
        for name, was, now in changed(pairs):
            console.print(plain(f"{what}: {name} {was} → {now}"))
    for lone in compared.comparison.only:
        console.print(plain(f"{lone.run} only: {lone.what} {lone.name}"))
    for section in sections(compared.comparison, everything=everything):
        console.print()
        _show_section(console, section)
    _show_standings(console, compared, everything=everything)


def _show_section(console: TextConsole, section: Section) -> None:
    """Print one kind of change: a line for each subject and its metrics below it, in the same columns."""
    cells = [("before", "after", "change"), *((row.before, row.after, _by(row)) for row in section.rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(3)]
    head = _columns(console, widths)
    style = _STYLES.get(section.kind, "bold")
    head.add_row(plain(section.heading, style), *(plain(name, "dim") for name in cells[0]))
    console.print(head)
    last = ""
    for row in section.rows:
        if row.metric and row.subject != last:
            console.print(plain(row.subject, "bold"))
        last = row.subject
        line = _columns(console, widths)
        line.add_row(plain(f"  {row.metric}" if row.metric else row.subject), row.before, row.after, _by(row))
        console.print(line)
        if row.reason:
            console.print(Padding(plain(row.reason, "dim"), (0, 0, 0, 4)))


def _by(row: ChangeRow) -> str:
    return f"{row.change} ({row.interval})" if row.interval else row.change


def _columns(console: TextConsole, widths: Sequence[int]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(width=max(20, console.width - sum(widths) - 2 * len(widths)), overflow="fold")
    for width in widths:
        table.add_column(width=width, justify="right", overflow="fold")
    return table


def _show_standings(console: TextConsole, compared: ComparisonInput, *, everything: bool) -> None:
    from evalkit.report import standing_rows

    rows = list(standing_rows(compared.comparison, everything=everything))
    if not rows:
        return
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column(plain("Points and places", "bold"), overflow="fold")
    for heading in ("points", "→", "place", "→"):
        table.add_column(heading, justify="right", overflow="fold")
    for row in rows:
        table.add_row(plain(row.subject, style=_STYLES.get(row.kind, "")), *row.points, *row.places)
    console.print()
    console.print(table)
