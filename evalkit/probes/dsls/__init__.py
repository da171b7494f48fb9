"""Domain-specific languages in an implementation: the kinds, finding them, and how well they are found."""

from evalkit.probes.dsls.accuracy import Measured, measure
from evalkit.probes.dsls.detector import Found, find_in_python, find_sites
from evalkit.probes.dsls.kinds import DslPattern, built_in, file_kind, load_kinds
from evalkit.probes.dsls.site import Site

__all__ = [
    "DslPattern",
    "Found",
    "Measured",
    "Site",
    "built_in",
    "file_kind",
    "find_in_python",
    "find_sites",
    "load_kinds",
    "measure",
]
