"""What the page's script needs to compare what two tools cost: which figures, and which differences in time are real."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from evalkit.model import WALL
from evalkit.model.observation import FEWEST_BLOCKS
from evalkit.model.task import USUAL_LEVEL
from evalkit.probes.code import CONCEPTS, LINES
from evalkit.probes.runs import PEAK
from evalkit.probes.setup import INSTALL_MB
from evalkit.report.report_input import ReportInput
from evalkit.scoring import TaskTable
from evalkit.scoring.paired_timings import MOST_EXACT


def costs_compared(report: ReportInput) -> dict[str, Any]:
    """Return the figures as [metric, level], the tool's own first, and by task what is known of times, for JSON.

    `real` holds one bit for each pair of rows, the first with the second, with the third and so on, in base64: whether
    the test of all pairs of the task finds their times different. Ratios and intervals follow from the samples that the
    page has; of tools that are `apart`, the samples are not from the same blocks as those of the others.
    """
    return {
        "figures": [
            [INSTALL_MB, ""],
            [WALL, report.timed_level],
            *([metric, USUAL_LEVEL] for metric in (PEAK, LINES, CONCEPTS)),
        ],
        "fewest": FEWEST_BLOCKS,
        "mostExact": MOST_EXACT,
        "times": {table.task: _times(table) for table in report.scorecard.tasks},
    }


def _times(table: TaskTable) -> dict[str, Any]:
    places = {row.tool: at for at, row in enumerate(table.rows)}
    real = np.zeros((len(places), len(places)), dtype=bool)
    for pair in table.faster:
        one, other = sorted((places[pair.faster], places[pair.slower]))
        real[one, other] = True
    bits = real[np.triu_indices(len(places), 1)]
    found: dict[str, Any] = {"blocks": table.blocks, "needed": table.blocks_needed}
    if bits.any():
        found["real"] = base64.b64encode(np.packbits(bits, bitorder="little").tobytes()).decode()
    if table.apart:
        found["apart"] = list(table.apart)
    return found
