"""Trees of processes that hold known memory, each in another place: what is sampled against what is held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evalkit.selftest.check import Check
from evalkit.selftest.measuring import CannotMeasure, Measuring
from evalkit.selftest.progress import Extent, Progress

PART = "Known memory"
TREES: Mapping[str, str] = {
    "child": "in a child",
    "grandchild": "in a grandchild",
    "forked": "once, before three forks that go on having it",
    "threaded": "in four threads",
    "shared": "once, in memory that two processes share",
    "brief": "for an instant",
}
"""The tools of the task `holding`, and where each of them holds its memory."""
FEW_MB, MANY_MB = 11, 51
"""Every tree is measured with both: what they differ by was held, whatever Python itself takes.

Even the smaller is more than Python takes for a moment when it starts, and the larger still fits into the shared memory
of a container, which often has 64 MB.
"""
OFF_MB = 1.0
"""How far the difference may be off: two starts of Python differ by some hundred kilobytes, and the pages of forks
too."""
_SECONDS = 0.8


def steps(extent: Extent) -> dict[str, float]:
    """Return the steps of this part, and the seconds that each is expected to take."""
    return {_step(tree): 2 * extent.trees * _SECONDS for tree in TREES}


def checks(extent: Extent, measuring: Measuring, progress: Progress) -> Iterator[Check]:
    """Yield one check for each tree: of its measurements, the one that is furthest off."""
    known = float(MANY_MB - FEW_MB)
    limits = known - OFF_MB, known + OFF_MB
    for tree, where in TREES.items():
        progress.begin(_step(tree))
        what = f"{known:g} MB held {where}"
        if extent.trees > 1:
            what += f", the worst of {extent.trees}"
        try:
            seen = [measuring.peak(tree, MANY_MB) - measuring.peak(tree, FEW_MB) for _ in range(extent.trees)]
        except CannotMeasure as why:
            yield Check(PART, what, "MB", known, None, *limits, reason=str(why))
        else:
            worst = max(seen, key=lambda megabytes: abs(megabytes - known))
            yield Check(PART, what, "MB", known, worst, *limits, spread=(min(seen), max(seen)))


def _step(tree: str) -> str:
    return f"watching memory that is held {TREES[tree]}"
