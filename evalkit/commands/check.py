"""`evalkit check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evalkit.commands.app import app
from evalkit.commands.outcome import show_cells
from evalkit.commands.screen import screen
from evalkit.commands.terminal import tell

_EPILOG = """
Examples:

- `evalkit check` — read everything people wrote, run nothing
- `evalkit check pandera` — install pandera, and run all that its adapter promises at the smallest scale
"""


@app.command("check", epilog=_EPILOG)
def check(
    tool: Annotated[list[str] | None, typer.Argument(help="Tools to install and run.", metavar="[TOOL]…")] = None,
) -> None:
    """Check adapters, tasks, rubrics and ratings; with a tool named, install it and run its implementations."""
    from evalkit.commands.checking import check_everything, check_tool  # noqa: PLC0415

    if not tool:
        tell(check_everything(Path.cwd()))
        return
    with screen() as shown:
        cells = [cell for name in tool for cell in check_tool(Path.cwd(), name, shown)]
    show_cells(cells)
    if any(cell.status not in ("ok", "unsupported") for cell in cells):
        raise typer.Exit(1)
