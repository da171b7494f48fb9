"""Open a run that a report or a comparison is made of."""

from __future__ import annotations

import shlex
from pathlib import Path

from evalkit.model import REQUIREMENTS
from evalkit.probes import METRICS
from evalkit.store import NotARun, NothingMeasured
from evalkit.store.run_folder import OpenedRun, open_run


def opened_run(path: Path) -> OpenedRun:
    """Open a run for reading.

    Raises:
        NotARun: the folder holds no run, another evalkit wrote it, or its rubric names what this evalkit does not know.
        NothingMeasured: its journal holds nothing, so that a report would be empty, and might replace one that is not.
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
    if not opened.journal.observations:
        raise NothingMeasured(_nothing_measured(path, opened))
    return opened


def _nothing_measured(path: Path, opened: OpenedRun) -> str:
    damaged, journal = len(opened.journal.damage), opened.folder.journal
    why = f"none of the {damaged:,} lines of {journal} can be read" if damaged else f"{journal} is empty"
    if not journal.exists():
        why = f"there is no {journal}"
    data = " --data TABLE" if opened.manifest.data else ""
    command = f"evalkit run rubrics/{opened.manifest.rubric.rubric}.yaml{data} --out {shlex.quote(str(path))}"
    return f"nothing was measured in {path}: {why}; `{command}` measures"
