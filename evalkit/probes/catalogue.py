"""The catalogue of metrics: every quantity that a rubric may name, put together from what the probes measure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from evalkit.model import Direction, LevelRule, Metric, rated_criterion, rating_metric
from evalkit.model.document import NAME
from evalkit.probes.registry import PROBES


def _rating(criterion: str) -> Metric:
    return Metric(
        rating_metric(criterion),
        f"Rating: {criterion}",
        "of 5",
        Direction.MORE,
        LevelRule.TASK,
        "Rating of people who used the tool, from 1 to 5 by the rubric's descriptions for this criterion, as the median over the raters.",
    )


RATING = _rating("<criterion>")
"""The metric for the ratings of any criterion; documentation shows it once for all of them."""


class _Catalogue(Mapping[str, Metric]):
    """The metrics that are always there, which it counts and lists, and one more for whatever a rubric calls a criterion."""

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
        return self._found.setdefault(name, _rating(criterion))


METRICS: Mapping[str, Metric] = _Catalogue(metric for probe in PROBES.values() for metric in probe.measures)
"""Every metric, by name; `rating.<criterion>` is found for every criterion that there may be, and listed for none."""

_PROBES = {metric.name: probe.name for probe in PROBES.values() for metric in probe.measures}


def probe_of(metric: str) -> str:
    """The name of the probe that observes a metric; raises KeyError where there is no such metric."""
    return "rating" if rated_criterion(metric) is not None else _PROBES[metric]
