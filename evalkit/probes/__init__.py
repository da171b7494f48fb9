"""One file per probe: a question asked of an implementation or a tool, answered with findings.

A probe declares its metrics beside what observes them; `registry.py` lists the probes, the catalogue is all their metrics.
"""

from evalkit.probes import rating, run, setup
from evalkit.probes.catalogue import METRICS, RATING, probe_of
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Dependence, Lab, Probe, Question, Scope
from evalkit.probes.registry import FAMILIES, PROBES

__all__ = [
    "FAMILIES",
    "METRICS",
    "PROBES",
    "RATING",
    "CannotTell",
    "Dependence",
    "Finding",
    "Lab",
    "Probe",
    "Question",
    "Scope",
    "probe_of",
    "rating",
    "run",
    "setup",
]
