from __future__ import annotations

import pytest

from evalkit.model import PYTHONS, REQUIREMENTS, LevelRule, python_metric
from evalkit.probes import METRICS


def test_every_requirement_is_answered_by_a_metric_of_the_catalogue() -> None:
    for name, requirement in REQUIREMENTS.items():
        assert requirement.name == name
        assert requirement.metric in METRICS


def test_none_is_taken_over_levels_where_a_tool_could_meet_it_by_halves() -> None:
    for requirement in REQUIREMENTS.values():
        assert METRICS[requirement.metric].rule in (LevelRule.TOOL, LevelRule.ONE_LEVEL)


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("works-offline", 1, 0),
        ("no-telemetry", 0, 1),
        ("open-source-licence", 1, 0),
        ("python-3.12", 1, 0),
        ("works-today", 1, 0.99),
        ("small-install", 500, 501),
        ("notebook", 1, 0),
    ],
)
def test_a_requirement_separates_the_good_from_the_bad(name: str, good: float, bad: float) -> None:
    assert REQUIREMENTS[name].is_met_by(good)
    assert not REQUIREMENTS[name].is_met_by(bad)


def test_each_python_has_its_requirement_and_its_metric() -> None:
    for version in PYTHONS:
        assert REQUIREMENTS[f"python-{version}"].metric == python_metric(version)
