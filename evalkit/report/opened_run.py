"""Open a run that a report or a comparison is made of."""

from __future__ import annotations

from pathlib import Path

from evalkit.probes import METRICS
from evalkit.store import NotARun
from evalkit.store.run_folder import OpenedRun, open_run


def opened_run(path: Path) -> OpenedRun:
    """Open a run for reading.

    Raises:
        NotARun: the folder holds no run, another evalkit wrote it, or its rubric names what this evalkit does not know.
    """
    opened = open_run(path)
    if unknown := sorted(opened.manifest.rubric.metrics - METRICS.keys()):
        raise NotARun(
            f"{path}: its rubric names the metric {unknown[0]!r}, which this evalkit does not know; measure it again with --fresh"
        )
    return opened
