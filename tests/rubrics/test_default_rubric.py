"""The rubric that evalkit ships: all criteria of the talk, alike, each metric weighed once and with a reason."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from evalkit.model import METRICS, Rubric
from evalkit.workspace import load

ROOT = Path(__file__).parents[2]
SHOWN_ONLY = {"code.handover_tokens"}
TALK = {
    "friction",
    "iteration",
    "dsls",
    "ergonomics",
    "interoperability",
    "documentation",
    "progressive-complexity",
}


def default() -> Rubric:
    return load(ROOT, ROOT / "rubrics" / "default.yaml")[1]


def test_it_asks_the_seven_questions_of_the_talk_and_capability_at_equal_weights() -> None:
    criteria = default().criteria
    assert criteria.keys() == TALK | {"capability"}
    assert {criterion.weight for criterion in criteria.values()} == {1}


def test_every_metric_of_the_catalogue_is_weighed_exactly_once() -> None:
    weighed = Counter(entry.metric for criterion in default().criteria.values() for entry in criterion.metrics)
    assert weighed.keys() == METRICS.keys() - SHOWN_ONLY
    assert set(weighed.values()) == {1}


def test_what_rests_on_one_authors_implementation_carries_a_spread() -> None:
    for criterion in default().criteria.values():
        for entry in criterion.metrics:
            if METRICS[entry.metric].effort:
                assert entry.spread, entry.metric


def test_the_panel_is_named_so_that_a_new_tool_changes_nobodys_score() -> None:
    assert default().interop_with


def test_the_quick_rubric_asks_nothing_that_takes_many_runs_or_the_resolver() -> None:
    quick = load(ROOT, ROOT / "rubrics" / "quick.yaml")[1]
    probes = {METRICS[metric].probe for metric in quick.metrics}
    assert probes.isdisjoint({"errors", "iteration", "notebook", "interop", "latest", "network"})
