"""Open a run that a report or a comparison is made of."""

from __future__ import annotations

from pathlib import Path

from evalkit.model import REQUIREMENTS
from evalkit.probes import METRICS
from evalkit.store import NotARun
from evalkit.store.run_folder import OpenedRun, open_run


def opened_run(path: Path) -> OpenedRun:
    """Open a run for reading.

    Raises:
        NotARun: the folder holds no run, another evalkit wrote it, or its rubric names what this evalkit does not know.
    """
    opened = open_run(path)
    rubric = opened.manifest.rubric
    required = {name for profile in rubric.profiles.values() for name in profile.requires}
    for what, named, known in (("metric", rubric.metrics, METRICS), ("requirement", required, REQUIREMENTS)):
        if unknown := sorted(named - known.keys()):
            raise NotARun(
                f"{path}: its rubric names the {what} {unknown[0]!r}, which this evalkit does not know; "
                "measure it again with --fresh"
            )
    return opened
