"""The catalogue: what is always there is listed, and the rating of any criterion is found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evalkit.model import rated_criterion, rating_metric
from evalkit.probes import METRICS, RATING


def test_the_metrics_that_are_listed_are_found_by_name_and_none_is_a_rating() -> None:
    assert len(METRICS) == len(list(METRICS)) == len(set(METRICS))
    assert all(METRICS[name].name == name for name in METRICS)
    assert not any(map(rated_criterion, METRICS))
    assert RATING.name not in METRICS


@given(st.from_regex(r"[a-z0-9][a-z0-9.+_-]{0,20}", fullmatch=True))
def test_the_rating_of_every_criterion_is_a_metric_that_nobody_lists(criterion: str) -> None:
    name = rating_metric(criterion)
    assert name in METRICS
    assert METRICS[name] is METRICS.get(name)
    assert (METRICS[name].name, METRICS[name].unit) == (name, "of 5")
    assert rated_criterion(name) == criterion
    assert name not in list(METRICS)


@given(st.text())
def test_what_is_no_name_of_a_criterion_is_no_metric(text: str) -> None:
    odd = f"rating.{text} "
    assert odd not in METRICS
    assert METRICS.get(odd) is None
