"""The catalogue of metrics: every quantity that a rubric may name, put together from what the probes measure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from evalkit.model import Metric, rated_criterion
from evalkit.model.document import NAME
from evalkit.probes import ratings, runs, serving
from evalkit.probes.registry import PROBES


class _Catalogue(Mapping[str, Metric]):
    """The fixed metrics, which it counts and lists. Looking up `rating.<criterion>` works for any criterion."""

    def __init__(self, entries: Iterable[Metric]) -> None:
        self._fixed = {metric.name: metric for metric in entries}
        self._found = dict(self._fixed)

    def __getitem__(self, name: str) -> Metric:
        try:
            return self._found[name]
        except KeyError:
            return self._of_a_rating(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._fixed)

    def __len__(self) -> int:
        return len(self._fixed)

    def _of_a_rating(self, name: str) -> Metric:
        criterion = rated_criterion(name)
        if criterion is None or not re.fullmatch(NAME, criterion):
            raise KeyError(name) from None
        return self._found.setdefault(name, ratings.metric_of(criterion))


_MEASURES = {
    runs.FAMILY: runs.METRICS,
    serving.FAMILY: serving.METRICS,
    **{probe.name: probe.measures for probe in PROBES.values()},
}
"""The metrics of what is measured by samples and of every probe, by the name that the journal keeps with them."""

METRICS: Mapping[str, Metric] = _Catalogue(metric for measures in _MEASURES.values() for metric in measures)
"""Every metric, by name; `rating.<criterion>` is found for every criterion that there may be, and listed for none."""

_FAMILIES = {metric.name: family for family, measures in _MEASURES.items() for metric in measures}


def levels_of(metric: str) -> tuple[str, ...]:
    """The levels that the probe of a metric is asked about; empty: all of them.

    Raises KeyError where there is no such metric.
    """
    return PROBES[_FAMILIES[metric]].levels if _FAMILIES[metric] in PROBES else ()


def probe_of(metric: str) -> str:
    """Who observes a metric: the name of a probe, of the runs or of the ratings; raises KeyError where there is no such metric."""
    return ratings.FAMILY if rated_criterion(metric) is not None else _FAMILIES[metric]
