"""The closing lines of a run or a check: every cell with its status, the reason where it is not ok."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.table import Table

from evalkit.commands.terminal import TextConsole, plain

if TYPE_CHECKING:
    from evalkit.plan.request import Cell

_STYLES = {"ok": "green", "unsupported": "yellow", "unavailable": "magenta", "not run": "dim"}


def show_cells(cells: Iterable[Cell]) -> None:
    """Print a table of tasks and tools by level, and below it why what failed did."""
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
        table.add_column(heading)
    last = ""
    for (task, tool), row in by_row.items():
        statuses = [plain(row[lv].status, _STYLES.get(row[lv].status, "red")) if lv in row else "" for lv in LEVELS]
        table.add_row("" if task == last else task, tool, *statuses)
        last = task
    console.print(table)
    for cell in listed:
        if cell.status not in ("ok", "unsupported", "not run"):
            console.print(plain(f"{cell.label}: {cell.status}: {cell.reason}"), soft_wrap=True)
