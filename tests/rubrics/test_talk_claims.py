"""The claims of the talk: all of them, each with its source, and no threshold without a reason."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from evalkit.model import Claim, Operand, Rubric
from evalkit.workspace import load

ROOT = Path(__file__).parents[2]
IDS = """
eda-two-lines tfdv-light tfdv-works-with-others validation-reasonable tensorboard-just-works tf-serving-easy
tft-new-language tft-no-python tft-scripts-only slow-iteration-on-data hello-needs-beam tfma-config-dsl tfma-tfrecord
tfma-siloed slices-are-easy plots-are-there skew-univariate adversarial-catches skew-not-actionable drift-solved
docs-missing api-unpythonic metadata-setup split-boilerplate one-big-machine tied-transforms wait-until-pipelines
easy-on-gcp keras-gold from-memory progressive tfx-fits-some components-differ tools-are-debt
"""


@cache
def talk() -> Rubric:
    return load(ROOT, ROOT / "rubrics" / "claims-tfx-talk.yaml")[1]


def measured() -> list[tuple[str, Claim]]:
    return [(name, claim) for name, claim in talk().claims.items() if claim.comparisons]


def test_every_claim_of_the_talk_is_there_and_no_other() -> None:
    assert set(talk().claims) == set(IDS.split())


def test_each_is_cited_by_its_slide() -> None:
    for claim in talk().claims.values():
        assert re.fullmatch(r'the talk Evaluating MLOps Tools, (slide ".+"|its opening)', claim.source)


def test_no_threshold_stands_without_its_reason() -> None:
    for name, claim in measured():
        for test in claim.comparisons:
            assert test.because, name


def test_who_waits_for_a_task_waits_for_one_that_is_not_there() -> None:
    for name, claim in talk().claims.items():
        for task in re.findall(r"needs task ([a-z-]+)", claim.not_measured or ""):
            assert task not in talk().tasks, f"{name} can be measured now: write its tests"


def test_what_tfx_is_praised_for_is_tested_as_well_as_what_it_is_blamed_for() -> None:
    tested = {name for name, _ in measured()}
    assert {"tfdv-light", "tfdv-works-with-others", "validation-reasonable"} <= tested
    assert {"tfma-config-dsl", "docs-missing", "skew-univariate"} <= tested
    tools = {test.left.tool for _, claim in measured() for test in claim.comparisons}
    assert {"tfdv", "tfma", "scikit-learn"} <= tools


def test_everything_that_a_claim_speaks_of_is_observed() -> None:
    for _, claim in measured():
        for test in claim.comparisons:
            for side in (test.left, test.right):
                if isinstance(side, Operand):
                    assert side.metric in talk().metrics


@pytest.mark.parametrize("part", ["tasks", "adapters", "criteria", "measure", "profiles", "stacks", "interop_with"])
def test_all_else_is_as_in_the_rubric_that_has_everything(part: str) -> None:
    full = load(ROOT, ROOT / "rubrics" / "full.yaml")[1]
    assert getattr(talk(), part) == getattr(full, part)
    assert not full.claims


def test_the_claims_about_the_parts_come_with_tools_that_the_default_rubric_has_too() -> None:
    parts = load(ROOT, ROOT / "rubrics" / "claims-tfx-parts.yaml")[1]
    default = load(ROOT, ROOT / "rubrics" / "default.yaml")[1]
    assert parts.adapters is not None
    assert all(any(default.takes_part(str(tool), task) for task in default.tasks) for tool in parts.adapters)
    assert parts.interop_with == default.interop_with


def test_the_claims_about_the_parts_are_those_that_its_tasks_can_decide() -> None:
    parts = load(ROOT, ROOT / "rubrics" / "claims-tfx-parts.yaml")[1]
    for name, claim in talk().claims.items():
        tasks = {
            side.task for test in claim.comparisons for side in (test.left, test.right) if isinstance(side, Operand)
        }
        assert (name in parts.claims) == (tasks - {None} <= set(parts.tasks)), name
