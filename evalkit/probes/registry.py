"""The probes there are. To add one: its file in this folder, and its name in the two lists below."""

from collections.abc import Mapping
from types import MappingProxyType

from evalkit.probes import (
    api,
    boilerplate,
    border,
    code,
    continuity,
    docs,
    dsl,
    errors,
    interop,
    iteration,
    kept,
    ladder,
    latest,
    leaving,
    licence,
    network,
    notebook,
    pythons,
    ratings,
    runs,
    setup,
    stack,
)
from evalkit.probes.probe import Probe

_MODULES = (
    setup,
    licence,
    pythons,
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
    interop,
    stack,
    network,
    errors,
    latest,
    leaving,
    continuity,
)
"""In the order in which a run asks them: what is quick and what the first report needs comes first."""

PROBES: Mapping[str, Probe] = MappingProxyType({module.PROBE.name: module.PROBE for module in _MODULES})
"""Every probe, by name."""

FAMILIES: tuple[str, ...] = tuple(
    dict.fromkeys((runs.FAMILY, ratings.FAMILY, *(probe.asked_as for probe in PROBES.values())))
)
"""The names that people ask for figures by: runs, ratings, and probes, of which several may share one."""
