"""A comparison of two runs on a terminal: the answer, what to know before believing it, and tables by kind of change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table

from evalkit.commands.terminal import TextConsole, plain

if TYPE_CHECKING:
    from evalkit.report import ChangeRow, ComparisonInput, Section

_STYLES = {"broken": "bold red", "worse": "red", "no longer measured": "yellow", "better": "green", "mended": "green"}


def show_comparison(compared: ComparisonInput, *, everything: bool) -> None:
    """Print a comparison within the width there is."""
    from evalkit.report import changed, headline, moment, not_told, sections  # noqa: PLC0415

    console = TextConsole()
    for word, run in (("before", compared.before), ("after", compared.after)):
        console.print(plain(f"{word:7}{run.name}, {moment(run.started)}", "dim"))
    console.print(plain(headline(compared.comparison), "bold"))
    if unknown := not_told(compared.comparison):
        console.print(plain(unknown))
    for note in compared.comparison.notes:
        console.print(plain(f"note: {note}", "yellow"))
    for what, pairs in (("version", compared.comparison.versions), ("claim", compared.comparison.claims)):
        for name, was, now in changed(pairs):
            console.print(plain(f"{what}: {name} {was} → {now}"))
    for one in compared.comparison.only:
        console.print(plain(f"{one.run} only: {one.what} {one.name}"))
    for section in sections(compared.comparison, everything=everything):
        console.print()
        _show_section(console, section)
    _show_standings(console, compared, everything=everything)


def _show_section(console: TextConsole, section: Section) -> None:
    """One kind of change: a line for each subject, and below it its metrics, all in the same columns."""
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
    from evalkit.report import standing_rows  # noqa: PLC0415

    rows = list(standing_rows(compared.comparison, everything=everything))
    if not rows:
        return
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column(plain("Points and places", "bold"), overflow="fold")
    for heading in ("points", "→", "place", "→"):
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(plain(row.subject, _STYLES.get(row.kind, "")), *row.points, *row.places)
    console.print()
    console.print(table)
