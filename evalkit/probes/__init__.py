"""One file per probe: a question asked of an implementation or a tool, answered with findings."""

from collections.abc import Mapping
from types import MappingProxyType

from evalkit.probes import code, run, setup
from evalkit.probes.finding import Finding, Probe

PROBES: Mapping[str, Probe] = MappingProxyType({probe.name: probe for probe in (setup.PROBE, run.PROBE, code.PROBE)})
"""Every probe, by name."""

__all__ = ["PROBES", "Finding", "Probe", "code", "run", "setup"]
