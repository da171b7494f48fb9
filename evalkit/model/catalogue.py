"""The catalogue of metrics: every quantity that a rubric may name.

A new metric is one entry here and one probe that observes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from evalkit.model.metric import Direction, LevelRule, Metric

_LESS, _MORE = Direction.LESS, Direction.MORE
_LEVEL, _LADDER, _TOOL = LevelRule.ONE_LEVEL, LevelRule.ALL_LEVELS, LevelRule.TOOL

_ENTRIES = (
    Metric(
        "setup.install_seconds",
        "Time to install",
        "s",
        _LESS,
        _TOOL,
        "setup",
        "Wall seconds to install the locked distributions into a new environment from a warm cache, nothing compiled.",
    ),
    Metric(
        "setup.install_mb",
        "Size on disk",
        "MB",
        _LESS,
        _TOOL,
        "setup",
        "Megabytes (10⁶ bytes) of all installed files, bytecode left out, companions left out.",
    ),
    Metric(
        "setup.distributions",
        "Distributions installed",
        "distributions",
        _LESS,
        _TOOL,
        "setup",
        "Number of distributions in the lock: the tool and everything it depends on.",
    ),
    Metric(
        "setup.import_seconds",
        "Time to import",
        "s",
        _LESS,
        _TOOL,
        "setup",
        "Median of five warm imports of the tool's packages, the bare interpreter's own start subtracted.",
        zero=True,
    ),
    Metric(
        "run.wall_seconds",
        "Time to run",
        "s",
        _LESS,
        _LEVEL,
        "run",
        "Wall seconds from the start of the process to its end, median over the blocks, verified runs only.",
    ),
    Metric(
        "run.cpu_seconds",
        "Processor time",
        "s",
        _LESS,
        _LEVEL,
        "run",
        "User and system seconds of the whole process tree as the kernel accounts for it, median over the blocks.",
    ),
    Metric(
        "run.peak_memory_mb",
        "Peak memory",
        "MB",
        _LESS,
        _LEVEL,
        "run",
        "Largest memory of the process tree, from runs of its own: the larger of the sampled sum of proportional set "
        "sizes and any one process's high-water mark.",
    ),
    Metric(
        "run.startup_seconds",
        "Time at the smallest scale",
        "s",
        _LESS,
        _LEVEL,
        "run",
        "Wall seconds at the task's smallest scale, where starting up is nearly all there is.",
    ),
    Metric(
        "run.seconds_per_million_rows",
        "Time per million rows",
        "s / 10⁶ rows",
        _LESS,
        _LEVEL,
        "run",
        "Slope of wall seconds between the task's two largest scales, paired by block; below 0 it is noise and counts "
        "as 0.",
        zero=True,
    ),
    Metric(
        "code.lines",
        "Logical lines",
        "lines",
        _LESS,
        _LEVEL,
        "code",
        "Lines that hold code, comments, blank lines and docstrings left out, above the hand-over line.",
        effort=True,
    ),
    Metric(
        "code.tokens",
        "Tokens",
        "tokens",
        _LESS,
        _LEVEL,
        "code",
        "Python tokens above the hand-over line, comments, docstrings and layout left out.",
        effort=True,
    ),
    Metric(
        "code.files",
        "Files",
        "files",
        _LESS,
        _LEVEL,
        "code",
        "Files that a user has to write: the script and whatever else stands in the implementation's folder.",
        effort=True,
    ),
    Metric(
        "code.handover_tokens",
        "Hand-over tokens",
        "tokens",
        _LESS,
        _LEVEL,
        "code",
        "Tokens below the hand-over line, which only bring the result into the checker's format: shown, not scored.",
        zero=True,
    ),
    Metric(
        "capability.score",
        "Planted facts found",
        "share",
        _MORE,
        _LADDER,
        "run",
        "The checker's graded verdict: share of the planted facts that were found and named, mean over the levels.",
        zero=True,
    ),
)

METRICS: Mapping[str, Metric] = MappingProxyType({metric.name: metric for metric in _ENTRIES})
"""Every metric, by name."""

REQUIREMENTS: Mapping[str, str] = MappingProxyType(
    {
        "works-offline": "the tool's implementations pass in a network namespace that has loopback alone",
        "python-3.11": "the tool's lock is for Python 3.11 or later",
        "open-source-licence": "the tool's distribution declares a licence that the Open Source Initiative approves",
        "no-telemetry": "the tool contacts no host unasked with its telemetry switch as shipped",
    }
)
"""What a profile may require of a tool, by name, and the observation that answers it."""
