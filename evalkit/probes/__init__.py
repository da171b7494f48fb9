"""One file per probe: a question asked of an implementation or a tool, answered with findings.

To add one: its file here, its metrics in the catalogue, its name in the list below.
"""

from collections.abc import Mapping
from types import MappingProxyType

from evalkit.probes import (
    api,
    boilerplate,
    border,
    code,
    docs,
    dsl,
    errors,
    interop,
    iteration,
    kept,
    ladder,
    latest,
    licence,
    network,
    notebook,
    pythons,
    rating,
    run,
    setup,
    stack,
)
from evalkit.probes.finding import Finding
from evalkit.probes.probe import CannotTell, Dependence, Lab, Probe, Question, Scope

_MODULES = (
    setup,
    licence,
    pythons,
    latest,
    rating,
    run,
    code,
    boilerplate,
    dsl,
    docs,
    api,
    ladder,
    border,
    kept,
    iteration,
    notebook,
    network,
    errors,
    interop,
    stack,
)
"""In the order in which a run asks them: what is quick and what the first report needs comes first."""

PROBES: Mapping[str, Probe] = MappingProxyType({module.PROBE.name: module.PROBE for module in _MODULES})
"""Every probe, by name."""

FAMILIES: tuple[str, ...] = tuple(dict.fromkeys(probe.asked_as for probe in PROBES.values()))
"""The names that people ask for probes by; several probes may share one."""

__all__ = [
    "FAMILIES",
    "PROBES",
    "CannotTell",
    "Dependence",
    "Finding",
    "Lab",
    "Probe",
    "Question",
    "Scope",
    "rating",
    "run",
    "setup",
]
