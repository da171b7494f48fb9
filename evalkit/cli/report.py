"""`evalkit report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from evalkit.cli.app import app
from evalkit.runs import republish


@app.command("report", epilog="Example: `evalkit report reports/default`")
def report(run: Annotated[Path, typer.Argument(help="The folder of a run.", metavar="RUN")]) -> None:
    """Make the scorecard and the report of a run again, from its journal and its manifest."""
    typer.echo(f"report: {republish(run)}")
