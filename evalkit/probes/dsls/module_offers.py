"""What the modules of a project offer each other, and what of a value is true in another module than its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from evalkit.probes.dsls.families import families, matches
from evalkit.source.values import UNKNOWN, Value

_DEEPEST = 3
"""Containers within containers that are looked into."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a module offers others under a name: a value, and what calling that gives.

    `wraps` is the framework's decorator that a function puts around the one it is given, `makes` the one that a call of
    it gives; '' where it does neither. `is_plain` says that it is a function which nothing decorates.
    """

    value: Value
    gives: Value = UNKNOWN
    wraps: str = ""
    makes: str = ""
    is_plain: bool = False


Neighbour = Callable[[str], Mapping[str, Offer]]
"""What gives the offers of a module by the name that an import spells; none of one that is not one's own."""


def nobody(_: str) -> Mapping[str, Offer]:
    """The neighbour of a source that stands alone."""
    return {}


def abroad(value: Value, deeper: int = _DEEPEST) -> Value:
    """A value as a module sees it that imports it, without where it is written; `UNKNOWN` where it is something of its own module's.

    What a library of graphs gives depends on who calls it: of that, only what surely is a placeholder tells anything.
    """
    is_told = value.family or value.frame or value.message or value.attributes or value.text is not None
    is_own = not value.origin or value.origin.startswith((".", "?")) or value.origin.endswith(".parameter")
    if not is_told and (is_own or (value.node is not None and not value.instance)):
        return UNKNOWN
    if not is_told and any(one.graph and matches(one.packages, value.origin) for one in families()):
        return UNKNOWN
    held = value.inside is not None and deeper > 0
    return replace(
        value,
        written=(),
        displays=(),
        node=None,
        instance=False,
        inside=abroad(value.inside, deeper - 1) if held and value.inside is not None else None,
        parts=tuple(abroad(one, deeper - 1) for one in value.parts) if held else (),
    )
