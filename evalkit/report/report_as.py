"""A run's report in any of its forms: as text, and its figures as a data frame."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from evalkit.report.formats import FORMATS, figures_frame
from evalkit.report.publishing import report_input
from evalkit.store.run_folder import open_run

if TYPE_CHECKING:
    import pandas as pd


def figures(run: Path) -> pd.DataFrame:
    """All figures of a run, one a row, as a pandas data frame; writes nothing. Raises `NotARun`."""
    opened = open_run(run)
    return figures_frame(report_input(opened.folder, opened.manifest, opened.journal))


def report_as(run: Path, form: str) -> str:
    """The report of a run in one of `FORMATS`; writes nothing. Raises `NotARun`, and KeyError for another form."""
    opened = open_run(run)
    return FORMATS[form].write(report_input(opened.folder, opened.manifest, opened.journal))
