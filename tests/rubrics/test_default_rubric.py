"""The rubric that evalkit ships: all criteria of the talk, alike, each metric weighed once and with a reason."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from evalkit.model import PYTHONS, LevelRule, Rubric, python_metric, rated_criterion
from evalkit.probes import METRICS, probe_of
from evalkit.workspace import load

ROOT = Path(__file__).parents[2]
SHOWN_ONLY = {"code.handover_tokens"}
OF_STACKS = {metric.name for metric in METRICS.values() if metric.rule is LevelRule.STACK}
BEYOND_THE_TALK = {name for name in METRICS if name.startswith("continuity.")}
TAKES_LONG = {
    "run.startup_seconds",
    "run.seconds_per_million_rows",
    "setup.latest_works",
    "iteration.notebook",
    "iteration.cell_seconds",
}
"""What the default rubric leaves to full.yaml, so that it stays within 25 minutes."""
REQUIRED_ONLY = {"setup.open_licence", *map(python_metric, PYTHONS)}
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


def full() -> Rubric:
    return load(ROOT, ROOT / "rubrics" / "full.yaml")[1]


def test_it_asks_the_seven_questions_of_the_talk_capability_and_services_at_equal_weights() -> None:
    criteria = default().criteria
    assert criteria.keys() == TALK | {"capability", "service"}
    assert {criterion.weight for criterion in criteria.values()} == {1}


def test_every_metric_of_the_catalogue_is_weighed_exactly_once() -> None:
    of_catalogue = METRICS.keys() - SHOWN_ONLY - REQUIRED_ONLY - OF_STACKS
    for rubric, asked in ((default(), of_catalogue - BEYOND_THE_TALK - TAKES_LONG), (full(), of_catalogue)):
        weighed = Counter(entry.metric for criterion in rubric.criteria.values() for entry in criterion.metrics)
        assert weighed.keys() == asked
        assert set(weighed.values()) == {1}


def test_full_yaml_weighs_what_both_weigh_with_the_same_anchors() -> None:
    ours, theirs = (
        {entry.metric: entry for criterion in rubric.criteria.values() for entry in criterion.metrics}
        for rubric in (default(), full())
    )
    assert all(theirs[metric] == entry for metric, entry in ours.items())


def test_it_covers_all_tasks_with_a_few_tools_in_each() -> None:
    workspace, rubric = load(ROOT, ROOT / "rubrics" / "default.yaml")
    assert rubric.tasks.keys() == workspace.tasks.keys()
    for task in rubric.tasks:
        assert 3 <= len([tool for tool in workspace.tools_of(task) if rubric.takes_part(tool, task)]) <= 5, task


def test_what_it_asks_of_profiles_costs_no_measurement_that_it_leaves_out() -> None:
    assert not default().metrics & TAKES_LONG
    assert full().metrics >= TAKES_LONG


def test_what_rests_on_one_authors_implementation_carries_a_spread() -> None:
    for criterion in default().criteria.values():
        for entry in criterion.metrics:
            if METRICS[entry.metric].effort:
                assert entry.spread, entry.metric


def test_people_can_rate_every_criterion_and_nobody_has_to() -> None:
    criteria = default().criteria.values()
    assert all(criterion.rating and {1, 3, 5} <= criterion.rating.words.keys() for criterion in criteria)
    assert not [entry for criterion in criteria for entry in criterion.metrics if rated_criterion(entry.metric)]
    assert not (ROOT / "ratings").exists()


def test_the_panel_is_named_so_that_a_new_tool_changes_nobodys_score() -> None:
    assert default().interop_with


def test_there_is_a_profile_for_each_of_those_whose_priorities_differ() -> None:
    profiles = default().profiles
    assert set(profiles) == {
        "solo-data-scientist",
        "platform-team",
        "tensorflow-on-gcp",
        "regulated",
        "scale",
        "teaching",
    }
    assert {"works-offline", "no-telemetry", "open-source-licence"} <= set(profiles["regulated"].requires)


def test_a_profile_names_only_weights_that_differ_and_says_why_beside_each() -> None:
    profiles = default().profiles
    assert all(1.0 not in profile.weights.values() for profile in profiles.values())
    text = (ROOT / "rubrics" / "default.yaml").read_text(encoding="utf-8")
    section = text.partition("\nprofiles:\n")[2].partition("\nstacks:\n")[0]
    weighed = [line for line in section.splitlines() if line.startswith("      ") and ":" in line]
    assert len(weighed) == sum(len(profile.weights) for profile in profiles.values())
    assert all("  # " in line for line in weighed)


def test_what_profiles_require_is_observed() -> None:
    assert {"setup.open_licence", "setup.python_3_11", "network.contacts"} <= default().metrics


def test_the_quick_rubric_asks_nothing_that_takes_many_runs_or_the_resolver() -> None:
    quick = load(ROOT, ROOT / "rubrics" / "quick.yaml")[1]
    probes = {probe_of(metric) for metric in quick.metrics}
    assert probes.isdisjoint({"errors", "iteration", "notebook", "interop", "latest", "network"})
