"""`evalkit export`: writes the results of a run into a tracker that a team uses already."""

# ruff: noqa: PLC0415 (a command imports what it runs when it is run)

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evalkit.commands.app import app
from evalkit.commands.terminal import tell

_EPILOG = """
MLflow is no part of evalkit: it must be installed beside it, or in the Python that `--python` names.

Examples:

- `evalkit export reports/default --to mlflow` — into the MLflow that `MLFLOW_TRACKING_URI` names, or a local one
- `evalkit export reports/default --to mlflow --uri http://localhost:5000 --experiment tools` — into that experiment
- `evalkit export reports/default --to mlflow --python ~/models/.venv/bin/python` — with the MLflow of another environment
"""


class Tracker(StrEnum):
    """The trackers there are."""

    MLFLOW = "mlflow"


@app.command("export", epilog=_EPILOG)
def export(
    run: Annotated[Path, typer.Argument(help="The folder of a run.", metavar="RUN")],
    to: Annotated[Tracker, typer.Option("--to", help="The tracker to write into.")],
    uri: Annotated[str | None, typer.Option(help="MLflow's tracking URI.  [default: MLflow's own]")] = None,
    experiment: Annotated[
        str | None, typer.Option(help="The experiment to write into.  [default: evalkit and the rubric's name]")
    ] = None,
    python: Annotated[
        Path | None, typer.Option(help="An interpreter that has MLflow.  [default: the one that runs evalkit]")
    ] = None,
) -> None:
    """Write a run into a tracker: one run, with a nested one for each stack and for each tool of a task."""
    from evalkit.report import export_to_mlflow

    exports = {Tracker.MLFLOW: export_to_mlflow}
    tell(f"exported to {exports[to](run, uri, experiment, python)}")
