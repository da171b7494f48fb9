"""One file per probe: a question asked of an implementation or a tool, answered with findings.

A probe declares its metrics beside what observes them; `registry.py` lists the probes, the catalogue is all their
metrics.
"""

from evalkit.probes import ratings, runs, serving, setup
from evalkit.probes.catalogue import METRICS, levels_of, probe_of
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Dependence, Facilities, Probe, Question, Scope
from evalkit.probes.ratings import RATING
from evalkit.probes.registry import FAMILIES, PROBES

__all__ = [
    "FAMILIES",
    "METRICS",
    "PROBES",
    "RATING",
    "CannotTell",
    "Dependence",
    "Facilities",
    "Finding",
    "Probe",
    "Question",
    "Scope",
    "levels_of",
    "probe_of",
    "ratings",
    "runs",
    "serving",
    "setup",
]
